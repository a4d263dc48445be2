//! A connection that says exactly what it is told, and reads answers by their framing.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Nothing may hang: longer than any limit of the tests.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Raw {
    socket: TcpStream,
    pending: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Raw {
    pub(crate) async fn connect(address: SocketAddr) -> Raw {
        let socket = TcpStream::connect(address).await.unwrap();
        socket.set_nodelay(true).unwrap();
        Raw { socket, pending: Vec::new() }
    }

    /// Writes; a server that has closed already is no failure here.
    pub(crate) async fn write(&mut self, bytes: impl AsRef<[u8]>) {
        let _closed = timeout(PATIENCE, self.socket.write_all(bytes.as_ref())).await.unwrap();
    }

    /// Ends our side.
    pub(crate) async fn half_close(&mut self) {
        self.socket.shutdown().await.unwrap();
    }

    /// More bytes; false at the end of the stream, or a reset.
    async fn more(&mut self) -> bool {
        let mut buffer = [0; 4096];
        let read = timeout(PATIENCE, self.socket.read(&mut buffer)).await;
        match read.expect("the server hangs") {
            Ok(n) => self.pending.extend_from_slice(&buffer[..n]),
            Err(_) => return false,
        }
        true
    }

    async fn more_or_end(&mut self) -> bool {
        let before = self.pending.len();
        self.more().await && self.pending.len() > before
    }

    /// The next answer; `None` when the connection was closed.
    pub(crate) async fn reply(&mut self) -> Option<Reply> {
        let head = loop {
            if let Some(end) = self.pending.windows(4).position(|w| w == b"\r\n\r\n") {
                let head: Vec<u8> = self.pending.drain(..end + 4).collect();
                break String::from_utf8(head).unwrap();
            }
            if !self.more_or_end().await {
                return None;
            }
        };
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().unwrap())
        });
        let length = length.unwrap_or(0);
        while self.pending.len() < length {
            assert!(self.more_or_end().await, "the answer ends early");
        }
        let body = self.pending.drain(..length).collect();
        Some(Reply { status, body: String::from_utf8(body).unwrap() })
    }

    /// The status of the next answer, which must come.
    pub(crate) async fn status(&mut self) -> u16 {
        self.reply().await.expect("an answer, not the end").status
    }

    /// Reads until the server closes; what came besides.
    pub(crate) async fn until_closed(&mut self) -> Vec<u8> {
        while self.more_or_end().await {}
        std::mem::take(&mut self.pending)
    }
}

/// An unsigned call of the echo service as HTTP/1.1 says it.
pub(crate) fn call(operation: &str, body: &str, headers: &str) -> String {
    let length = body.len();
    format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: Echo.{operation}\r\n\
         Content-Type: application/x-amz-json-1.0\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
}

/// The head of a call whose body is framed by `headers`.
pub(crate) fn head(headers: &str) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: Echo.Say\r\n\
         Content-Type: application/x-amz-json-1.0\r\n{headers}\r\n"
    )
}
