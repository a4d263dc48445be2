//! Names of images: `HOST/PATH:TAG`, `HOST/PATH@sha256:...`, or without a host.
//! Ref: <https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests>

use crate::{Digest, ImageError};

/// The longest name.
const MAX_NAME: usize = 1_024;
/// The longest tag.
const MAX_TAG: usize = 128;

/// A name of an image, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The registry: `localhost:5000`.
    pub host: Option<String>,
    /// The repository: `team/app`.
    pub path: String,
    /// `latest`
    pub tag: Option<String>,
    /// Counts before the tag.
    pub digest: Option<Digest>,
}

impl Reference {
    /// Reads a name, which must have a tag or a digest: Lambda takes no other.
    pub fn parse(name: &str) -> Result<Reference, ImageError> {
        let read = Reference::read(name);
        let named = read.filter(|own| own.tag.is_some() || own.digest.is_some());
        named.ok_or_else(|| ImageError::Name(name.chars().take(MAX_NAME).collect()))
    }

    /// The same for names that archives bear, with `latest` where they have no tag.
    pub(crate) fn of_archive(name: &str) -> Option<Reference> {
        let mut own = Reference::read(name)?;
        if own.tag.is_none() && own.digest.is_none() {
            own.tag = Some("latest".to_owned());
        }
        // What Docker calls images without a registry, written out.
        if own.host.as_deref() == Some("docker.io") {
            own.host = None;
            own.path = own.path.strip_prefix("library/").unwrap_or(&own.path).to_owned();
        }
        Some(own)
    }

    fn read(name: &str) -> Option<Reference> {
        if name.len() > MAX_NAME {
            return None;
        }
        let (name, digest) = match name.split_once('@') {
            Some((name, digest)) => (name, Some(Digest::parse(digest)?)),
            None => (name, None),
        };
        let (host, rest) = match name.split_once('/') {
            Some((first, rest)) if is_host(first) => (Some(first.to_owned()), rest),
            _ => (None, name),
        };
        let (path, tag) = match rest.rsplit_once(':') {
            Some((path, tag)) => (path, Some(tag.to_owned())),
            None => (rest, None),
        };
        let good = path.split('/').all(is_segment) && tag.as_deref().is_none_or(is_tag);
        good.then(|| Reference { host, path: path.to_owned(), tag, digest })
    }

    /// `HOST/PATH`
    pub fn repository(&self) -> String {
        match &self.host {
            Some(host) => format!("{host}/{}", self.path),
            None => self.path.clone(),
        }
    }

    /// Whether it is in ECR: `ACCOUNT.dkr.ecr.REGION...`.
    pub fn is_ecr(&self) -> bool {
        let host = self.host.as_deref().unwrap_or_default();
        let Some((account, rest)) = host.split_once('.') else { return false };
        let account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        account && (rest.starts_with("dkr.ecr.") || rest.starts_with("dkr.ecr-fips."))
    }

    /// The same image by its digest, whatever its tag comes to mean.
    pub fn pinned(&self, digest: &Digest) -> Reference {
        Reference { tag: None, digest: Some(digest.clone()), ..self.clone() }
    }

    /// What is behind the repository.
    pub(crate) fn point(&self) -> String {
        match (&self.digest, &self.tag) {
            (Some(digest), _) => digest.to_string(),
            (None, Some(tag)) => tag.clone(),
            (None, None) => "latest".to_owned(),
        }
    }
}

fn is_host(text: &str) -> bool {
    let may = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let looks = text == "localhost" || text.contains(['.', ':']);
    looks && text.bytes().all(may) && !text.starts_with([':', '.'])
}

fn is_segment(text: &str) -> bool {
    let inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let may = |byte: u8| inside(byte) || b"._-".contains(&byte);
    let edges = [text.bytes().next(), text.bytes().last()];
    edges.iter().all(|edge| edge.is_some_and(inside))
        && text.bytes().all(may)
        && !text.contains("..")
}

fn is_tag(text: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    text.bytes().next().is_some_and(word)
        && text.len() <= MAX_TAG
        && text.bytes().all(|byte| word(byte) || b".-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let digest = Digest::of(b"x");
        let by_digest = format!("localhost:5000/a/b@{digest}");
        let cases = [
            ("localhost:5000/a/b:1", Some("localhost:5000"), "a/b", Some("1"), false),
            (&by_digest, Some("localhost:5000"), "a/b", None, true),
            ("app:v1.2_x", None, "app", Some("v1.2_x"), false),
            ("team/app:1", None, "team/app", Some("1"), false),
            ("[::1]:5000/app:1", Some("[::1]:5000"), "app", Some("1"), false),
        ];
        for (text, host, path, tag, has_digest) in cases {
            let own = Reference::parse(text).expect(text);
            assert_eq!((own.host.as_deref(), own.path.as_str()), (host, path), "{text}");
            assert_eq!((own.tag.as_deref(), own.digest.is_some()), (tag, has_digest), "{text}");
        }
        let long = format!("a:{}", "t".repeat(129));
        for bad in [
            "",
            "app",
            "x/",
            "/x:1",
            "a:",
            "a:-",
            "A:1",
            "a/../b:1",
            "a@sha256:1",
            "a b:1",
            "a//b:1",
            "localhost:5000/a",
            "a:1@",
            &long,
        ] {
            assert!(Reference::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn ecr_is_known_by_its_shape() {
        let ecr = |name: &str| Reference::parse(name).expect(name).is_ecr();
        assert!(ecr("123456789012.dkr.ecr.us-east-1.amazonaws.com/a:1"));
        assert!(ecr("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a/b:1"));
        assert!(ecr("000000000000.dkr.ecr.us-east-1.localhost.localstack.cloud:4510/a:1"));
        assert!(!ecr("localhost:5000/a:1") && !ecr("a:1") && !ecr("public.ecr.aws/a:1"));
    }

    #[test]
    fn archives_name_images_in_dockers_way() {
        let read = |name| Reference::of_archive(name).expect("good");
        assert_eq!(read("docker.io/library/app:1"), read("app:1"));
        assert_eq!(read("app"), read("app:latest"));
        assert!(Reference::of_archive("<none>:<none>").is_none());
    }
}
