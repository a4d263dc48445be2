//! `multipart/form-data` as it comes: fields, which are few and small, until the file, whose bytes are passed on. What
//! follows the file is not looked at.
//! Ref: <https://www.rfc-editor.org/rfc/rfc7578>

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use hyper::body::{Body as _, Incoming};
use memchr::memmem;
use schema::{ApiError, BoxStream, ByteStream};

use crate::body::{OnTheWay, as_stream};

/// All fields together, in bytes. AWS's limit is 20 KB.
const MAX_FIELDS: usize = 64 * 1024;

/// A form up to its file.
pub(super) struct Form {
    /// Names and values in the order in which they came.
    pub(super) fields: Vec<(String, String)>,
    pub(super) file_name: Option<String>,
    pub(super) file: ByteStream,
}

/// The boundary that a content type names.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let mut parts = content_type.split(';');
    let form = parts.next()?.trim().eq_ignore_ascii_case(super::FORM);
    let named = parts.filter_map(|part| part.trim().split_once('='));
    let mut named = named.filter(|(name, _)| name.eq_ignore_ascii_case("boundary"));
    let (_, value) = named.next()?;
    let value = value.trim().trim_matches('"');
    (form && (1..=70).contains(&value.len())).then(|| value.to_owned())
}

/// Reads the fields.
pub(super) async fn read(body: Incoming, boundary: &str, idle: Duration) -> Result<Form, ApiError> {
    let len = body.size_hint().exact();
    let stream = as_stream(body, idle, OnTheWay::default()).take();
    let mut reader = Reader {
        stream: stream.ok_or_else(malformed)?,
        buffer: BytesMut::from(&b"\r\n"[..]),
        delimiter: format!("\r\n--{boundary}").into_bytes(),
        ended: false,
    };
    reader.until_delimiter().await?;
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut size = 0;
    loop {
        let Some(head) = reader.part_head().await? else { return Err(no_file()) };
        let (name, file_name) = disposition(&head).ok_or_else(malformed)?;
        if name.eq_ignore_ascii_case("file") {
            let file = ByteStream::new(FileStream { reader, done: false }, len);
            return Ok(Form { fields, file_name, file });
        }
        let value = reader.until_delimiter().await?;
        size += name.len() + value.len();
        if size > MAX_FIELDS {
            return Err(too_large());
        }
        fields.push((name, String::from_utf8_lossy(&value).into_owned()));
    }
}

struct Reader {
    stream: BoxStream<io::Result<Bytes>>,
    buffer: BytesMut,
    delimiter: Vec<u8>,
    ended: bool,
}

impl Reader {
    async fn more(&mut self) -> Result<(), ApiError> {
        if self.buffer.len() > MAX_FIELDS {
            return Err(too_large());
        }
        let next = std::future::poll_fn(|cx| self.stream.as_mut().poll_next(cx)).await;
        match next {
            Some(Ok(bytes)) => self.buffer.extend_from_slice(&bytes),
            Some(Err(error)) => {
                return Err(error.downcast::<ApiError>().unwrap_or_else(ApiError::bug));
            }
            None => return Err(malformed()),
        }
        Ok(())
    }

    /// Takes bytes up to the delimiter, and it.
    async fn until_delimiter(&mut self) -> Result<Bytes, ApiError> {
        loop {
            if let Some(at) = memmem::find(&self.buffer, &self.delimiter) {
                let value = self.buffer.split_to(at).freeze();
                let _delimiter = self.buffer.split_to(self.delimiter.len());
                return Ok(value);
            }
            self.more().await?;
        }
    }

    /// Takes the headers of the next part; `None` at the end of the form.
    async fn part_head(&mut self) -> Result<Option<String>, ApiError> {
        loop {
            if self.buffer.starts_with(b"--") {
                return Ok(None);
            }
            if let Some(at) = memmem::find(&self.buffer, b"\r\n\r\n") {
                let head = self.buffer.split_to(at);
                let _blank = self.buffer.split_to(4);
                return Ok(Some(String::from_utf8_lossy(&head).into_owned()));
            }
            self.more().await?;
        }
    }
}

/// The name of a field, and of its file.
fn disposition(head: &str) -> Option<(String, Option<String>)> {
    let line = head.lines().find(|line| {
        line.get(..20).is_some_and(|name| name.eq_ignore_ascii_case("content-disposition:"))
    })?;
    Some((parameter(line, "name")?, parameter(line, "filename")))
}

