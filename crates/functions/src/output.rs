//! What the processes of an environment print: read without a thread, cut into lines, in time for the end of each call.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::net::unix::pipe::Receiver;

use crate::exchange::Exchange;
use crate::frames::{self, Piece};
use crate::journal::Journal;

/// The largest event that CloudWatch Logs takes, less what it counts besides; longer lines are cut.
const MAX_LINE: usize = 262_118;
/// How much is read before others get a turn.
const MAX_AT_ONCE: usize = 1 << 20;
/// Our own bootstraps put this before a record, and in place of its inner newlines: one event, no newline at its end.
const RECORD: u8 = 0x1e;
/// Two of them begin what the launcher says of an extension that ended.
const ENDED: &[u8] = &[RECORD, RECORD];

/// One of the two streams.
pub(crate) struct Output {
    pipe: Receiver,
    rest: Mutex<Vec<u8>>,
    journal: Arc<Journal>,
    exchange: Arc<Exchange>,
    /// Whether frames are among the lines.
    framed: bool,
}

/// Why reading stopped.
#[derive(PartialEq, Eq)]
enum Stopped {
    Empty,
    More,
    End,
}

impl Output {
    /// Must be called within a runtime.
    pub(crate) fn new(
        pipe: File,
        journal: Arc<Journal>,
        exchange: Arc<Exchange>,
        framed: bool,
    ) -> std::io::Result<Output> {
        let pipe = Receiver::from_file(pipe)?;
        Ok(Output { pipe, rest: Mutex::default(), journal, exchange, framed })
    }

    /// Reads until the other end is closed.
    pub(crate) async fn read_on(self: Arc<Output>) {
        loop {
            if self.pipe.readable().await.is_err() {
                return;
            }
            // An empty pipe is waited for: `try_read` sees to that.
            match self.read(|buffer| self.pipe.try_read(buffer)) {
                Stopped::Empty => {}
                Stopped::More => tokio::task::yield_now().await,
                Stopped::End => return,
            }
        }
    }

    /// Takes all that is there now, also a line without its end.
    pub(crate) fn drain(&self) {
        // Who prints for ever does not hold up the end of a call for ever.
        for _ in 0..16 {
            // Not by what the runtime last heard of the pipe, but by what is in it.
            let read = |buffer: &mut [u8]| Ok(rustix::io::read(&self.pipe, buffer)?);
            if self.read(read) != Stopped::More {
                break;
            }
        }
        let rest = std::mem::take(&mut *self.rest.lock());
        if !rest.is_empty() {
            self.take(vec![rest]);
        }
    }

