//! How a body is encrypted where it lies: which key, and how that key is kept.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/serv-side-encryption.html>

use serde::{Deserialize, Serialize};

/// What an object's row says of its encryption. Each body has a key of its own, which is kept wrapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Encryption {
    /// SSE-S3: the data key, sealed by the installation's own.
    Managed {
        #[serde(with = "serde_bytes")]
        sealed: Vec<u8>,
    },
    /// SSE-KMS: the data key as KMS encrypted it.
    Kms {
        #[serde(with = "serde_bytes")]
        sealed: Vec<u8>,
        /// The key's ARN.
        key: String,
        /// What the client added to the encryption context, as JSON.
        context: Option<String>,
        bucket_key: bool,
        /// `aws:kms:dsse`.
        dual: bool,
    },
    /// SSE-C: the data key, wrapped by the client's, which is nowhere kept. Its digest tells clients which it was.
    Customer {
        #[serde(with = "serde_bytes")]
        sealed: Vec<u8>,
        key_md5: [u8; 16],
    },
    /// SSE-KMS with a bucket key: the data key, wrapped by the bucket key, and that as KMS encrypted it.
    BucketKey {
        #[serde(with = "serde_bytes")]
        wrapped: Vec<u8>,
        #[serde(with = "serde_bytes")]
        sealed: Vec<u8>,
        /// The ARN of KMS's key.
        key: String,
        context: Option<String>,
    },
}

impl Encryption {
    /// Whether what it protects may be kept in plain in memory: not where the key is the client's alone.
    pub(crate) fn lets_keep(&self) -> bool {
        !matches!(self, Encryption::Customer { .. })
    }

    /// As answers name it.
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Encryption::Managed { .. } | Encryption::Customer { .. } => Algorithm::Aes256.as_str(),
            Encryption::Kms { dual: true, .. } => Algorithm::KmsDual.as_str(),
            Encryption::Kms { .. } | Encryption::BucketKey { .. } => Algorithm::Kms.as_str(),
        }
    }

    /// Whether it is KMS's keys.
    pub(crate) fn is_kms(&self) -> bool {
        matches!(self, Encryption::Kms { .. } | Encryption::BucketKey { .. })
    }
}

/// What a bucket encrypts new objects with when they do not say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DefaultEncryption {
    pub(crate) algorithm: Algorithm,
    /// As it was given: an id, an ARN, an alias; `None` means the account's key for S3.
    pub(crate) kms_key: Option<String>,
    pub(crate) bucket_key: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Algorithm {
    Aes256,
    Kms,
    KmsDual,
}

impl Algorithm {
    pub(crate) fn parse(text: &str) -> Option<Algorithm> {
        match text {
            "AES256" => Some(Algorithm::Aes256),
            "aws:kms" => Some(Algorithm::Kms),
            "aws:kms:dsse" => Some(Algorithm::KmsDual),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Algorithm::Aes256 => "AES256",
            Algorithm::Kms => "aws:kms",
            Algorithm::KmsDual => "aws:kms:dsse",
        }
    }
}