fn parameter(line: &str, name: &str) -> Option<String> {
    let mut rest = line;
    while let Some(at) = rest.find(name) {
        let before = rest[..at].ends_with([' ', ';']);
        let after = &rest[at + name.len()..];
        if let Some(value) = after.strip_prefix('=').filter(|_| before) {
            return Some(match value.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next().unwrap_or_default().to_owned(),
                None => value.split(';').next().unwrap_or_default().trim().to_owned(),
            });
        }
        rest = after;
    }
    None
}

/// The bytes of the file.
struct FileStream {
    reader: Reader,
    done: bool,
}

impl Stream for FileStream {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if this.done {
                return Poll::Ready(None);
            }
            let Reader { stream, buffer, delimiter, ended } = &mut this.reader;
            if let Some(at) = memmem::find(buffer, delimiter) {
                this.done = true;
                let last = buffer.split_to(at).freeze();
                return Poll::Ready(Some(Ok(last)).filter(|_| at > 0));
            }
            // What could be the beginning of a delimiter waits for what follows.
            let safe = buffer.len().saturating_sub(delimiter.len());
            if safe > 0 {
                return Poll::Ready(Some(Ok(buffer.split_to(safe).freeze())));
            }
            if *ended {
                this.done = true;
                return Poll::Ready(Some(Err(io::Error::other(malformed()))));
            }
            match stream.as_mut().poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(bytes))) => buffer.extend_from_slice(&bytes),
                Poll::Ready(Some(Err(error))) => {
                    this.done = true;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) => *ended = true,
            }
        }
    }
}

/// The same bytes, which must be at least and at most so many.
pub(super) fn within(file: ByteStream, sizes: Option<(u64, u64)>) -> ByteStream {
    let (len, Some((least, most))) = (file.len_hint(), sizes) else { return file };
    let Some(inner) = file.take() else { return file };
    ByteStream::new(Bounded { inner, seen: 0, least, most, ended: false }, len)
}

/// A file between two sizes.
struct Bounded {
    inner: BoxStream<io::Result<Bytes>>,
    seen: u64,
    least: u64,
    most: u64,
    ended: bool,
}

impl Stream for Bounded {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        match this.inner.as_mut().poll_next(cx) {
            Poll::Ready(Some(Ok(bytes))) => {
                this.seen += bytes.len() as u64;
                if this.seen > this.most {
                    this.ended = true;
                    let error = size_error("EntityTooLarge", this.seen, this.most);
                    return Poll::Ready(Some(Err(io::Error::other(error))));
                }
                Poll::Ready(Some(Ok(bytes)))
            }
            Poll::Ready(None) => {
                this.ended = true;
                match this.seen < this.least {
                    true => {
                        let error = size_error("EntityTooSmall", this.seen, this.least);
                        Poll::Ready(Some(Err(io::Error::other(error))))
                    }
                    false => Poll::Ready(None),
                }
            }
            other => other,
        }
    }
}

fn size_error(code: &'static str, size: u64, bound: u64) -> ApiError {
    let (message, name) = match code {
        "EntityTooLarge" => {
            ("Your proposed upload exceeds the maximum allowed size", "MaxSizeAllowed")
        }
        _ => ("Your proposed upload is smaller than the minimum allowed size", "MinSizeAllowed"),
    };
    ApiError::new(code, 400, message)
        .with_extra("ProposedSize", size.to_string())
        .with_extra(name, bound.to_string())
}

fn malformed() -> ApiError {
    let message = "The body of your POST request is not well-formed multipart/form-data.";
    ApiError::new("MalformedPOSTRequest", 400, message)
}

fn too_large() -> ApiError {
    let message = "Your POST request fields preceding the upload file were too large.";
    ApiError::new("MaxPostPreDataLengthExceededError", 400, message)
}

fn no_file() -> ApiError {
    let message = "POST requires exactly one file upload per request.";
    ApiError::new("IncorrectNumberOfFilesInPostRequest", 400, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries() {
        assert_eq!(boundary("multipart/form-data; boundary=abc").as_deref(), Some("abc"));
        assert_eq!(boundary("Multipart/Form-Data;boundary=\"a b\"").as_deref(), Some("a b"));
        assert_eq!(boundary("multipart/form-data"), None);
        assert_eq!(boundary("text/plain; boundary=abc"), None);
    }

    #[test]
    fn dispositions() {
        for (head, expected) in [
            ("Content-Disposition: form-data; name=\"key\"", Some(("key", None))),
            (
                "content-disposition: form-data; filename=\"a;b.txt\"; name=\"file\"\r\nContent-Type: x",
                Some(("file", Some("a;b.txt"))),
            ),
            ("Content-Type: text/plain", None),
        ] {
            let expected = expected.map(|(name, file): (&str, Option<&str>)| {
                (name.to_owned(), file.map(str::to_owned))
            });
            assert_eq!(disposition(head), expected, "{head}");
        }
    }
}
