//! AWS signatures on the server's side: read what a request says about its signature ([`parse()`]),
//! check it ([`verify()`], or [`Verifier`] with cached keys), decode signed chunked bodies
//! ([`ChunkedDecoder`]), check the policies of browser uploads ([`PostPolicy`]), and make signatures for our own clients ([`sign`]).
//!
//! ```
//! use sigv4::sign::{Body, Signer};
//! use sigv4::{Algorithm, RequestView, Rules, SecretKey, Verifier, parse};
//!
//! let secret = SecretKey::new("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
//! let signer = Signer {
//!     algorithm: Algorithm::V4,
//!     access_key_id: "AKIDEXAMPLE",
//!     secret: &secret,
//!     session_token: None,
//!     sign_token: true,
//!     region: "eu-west-1",
//!     service: "sqs",
//!     rules: Rules::STANDARD,
//! };
//! let now = 1_440_938_160;
//! let mut headers = vec![("host", "localhost:4566".to_owned())];
//! let req = RequestView { method: "POST", path: "/", query: "", headers: &headers };
//! let added = signer.sign(&req, Body::of(b"{}"), now).headers;
//! headers.extend(added);
//!
//! // The server: who is it, and is it true?
//! let req = RequestView { method: "POST", path: "/", query: "", headers: &headers };
//! let auth = parse(&req)?.expect("it is signed");
//! assert_eq!(auth.access_key_id, "AKIDEXAMPLE");
//! auth.check_scope("eu-west-1", "sqs")?;
//! # use sha2::Digest;
//! let body_sha256 = sha2::Sha256::digest(b"{}").into();
//! Verifier::new().verify(&auth, &req, &secret, Some(&body_sha256), now, &Rules::STANDARD)?;
//! # Ok::<(), sigv4::AuthError>(())
//! ```
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
mod post_policy;
mod request;
pub mod sign;
mod sigv2;
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
pub use post_policy::{PostFields, PostPolicy};
pub use request::{Headers, RequestView, WithAuthority};
pub use sigv2::{HeaderV2, PresignedV2, verify_policy_v2};
pub use verify::{Rules, Verified, Verifier, verify};
