//! Images from a folder, as archives and as layouts: found, verified, shared, and gone with their last user.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::*;
use crate::cache::names;
use crate::transport::{Answer, Later};

struct NoTransport;

impl Transport for NoTransport {
    fn get<'a>(
        &'a self,
        _: &'a str,
        _: &'a [(&'static str, String)],
    ) -> Later<'a, Result<Answer, String>> {
        Box::pin(async { Err("nobody is asked in this test".to_owned()) })
    }
}

fn tar(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, text) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o755);
        builder.append_data(&mut header, name, *text).unwrap();
    }
    builder.into_inner().unwrap()
}

fn config(layers: &[Vec<u8>]) -> Vec<u8> {
    let ids: Vec<String> = layers.iter().map(|layer| Digest::of(layer).to_string()).collect();
    let config = json!({"architecture": "amd64", "os": "linux", "config": {"Entrypoint": ["/a"]},
                        "rootfs": {"type": "layers", "diff_ids": ids}});
    config.to_string().into_bytes()
}

/// As `docker save` wrote archives before version 25.
fn save(shelf: &Path, file: &str, name: &str, layers: &[Vec<u8>]) {
    let config = config(layers);
    let names: Vec<String> = (0..layers.len()).map(|at| format!("{at}/layer.tar")).collect();
    let list = json!([{"Config": "c.json", "RepoTags": [name], "Layers": names}]).to_string();
    let mut entries: Vec<(&str, &[u8])> =
        vec![("manifest.json", list.as_bytes()), ("c.json", &config)];
    entries.extend(names.iter().map(String::as_str).zip(layers.iter().map(Vec::as_slice)));
    fs::write(shelf.join(file), tar(&entries)).unwrap();
}

/// An OCI layout with a list of two platforms.
fn layout(folder: &Path, tag: &str, layer: &[u8]) -> Digest {
    let blob = |bytes: &[u8]| {
        let digest = Digest::of(bytes);
        fs::create_dir_all(folder.join("blobs/sha256")).unwrap();
        fs::write(folder.join("blobs/sha256").join(digest.hex()), bytes).unwrap();
        (digest, bytes.len())
    };
    let (layer_digest, size) = blob(layer);
    let (config_digest, config_size) = blob(&config(&[layer.to_vec()]));
    let manifest = json!({"schemaVersion": 2, "config": {"digest": config_digest, "size": config_size},
        "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": layer_digest, "size": size}]});
    let (own, _) = blob(manifest.to_string().as_bytes());
    let list = json!({"manifests": [
        {"digest": Digest::of(b"arm"), "platform": {"os": "linux", "architecture": "arm64"}},
        {"digest": own, "platform": {"os": "linux", "architecture": "amd64"}}]});
    let (list, _) = blob(list.to_string().as_bytes());
    let index = json!({"manifests": [{"digest": list, "annotations": {"org.opencontainers.image.ref.name": tag}}]});
    fs::write(folder.join("index.json"), index.to_string()).unwrap();
    fs::write(folder.join("oci-layout"), "{}").unwrap();
    own
}

struct Lab {
    home: tempfile::TempDir,
    images: Images,
}

impl Lab {
    fn new() -> Lab {
        let home = tempfile::tempdir().unwrap();
        let shelf = home.path().join("shelf");
        fs::create_dir(&shelf).unwrap();
        let sources = Sources { shelf: Some(shelf), registries: Vec::new() };
        let images = Images::new(home.path().join("images"), sources);
        Lab { home, images }
    }

    fn shelf(&self) -> PathBuf {
        self.home.path().join("shelf")
    }

    async fn provide(&self, name: &str) -> Result<(String, Arc<Root>), ImageError> {
        let found = self.images.find(&NoTransport, name, "x86_64").await?;
        let root = self.images.provide(&NoTransport, name, &found.digest, "x86_64").await?;
        Ok((found.key(), root))
    }

    /// How many layers and roots lie there.
    fn lie(&self) -> (usize, usize) {
        let count = |name: &str| names(&self.home.path().join("images").join(name)).len();
        (count("layers"), count("roots"))
    }
}

