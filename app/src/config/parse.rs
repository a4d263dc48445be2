//! Texts of the configuration as the types that the program uses.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use kernel::{AccountId, Region};

/// The port that clients of local clouds expect.
pub(super) const DEFAULT_PORT: u16 = 4566;
/// More threads than any machine has use for.
const MAX_THREADS: usize = 1024;
/// More than any eventual consistency takes.
const MAX_LAG: Duration = Duration::from_secs(3_600);

/// Addresses, separated by commas.
pub(super) fn listen(text: &str) -> Result<Vec<SocketAddr>, String> {
    text.split(',').map(|part| address(part.trim())).collect()
}

/// `IP:PORT`, `IP`, `:PORT` or `localhost:PORT`.
fn address(text: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Ok(SocketAddr::new(ip, DEFAULT_PORT));
    }
    let loopback = |port: &str| port.parse().map(|port| (Ipv4Addr::LOCALHOST, port).into());
    match text.rsplit_once(':') {
        Some(("" | "localhost", port)) => {
            loopback(port).map_err(|_| format!("'{port}' is no port (0 to 65535)"))
        }
        _ if text == "localhost" => Ok((Ipv4Addr::LOCALHOST, DEFAULT_PORT).into()),
        _ => Err(format!("'{text}' is no address; names are not looked up")),
    }
}

pub(super) fn directory(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() || text.contains('\0') {
        return Err("it is no path".to_owned());
    }
    Ok(PathBuf::from(text))
}

/// Folders, separated by commas, as they are called from everywhere.
pub(super) fn directories(text: &str) -> Result<Vec<PathBuf>, String> {
    let all = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    all.map(|part| std::path::absolute(directory(part)?).map_err(|error| error.to_string()))
        .collect()
}

/// A folder, as it is called from everywhere, or none.
pub(super) fn optional_directory(text: &str) -> Result<Option<PathBuf>, String> {
    let mut all = directories(text)?;
    match all.len() {
        0 | 1 => Ok(all.pop()),
        _ => Err("it is more than one folder".to_owned()),
    }
}

/// Hosts with or without a port, separated by commas.
pub(super) fn hosts(text: &str) -> Result<Vec<String>, String> {
    let all = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let may = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    let host = |part: &str| match part.bytes().all(may) {
        true => Ok(part.to_owned()),
        false => Err(format!("'{part}' is no host; say registry.example.com or 10.0.0.7:5000")),
    };
    all.map(host).collect()
}

/// `None` is the best one.
pub(super) fn driver(text: &str) -> Result<Option<String>, String> {
    match text {
        "auto" => Ok(None),
        "sandbox" | "docker" | "process" => Ok(Some(text.to_owned())),
        _ => Err("there is no such driver".to_owned()),
    }
}

/// Where a Docker engine answers.
pub(super) fn engine(text: &str) -> Result<String, String> {
    match text.split_once("://") {
        Some(("unix", path)) if path.starts_with('/') && !path.contains('\0') => {
            Ok(text.to_owned())
        }
        Some(("tcp" | "http", host)) if matches!(authority(host), Ok(Some(_))) => {
            Ok(text.to_owned())
        }
        _ => {
            Err("an engine is reached at unix:///PATH, or at tcp://HOST:PORT without TLS"
                .to_owned())
        }
    }
}

pub(super) fn network(text: &str) -> Result<compute::Network, String> {
    match text {
        "isolated" => Ok(compute::Network::Own),
        "host" => Ok(compute::Network::Host),
        _ => Err("there is no such network".to_owned()),
    }
}

pub(super) fn url_permissions(text: &str) -> Result<bool, String> {
    match text {
        "both" => Ok(true),
        "url" => Ok(false),
        _ => Err("it is neither both nor url".to_owned()),
    }
}

pub(super) fn switch(text: &str) -> Result<bool, String> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err("it is neither true nor false".to_owned()),
    }
}

pub(super) fn account(text: &str) -> Result<AccountId, String> {
    AccountId::parse(text).ok_or_else(|| "an account has 12 digits".to_owned())
}

pub(super) fn region(text: &str) -> Result<Region, String> {
    Region::parse(text).ok_or_else(|| "it does not look like a region's name".to_owned())
}

/// `HOST:PORT` or `HOST`; nothing when empty.
pub(super) fn authority(text: &str) -> Result<Option<String>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let name = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let inner = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    let good = match inner {
        Some(ip) => ip.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.chars().all(name),
    };
    if !good {
        return Err(format!("'{host}' is no host"));
    }
    match port.map(str::parse::<u16>) {
        Some(Err(_)) => Err("what follows the colon is no port".to_owned()),
        _ => Ok(Some(text.to_owned())),
    }
}

/// `SCHEME://HOST[:PORT]`, separated by commas.
pub(super) fn origins(text: &str) -> Result<Vec<String>, String> {
    let all = text.split(',').map(str::trim).filter(|origin| !origin.is_empty());
    all.map(|origin| match origin.split_once("://") {
        Some((scheme, host)) if !scheme.is_empty() && matches!(authority(host), Ok(Some(_))) => {
            Ok(origin.to_owned())
        }
        _ => Err(format!("'{origin}' is no origin")),
    })
    .collect()
}

