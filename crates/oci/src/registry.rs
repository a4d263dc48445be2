//! Registries, as they are asked for manifests and layers: with a token where they hand one to anybody, over redirects,
//! and never believed.
//! Ref: <https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull>

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::error::{ImageError, bad};
use crate::manifest::{Layer, MANIFESTS, MAX_MANIFEST};
use crate::transport::{Answer, Transport};
use crate::{Digest, Reference};

/// How long a registry may be silent.
const PATIENCE: Duration = Duration::from_secs(30);
/// Redirects that are followed.
const MAX_REDIRECTS: usize = 5;
/// The largest token.
const MAX_TOKEN: u64 = 64 << 10;

/// One repository of a registry.
pub(crate) struct Registry<'t> {
    transport: &'t dyn Transport,
    host: String,
    path: String,
    /// For further requests.
    token: Option<String>,
}

/// Whether a host is this machine: it is asked without TLS, as engines do.
pub(crate) fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let address = name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    address || name == "localhost" || name.ends_with(".localhost")
}

impl<'t> Registry<'t> {
    pub(crate) fn of(transport: &'t dyn Transport, reference: &Reference) -> Option<Registry<'t>> {
        let host = reference.host.clone()?;
        Some(Registry { transport, host, path: reference.path.clone(), token: None })
    }

    fn base(&self) -> String {
        let scheme = if is_loopback(&self.host) { "http" } else { "https" };
        // Docker's own registry answers under another name.
        let host = if self.host == "docker.io" { "registry-1.docker.io" } else { &self.host };
        format!("{scheme}://{host}/v2/{}", self.path)
    }

    /// A manifest by tag or digest, with its digest.
    pub(crate) async fn manifest(&mut self, point: &str) -> Result<(Vec<u8>, Digest), ImageError> {
        let answer = self.get(&format!("manifests/{point}"), MANIFESTS).await?;
        let bytes = self.whole(answer, MAX_MANIFEST).await?;
        let digest = Digest::of(&bytes);
        match Digest::parse(point) {
            Some(wanted) if wanted != digest => Err(bad(format!(
                "the manifest {wanted} is damaged: what the registry gave is {digest}"
            ))),
            _ => Ok((bytes, digest)),
        }
    }

    /// A document by its digest.
    pub(crate) async fn document(&mut self, digest: &Digest) -> Result<Vec<u8>, ImageError> {
        let answer = self.get(&format!("blobs/{digest}"), "*/*").await?;
        let bytes = self.whole(answer, MAX_MANIFEST).await?;
        match Digest::of(&bytes) == *digest {
            true => Ok(bytes),
            false => Err(bad(format!("the configuration {digest} of the image is damaged"))),
        }
    }

    /// A layer into a file; it is what its digest names, or nothing.
    pub(crate) async fn layer(&mut self, layer: &Layer, into: &Path) -> Result<(), ImageError> {
        let answer = self.get(&format!("blobs/{}", layer.digest), "*/*").await?;
        let mut file = std::fs::File::create_new(into)?;
        let mut hash = Sha256::new();
        let mut size = 0;
        let mut body = answer.body;
        while let Some(piece) = self.patiently(body.next()).await? {
            let piece = piece.map_err(|reason| self.unreachable(&reason))?;
            size += piece.len() as u64;
            if size > layer.size {
                return Err(bad(format!("the layer {} is longer than it claims", layer.digest)));
            }
            hash.update(&piece);
            file.write_all(&piece)?;
        }
        let own = Digest::from_hash(hash);
        match own == layer.digest {
            true => Ok(()),
            false => Err(bad(format!(
                "the layer {} is damaged: what the registry gave is {own}",
                layer.digest
            ))),
        }
    }

    async fn get(&mut self, what: &str, accept: &str) -> Result<Answer, ImageError> {
        let url = format!("{}/{what}", self.base());
        let answer = self.follow(&url, accept).await?;
        if answer.status != 401 || self.token.is_some() {
            return self.judge(answer, what);
        }
        let asked = answer.header("www-authenticate").map(str::to_owned);
        self.token = Some(self.log_in(asked.as_deref()).await?);
        let answer = self.follow(&url, accept).await?;
        self.judge(answer, what)
    }

    fn judge(&self, answer: Answer, what: &str) -> Result<Answer, ImageError> {
        let host = &self.host;
        match answer.status {
            200 => Ok(answer),
            401 | 403 => Err(ImageError::Denied(format!(
                "the registry {host} gives {} to nobody without a password, and passwords are not kept here: \
                 `docker save` the image into a folder of `lambda_images`",
                self.path
            ))),
            404 => {
                Err(ImageError::Missing(format!("the registry {host} has no {}/{what}", self.path)))
            }
            status => Err(self.unreachable(&format!("it answered {status}"))),
        }
    }

    fn unreachable(&self, reason: &str) -> ImageError {
        ImageError::Unreachable(format!("the registry {} cannot be asked: {reason}", self.host))
    }

    /// One request, over redirects. The token is for the registry alone.
    async fn follow(&self, url: &str, accept: &str) -> Result<Answer, ImageError> {
        let mut headers = vec![("accept", accept.to_owned())];
        headers.extend(self.token.iter().map(|token| ("authorization", format!("Bearer {token}"))));
        let mut url = url.to_owned();
        for _ in 0..MAX_REDIRECTS {
            let asked = self.patiently(self.transport.get(&url, &headers)).await?;
            let answer = asked.map_err(|reason| self.unreachable(&reason))?;
            if !matches!(answer.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(answer);
            }
            let target = answer.header("location").unwrap_or_default();
            let next = self.redirected(&url, target)?;
            if authority(&next) != authority(&url) {
                headers.retain(|(name, _)| *name != "authorization");
            }
            url = next;
        }
        Err(self.unreachable("it redirects without end"))
    }

    /// Where a redirect leads: on the same server, or elsewhere with TLS. No registry sends this cloud around here.
    fn redirected(&self, from: &str, target: &str) -> Result<String, ImageError> {
        let own = from.split_once("://").map_or(("", ""), |(scheme, _)| (scheme, authority(from)));
        match target {
            _ if target.starts_with('/') && !target.starts_with("//") => {
                Ok(format!("{}://{}{target}", own.0, own.1))
            }
            _ if target.starts_with("https://") => Ok(target.to_owned()),
            _ if target.starts_with("http://") && authority(target) == own.1 => {
                Ok(target.to_owned())
            }
            _ => Err(self.unreachable(&format!("it redirects to {target:?}"))),
        }
    }

    /// A token, for whoever asks.
    async fn log_in(&self, asked: Option<&str>) -> Result<String, ImageError> {
        let denied = || {
            let what =
                format!("the registry {} wants a password, and none are kept here", self.host);
            ImageError::Denied(what)
        };
        let bearer = asked.and_then(|asked| asked.strip_prefix("Bearer ")).ok_or_else(denied)?;
        let parts = parameters(bearer);
        let part = |name| parts.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
        let realm = part("realm").ok_or_else(denied)?;
        let near = authority(realm) == self.host && is_loopback(&self.host);
        if !realm.starts_with("https://") && !near {
            return Err(denied());
        }
        let scope = format!("repository:{}:pull", self.path);
        let mut url = format!("{realm}?scope={scope}");
        if let Some(service) = part("service") {
            url.push_str(&format!("&service={}", service.replace(' ', "%20")));
        }
        let answer = self.patiently(self.transport.get(&url, &[])).await?;
        let answer = answer.map_err(|reason| self.unreachable(&reason))?;
        if answer.status != 200 {
            return Err(denied());
        }
        #[derive(Deserialize)]
        struct Token {
            token: Option<String>,
            access_token: Option<String>,
        }
        let text = self.whole(answer, MAX_TOKEN).await?;
        let read: Option<Token> = serde_json::from_slice(&text).ok();
        read.and_then(|read| read.token.or(read.access_token)).ok_or_else(denied)
    }

    async fn whole(&self, answer: Answer, limit: u64) -> Result<Vec<u8>, ImageError> {
        let mut bytes = Vec::new();
        let mut body = answer.body;
        while let Some(piece) = self.patiently(body.next()).await? {
            bytes.extend_from_slice(&piece.map_err(|reason| self.unreachable(&reason))?);
            if bytes.len() as u64 > limit {
                return Err(bad(format!(
                    "the registry {} sends a document without end",
                    self.host
                )));
            }
        }
        Ok(bytes)
    }

    async fn patiently<T>(&self, work: impl Future<Output = T>) -> Result<T, ImageError> {
        let done = tokio::time::timeout(PATIENCE, work).await;
        done.map_err(|_| self.unreachable("it does not answer"))
    }
}

fn authority(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}

/// `realm="...",service="..."`
fn parameters(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once("=\"") {
        let Some((value, after)) = after.split_once('"') else { break };
        found.push((name.trim_matches([',', ' ']), value));
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_known() {
        for host in ["localhost", "localhost:5000", "127.0.0.1:5000", "[::1]:5000", "a.localhost:1"]
        {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "10.0.0.1:5000", "docker.io", "[::2]:1"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn challenges_are_read() {
        let text =
            r#"realm="https://auth/token",service="registry",scope="repository:a:pull,push""#;
        let parts = parameters(text);
        assert_eq!(parts[0], ("realm", "https://auth/token"));
        assert_eq!(parts[1], ("service", "registry"));
        assert_eq!(parts[2].1, "repository:a:pull,push");
        assert!(parameters("realm=\"open").is_empty());
    }
}
