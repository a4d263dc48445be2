//! PutRetentionPolicy: for how many days events are kept.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>

use gen_logs::{PutRetentionPolicyInput, PutRetentionPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::group::{self, Group};
use crate::{errors, limits, retention};

pub(crate) async fn put_retention_policy(
    cx: &mut Cx<'_>,
    input: &PutRetentionPolicyInput,
) -> ApiResult<PutRetentionPolicyOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    let days = input.retention_in_days;
    let known = limits::RETENTIONS.into_iter().find(|known| i32::from(*known) == days);
    let Some(days) = known else {
        return Err(errors::invalid(format!(
            "1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member \
             must satisfy enum value set: {:?}",
            limits::RETENTIONS
        )));
    };
    let group = Group { retention: Some(days), ..group.as_ref().clone() };
    group::save(cx, &group);
    retention::watch(cx, &group).await?;
    Ok(PutRetentionPolicyOutput::default())
}
