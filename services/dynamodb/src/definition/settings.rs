//! Streams and encryption as requests name them.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_StreamSpecification.html>

use gen_dynamodb::values::sse_type;
use gen_dynamodb::{SSESpecification, StreamSpecification};
use kernel::ApiResult;

use crate::errors;

/// A stream that a table is created with.
pub(crate) fn check_stream_at_creation(asked: Option<&StreamSpecification>) -> ApiResult<()> {
    let Some(asked) = asked else { return Ok(()) };
    match (asked.stream_enabled, &asked.stream_view_type) {
        (true, None) => Err(errors::refused(
            "Table is being created with a stream enabled, UpdateViewType is required",
        )),
        (false, Some(_)) => Err(errors::refused(
            "Table is being created with a stream disabled, UpdateViewType should not be specified",
        )),
        _ => Ok(()),
    }
}

/// A stream that a table gets, or loses, later.
pub(crate) fn check_stream_change(asked: &StreamSpecification) -> ApiResult<()> {
    match (asked.stream_enabled, &asked.stream_view_type) {
        (true, None) => {
            Err(errors::refused("If stream is being enabled then UpdateViewType is required"))
        }
        (false, Some(_)) => Err(errors::refused(
            "If stream is being disabled, then UpdateViewType must not be specified",
        )),
        _ => Ok(()),
    }
}

/// What may be said of encryption together.
pub(crate) fn check_encryption(asked: Option<&SSESpecification>) -> ApiResult<()> {
    let Some(asked) = asked else { return Ok(()) };
    let off = asked.enabled == Some(false);
    if off && asked.sse_type.is_some() {
        return Err(errors::refused("SSEType can not be specified if Enabled is false"));
    }
    if off && asked.kms_master_key_id.is_some() {
        return Err(errors::refused("KMSMasterKeyId can not be specified if Enabled is false"));
    }
    if asked.kms_master_key_id.is_some() && asked.sse_type.is_none() {
        return Err(errors::refused("SSEType KMS is required if KMSMasterKeyId is specified"));
    }
    if asked.sse_type.as_deref() == Some(sse_type::AES256) {
        return Err(errors::refused("SSEType AES256 is not supported"));
    }
    Ok(())
}
