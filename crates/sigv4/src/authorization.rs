//! What a request says about its signature, as types.

use crate::error::AuthError;
use crate::hex;

/// Which signing algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// `AWS4-HMAC-SHA256`: a key for one date, region and service.
    V4,
    /// `AWS4-ECDSA-P256-SHA256`: a key pair that serves a set of regions.
    V4A,
}

impl Algorithm {
    /// The algorithm's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Algorithm::V4 => "AWS4-HMAC-SHA256",
            Algorithm::V4A => "AWS4-ECDSA-P256-SHA256",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Algorithm> {
        [Algorithm::V4, Algorithm::V4A].into_iter().find(|algorithm| algorithm.as_str() == name)
    }
}

/// What the signing key is for: `20150830/us-east-1/iam/aws4_request`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// `YYYYMMDD`; checked to be the day of the request's timestamp.
    pub date: String,
    /// The region; `None` with SigV4A, whose scope has none.
    pub region: Option<String>,
    /// The service's signing name, e.g. `sqs`.
    pub service: String,
}

/// The last element of every credential scope.
pub(crate) const TERMINATOR: &str = "aws4_request";

/// Where the signature stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the `Authorization` header.
    Header,
    /// In the query.
    Presigned {
        /// `X-Amz-Expires` in seconds, 1 to 604,800; `None` when it was not given, which S3 refuses.
        expires: Option<u32>,
    },
}

/// The signature's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// An HMAC-SHA256.
    Hmac([u8; 32]),
    /// A DER-encoded ECDSA signature.
    Ecdsa(Vec<u8>),
}

impl Signature {
    /// A signature longer than this is refused unread; DER of two 256-bit integers takes 72 bytes.
    const MAX_DER: usize = 72;

    pub(crate) fn parse(algorithm: Algorithm, text: &[u8]) -> Option<Signature> {
        match algorithm {
            Algorithm::V4 => hex::decode32(text).map(Signature::Hmac),
            Algorithm::V4A if text.len() > 2 * Self::MAX_DER || text.is_empty() => None,
            Algorithm::V4A => hex::decode(text).map(Signature::Ecdsa),
        }
    }

    /// The lowercase hexadecimal that stands on the wire.
    pub fn to_hex(&self) -> String {
        match self {
            Signature::Hmac(bytes) => hex::encode(bytes),
            Signature::Ecdsa(bytes) => hex::encode(bytes),
        }
    }
}

