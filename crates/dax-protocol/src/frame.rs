//! Where a request ends: values are counted as their bytes come, without building anything. Nothing is looked at twice,
//! however slowly they come.

use crate::cbor::{Head, Reader, major};
use crate::method::Method;
use crate::{Malformed, Read};

/// How deep lists and maps of a request may lie in one another: values of an expression are the deepest.
const MAX_DEPTH: usize = 48;
/// The only service.
const SERVICE: i64 = 1;
/// How many values a connection begins with: a magic word, the layering, the session, what the client says of itself, the
/// mode.
pub const GREETING: u32 = 5;
const MAGIC: &str = "J7yne5G";
/// The magic word with its head: what is no client of DAX is known by its first bytes.
const OPENING: &[u8] = b"gJ7yne5G";
const NO_GREETING: Malformed = Malformed("it does not begin as DAX's clients do");

/// Counts values.
#[derive(Clone, Debug, Default)]
struct Scan {
    /// Bytes that were passed.
    at: usize,
    /// What is still open: how many values each has left; `None` up to a break.
    open: Vec<Option<u64>>,
}

impl Scan {
    /// Passes one value that begins at the beginning of `bytes`; false when it is not whole yet.
    fn value(&mut self, bytes: &[u8]) -> Read<bool> {
        loop {
            let Some(head) = Head::read(bytes.get(self.at..).unwrap_or_default())? else {
                return Ok(false);
            };
            let mut next = self.at + head.size;
            match head.major {
                major::BYTES | major::TEXT => {
                    let length = usize::try_from(head.argument).ok();
                    let end = length.and_then(|length| next.checked_add(length));
                    next = end.ok_or(Malformed("a string that is too long"))?;
                    if next > bytes.len() {
                        return Ok(false);
                    }
                    self.at = next;
                }
                major::ARRAY | major::MAP => {
                    self.at = next;
                    if self.opened(head)? {
                        continue;
                    }
                }
                // The value that is tagged follows.
                major::TAG => {
                    self.at = next;
                    self.push(Some(1))?;
                    continue;
                }
                major::SIMPLE if head.streamed => {
                    self.at = next;
                    if self.open.pop() != Some(None) {
                        return Err(Malformed("a break where nothing ends"));
                    }
                }
                _ => self.at = next,
            }
            if self.closed() {
                return Ok(true);
            }
        }
    }

    fn push(&mut self, left: Option<u64>) -> Read<()> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Malformed("it is too deep"));
        }
        self.open.push(left);
        Ok(())
    }

    /// Whether the list or map has members to come.
    fn opened(&mut self, head: Head) -> Read<bool> {
        let values = if head.major == major::MAP { 2 } else { 1 };
        let count =
            head.argument.checked_mul(values).ok_or(Malformed("it has too many members"))?;
        let some = head.streamed || count > 0;
        if some {
            self.push((!head.streamed).then_some(count))?;
        }
        Ok(some)
    }

    /// A value has ended, and with it all that it was the last of. True when nothing is open any more.
    fn closed(&mut self) -> bool {
        while let Some(left) = self.open.last_mut() {
            match left {
                None => return false,
                Some(left) => {
                    *left -= 1;
                    if *left > 0 {
                        return false;
                    }
                    self.open.pop();
                }
            }
        }
        true
    }
}

/// What stands at the beginning of what has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Not enough yet.
    More,
    /// A greeting of so many bytes.
    Greeting(usize),
    /// A request: its method, where its values begin, where it ends.
    Request(Method, usize, usize),
    /// A request of a method that is not here: where it ends cannot be known.
    Unknown,
}

/// Finds the greeting and then requests, one after the other.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    greeted: bool,
    scan: Scan,
    passed: u32,
    method: Option<(Method, usize)>,
}

