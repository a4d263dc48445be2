//! GetDeliveryDestinationPolicy: the policy of a destination; an empty one when it has none. Recorded.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetDeliveryDestinationPolicy.html>

use gen_logs::{GetDeliveryDestinationPolicyInput, GetDeliveryDestinationPolicyOutput, Policy};
use kernel::{ApiResult, Cx};

use crate::delivery_destination;

pub(crate) async fn get_delivery_destination_policy(
    cx: &mut Cx<'_>,
    input: &GetDeliveryDestinationPolicyInput,
) -> ApiResult<GetDeliveryDestinationPolicyOutput> {
    let found = delivery_destination::find(cx, &input.delivery_destination_name).await?;
    let policy = Policy { delivery_destination_policy: found.policy };
    Ok(GetDeliveryDestinationPolicyOutput { policy: Some(policy) })
}
