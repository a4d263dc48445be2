//! The `aws-chunked` content encoding, decoded as the bytes come: signed chunks, unsigned chunks with
//! trailers, signed trailers.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html>
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

mod chain;
mod error;
mod trailer;

use sha2::{Digest, Sha256};

pub(crate) use chain::Chain;
pub use error::ChunkError;
pub use trailer::Trailers;

use crate::authorization::{Authorization, PayloadHash};
use crate::verify::Verified;
use trailer::TrailerReader;

/// The longest line before a chunk, in bytes: a size and a SigV4A signature take under 180.
const MAX_CHUNK_LINE: usize = 1024;
/// Every chunk but the last must be this long, in bytes. S3's rule.
const MIN_CHUNK: u64 = 8192;

/// Decodes one body. Feed it with [`decode`](Self::decode) and end it with [`finish`](Self::finish).
///
/// A chunk's signature covers all of its data, so data comes out *before* its signature is checked: keep
/// it apart (a temporary file, a transaction) until `finish` succeeds. Memory use is bounded by
/// about 20 KiB whatever comes.
pub struct ChunkedDecoder {
    payload: PayloadHash,
    chain: Option<Chain>,
    state: State,
    line: Vec<u8>,
    /// The signature of the chunk under way, as text.
    signature: Vec<u8>,
    hash: Sha256,
    /// How many chunks were begun, and how long the last of them is.
    chunks: u64,
    last_size: u64,
    decoded: u64,
    expected: Option<u64>,
    trailers: TrailerReader,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// In the line that begins a chunk.
    Line,
    /// In data, with so many bytes to come.
    Data(u64),
    /// In the line break after data.
    AfterData,
    /// In the lines after the last chunk.
    Trailer,
    Done,
    /// An error was reported; nothing more is decoded.
    Failed,
}

impl ChunkedDecoder {
    /// Decodes the body of a verified request, and verifies chunks and trailer.
    ///
    /// `decoded_length` is `x-amz-decoded-content-length`, in bytes.
    ///
    /// # Errors
    /// [`ChunkError::NotChunked`] when the request announces no chunks.
    pub fn verified(
        auth: &Authorization,
        verified: &Verified,
        decoded_length: Option<u64>,
    ) -> Result<ChunkedDecoder, ChunkError> {
        let mut decoder = Self::unverified(verified.payload, decoded_length)?;
        if verified.payload.has_chunk_signatures() {
            decoder.chain = Some(Chain::new(auth, verified));
        }
        Ok(decoder)
    }

    /// Decodes without verifying: for requests whose key is not known, and unsigned ones.
    ///
    /// # Errors
    /// [`ChunkError::NotChunked`] when `payload` is no chunked one.
    pub fn unverified(
        payload: PayloadHash,
        decoded_length: Option<u64>,
    ) -> Result<ChunkedDecoder, ChunkError> {
        if !payload.is_chunked() {
            return Err(ChunkError::NotChunked);
        }
        Ok(ChunkedDecoder {
            payload,
            chain: None,
            state: State::Line,
            line: Vec::new(),
            signature: Vec::new(),
            hash: Sha256::new(),
            chunks: 0,
            last_size: 0,
            decoded: 0,
            expected: decoded_length,
            trailers: TrailerReader::new(payload),
        })
    }

    /// Requires just the trailers that the `x-amz-trailer` header lists (joined by commas). As S3
    /// refuses trailers without that header, give an empty list where it is absent.
    #[must_use]
    pub fn expect_trailers(mut self, x_amz_trailer: &str) -> ChunkedDecoder {
        self.trailers.expect(x_amz_trailer);
        self
    }

