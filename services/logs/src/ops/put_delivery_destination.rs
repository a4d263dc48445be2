//! PutDeliveryDestination: makes a destination, or overwrites it with all that is said of it now.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliveryDestination.html>

use gen_logs::{PutDeliveryDestinationInput, PutDeliveryDestinationOutput};
use kernel::{ApiResult, Cx};

use crate::delivery_destination::{self, DeliveryDestination};
use crate::tables::DELIVERY_DESTINATIONS;
use crate::tags;

pub(crate) async fn put_delivery_destination(
    cx: &mut Cx<'_>,
    input: &PutDeliveryDestinationInput,
) -> ApiResult<PutDeliveryDestinationOutput> {
    let mut destination = DeliveryDestination::parse(input)?;
    let before = cx.get(&DELIVERY_DESTINATIONS, &input.name).await?;
    destination.policy = before.and_then(|before| before.policy);
    if let Some(given) = &input.tags {
        tags::add(cx, &delivery_destination::resource_of(&input.name), given).await?;
    }
    cx.put(&DELIVERY_DESTINATIONS, &input.name, &destination);
    let shown = destination.show(cx, &input.name)?;
    Ok(PutDeliveryDestinationOutput { delivery_destination: Some(shown) })
}
