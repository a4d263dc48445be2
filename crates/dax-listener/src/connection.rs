//! One client: its greeting, then requests, each answered before the next is looked at. A client that says nothing sensible
//! is told what is wrong and let go, one that is slow is let go, and large requests take turns.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use dax_protocol::Read;
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
        let found = match frames.find(&held) {
            Ok(Found::More) if held.is_empty() => {
                let first = timeout(wait, stream.read_buf(&mut held)).await;
                if first.map_err(|_| io::ErrorKind::TimedOut)?? == 0 {
                    return Ok(());
                }
                continue;
            }
            Ok(Found::More) => {
                let rest = rest(&mut stream, &mut frames, &mut held, &large, &mut turn);
                match timeout(REQUEST, rest).await.map_err(|_| io::ErrorKind::TimedOut)?? {
                    Some(found) => found,
                    None => return Ok(()),
                }
            }
            found => found,
        };
        let (consumed, answer, last) = match found {
            Ok(Found::More) => {
                let message = "The request is larger than 20 MiB.";
                return say(&mut stream, "ValidationException", message).await;
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
            timeout(REQUEST, stream.write_all(&answer))
                .await
                .map_err(|_| io::ErrorKind::TimedOut)??;
        }
        if last {
            return stream.shutdown().await;
        }
    }
}

/// Reads the rest of what was begun: however it drips, it must be whole before the caller's patience ends. `None` when
/// the client is gone, `More` when it is too large.
async fn rest(
    stream: &mut TcpStream,
    frames: &mut Frames,
    held: &mut Vec<u8>,
    large: &Arc<Semaphore>,
    turn: &mut Option<OwnedSemaphorePermit>,
) -> io::Result<Option<Read<Found>>> {
    loop {
        if held.len() >= MAX_REQUEST {
            return Ok(Some(Ok(Found::More)));
        }
        if held.len() >= SMALL && turn.is_none() {
            *turn = large.clone().acquire_owned().await.ok();
        }
        held.reserve(PIECE.min(MAX_REQUEST - held.len()));
        if stream.read_buf(held).await? == 0 {
            return Ok(None);
        }
        match frames.find(held) {
            Ok(Found::More) => {}
            found => return Ok(Some(found)),
        }
    }
}

async fn say(stream: &mut TcpStream, error: &str, message: &str) -> io::Result<()> {
    let answer = code::answer(error, 400, message, "", &[]);
    timeout(REQUEST, stream.write_all(&answer)).await.map_err(|_| io::ErrorKind::TimedOut)??;
    stream.shutdown().await
}
