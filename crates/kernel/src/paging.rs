//! Tokens that continue a listing: opaque, and bound to the request that they were made for.
//!
//! A token holds the position and a tag over operation, account, region and what else shapes the listing.
//! A token from elsewhere, or one that was changed, is refused rather than misread.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use thiserror::Error;

/// A token that was not made for this request. Services word it in their own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the page token is not one that this listing gave out")]
pub struct PageTokenError;

/// Longest accepted token.
const MAX_LEN: usize = 8 * 1024;
const TAG: usize = 16;

/// Seals and opens page tokens for one request's listing.
pub struct PageToken<'a> {
    pub(crate) key: &'a [u8; 32],
    pub(crate) bound_to: [&'a str; 4],
}

impl PageToken<'_> {
    /// The token for `position`, with what else shapes the listing in `binding` (filters, prefixes).
    pub fn seal(&self, binding: &[&str], position: &[u8]) -> String {
        let mut raw = self.tag(binding, position).to_vec();
        raw.extend_from_slice(position);
        URL_SAFE_NO_PAD.encode(raw)
    }

    /// The position in `token`, when it was sealed with the same binding.
    pub fn open(&self, binding: &[&str], token: &str) -> Result<Vec<u8>, PageTokenError> {
        if token.len() > MAX_LEN {
            return Err(PageTokenError);
        }
        let raw = URL_SAFE_NO_PAD.decode(token).map_err(|_| PageTokenError)?;
        let (tag, position) = raw.split_at_checked(TAG).ok_or(PageTokenError)?;
        if self.tag(binding, position) == tag { Ok(position.to_vec()) } else { Err(PageTokenError) }
    }

    fn tag(&self, binding: &[&str], position: &[u8]) -> [u8; TAG] {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.key).expect("HMAC takes keys of any length");
        for part in self.bound_to.iter().chain(binding) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.update(position);
        let whole = mac.finalize().into_bytes();
        let mut tag = [0; TAG];
        tag.copy_from_slice(&whole[..TAG]);
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_serves_its_own_request_only() {
        let key = [7; 32];
        let mine = PageToken { key: &key, bound_to: ["sqs", "ListQueues", "000000000000", "r"] };
        let other = PageToken { key: &key, bound_to: ["sqs", "ListQueues", "111111111111", "r"] };
        let token = mine.seal(&["prefix"], b"after-this");
        assert_eq!(mine.open(&["prefix"], &token), Ok(b"after-this".to_vec()));
        assert_eq!(mine.open(&["pre"], &token), Err(PageTokenError));
        assert_eq!(other.open(&["prefix"], &token), Err(PageTokenError));
        for wrong in ["", "x", "!!", &token[1..], &"A".repeat(9000)] {
            assert_eq!(mine.open(&["prefix"], wrong), Err(PageTokenError), "{wrong}");
        }
    }
}
