//! Manifests and configurations of images: which of several an architecture gets, and what of them is needed.
//! Ref: <https://github.com/opencontainers/image-spec/blob/main/manifest.md>,
//! <https://github.com/opencontainers/image-spec/blob/main/config.md>

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Digest, ImageError};

/// The largest manifest, and the largest configuration.
pub(crate) const MAX_MANIFEST: u64 = 4 << 20;
/// Most layers of an image.
const MAX_LAYERS: usize = 256;
/// Bytes of an image with all its layers, unpacked, as Lambda allows.
pub(crate) const MAX_SIZE: u64 = 10 << 30;
/// What manifests are asked for as.
pub(crate) const MANIFESTS: &str = "application/vnd.oci.image.manifest.v1+json, \
     application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.index.v1+json, \
     application/vnd.docker.distribution.manifest.list.v2+json";

/// Something that is named by its digest.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Descriptor {
    #[serde(default)]
    pub(crate) media_type: String,
    pub(crate) digest: Digest,
    #[serde(default)]
    pub(crate) size: u64,
    #[serde(default)]
    pub(crate) platform: Option<Platform>,
    #[serde(default)]
    pub(crate) annotations: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Platform {
    #[serde(default)]
    architecture: String,
    #[serde(default)]
    os: String,
}

/// A manifest of either kind.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Document {
    #[serde(default)]
    pub(crate) manifests: Option<Vec<Descriptor>>,
    #[serde(default)]
    config: Option<Descriptor>,
    #[serde(default)]
    layers: Option<Vec<Descriptor>>,
}

/// The manifest of one image.
#[derive(Debug)]
pub(crate) struct Manifest {
    pub(crate) config: Descriptor,
    pub(crate) layers: Vec<Descriptor>,
}

impl Document {
    pub(crate) fn read(bytes: &[u8]) -> Result<Document, ImageError> {
        let words =
            |error| ImageError::Unsupported(format!("the manifest cannot be read: {error}"));
        serde_json::from_slice(bytes).map_err(words)
    }

    /// The manifest of one image; `None` when this is a list of them.
    pub(crate) fn manifest(self) -> Result<Option<Manifest>, ImageError> {
        let unsupported = |what: &str| Err(ImageError::Unsupported(what.to_owned()));
        let (config, layers) = match (self.manifests, self.config, self.layers) {
            (Some(_), ..) => return Ok(None),
            (None, Some(config), Some(layers)) => (config, layers),
            _ => return unsupported("the manifest names no configuration or no layers"),
        };
        if layers.is_empty() || layers.len() > MAX_LAYERS {
            return unsupported("the image has no layers, or too many");
        }
        if config.size > MAX_MANIFEST {
            return unsupported("the image's configuration is too large");
        }
        let total = layers.iter().fold(0u64, |sum, layer| sum.saturating_add(layer.size));
        if total > MAX_SIZE {
            return Err(ImageError::TooLarge { limit: MAX_SIZE });
        }
        match layers.iter().find(|layer| !is_layer(&layer.media_type)) {
            Some(layer) => Err(ImageError::Unsupported(format!(
                "the image has a layer of the kind {:?}, which is no file system",
                layer.media_type
            ))),
            None => Ok(Some(Manifest { config, layers })),
        }
    }
}

/// How it is packed is seen in the layer itself.
fn is_layer(media_type: &str) -> bool {
    let tar = ["tar", "tar+gzip", "tar+zstd"].map(|end| format!(".{end}"));
    media_type.ends_with("diff.tar.gzip") || tar.iter().any(|end| media_type.ends_with(end))
}

/// AWS's name of an architecture, as images have it.
fn processor(architecture: &str) -> &str {
    match architecture {
        "x86_64" => "amd64",
        other => other,
    }
}

