//! The chain of signatures from the request over each chunk to the trailer.

use std::sync::Arc;

use super::ChunkError;
use crate::authorization::{Algorithm, Authorization, Scope, Signature};
use crate::canonical::write_preamble;
use crate::hex;
use crate::key::SigningKey;
use crate::uri::Sink;
use crate::verify::Verified;

/// SHA-256 of nothing, which stands in every chunk's string to sign.
const EMPTY_SHA256: &[u8; 64] = b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// SigV4A signatures of chunks are filled up to this many digits, so that lengths are known beforehand.
const PADDED: usize = 144;
const PADDING: u8 = b'*';

pub(crate) struct Chain {
    key: Arc<SigningKey>,
    algorithm: Algorithm,
    timestamp: i64,
    scope: Scope,
    /// The signature before, as text: the request's, then each chunk's.
    previous: Vec<u8>,
}

impl Chain {
    pub(crate) fn new(auth: &Authorization, verified: &Verified) -> Chain {
        let key = Arc::clone(&verified.key);
        Chain::from_seed(key, auth.algorithm, auth.timestamp, auth.scope.clone(), &auth.signature)
    }

    pub(crate) fn from_seed(
        key: Arc<SigningKey>,
        algorithm: Algorithm,
        timestamp: i64,
        scope: Scope,
        seed: &Signature,
    ) -> Chain {
        Chain { key, algorithm, timestamp, scope, previous: seed.to_hex().into_bytes() }
    }

    pub(crate) fn verify_chunk(&mut self, text: &[u8], hash: &[u8; 32]) -> Result<(), ChunkError> {
        self.verify("-PAYLOAD", Some(EMPTY_SHA256), text, hash)
    }

    pub(crate) fn verify_trailer(
        &mut self,
        text: &[u8],
        hash: &[u8; 32],
    ) -> Result<(), ChunkError> {
        self.verify("-TRAILER", None, text, hash)
    }

    pub(crate) fn sign_chunk(&mut self, hash: &[u8; 32]) -> String {
        self.sign("-PAYLOAD", Some(EMPTY_SHA256), hash)
    }

    pub(crate) fn sign_trailer(&mut self, hash: &[u8; 32]) -> String {
        self.sign("-TRAILER", None, hash)
    }

    fn verify(
        &mut self,
        suffix: &str,
        fixed: Option<&[u8; 64]>,
        padded: &[u8],
        hash: &[u8; 32],
    ) -> Result<(), ChunkError> {
        let digits = trim(padded);
        let string = self.string_to_sign(suffix, fixed, &self.previous, hash);
        let mismatch = |string: Vec<u8>| ChunkError::Mismatch {
            string_to_sign: String::from_utf8_lossy(&string).into_owned(),
        };
        let Some(signature) = Signature::parse(self.algorithm, digits) else {
            return Err(mismatch(string));
        };
        if !self.key.verify(&string, &signature) {
            return Err(mismatch(string));
        }
        self.previous.clear();
        self.previous.extend_from_slice(digits);
        Ok(())
    }

    /// The signature as it stands on the wire.
    fn sign(&mut self, suffix: &str, fixed: Option<&[u8; 64]>, hash: &[u8; 32]) -> String {
        let string = self.string_to_sign(suffix, fixed, &self.previous, hash);
        let mut text = self.key.sign(&string).to_hex();
        self.previous = text.clone().into_bytes();
        if self.algorithm == Algorithm::V4A {
            text.extend(std::iter::repeat_n(
                char::from(PADDING),
                PADDED.saturating_sub(text.len()),
            ));
        }
        text
    }

    fn string_to_sign(
        &self,
        suffix: &str,
        fixed: Option<&[u8; 64]>,
        previous: &[u8],
        hash: &[u8; 32],
    ) -> Vec<u8> {
        let mut out = Vec::with_capacity(448);
        write_preamble(&mut out, self.algorithm, suffix, self.timestamp, &self.scope);
        out.put(previous);
        out.put(b"\n");
        if let Some(fixed) = fixed {
            out.put(fixed);
            out.put(b"\n");
        }
        out.put(&hex::encode32(hash));
        out
    }
}

fn trim(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|&byte| byte != PADDING).map_or(0, |last| last + 1);
    &text[..end]
}