/// The value of `x-amz-content-sha256`: what is signed about the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadHash {
    /// The SHA-256 of the whole body.
    Sha256([u8; 32]),
    /// `UNSIGNED-PAYLOAD`.
    Unsigned,
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`.
    StreamingSigned,
    /// `STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER`.
    StreamingSignedTrailer,
    /// `STREAMING-UNSIGNED-PAYLOAD-TRAILER`.
    StreamingUnsignedTrailer,
    /// `STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD`.
    StreamingEcdsa,
    /// `STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER`.
    StreamingEcdsaTrailer,
    /// `STREAMING-AWS4-HMAC-SHA256-EVENTS`: an event stream whose messages carry signatures.
    StreamingEvents,
    /// No such header: the body's own hash is signed (presigned S3 requests: nothing is).
    MissingSoHashBody,
}

impl PayloadHash {
    const NAMED: [(&'static str, PayloadHash); 7] = [
        ("UNSIGNED-PAYLOAD", PayloadHash::Unsigned),
        ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD", PayloadHash::StreamingSigned),
        ("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", PayloadHash::StreamingSignedTrailer),
        ("STREAMING-UNSIGNED-PAYLOAD-TRAILER", PayloadHash::StreamingUnsignedTrailer),
        ("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", PayloadHash::StreamingEcdsa),
        ("STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER", PayloadHash::StreamingEcdsaTrailer),
        ("STREAMING-AWS4-HMAC-SHA256-EVENTS", PayloadHash::StreamingEvents),
    ];

    /// Reads a header value; `None` when it is neither a hash nor a known word.
    pub fn parse(value: &str) -> Option<PayloadHash> {
        if let Some(hash) = hex::decode32(value.as_bytes()) {
            return Some(PayloadHash::Sha256(hash));
        }
        Self::NAMED.iter().find(|(name, _)| *name == value).map(|(_, payload)| *payload)
    }

    /// The word on the wire; `None` for hashes and for an absent header.
    pub(crate) fn name(self) -> Option<&'static str> {
        Self::NAMED.iter().find(|(_, payload)| *payload == self).map(|(name, _)| *name)
    }

    /// Whether the body is in `aws-chunked` encoding.
    pub fn is_chunked(self) -> bool {
        !matches!(
            self,
            PayloadHash::Sha256(_)
                | PayloadHash::Unsigned
                | PayloadHash::StreamingEvents
                | PayloadHash::MissingSoHashBody
        )
    }

    /// Whether every chunk carries a signature.
    pub fn has_chunk_signatures(self) -> bool {
        self.is_chunked() && self != PayloadHash::StreamingUnsignedTrailer
    }

    /// Whether headers may follow the last chunk.
    pub fn has_trailer(self) -> bool {
        matches!(
            self,
            PayloadHash::StreamingSignedTrailer
                | PayloadHash::StreamingUnsignedTrailer
                | PayloadHash::StreamingEcdsaTrailer
        )
    }
}

/// The names in `SignedHeaders`, lowercase, in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedHeaders(String);

impl SignedHeaders {
    /// More names than this are refused.
    pub const MAX_NAMES: usize = 256;
    /// A longer list, in bytes, is refused.
    pub const MAX_BYTES: usize = 16 * 1024;

    /// Reads `host;x-amz-date`.
    pub(crate) fn parse(list: &str) -> Result<SignedHeaders, AuthError> {
        let too_big = || AuthError::TooLarge { what: "SignedHeaders", limit: Self::MAX_BYTES };
        if list.len() > Self::MAX_BYTES {
            return Err(too_big());
        }
        let (mut names, mut sorted, mut sound) = (0, true, true);
        let (mut before, mut start) = (&b""[..], 0);
        let list_bytes = list.as_bytes();
        for at in 0..=list_bytes.len() {
            let byte = list_bytes.get(at).copied().unwrap_or(b';');
            if byte != b';' {
                sound &= LOWER_TOKEN[usize::from(byte)];
                continue;
            }
            let name = &list_bytes[start..at];
            sound &= !name.is_empty();
            sorted &= before < name;
            (before, start) = (name, at + 1);
            names += 1;
        }
        if names > Self::MAX_NAMES {
            return Err(too_big());
        }
        // Clients sort the list, which shows that no name repeats.
        if !sound || (!sorted && repeats(list)) {
            return Err(AuthError::SignedHeadersMalformed { got: clip(list) });
        }
        Ok(SignedHeaders(list.to_owned()))
    }

    /// Joins names that are lowercase and sorted.
    pub(crate) fn from_sorted(names: &[String]) -> SignedHeaders {
        SignedHeaders(names.join(";"))
    }

    /// The list as it stands in the canonical request: `host;x-amz-date`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut rest = Some(&*self.0);
        std::iter::from_fn(move || {
            let text = rest?;
            let end = memchr::memchr(b';', text.as_bytes());
            rest = end.map(|end| &text[end + 1..]);
            Some(&text[..end.unwrap_or(text.len())])
        })
    }

    /// Whether `name` (lowercase) is signed.
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|signed| signed == name)
    }
}

/// The bytes that a header's name in lowercase has.
static LOWER_TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let letters = b"abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~";
    let mut i = 0;
    while i < letters.len() {
        table[letters[i] as usize] = true;
        i += 1;
    }
    table
};

/// Quotes hostile text in an error: at most 256 bytes.
pub(crate) fn clip(text: &str) -> String {
    clip_to(text, 256)
}

/// At most `limit` bytes of `text`, cut between characters.
pub(crate) fn clip_to(text: &str, limit: usize) -> String {
    let end = (0..=text.len().min(limit)).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0);
    text[..end].to_owned()
}

/// A name that comes twice would have its header hashed twice, so that a small list makes much work.
fn repeats(list: &str) -> bool {
    let times = |name| list.split(';').filter(|other| *other == name).count();
    list.split(';').any(|name| times(name) > 1)
}

/// Everything that a request says about its signature, well-formed but not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// Whose key signed, e.g. `AKIAIOSFODNN7EXAMPLE`.
    pub access_key_id: String,
    /// What the key is for.
    pub scope: Scope,
    /// SigV4A: the raw `X-Amz-Region-Set`, a list with `*` wildcards; see [`region_set_allows`].
    pub region_set: Option<String>,
    /// Which headers are signed.
    pub signed_headers: SignedHeaders,
    /// The signature.
    pub signature: Signature,
    /// When it was signed: seconds since 1970, UTC.
    pub timestamp: i64,
    /// Where it stands.
    pub source: Source,
    /// `X-Amz-Security-Token`, from the header or the query.
    pub session_token: Option<String>,
    /// What is signed about the body.
    pub payload: PayloadHash,
}

impl Authorization {
    /// Checks that the credential is meant for `region` and `service`, with AWS's errors.
    ///
    /// # Errors
    /// [`AuthError::ScopeRegion`] or [`AuthError::ScopeService`].
    pub fn check_scope(&self, region: &str, service: &str) -> Result<(), AuthError> {
        let (fits, got) = match (&self.scope.region, &self.region_set) {
            (Some(own), _) => (own == region, own.as_str()),
            (None, Some(set)) => (region_set_allows(set, region), set.as_str()),
            (None, None) => (false, ""),
        };
        let presigned = matches!(self.source, Source::Presigned { .. });
        if !fits {
            let (got, want) = (clip(got), region.to_owned());
            return Err(AuthError::ScopeRegion { got, want, presigned });
        }
        if self.scope.service != service {
            let (got, want) = (clip(&self.scope.service), service.to_owned());
            return Err(AuthError::ScopeService { got, want, presigned });
        }
        Ok(())
    }
}

/// Whether a SigV4A region set (`us-east-1,eu-*`) contains `region`.
pub fn region_set_allows(set: &str, region: &str) -> bool {
    set.split(',').map(str::trim).any(|pattern| glob(pattern.as_bytes(), region.as_bytes()))
}

/// `*` matches any run; linear in the product of the lengths at worst, without recursion.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == b'*' {
            star = Some((p, t));
            p += 1;
        } else if p < pattern.len() && pattern[p] == text[t] {
            (p, t) = (p + 1, t + 1);
        } else if let Some((at, from)) = star {
            star = Some((at, from + 1));
            (p, t) = (at + 1, from + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn region_sets() {
        for (set, region, want) in [
            ("*", "us-east-1", true),
            ("us-east-1", "us-east-1", true),
            ("us-east-1, eu-*", "eu-west-3", true),
            ("us-*-1", "us-gov-west-1", true),
            ("us-*", "eu-west-1", false),
            ("", "us-east-1", false),
            ("us-east-1", "us-east-11", false),
        ] {
            assert_eq!(region_set_allows(set, region), want, "{set} {region}");
        }
    }

    #[test]
    fn payload_words_come_back() {
        for (name, payload) in PayloadHash::NAMED {
            assert_eq!(PayloadHash::parse(name), Some(payload));
            assert_eq!(payload.name(), Some(name));
        }
        assert_eq!(PayloadHash::parse("required"), None);
    }

    #[test]
    fn signed_headers_are_bounded() {
        assert!(SignedHeaders::parse("host;x-amz-date").is_ok());
        assert!(SignedHeaders::parse("x-amz-date;host").is_ok(), "order is the client's");
        for bad in ["", ";", "host;", "Host", "host;é", "a b", "host;host", "b;a;b"] {
            assert!(SignedHeaders::parse(bad).is_err(), "{bad}");
        }
        let many = vec!["a"; SignedHeaders::MAX_NAMES + 1].join(";");
        assert!(matches!(SignedHeaders::parse(&many), Err(AuthError::TooLarge { .. })));
    }
}