/// The image of a list that an architecture gets.
pub(crate) fn choose<'d>(
    all: &'d [Descriptor],
    architecture: &str,
) -> Result<&'d Descriptor, ImageError> {
    let wanted = processor(architecture);
    let about = |own: &Descriptor| {
        // Attestations stand beside the images that they are about.
        let attests = own.annotations.contains_key("vnd.docker.reference.type");
        !attests && own.platform.as_ref().is_none_or(|platform| platform.os != "unknown")
    };
    let images: Vec<&Descriptor> = all.iter().filter(|own| about(own)).collect();
    let fits = |own: &&&Descriptor| {
        let platform = own.platform.as_ref();
        platform.is_some_and(|own| own.os == "linux" && own.architecture == wanted)
    };
    let silent = || match images[..] {
        [one] if one.platform.is_none() => Some(one),
        _ => None,
    };
    images.iter().find(fits).copied().or_else(silent).ok_or_else(|| {
        let shown: Vec<String> = images
            .iter()
            .filter_map(|own| own.platform.as_ref())
            .map(|own| format!("{}/{}", own.os, own.architecture))
            .collect();
        ImageError::Architecture(format!(
            "the image is there for {} and not for linux/{wanted}",
            if shown.is_empty() { "no platform".to_owned() } else { shown.join(", ") }
        ))
    })
}

#[derive(Debug, Deserialize)]
struct ConfigFile {
    #[serde(default)]
    architecture: String,
    #[serde(default)]
    os: String,
    #[serde(default)]
    config: Option<ConfigRun>,
    rootfs: RootFs,
}

#[derive(Debug, Deserialize)]
struct RootFs {
    diff_ids: Vec<Digest>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ConfigRun {
    #[serde(default)]
    env: Option<Vec<String>>,
    #[serde(default)]
    entrypoint: Option<Vec<String>>,
    #[serde(default)]
    cmd: Option<Vec<String>>,
    #[serde(default)]
    working_dir: Option<String>,
}

/// An image that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The digest of its manifest.
    pub digest: Digest,
    /// Its layers, the lowest first.
    pub layers: Vec<Layer>,
    /// What it runs.
    pub run: Run,
}

/// One layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// Of the layer as it is stored.
    pub digest: Digest,
    /// Bytes as it is stored.
    pub size: u64,
    /// Of the layer unpacked.
    pub diff_id: Digest,
}

/// What an image says of how it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The program and its first arguments.
    pub entrypoint: Vec<String>,
    /// Further arguments, or the program when there is no entry point.
    pub command: Vec<String>,
    /// The folder that it starts in; empty for `/`.
    pub dir: String,
    /// Variables.
    pub env: Vec<(String, String)>,
}

impl Found {
    /// What a root of these layers is called.
    pub fn key(&self) -> String {
        let ids: Vec<String> = self.layers.iter().map(|layer| layer.diff_id.to_string()).collect();
        Digest::of(ids.join(" ").as_bytes()).hex().to_owned()
    }

