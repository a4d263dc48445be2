//! AWS signatures on the server's side: read what a request says about its signature ([`parse`]),
//! check it ([`verify()`], or [`Verifier`] with cached keys), decode signed chunked bodies
//! ([`ChunkedDecoder`]), and make signatures for our own clients ([`sign`]).
//!
//! Pure: no I/O, no clock, no randomness. Input is hostile until verified.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>

mod authorization;
mod canonical;
mod chunked;
mod error;
mod fault;
mod hex;
mod key;
mod parse;
mod request;
pub mod sign;
mod time;
mod uri;
mod verify;

pub use authorization::{
    Algorithm, Authorization, PayloadHash, Scope, Signature, SignedHeaders, Source,
    region_set_allows,
};
pub use chunked::{ChunkError, ChunkedDecoder, Trailers};
pub use error::{AuthError, ExpiresError, Mismatch};
pub use fault::{Dialect, Fault};
pub use key::SecretKey;
pub use parse::parse;
pub use request::{Headers, RequestView, WithAuthority};
pub use verify::{Rules, Verified, Verifier, verify};
