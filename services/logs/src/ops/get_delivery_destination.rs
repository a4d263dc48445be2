//! GetDeliveryDestination: a destination.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetDeliveryDestination.html>

use gen_logs::{GetDeliveryDestinationInput, GetDeliveryDestinationOutput};
use kernel::{ApiResult, Cx};

use crate::delivery_destination;

pub(crate) async fn get_delivery_destination(
    cx: &mut Cx<'_>,
    input: &GetDeliveryDestinationInput,
) -> ApiResult<GetDeliveryDestinationOutput> {
    let destination = delivery_destination::find(cx, &input.name).await?;
    let shown = destination.show(cx, &input.name)?;
    Ok(GetDeliveryDestinationOutput { delivery_destination: Some(shown) })
}