    pub(crate) fn of(
        digest: Digest,
        manifest: Manifest,
        config: &[u8],
        architecture: &str,
    ) -> Result<Found, ImageError> {
        let words = |error| {
            ImageError::Unsupported(format!("the image's configuration cannot be read: {error}"))
        };
        let config: ConfigFile = serde_json::from_slice(config).map_err(words)?;
        let wanted = processor(architecture);
        if (config.os.as_str(), config.architecture.as_str()) != ("linux", wanted) {
            return Err(ImageError::Architecture(format!(
                "the image is for {}/{} and not for linux/{wanted}",
                config.os, config.architecture
            )));
        }
        let ids = config.rootfs.diff_ids;
        if ids.len() != manifest.layers.len() {
            return Err(ImageError::Unsupported(
                "the image's manifest and configuration name different numbers of layers"
                    .to_owned(),
            ));
        }
        let layers = manifest.layers.into_iter().zip(ids);
        let layers =
            layers.map(|(own, diff_id)| Layer { digest: own.digest, size: own.size, diff_id });
        let run = config.config.unwrap_or_default();
        let split = |text: String| {
            text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()))
        };
        Ok(Found {
            digest,
            layers: layers.collect(),
            run: Run {
                entrypoint: run.entrypoint.unwrap_or_default(),
                command: run.cmd.unwrap_or_default(),
                dir: run.working_dir.unwrap_or_default(),
                env: run.env.unwrap_or_default().into_iter().filter_map(split).collect(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptor(of: &str, platform: Option<(&str, &str)>) -> Descriptor {
        Descriptor {
            media_type: String::new(),
            digest: Digest::of(of.as_bytes()),
            size: 1,
            platform: platform
                .map(|(os, cpu)| Platform { architecture: cpu.into(), os: os.into() }),
            annotations: BTreeMap::new(),
        }
    }

    #[test]
    fn an_architecture_gets_its_own() {
        let all = [
            descriptor("a", Some(("linux", "amd64"))),
            descriptor("b", Some(("linux", "arm64"))),
            descriptor("c", Some(("windows", "amd64"))),
            descriptor("d", Some(("unknown", "unknown"))),
        ];
        assert_eq!(choose(&all, "x86_64").expect("there"), &all[0]);
        assert_eq!(choose(&all, "arm64").expect("there"), &all[1]);
        let error = choose(&all[1..], "x86_64").expect_err("not there").to_string();
        let said = "the image is there for linux/arm64, windows/amd64 and not for linux/amd64";
        assert_eq!(error, said);
        let silent = [descriptor("a", None)];
        assert!(choose(&silent, "arm64").is_ok(), "its configuration says for what it is");
    }

    #[test]
    fn what_is_no_image_is_refused() {
        let digest = Digest::of(b"x");
        let layer = |kind: &str, size: u64| {
            format!(r#"{{"mediaType":"{kind}","digest":"{digest}","size":{size}}}"#)
        };
        let manifest = |layers: &str| {
            let text =
                format!(r#"{{"config":{{"digest":"{digest}","size":2}},"layers":[{layers}]}}"#);
            Document::read(text.as_bytes()).and_then(Document::manifest)
        };
        let gzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";
        for good in [gzip, "application/vnd.oci.image.layer.v1.tar+zstd"] {
            assert!(manifest(&layer(good, 1)).is_ok(), "{good}");
        }
        assert!(manifest("").is_err());
        assert!(manifest(&layer("application/vnd.in-toto+json", 1)).is_err());
        assert!(manifest(&layer("application/vnd.oci.image.layer.v1.tar+encrypted", 1)).is_err());
        let large = manifest(&layer(gzip, MAX_SIZE + 1));
        assert_eq!(large.expect_err("too large"), ImageError::TooLarge { limit: MAX_SIZE });
        assert!(Document::read(b"[").is_err());
        assert!(Document::read(br#"{"config":{"digest":"sha256:../x"}}"#).is_err());
    }

    #[test]
    fn configurations_say_what_runs() {
        let id = Digest::of(b"l");
        let manifest =
            || Manifest { config: descriptor("c", None), layers: vec![descriptor("l", None)] };
        let text = format!(
            r#"{{"architecture":"amd64","os":"linux","config":{{"Env":["A=b=c","bad"],"Entrypoint":["/x"],"Cmd":null}},
               "rootfs":{{"type":"layers","diff_ids":["{id}"]}}}}"#
        );
        let found = Found::of(id.clone(), manifest(), text.as_bytes(), "x86_64").expect("good");
        assert_eq!(found.run.env, [("A".to_owned(), "b=c".to_owned())]);
        assert_eq!(found.run.entrypoint, ["/x"]);
        assert!(found.run.command.is_empty());
        let other = Found::of(id.clone(), manifest(), text.as_bytes(), "arm64");
        assert!(matches!(other, Err(ImageError::Architecture(_))));
        let none = text.replace(&format!("\"{id}\""), "");
        assert!(Found::of(id, manifest(), none.as_bytes(), "x86_64").is_err());
    }
}