impl Frames {
    /// Looks at what has come since the last request; earlier bytes must be the same as before.
    pub fn find(&mut self, bytes: &[u8]) -> Read<Found> {
        if !self.greeted && !bytes.iter().zip(OPENING).all(|(came, known)| came == known) {
            return Err(NO_GREETING);
        }
        loop {
            let wanted = match self.method {
                Some((method, _)) => method.values() + 2,
                None if self.greeted => 2,
                None => GREETING,
            };
            while self.passed < wanted {
                if !self.scan.value(bytes)? {
                    return Ok(Found::More);
                }
                self.passed += 1;
            }
            let end = self.scan.at;
            if !self.greeted {
                greeting(&bytes[..end])?;
                *self = Frames { greeted: true, ..Frames::default() };
                return Ok(Found::Greeting(end));
            }
            let Some((method, values)) = self.method else {
                let mut reader = Reader::new(&bytes[..end]);
                if reader.int()? != SERVICE {
                    return Ok(Found::Unknown);
                }
                let Some(method) = Method::of(reader.int()?) else { return Ok(Found::Unknown) };
                self.method = Some((method, end));
                continue;
            };
            *self = Frames { greeted: true, ..Frames::default() };
            return Ok(Found::Request(method, values, end));
        }
    }
}

fn greeting(bytes: &[u8]) -> Read<()> {
    let mut reader = Reader::new(bytes);
    match reader.text() {
        Ok(MAGIC) if reader.int()? == 0 => Ok(()),
        _ => Err(NO_GREETING),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor::Writer;

    fn greeting_bytes() -> Vec<u8> {
        let mut writer = Writer::new();
        writer.text(MAGIC);
        writer.int(0);
        writer.null();
        writer.map(1);
        writer.text("UserAgent");
        writer.text("test");
        writer.int(0);
        writer.finish()
    }

    fn batch() -> Vec<u8> {
        let mut writer = Writer::new();
        writer.int(1);
        writer.int(Method::BatchGetItem.number());
        writer.map(1);
        writer.text("t");
        writer.array(3);
        writer.flag(false);
        writer.null();
        writer.array(0);
        writer.streamed_map();
        writer.int(3);
        writer.int(1);
        writer.end();
        writer.finish()
    }

    #[test]
    fn requests_are_found_however_their_bytes_come() {
        let all = [greeting_bytes(), batch(), batch()].concat();
        for step in [1, 2, 3, 7, 1000] {
            let (mut frames, mut held, mut found) = (Frames::default(), Vec::new(), Vec::new());
            for piece in all.chunks(step) {
                held.extend_from_slice(piece);
                loop {
                    match frames.find(&held).unwrap() {
                        Found::More => break,
                        Found::Greeting(end) => {
                            found.push(None);
                            held.drain(..end);
                        }
                        Found::Request(method, _, end) => {
                            found.push(Some(method));
                            assert_eq!(held[..end], batch());
                            held.drain(..end);
                        }
                        Found::Unknown => panic!("unknown"),
                    }
                }
            }
            assert_eq!(found, [None, Some(Method::BatchGetItem), Some(Method::BatchGetItem)]);
            assert!(held.is_empty(), "step {step}");
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let greeting = greeting_bytes();
        for (bytes, error) in [
            (b"GET / HTTP/1.1\r\n\r\n".to_vec(), "begin"),
            ([&greeting[..], &[0xff]].concat(), "break"),
            ([greeting.clone(), batch()[..6].to_vec(), vec![0x81; 60]].concat(), "deep"),
            ([greeting.clone(), batch()[..6].to_vec(), vec![0xc1; 60]].concat(), "deep"),
            (
                [&greeting[..], &[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat(),
                "many",
            ),
        ] {
            let mut frames = Frames::default();
            let mut held = &bytes[..];
            let outcome = loop {
                match frames.find(held) {
                    Ok(Found::Greeting(end)) => held = &held[end..],
                    other => break other,
                }
            };
            match outcome {
                Err(Malformed(message)) => assert!(message.contains(error), "{message}"),
                Ok(found) => panic!("{found:?} of {bytes:?}"),
            }
        }
    }

    #[test]
    fn methods_that_are_not_here_are_unknown() {
        let mut writer = Writer::new();
        writer.int(1);
        writer.int(785_068_263);
        let mut frames = Frames { greeted: true, ..Frames::default() };
        assert_eq!(frames.find(&writer.finish()), Ok(Found::Unknown));
    }
}