    /// Takes bytes from the front of `input` and answers the next piece of data, as a part of it.
    /// `None` means that `input` is used up.
    ///
    /// # Errors
    /// The encoding is broken, a signature is wrong, or the lengths do not agree. The decoder is of
    /// no more use then.
    pub fn decode<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<&'i [u8]>, ChunkError> {
        let result = self.step(input);
        if result.is_err() {
            self.state = State::Failed;
        }
        result
    }

    /// As [`decode`](Self::decode), for all of `input`, appending to `out`.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    pub fn decode_into(&mut self, mut input: &[u8], out: &mut Vec<u8>) -> Result<(), ChunkError> {
        while let Some(data) = self.decode(&mut input)? {
            out.extend_from_slice(data);
        }
        Ok(())
    }

    /// Ends the body and answers its trailers.
    ///
    /// # Errors
    /// The body ended early, or has another length than announced.
    pub fn finish(self) -> Result<Trailers, ChunkError> {
        if self.state != State::Done {
            return Err(ChunkError::Truncated);
        }
        match self.expected {
            Some(expected) if expected != self.decoded => {
                Err(ChunkError::Length { expected, provided: self.decoded })
            }
            _ => Ok(self.trailers.into_trailers()),
        }
    }

    /// How many bytes of data came out so far.
    pub fn decoded_len(&self) -> u64 {
        self.decoded
    }

    fn step<'i>(&mut self, input: &mut &'i [u8]) -> Result<Option<&'i [u8]>, ChunkError> {
        while !input.is_empty() {
            match self.state {
                State::Line => {
                    if self.take_line(input, MAX_CHUNK_LINE)? {
                        self.begin_chunk()?;
                    }
                }
                State::Data(left) => return self.data(input, left).map(Some),
                State::AfterData => {
                    if self.take_line(input, 2)? {
                        self.end_chunk_line()?;
                    }
                }
                State::Trailer => {
                    if self.take_line(input, TrailerReader::MAX_BYTES)? {
                        self.trailer_line()?;
                    }
                }
                State::Done => return Err(ChunkError::Malformed("bytes after the last chunk")),
                State::Failed => return Err(ChunkError::Malformed("an earlier part of the body")),
            }
        }
        Ok(None)
    }

    /// Collects a line up to its `\n`; answers whether it is whole, then without its line break.
    fn take_line(&mut self, input: &mut &[u8], limit: usize) -> Result<bool, ChunkError> {
        let end = memchr::memchr(b'\n', input);
        let taken = end.map_or(input.len(), |at| at + 1);
        if self.line.len() + taken > limit {
            return Err(ChunkError::Malformed("a line is too long"));
        }
        self.line.extend_from_slice(&input[..taken]);
        *input = &input[taken..];
        if end.is_none() {
            return Ok(false);
        }
        self.line.pop();
        if self.line.last() == Some(&b'\r') {
            self.line.pop();
        } else if self.state != State::Trailer {
            return Err(ChunkError::Malformed("a line does not end in CR LF"));
        }
        Ok(true)
    }

    fn begin_chunk(&mut self) -> Result<(), ChunkError> {
        let (size, signature) = parse_chunk_line(&self.line)?;
        self.signature.clear();
        if self.payload.has_chunk_signatures() {
            let signature = signature.ok_or(ChunkError::Malformed("a chunk without signature"))?;
            self.signature.extend_from_slice(signature);
        }
        self.line.clear();
        self.chunks += 1;
        if size > 0 && self.chunks > 1 && self.last_size < MIN_CHUNK {
            return Err(ChunkError::TooSmall { chunk: self.chunks, size: self.last_size });
        }
        self.last_size = size;
        let total = self.decoded.checked_add(size).ok_or(ChunkError::Malformed("chunk size"))?;
        match self.expected {
            Some(expected) if total > expected => {
                return Err(ChunkError::Length { expected, provided: total });
            }
            _ => {}
        }
        if size > 0 {
            self.state = State::Data(size);
            return Ok(());
        }
        self.check_chunk()?;
        self.state = State::Trailer;
        Ok(())
    }

    fn data<'i>(&mut self, input: &mut &'i [u8], left: u64) -> Result<&'i [u8], ChunkError> {
        let take = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
        let (data, rest) = input.split_at(take);
        *input = rest;
        self.decoded += take as u64;
        if self.chain.is_some() {
            self.hash.update(data);
        }
        self.state = match left - take as u64 {
            0 => {
                self.check_chunk()?;
                State::AfterData
            }
            left => State::Data(left),
        };
        Ok(data)
    }

    fn end_chunk_line(&mut self) -> Result<(), ChunkError> {
        if !self.line.is_empty() {
            return Err(ChunkError::Malformed("no line break after a chunk"));
        }
        self.state = State::Line;
        Ok(())
    }

    fn check_chunk(&mut self) -> Result<(), ChunkError> {
        let Some(chain) = &mut self.chain else { return Ok(()) };
        let hash = self.hash.finalize_reset().into();
        chain.verify_chunk(&self.signature, &hash)
    }

    fn trailer_line(&mut self) -> Result<(), ChunkError> {
        let line = std::mem::take(&mut self.line);
        if self.trailers.line(&line, self.chain.as_mut())? {
            self.state = State::Done;
        }
        Ok(())
    }
}

/// Reads `10000;chunk-signature=...`: the size in hexadecimal, and the signature where there is one.
fn parse_chunk_line(line: &[u8]) -> Result<(u64, Option<&[u8]>), ChunkError> {
    let mut parts = line.split(|&byte| byte == b';');
    let digits = parts.next().unwrap_or_default().trim_ascii();
    if digits.is_empty() || digits.len() > 16 {
        return Err(ChunkError::Malformed("chunk size"));
    }
    let mut size = 0u64;
    for &byte in digits {
        let digit = char::from(byte).to_digit(16).ok_or(ChunkError::Malformed("chunk size"))?;
        size = size << 4 | u64::from(digit);
    }
    let signature = parts.find_map(|part| part.trim_ascii().strip_prefix(b"chunk-signature="));
    Ok((size, signature))
}
