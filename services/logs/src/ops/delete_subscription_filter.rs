//! DeleteSubscriptionFilter.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteSubscriptionFilter.html>

use gen_logs::{DeleteSubscriptionFilterInput, DeleteSubscriptionFilterOutput};
use kernel::{ApiResult, Cx};

use crate::group::Group;
use crate::tables::SUBSCRIPTIONS;
use crate::{errors, group};

pub(crate) async fn delete_subscription_filter(
    cx: &mut Cx<'_>,
    input: &DeleteSubscriptionFilterInput,
) -> ApiResult<DeleteSubscriptionFilterOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    let key = (group.name.clone(), input.filter_name.clone());
    if !cx.has(&SUBSCRIPTIONS, &key).await? {
        return Err(errors::not_found("The specified subscription filter does not exist."));
    }
    cx.delete(&SUBSCRIPTIONS, &key);
    let left = group.subscriptions.saturating_sub(1);
    group::save(cx, &Group { subscriptions: left, ..group.as_ref().clone() });
    Ok(DeleteSubscriptionFilterOutput::default())
}
