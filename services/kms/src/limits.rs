//! Quotas of kms, and checks that the model does not express, with AWS's messages.

/// Bytes of all keys and values of an encryption context.
pub(crate) const CONTEXT_BYTES: usize = 8192;

/// How long imported key material can live.
pub(crate) const LONGEST_IMPORT: std::time::Duration = std::time::Duration::from_secs(365 * 86_400);
/// How long an import token and its wrapping key are good.
pub(crate) const IMPORT_TOKEN: std::time::Duration = std::time::Duration::from_secs(86_400);
