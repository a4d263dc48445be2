//! DeleteDeliveryDestinationPolicy: nobody but the owner may have logs delivered to a destination any more.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteDeliveryDestinationPolicy.html>

use gen_logs::{DeleteDeliveryDestinationPolicyInput, DeleteDeliveryDestinationPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::delivery_destination;
use crate::tables::DELIVERY_DESTINATIONS;

pub(crate) async fn delete_delivery_destination_policy(
    cx: &mut Cx<'_>,
    input: &DeleteDeliveryDestinationPolicyInput,
) -> ApiResult<DeleteDeliveryDestinationPolicyOutput> {
    let name = &input.delivery_destination_name;
    let mut destination = delivery_destination::find(cx, name).await?;
    destination.policy = None;
    cx.put(&DELIVERY_DESTINATIONS, name, &destination);
    Ok(DeleteDeliveryDestinationPolicyOutput::default())
}
