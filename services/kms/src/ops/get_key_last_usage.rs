//! GetKeyLastUsage: the last cryptographic operation that a key was used for with success. It is noted in memory and
//! written with the audit trail, so no call with a key waits for it.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html>

use gen_kms::{GetKeyLastUsageInput, GetKeyLastUsageOutput, KeyLastUsageData};
use kernel::{ApiError, ApiResult, Cx};

use crate::key_lookup;

pub(crate) async fn get_key_last_usage(
    cx: &mut Cx<'_>,
    input: &GetKeyLastUsageInput,
) -> ApiResult<GetKeyLastUsageOutput> {
    let key = key_lookup::find_key(cx, &input.key_id).await?;
    let last = cx.kernel().last_work(&key.arn).await.map_err(ApiError::bug)?;
    let last = last.map(|last| KeyLastUsageData {
        operation: Some(last.operation),
        timestamp: Some(last.at),
        kms_request_id: Some(last.request_id),
        ..KeyLastUsageData::default()
    });
    Ok(GetKeyLastUsageOutput {
        key_id: Some(key.id.to_string()),
        key_last_usage: Some(last.unwrap_or_default()),
        // Every key is watched from its first day.
        tracking_start_date: Some(key.created),
        key_creation_date: Some(key.created),
    })
}
