//! PutDeliveryDestinationPolicy: who may have logs delivered to a destination.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliveryDestinationPolicy.html>

use gen_logs::{Policy, PutDeliveryDestinationPolicyInput, PutDeliveryDestinationPolicyOutput};
use kernel::{ApiResult, Cx};
use policy::PolicyDocument;

use crate::tables::DELIVERY_DESTINATIONS;
use crate::{delivery_destination, errors};

pub(crate) async fn put_delivery_destination_policy(
    cx: &mut Cx<'_>,
    input: &PutDeliveryDestinationPolicyInput,
) -> ApiResult<PutDeliveryDestinationPolicyOutput> {
    let name = &input.delivery_destination_name;
    let mut destination = delivery_destination::find(cx, name).await?;
    let text = &input.delivery_destination_policy;
    if PolicyDocument::parse(text).is_err() {
        return Err(errors::validation("The delivery destination policy is not a valid policy."));
    }
    destination.policy = Some(text.clone());
    cx.put(&DELIVERY_DESTINATIONS, name, &destination);
    let policy = Policy { delivery_destination_policy: destination.policy };
    Ok(PutDeliveryDestinationPolicyOutput { policy: Some(policy) })
}