    fn read(&self, from: impl Fn(&mut [u8]) -> io::Result<usize>) -> Stopped {
        let mut rest = self.rest.lock();
        let mut lines = Vec::new();
        let mut buffer = [0; 16 << 10];
        let mut taken = 0;
        let stopped = loop {
            match from(&mut buffer) {
                Ok(0) => break Stopped::End,
                Ok(n) => {
                    let split = if self.framed { split_framed } else { split };
                    split(&mut rest, &buffer[..n], &mut lines);
                    taken += n;
                    if taken >= MAX_AT_ONCE {
                        break Stopped::More;
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => break Stopped::Empty,
                Err(_) => break Stopped::End,
            }
        };
        if stopped == Stopped::End && !rest.is_empty() {
            lines.push(std::mem::take(&mut *rest));
        }
        // Under the lock, so that two readers keep the order.
        self.take(lines);
        stopped
    }

    fn take(&self, lines: Vec<Vec<u8>>) {
        let mut events = Vec::with_capacity(lines.len());
        for line in lines {
            match line.strip_prefix(ENDED) {
                Some(told) => self.extension_ended(&String::from_utf8_lossy(told)),
                None => events.push(event(line)),
            }
        }
        if !events.is_empty() {
            self.journal.function(events);
        }
    }

    fn extension_ended(&self, told: &str) {
        let (name, status) = told.trim().rsplit_once(' ').unwrap_or((told, "?"));
        let what = format!("Extension.Crash: exit status {status}");
        self.exchange.change(|state| state.fail_extension(name.to_owned(), what));
    }
}

/// Adds bytes to what was left, and takes whole lines off.
fn split(rest: &mut Vec<u8>, mut bytes: &[u8], lines: &mut Vec<Vec<u8>>) {
    while let Some(at) = bytes.iter().position(|byte| *byte == b'\n') {
        rest.extend_from_slice(&bytes[..=at]);
        lines.push(std::mem::take(rest));
        bytes = &bytes[at + 1..];
    }
    rest.extend_from_slice(bytes);
    while rest.len() > MAX_LINE {
        let more = rest.split_off(MAX_LINE);
        lines.push(std::mem::replace(rest, more));
    }
}

/// The same where messages in frames may be among the lines.
fn split_framed(rest: &mut Vec<u8>, bytes: &[u8], lines: &mut Vec<Vec<u8>>) {
    rest.extend_from_slice(bytes);
    // What is left is nothing, or the beginning of a frame.
    let pieces = frames::take(rest);
    let mut open = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => split(&mut open, &text, lines),
            Piece::Message(mut message) => {
                lines.extend(Some(std::mem::take(&mut open)).filter(|line| !line.is_empty()));
                message.truncate(MAX_LINE);
                message.insert(0, RECORD);
                lines.push(message);
            }
        }
    }
    if rest.len() < frames::BEGIN.len() {
        // It is not known yet whether that begins a frame, or goes on with the text.
        open.append(rest);
        *rest = open;
    } else if !open.is_empty() {
        lines.push(open);
    }
}

/// A line as an event: with its newline, unless it is a record.
fn event(line: Vec<u8>) -> String {
    let text = match line.strip_prefix(&[RECORD]) {
        None => line,
        Some(record) => {
            let record = record.strip_suffix(b"\n").unwrap_or(record);
            record.iter().map(|byte| if *byte == RECORD { b'\n' } else { *byte }).collect()
        }
    };
    match String::from_utf8(text) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_cut_into_lines() {
        let (mut rest, mut lines) = (Vec::new(), Vec::new());
        split(&mut rest, b"a\nb", &mut lines);
        split(&mut rest, b"c\n\nd", &mut lines);
        assert_eq!(lines, [b"a\n".to_vec(), b"bc\n".to_vec(), b"\n".to_vec()]);
        assert_eq!(rest, b"d");
        split(&mut rest, &vec![b'x'; MAX_LINE], &mut lines);
        assert_eq!((lines[3].len(), rest.len()), (MAX_LINE, 1));
    }

    #[test]
    fn frames_are_events_of_their_own() {
        let (mut rest, mut lines) = (Vec::new(), Vec::new());
        split_framed(&mut rest, b"a\nopen", &mut lines);
        let frame = [b"\xa5\x5a\0\x03\0\0\0\x03\0\0\0\0\0\0\0\0x\ny".as_slice(), b"b"].concat();
        split_framed(&mut rest, &frame, &mut lines);
        let lines: Vec<String> = lines.into_iter().map(event).collect();
        assert_eq!(lines, ["a\n", "open", "x\ny"]);
        assert_eq!(rest, b"b");
        // A letter that ends like a frame begins, where what has come ends.
        let mut lines = Vec::new();
        split_framed(&mut rest, "å".as_bytes(), &mut lines);
        split_framed(&mut rest, "ö\n".as_bytes(), &mut lines);
        assert_eq!(lines, ["båö\n".as_bytes()]);
    }

    #[test]
    fn records_keep_their_newlines() {
        assert_eq!(event(b"plain\n".to_vec()), "plain\n");
        assert_eq!(event(b"\x1e[ERROR] a\x1e b\n".to_vec()), "[ERROR] a\n b");
        assert_eq!(event(vec![0xff, b'\n']), "\u{fffd}\n");
    }
}
