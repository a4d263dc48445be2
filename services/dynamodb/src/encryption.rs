//! Encryption at rest: all that is stored is under DynamoDB's own key, which is the default and shows nowhere. Keys
//! of KMS are not used yet, so nobody is told that they are.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html>

use gen_dynamodb::SSESpecification;
use kernel::{ApiError, ApiResult};

/// Whether a request asks for a key of KMS, which is refused.
pub(crate) fn refuse_keys(asked: Option<&SSESpecification>) -> ApiResult<()> {
    let wants = |asked: &SSESpecification| {
        asked.enabled == Some(true) || asked.sse_type.is_some() || asked.kms_master_key_id.is_some()
    };
    match asked.is_some_and(wants) {
        true => Err(ApiError::not_implemented("dynamodb: tables encrypted under keys of KMS")),
        false => Ok(()),
    }
}
