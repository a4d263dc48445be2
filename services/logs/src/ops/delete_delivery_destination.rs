//! DeleteDeliveryDestination: a destination is gone, with its policy and its tags.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteDeliveryDestination.html>

use gen_logs::{DeleteDeliveryDestinationInput, DeleteDeliveryDestinationOutput};
use kernel::{ApiResult, Cx};

use crate::delivery_destination;
use crate::tables::{DELIVERY_DESTINATIONS, TAGS};

pub(crate) async fn delete_delivery_destination(
    cx: &mut Cx<'_>,
    input: &DeleteDeliveryDestinationInput,
) -> ApiResult<DeleteDeliveryDestinationOutput> {
    delivery_destination::find(cx, &input.name).await?;
    cx.delete(&DELIVERY_DESTINATIONS, &input.name);
    cx.delete(&TAGS, &delivery_destination::resource_of(&input.name));
    Ok(DeleteDeliveryDestinationOutput::default())
}
