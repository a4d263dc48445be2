//! One client: its greeting, then requests, each answered before the next is looked at. A client that says nothing sensible
//! is told what is wrong and let go, one that is slow is let go, and large requests take turns.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use dax_protocol::code;
use dax_protocol::frame::{Found, Frames};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::Session;

/// The largest request: a batch has 16 MiB, and something around it.
const MAX_REQUEST: usize = 20 << 20;
/// What any connection may hold; what is more takes one of [`MAX_LARGE`] turns.
const SMALL: usize = 256 << 10;
/// Large requests that are held at once.
pub(crate) const MAX_LARGE: usize = 8;
/// How long nothing need come between requests. Clients keep their connections.
const IDLE: Duration = Duration::from_secs(3_600);
/// In which a greeting must have come.
const GREETING: Duration = Duration::from_secs(30);
/// In which a request that was begun must have come, and an answer be taken.
const REQUEST: Duration = Duration::from_secs(60);
const PIECE: usize = 16 << 10;

pub(crate) async fn serve(
    mut stream: TcpStream,
    mut session: Box<dyn Session>,
    large: Arc<Semaphore>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut frames, mut held) = (Frames::default(), Vec::new());
    let mut turn: Option<OwnedSemaphorePermit> = None;
    let mut wait = GREETING;
    loop {
        let (consumed, answer, last) = match frames.find(&held) {
            Ok(Found::More) => {
                if held.len() >= MAX_REQUEST {
                    let message = "The request is larger than 20 MiB.";
                    return say(&mut stream, "ValidationException", message).await;
                }
                if held.len() >= SMALL && turn.is_none() {
                    let waited = timeout(REQUEST, large.clone().acquire_owned()).await;
                    turn = waited.map_err(|_| io::ErrorKind::TimedOut)?.ok();
                }
                let patience = if held.is_empty() { wait } else { wait.min(REQUEST) };
                if !more(&mut stream, &mut held, patience).await? {
                    return Ok(());
                }
                continue;
            }
            Ok(Found::Greeting(end)) => {
                wait = IDLE;
                (end, None, false)
            }
            Ok(Found::Request(method, values, end)) => {
                (end, session.answer(method, &held[values..end]).await, false)
            }
            Ok(Found::Unknown) => {
                let message = "The method is not one that this cluster speaks.";
                (held.len(), Some(code::answer("NotImplemented", 501, message, "", &[])), true)
            }
            Err(malformed) => {
                let message = malformed.to_string();
                return say(&mut stream, "ValidationException", &message).await;
            }
        };
        held.drain(..consumed);
        if held.is_empty() && held.capacity() > SMALL {
            held = Vec::new();
            turn = None;
        }
        if let Some(answer) = answer {
            timeout(REQUEST, stream.write_all(&answer)).await.map_err(|_| io::ErrorKind::TimedOut)??;
        }
        if last {
            return stream.shutdown().await;
        }
    }
}

/// Reads what has come; false at the end. A request must be whole in time, however it drips.
async fn more(stream: &mut TcpStream, held: &mut Vec<u8>, patience: Duration) -> io::Result<bool> {
    let before = held.len();
    held.reserve(PIECE.min(MAX_REQUEST - before));
    let read = stream.read_buf(held);
    match timeout(patience, read).await {
        Ok(read) => Ok(read? > 0),
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}

async fn say(stream: &mut TcpStream, error: &str, message: &str) -> io::Result<()> {
    let answer = code::answer(error, 400, message, "", &[]);
    timeout(REQUEST, stream.write_all(&answer)).await.map_err(|_| io::ErrorKind::TimedOut)??;
    stream.shutdown().await
}
