//! Headers after the last chunk: checksums, and the signature over them.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>

use sha2::{Digest, Sha256};

use super::{Chain, ChunkError};
use crate::authorization::PayloadHash;

const SIGNATURE: &str = "x-amz-trailer-signature";

/// The trailing headers: lowercase names and trimmed values, in order of arrival, without the signature.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trailers(Vec<(String, String)>);

impl Trailers {
    /// The value of `name` (lowercase).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

pub(super) struct TrailerReader {
    allowed: bool,
    signed: bool,
    expected: Option<Vec<String>>,
    trailers: Trailers,
    hash: Sha256,
    bytes: usize,
    blanks: usize,
    signature_seen: bool,
}

impl TrailerReader {
    /// All trailing lines together may be this long, in bytes.
    pub(super) const MAX_BYTES: usize = 16 * 1024;
    const MAX_COUNT: usize = 32;

    pub(super) fn new(payload: PayloadHash) -> TrailerReader {
        TrailerReader {
            allowed: payload.has_trailer(),
            signed: payload.has_trailer() && payload.has_chunk_signatures(),
            expected: None,
            trailers: Trailers::default(),
            hash: Sha256::new(),
            bytes: 0,
            blanks: 0,
            signature_seen: false,
        }
    }

    pub(super) fn expect(&mut self, list: &str) {
        let mut names: Vec<String> =
            list.split(',').map(|name| name.trim().to_ascii_lowercase()).collect();
        names.retain(|name| !name.is_empty());
        names.sort_unstable();
        self.expected = Some(names);
    }

    /// Takes one line without its line break; answers whether it ends the body.
    pub(super) fn line(
        &mut self,
        line: &[u8],
        chain: Option<&mut Chain>,
    ) -> Result<bool, ChunkError> {
        self.bytes += line.len() + 1;
        if self.bytes > Self::MAX_BYTES || self.trailers.0.len() > Self::MAX_COUNT {
            return Err(ChunkError::Trailer("more trailers than are accepted"));
        }
        if line.is_empty() {
            return self.blank();
        }
        let text = std::str::from_utf8(line).map_err(|_| ChunkError::Trailer("not UTF-8"))?;
        let (name, value) = text.split_once(':').ok_or(ChunkError::Trailer("no colon"))?;
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if !self.allowed || name.is_empty() || !name.bytes().all(token) || self.signature_seen {
            return Err(ChunkError::Trailer("a header where none belongs"));
        }
        if name == SIGNATURE && self.signed {
            self.signature_seen = true;
            let hash = self.hash.finalize_reset().into();
            return chain
                .map_or(Ok(()), |chain| chain.verify_trailer(value.as_bytes(), &hash))
                .map(|()| false);
        }
        for part in [name.as_bytes(), b":", value.as_bytes(), b"\n"] {
            self.hash.update(part);
        }
        self.trailers.0.push((name, value.to_owned()));
        Ok(false)
    }

    /// An empty line ends the body. Clients exist that send one between a signed trailer and its
    /// signature, so one is let pass there.
    fn blank(&mut self) -> Result<bool, ChunkError> {
        if self.signed && !self.signature_seen {
            self.blanks += 1;
            return if self.blanks > 1 || self.trailers.0.is_empty() {
                Err(ChunkError::Trailer("no x-amz-trailer-signature"))
            } else {
                Ok(false)
            };
        }
        if let Some(expected) = &self.expected {
            let mut names: Vec<&str> = self.trailers.iter().map(|(name, _)| name).collect();
            names.sort_unstable();
            if !names.iter().eq(expected.iter()) {
                return Err(ChunkError::Trailer("other trailers than x-amz-trailer announces"));
            }
        }
        Ok(true)
    }

    pub(super) fn into_trailers(self) -> Trailers {
        self.trailers
    }
}