/// A whole number and its unit: `500ms`, `2s`, `1m`; `0` is none.
pub(super) fn lag(text: &str) -> Result<Duration, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| "it is no duration".to_owned())?;
    let lag = match unit {
        "" if number == 0 => Duration::ZERO,
        "ms" => Duration::from_millis(number),
        "s" => Duration::from_secs(number),
        "m" => Duration::from_secs(number.saturating_mul(60)),
        "h" => Duration::from_secs(number.saturating_mul(3_600)),
        _ => return Err("a duration ends in ms, s, m or h".to_owned()),
    };
    if lag > MAX_LAG {
        return Err("it is longer than an hour".to_owned());
    }
    Ok(lag)
}

/// Names of log levels and of parts of the program; the log itself understands them.
pub(super) fn log(text: &str) -> Result<String, String> {
    for part in text.split(',') {
        let level = part.rsplit('=').next().unwrap_or(part).trim();
        if !["off", "error", "warn", "info", "debug", "trace"].contains(&level) {
            return Err(format!("'{level}' is no level"));
        }
    }
    Ok(text.to_owned())
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        "text" => Ok(LogFormat::Text),
        "json" => Ok(LogFormat::Json),
        _ => Err("it is neither text nor json".to_owned()),
    }
}

/// A port; 0 has the system choose.
pub(super) fn port(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| "it is no number from 0 to 65535".to_owned())
}

/// `None` is half as many as there are cores.
pub(super) fn threads(text: &str) -> Result<Option<usize>, String> {
    match text.parse() {
        _ if text == "auto" => Ok(None),
        Ok(n) if (1..=MAX_THREADS).contains(&n) => Ok(Some(n)),
        _ => Err(format!("it is neither auto nor a number from 1 to {MAX_THREADS}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, want) in [
            ("127.0.0.1:4566", Some("127.0.0.1:4566")),
            ("0.0.0.0:4566,[::1]:0", Some("0.0.0.0:4566 [::1]:0")),
            ("0.0.0.0", Some("0.0.0.0:4566")),
            (":4567", Some("127.0.0.1:4567")),
            ("localhost", Some("127.0.0.1:4566")),
            ("localhost:1", Some("127.0.0.1:1")),
            ("example.com:80", None),
            ("127.0.0.1:70000", None),
            ("", None),
            ("127.0.0.1:1,", None),
        ] {
            let shown = listen(text)
                .ok()
                .map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
            assert_eq!(shown.as_deref(), want, "{text}");
        }
    }

    #[test]
    fn authorities() {
        for good in ["cloud.test:4566", "cloud.test", "127.0.0.1:1", "[::1]:80", "[::1]"] {
            assert_eq!(authority(good).expect(good).as_deref(), Some(good));
        }
        assert_eq!(authority(""), Ok(None));
        for bad in ["http://cloud.test", "a b:1", ":80", "a:x", "a:99999", "[x]:1", "::1"] {
            assert!(authority(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn engines_and_drivers() {
        for good in ["unix:///var/run/docker.sock", "tcp://127.0.0.1:2375", "http://engine:2375"] {
            assert_eq!(engine(good).as_deref(), Ok(good));
        }
        for bad in ["", "/var/run/docker.sock", "unix://docker.sock", "https://h:2376", "ssh://h"] {
            assert!(engine(bad).is_err(), "{bad}");
        }
        assert_eq!(driver("auto"), Ok(None));
        assert_eq!(driver("docker"), Ok(Some("docker".to_owned())));
        assert!(driver("podman").is_err());
    }

    #[test]
    fn folders_and_hosts_of_images() {
        assert_eq!(optional_directory(""), Ok(None));
        assert_eq!(optional_directory("/a/b"), Ok(Some("/a/b".into())));
        assert!(optional_directory("/a,/b").is_err());
        let host = "10.0.0.7:5000".to_owned();
        assert_eq!(
            hosts("10.0.0.7:5000, registry.example.com"),
            Ok(vec![host, "registry.example.com".to_owned()])
        );
        assert!(hosts("https://registry.example.com").is_err());
    }

    #[test]
    fn ports() {
        for (text, want) in [("0", Some(0)), ("8111", Some(8111)), ("65536", None), ("dax", None)] {
            assert_eq!(port(text).ok(), want, "{text}");
        }
    }

    #[test]
    fn lags() {
        for (text, millis) in [
            ("0", Some(0)),
            ("0s", Some(0)),
            ("500ms", Some(500)),
            ("2s", Some(2_000)),
            ("1m", Some(60_000)),
            ("1h", Some(3_600_000)),
            ("61m", None),
            ("5", None),
            ("s", None),
            ("-1s", None),
            ("1.5s", None),
            ("99999999999999999999s", None),
            ("18446744073709551615h", None),
            ("", None),
        ] {
            assert_eq!(lag(text).ok(), millis.map(Duration::from_millis), "{text}");
        }
    }

    #[test]
    fn log_levels() {
        for good in ["info", "off", "info,gateway=debug", "warn, kernel=trace"] {
            assert!(log(good).is_ok(), "{good}");
        }
        for bad in ["", "loud", "info,", "gateway=", "INFO"] {
            assert!(log(bad).is_err(), "{bad}");
        }
    }
}
