//! Finding the running cloud: `<data>/run.json` says who runs there and where it listens.
//!
//! The file is written once the cloud listens, and removed at the end. A process that was killed leaves it
//! behind, so what it says counts only when somebody answers there.

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::{Context, Failure};

const FILE_NAME: &str = "run.json";

/// Who runs on a data directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunFile {
    /// Its process.
    pub(crate) pid: u32,
    /// Where it listens.
    pub(crate) addresses: Vec<SocketAddr>,
    /// Its version.
    pub(crate) version: String,
}

impl RunFile {
    /// Of this process.
    pub(crate) fn of_process(addresses: &[SocketAddr]) -> RunFile {
        RunFile {
            pid: std::process::id(),
            addresses: addresses.to_vec(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Writes it at once, so that nobody reads half of it.
    pub(crate) fn write(&self, data: &Path) -> io::Result<()> {
        std::fs::create_dir_all(data)?;
        let text = serde_json::to_string(self).map_err(io::Error::other)?;
        write_private(&data.join(FILE_NAME), &(text + "\n"))
    }

    /// What the directory says; nothing when there is no such file or it makes no sense.
    pub(crate) fn read(data: &Path) -> Option<RunFile> {
        let text = std::fs::read_to_string(data.join(FILE_NAME)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Removes it, if it is still this process's.
    pub(crate) fn remove(&self, data: &Path) {
        if RunFile::read(data).as_ref() == Some(self)
            && let Err(error) = std::fs::remove_file(data.join(FILE_NAME))
        {
            tracing::warn!(%error, "cannot remove run.json");
        }
    }
}

/// Replaces `path` by a file that only its owner may read.
pub(crate) fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let next = path.with_extension("new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&next)?.write_all(text.as_bytes())?;
    std::fs::rename(&next, path)
}

/// A cloud that may be running, and how it was found.
#[derive(Clone, Debug)]
pub(crate) struct Instance {
    /// `HOST:PORT`
    pub(crate) authority: String,
    /// The data directory whose run.json named it.
    pub(crate) found_in: Option<PathBuf>,
}

impl Instance {
    /// The one that the user named, else that of the data directory, else the one where a cloud would listen.
    pub(crate) fn find(cx: &Context) -> Result<Instance, Failure> {
        if let Some(url) = cx.endpoint() {
            return Ok(Instance { authority: authority_of(url)?, found_in: None });
        }
        let config = cx.config()?;
        if let Some(run) = RunFile::read(&config.data)
            && let Some(address) = run.addresses.first()
        {
            return Ok(Instance {
                authority: reachable(*address).to_string(),
                found_in: Some(config.data),
            });
        }
        Ok(Instance { authority: reachable(config.listen[0]).to_string(), found_in: None })
    }

    /// Where AWS tools connect.
    pub(crate) fn endpoint_url(&self) -> String {
        format!("http://{}", self.authority)
    }
}

/// `http://HOST:PORT` or `HOST:PORT` as `HOST:PORT`.
fn authority_of(url: &str) -> Result<String, Failure> {
    let bad = |why: &str| {
        Failure::usage(format!("'{url}' is not where a cloud can be: {why}"))
            .hint("an endpoint looks like http://127.0.0.1:4566")
    };
    let rest = match url.split_once("://") {
        Some(("http", rest)) => rest.trim_end_matches('/'),
        Some(_) => return Err(bad("commands speak plain http")),
        None => url,
    };
    if rest.is_empty() || rest.contains(['/', '@', ' ', '?']) {
        return Err(bad("it is no address"));
    }
    let has_port = rest.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    Ok(if has_port { rest.to_owned() } else { format!("{rest}:80") })
}

/// Where a listener on `address` is reached from this machine.
pub(crate) fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints() {
        for (url, want) in [
            ("http://127.0.0.1:4566", Some("127.0.0.1:4566")),
            ("http://localhost:4566/", Some("localhost:4566")),
            ("127.0.0.1:1", Some("127.0.0.1:1")),
            ("http://cloud.test", Some("cloud.test:80")),
            ("https://127.0.0.1:4566", None),
            ("http://a/b", None),
            ("", None),
        ] {
            assert_eq!(authority_of(url).ok().as_deref(), want, "{url}");
        }
    }

    #[test]
    fn a_run_file_comes_back_and_only_its_owner_removes_it() {
        let data = tempfile::tempdir().expect("a folder");
        let mine = RunFile::of_process(&["127.0.0.1:1".parse().expect("an address")]);
        mine.write(data.path()).expect("written");
        assert_eq!(RunFile::read(data.path()), Some(mine.clone()));
        let other = RunFile { pid: 1, ..mine.clone() };
        other.remove(data.path());
        assert!(RunFile::read(data.path()).is_some());
        mine.remove(data.path());
        assert_eq!(RunFile::read(data.path()), None);
    }

    #[test]
    fn a_broken_run_file_counts_as_none() {
        let data = tempfile::tempdir().expect("a folder");
        std::fs::write(data.path().join(FILE_NAME), "{").expect("written");
        assert_eq!(RunFile::read(data.path()), None);
    }
}