#[tokio::test]
async fn layers_are_shared_and_go_with_their_last_user() {
    let lab = Lab::new();
    let base = tar(&[("base", b"base")]);
    save(&lab.shelf(), "a.tar", "a:1", &[base.clone(), tar(&[("a", b"a")])]);
    save(&lab.shelf(), "b.tar", "b:1", &[base, tar(&[("b", b"b")])]);
    let (a, held) = lab.provide("a:1").await.unwrap();
    let (b, other) = lab.provide("b:1").await.unwrap();
    assert_eq!(lab.lie(), (3, 2));
    assert_eq!(fs::read(held.folder().join("base")).unwrap(), b"base");
    assert!(other.folder().join("b").exists() && !other.folder().join("a").exists());
    lab.images.release(&a);
    assert_eq!(lab.lie(), (3, 2), "somebody holds it");
    assert!(held.folder().join("a").exists());
    drop(held);
    assert_eq!(lab.lie(), (2, 1));
    drop(other);
    assert_eq!(lab.lie(), (2, 1), "nobody has let go of it");
    lab.images.release(&b);
    assert_eq!(lab.lie(), (0, 0));
}

#[tokio::test]
async fn who_comes_back_in_time_keeps_it() {
    let lab = Lab::new();
    save(&lab.shelf(), "a.tar", "a:1", &[tar(&[("a", b"a")])]);
    let (key, held) = lab.provide("a:1").await.unwrap();
    lab.images.release(&key);
    let again = lab.images.held(&key).unwrap();
    drop((held, again));
    assert_eq!(lab.lie(), (1, 1));
    fs::create_dir_all(lab.home.path().join("images/layers/.half-1")).unwrap();
    lab.images.sweep(&HashSet::from([key.clone()]));
    assert_eq!(lab.lie(), (1, 1));
    lab.images.sweep(&HashSet::new());
    assert_eq!(lab.lie(), (0, 0));
    assert!(lab.images.held(&key).is_none());
}

#[tokio::test]
async fn layouts_give_each_architecture_its_own() {
    let lab = Lab::new();
    let own = layout(&lab.shelf().join("team/app"), "7", &tar(&[("x", b"x")]));
    let ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:7";
    let found = lab.images.find(&NoTransport, ecr, "x86_64").await.unwrap();
    assert_eq!(found.digest, own);
    assert!(lab.provide(ecr).await.unwrap().1.folder().join("x").exists());
    assert!(lab.provide(&format!("team/app@{own}")).await.is_ok());
    let arm = lab.images.find(&NoTransport, ecr, "arm64").await;
    assert!(matches!(arm, Err(ImageError::Bad(_))), "its manifest is not there: {arm:?}");
    let none = lab.images.find(&NoTransport, "team/app:8", "x86_64").await.unwrap_err();
    assert!(matches!(&none, ImageError::Missing(said) if said.contains("docker save")), "{none}");
}

#[tokio::test]
async fn what_differs_from_its_digest_is_not_unpacked() {
    let lab = Lab::new();
    let folder = lab.shelf().join("app");
    let layer = tar(&[("x", b"x")]);
    layout(&folder, "1", &layer);
    let blob = folder.join("blobs/sha256").join(Digest::of(&layer).hex());
    fs::write(&blob, tar(&[("x", b"y")])).unwrap();
    let error = lab.provide("app:1").await.unwrap_err();
    assert!(matches!(&error, ImageError::Bad(said) if said.contains("damaged")), "{error}");
    assert_eq!(lab.lie().0, 0);
    // A layer whose unpacked digest is another than the configuration says.
    let lab = Lab::new();
    let config = config(&[tar(&[("other", b"")])]);
    let list = json!([{"Config": "c", "RepoTags": ["app:1"], "Layers": ["l"]}]).to_string();
    let bytes = tar(&[("manifest.json", list.as_bytes()), ("c", &config), ("l", &layer)]);
    fs::write(lab.shelf().join("app.tar"), bytes).unwrap();
    assert!(matches!(lab.provide("app:1").await, Err(ImageError::Bad(_))));
    assert_eq!(lab.lie(), (0, 0));
}

#[tokio::test]
async fn registries_must_be_named() {
    let lab = Lab::new();
    let far = lab.images.find(&NoTransport, "registry.example.com/a:1", "x86_64").await;
    assert!(matches!(far, Err(ImageError::Missing(said)) if said.contains("lambda_registries")));
    let near = lab.images.find(&NoTransport, "localhost:5000/a:1", "x86_64").await;
    assert!(matches!(near, Err(ImageError::Unreachable(_))));
    assert!(matches!(lab.provide("../a:1").await, Err(ImageError::Name(_))));
}
