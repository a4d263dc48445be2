//! Filters of a mapping under a key of KMS: what lies on the disk only KMS opens, for callers who may use the key, and for
//! Lambda as long as the key lets it.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filter-criteria-encryption>

use gen_kms::operations::{Decrypt, Encrypt};
use gen_kms::{DecryptRequest, EncryptRequest};
use gen_lambda::FilterCriteriaError;
use kernel::{ApiError, ApiResult, Cx};
use schema::VecMap;
use serde::{Deserialize, Serialize};

use super::mapping::Mapping;
use crate::environment::Who;
use crate::errors;
use crate::function_name::function_arn;

/// Filters under a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Locked {
    /// The key's ARN.
    pub(crate) key: String,
    /// `None` when there are no filters.
    ciphertext: Option<Vec<u8>>,
}

/// Puts a mapping's filters under a key, as the caller.
pub(crate) async fn lock(cx: &mut Cx<'_>, mapping: &mut Mapping, key: &str) -> ApiResult<()> {
    let patterns = std::mem::take(&mut mapping.filters);
    let mut ciphertext = None;
    if !patterns.is_empty() {
        let plain = postcard::to_stdvec(&patterns).map_err(ApiError::bug)?;
        let request = EncryptRequest {
            key_id: key.to_owned(),
            plaintext: plain.into(),
            encryption_context: Some(context(cx, mapping)?),
            ..EncryptRequest::default()
        };
        let answer = cx.call::<Encrypt>(request).await.map_err(|error| refused(&error))?;
        ciphertext = answer.ciphertext_blob.map(|bytes| bytes.to_vec());
    }
    mapping.more.locked = Some(Locked { key: key.to_owned(), ciphertext });
    Ok(())
}

/// The mapping's patterns, wherever they lie.
pub(crate) async fn open(cx: &mut Cx<'_>, mapping: &Mapping, who: Who) -> ApiResult<Vec<String>> {
    let Some(locked) = &mapping.more.locked else { return Ok(mapping.filters.clone()) };
    let Some(ciphertext) = &locked.ciphertext else { return Ok(Vec::new()) };
    let request = DecryptRequest {
        ciphertext_blob: Some(ciphertext.clone().into()),
        encryption_context: Some(context(cx, mapping)?),
        key_id: Some(locked.key.clone()),
        ..DecryptRequest::default()
    };
    let account = cx.account();
    let answer = match who {
        Who::Caller => cx.call::<Decrypt>(request).await,
        Who::Lambda => cx.call_as_service::<Decrypt>(account, request).await,
    };
    let plain = answer?.plaintext.ok_or_else(|| ApiError::bug("KMS decrypted to nothing"))?;
    postcard::from_bytes(&plain).map_err(ApiError::bug)
}

/// Recorded in trails of AWS: what the key's use is bound to.
fn context(cx: &Cx<'_>, mapping: &Mapping) -> ApiResult<VecMap<String>> {
    let function = function_arn(cx, &mapping.function)?;
    Ok(VecMap::from_distinct(vec![
        ("aws:lambda:EventSourceArn".to_owned(), mapping.source.clone()),
        ("aws:lambda:FunctionArn".to_owned(), function),
    ]))
}

fn refused(error: &ApiError) -> ApiError {
    errors::invalid(format!(
        "Lambda was unable to encrypt the filter criteria. Please check your KMS key settings. KMS Exception: {} KMS \
         Message: {}",
        error.code(),
        error.message().unwrap_or_default()
    ))
}

/// Why a caller sees no filters.
pub(crate) fn refusal(error: &ApiError) -> FilterCriteriaError {
    FilterCriteriaError {
        error_code: Some(error.code().to_owned()),
        message: Some(format!(
            "Lambda was unable to decrypt the filter criteria. Please check your KMS key settings. KMS Exception: {} \
             KMS Message: {}",
            error.code(),
            error.message().unwrap_or_default()
        )),
    }
}
