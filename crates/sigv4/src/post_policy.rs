//! Browser uploads to S3: a form whose `policy` field is signed, instead of a request.
//! What the policy says, expiration included, is for S3 to read and enforce.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html>

use crate::authorization::{Algorithm, Scope, Signature, clip, clip_to};
use crate::error::{AuthError, Mismatch};
use crate::key::{SecretKey, SigningKey};
use crate::parse::credential;
use crate::time;

/// The form's fields that concern its signature, as they came.
#[derive(Clone, Copy, Debug, Default)]
pub struct PostFields<'a> {
    /// `x-amz-algorithm`.
    pub algorithm: &'a str,
    /// `x-amz-credential`.
    pub credential: &'a str,
    /// `x-amz-date`, `YYYYMMDDTHHMMSSZ`.
    pub date: &'a str,
    /// `x-amz-signature`, hexadecimal.
    pub signature: &'a str,
    /// `policy`, in Base64 just as it came.
    pub policy: &'a str,
    /// `x-amz-security-token`.
    pub session_token: Option<&'a str>,
}

/// A form's signature, well-formed but not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostPolicy {
    /// Whose key signed.
    pub access_key_id: String,
    /// What the key is for.
    pub scope: Scope,
    /// When the form was signed: seconds since 1970, UTC. Only the policy's expiration limits its use.
    pub timestamp: i64,
    /// The session token of temporary credentials.
    pub session_token: Option<String>,
    algorithm: Algorithm,
    signature: Signature,
    policy: String,
}

impl PostPolicy {
    /// Reads the fields.
    ///
    /// # Errors
    /// One of them is malformed.
    pub fn parse(fields: &PostFields<'_>) -> Result<PostPolicy, AuthError> {
        let algorithm = Algorithm::from_name(fields.algorithm)
            .ok_or_else(|| AuthError::QueryAlgorithm { got: clip(fields.algorithm) })?;
        let timestamp = time::parse_basic(fields.date)
            .ok_or_else(|| AuthError::BadDate { got: clip(fields.date), presigned: true })?;
        let (access_key_id, scope) = credential(algorithm, fields.credential, timestamp, true)?;
        Ok(PostPolicy {
            access_key_id,
            scope,
            timestamp,
            session_token: fields.session_token.map(str::to_owned),
            algorithm,
            signature: Signature::parse(algorithm, fields.signature.as_bytes())
                .ok_or(AuthError::SignatureMalformed)?,
            policy: fields.policy.to_owned(),
        })
    }

    /// Verifies with the secret of [`access_key_id`](Self::access_key_id).
    ///
    /// # Errors
    /// [`AuthError::Mismatch`], whose string to sign is the policy.
    pub fn verify(&self, secret: &SecretKey) -> Result<(), AuthError> {
        let key = SigningKey::derive(secret, &self.access_key_id, self.algorithm, &self.scope);
        if key.verify(self.policy.as_bytes(), &self.signature) {
            return Ok(());
        }
        Err(AuthError::Mismatch(Box::new(Mismatch {
            access_key_id: self.access_key_id.clone(),
            provided: self.signature.to_hex(),
            canonical_request: String::new(),
            string_to_sign: clip_to(&self.policy, Mismatch::LIMIT),
        })))
    }
}
