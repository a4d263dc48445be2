//! Quotas of kms, and checks that the model does not express, with AWS's messages.

/// Bytes of all keys and values of an encryption context.
pub(crate) const CONTEXT_BYTES: usize = 8192;
