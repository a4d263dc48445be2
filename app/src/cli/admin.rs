//! A small HTTP/1.1 client for the endpoints under `/_stratus/`: one request a connection, plain TCP.

use std::io::{BufRead as _, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::instance::Instance;
use super::{Context, Failure};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// Large snapshots take a while.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(300);
/// More than any answer of ours has.
const MAX_ANSWER: u64 = 64 << 20;

/// A cloud's own endpoints.
pub(crate) struct Admin {
    pub(crate) instance: Instance,
}

/// What came back.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    status: u16,
    body: String,
}

impl Admin {
    /// Of the running cloud.
    pub(crate) fn find(cx: &Context) -> Result<Admin, Failure> {
        Ok(Admin { instance: Instance::find(cx)? })
    }

    /// Reads; the answer as it came.
    pub(crate) fn get(&self, path: &str) -> Result<String, Failure> {
        self.call("GET", path, "")
    }

    /// Does something; the answer as it came.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<String, Failure> {
        self.call("POST", path, &body.to_string())
    }

    /// Removes something.
    pub(crate) fn delete(&self, path: &str) -> Result<String, Failure> {
        self.call("DELETE", path, "")
    }

    /// Hears the server-sent events of `path` until `on_event` has had enough or the cloud ends.
    pub(crate) fn events(
        &self,
        path: &str,
        mut on_event: impl FnMut(&str) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let authority = &self.instance.authority;
        let broken = |error: std::io::Error| {
            Failure::new(format!("{authority} does not answer as a cloud: {error}"))
        };
        let mut stream = self.connect().map_err(|_| self.nobody())?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n")
            .map_err(broken)?;
        // Every event is one line, in a chunk of its own; what else there is are heads and lengths.
        for line in std::io::BufReader::new(stream).lines() {
            let line = line.map_err(broken)?;
            if let Some(event) = line.strip_prefix("data: ")
                && !on_event(event)?
            {
                break;
            }
        }
        Ok(())
    }

    /// Whether a cloud is there and says so soon.
    pub(crate) fn is_well(&self) -> bool {
        let path = "/_stratus/health";
        let answer = self.connect().and_then(|stream| {
            exchange(stream, &self.instance.authority, "GET", path, "", CONNECT_TIMEOUT)
        });
        answer.is_ok_and(|answer| answer.status == 200)
    }

    /// Whether anybody accepts connections there.
    pub(crate) fn answers(&self) -> bool {
        self.connect().is_ok()
    }

    fn connect(&self) -> std::io::Result<TcpStream> {
        let mut last = std::io::Error::other("the name has no address");
        for address in self.instance.authority.to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, CONNECT_TIMEOUT) {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn call(&self, method: &str, path: &str, body: &str) -> Result<String, Failure> {
        let authority = &self.instance.authority;
        let stream = self.connect().map_err(|_| self.nobody())?;
        let answer =
            exchange(stream, authority, method, path, body, ANSWER_TIMEOUT).map_err(|error| {
                Failure::new(format!("{authority} does not answer as a cloud: {error}"))
                    .hint("another program may listen there; --endpoint names the right address")
            })?;
        match answer.status {
            200..=299 => Ok(answer.body),
            status => Err(Failure::new(reason(status, &answer.body))),
        }
    }

    /// What to say when nobody does.
    pub(crate) fn nobody(&self) -> Failure {
        let failure = Failure::new(format!("no cloud is running at {}", self.instance.authority));
        failure.hint("start one with `stratus start`, or name another with --data or --endpoint")
    }
}

/// An answer's text as what it should hold.
pub(crate) fn understood<T: DeserializeOwned>(body: &str) -> Result<T, Failure> {
    serde_json::from_str(body).map_err(|error| {
        Failure::new(format!("the cloud's answer is not understood: {error}"))
            .hint("it may be of another version: `stratus version` and `stratus status` show both")
    })
}

fn exchange(
    mut stream: TcpStream,
    authority: &str,
    method: &str,
    path: &str,
    body: &str,
    patience: Duration,
) -> std::io::Result<Answer> {
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {authority}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    let mut raw = Vec::new();
    stream.take(MAX_ANSWER).read_to_end(&mut raw)?;
    parse(&raw).ok_or_else(|| std::io::Error::other("what it says is not HTTP"))
}

/// A whole response: status line, headers, and a body by length, in chunks, or to the end.
fn parse(raw: &[u8]) -> Option<Answer> {
    let end = raw.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&raw[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    let header = |name: &str| {
        lines.clone().find_map(|line| {
            let (n, value) = line.split_once(':')?;
            n.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let body = &raw[end + 4..];
    let body = match (header("transfer-encoding"), header("content-length")) {
        (Some(coding), _) if coding.eq_ignore_ascii_case("chunked") => joined(body)?,
        (_, Some(length)) => body.get(..length.parse().ok()?)?.to_vec(),
        _ => body.to_vec(),
    };
    Some(Answer { status, body: String::from_utf8(body).ok()? })
}

fn joined(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let end = rest.windows(2).position(|two| two == b"\r\n")?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(end + 2..)?;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size.checked_add(2)?..)?;
    }
}

/// What the cloud said about why not.
fn reason(status: u16, body: &str) -> String {
    let said = serde_json::from_str::<Value>(body).ok().and_then(|value| {
        let text = ["message", "error", "Message"].iter().find_map(|m| value.get(m)?.as_str());
        text.map(str::to_owned)
    });
    said.unwrap_or_else(|| match body.trim() {
        "" => format!("the cloud answered with status {status}"),
        text => format!("the cloud answered with status {status}: {text}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn responses() {
        for (raw, want) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi and more", Some((200, "hi"))),
            ("HTTP/1.1 404 Not Found\r\n\r\nno", Some((404, "no"))),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n1;x=y\r\n!\r\n0\r\n\r\n",
                Some((200, "hi!")),
            ),
            ("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort", None),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\nx", None),
            ("HTTP/1.1 x\r\n\r\n", None),
            ("SSH-2.0-x\r\n\r\n", None),
            ("", None),
        ] {
            let got = parse(raw.as_bytes());
            let got = got.as_ref().map(|answer| (answer.status, answer.body.as_str()));
            assert_eq!(got, want, "{raw}");
        }
    }

    #[test]
    fn reasons() {
        assert_eq!(reason(400, r#"{"message":"no such snapshot"}"#), "no such snapshot");
        assert_eq!(reason(500, ""), "the cloud answered with status 500");
        assert_eq!(reason(500, "oh"), "the cloud answered with status 500: oh");
    }
}
