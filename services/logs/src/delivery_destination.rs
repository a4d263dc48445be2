//! Delivery destinations: where logs that services vend would go, and who may send there. They are kept as they were put;
//! nothing comes, since no service of this cloud vends logs so, and there are no delivery sources.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliveryDestination.html>

use gen_logs::values::delivery_destination_type;
use gen_logs::{
    DeliveryDestination as Shown, DeliveryDestinationConfiguration, PutDeliveryDestinationRequest,
};
use kernel::{ApiError, ApiResult, Arn, Cx};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::tables::DELIVERY_DESTINATIONS;

/// A destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeliveryDestination {
    kind: String,
    /// The ARN of the bucket, log group or delivery stream.
    resource: Option<String>,
    format: Option<String>,
    role: Option<String>,
    pub(crate) policy: Option<String>,
}

impl DeliveryDestination {
    /// What a request says. The kind follows from the resource.
    pub(crate) fn parse(input: &PutDeliveryDestinationRequest) -> ApiResult<DeliveryDestination> {
        let resource = input.delivery_destination_configuration.as_ref();
        let resource = resource.map(|given| given.destination_resource_arn.clone());
        let given = input.delivery_destination_type.as_deref();
        let kind = match (&resource, given) {
            (Some(arn), _) => kind_of(arn).ok_or_else(|| {
                errors::validation(
                    "The destination resource ARN is not one that logs can be delivered to.",
                )
            })?,
            (None, Some(delivery_destination_type::XRAY)) => delivery_destination_type::XRAY,
            (None, _) => {
                return Err(errors::validation("Delivery destination configuration is required."));
            }
        };
        if given.is_some_and(|given| given != kind) {
            return Err(errors::validation(
                "Delivery destination type does not match the destination resource ARN.",
            ));
        }
        Ok(DeliveryDestination {
            kind: kind.to_owned(),
            resource,
            format: input.output_format.clone(),
            role: input.role_arn.clone(),
            policy: None,
        })
    }

    /// Recorded: without its tags.
    pub(crate) fn show(&self, cx: &Cx<'_>, name: &str) -> ApiResult<Shown> {
        let configuration = self.resource.clone().map(|destination_resource_arn| {
            DeliveryDestinationConfiguration { destination_resource_arn }
        });
        Ok(Shown {
            name: Some(name.to_owned()),
            arn: Some(cx.arn("logs", &resource_of(name))?.to_string()),
            delivery_destination_type: Some(self.kind.clone()),
            output_format: self.format.clone(),
            delivery_destination_configuration: configuration,
            role_arn: self.role.clone(),
            tags: None,
        })
    }
}

/// The part of a destination's ARN after the account; its tags lie under it, too.
pub(crate) fn resource_of(name: &str) -> String {
    format!("delivery-destination:{name}")
}

fn kind_of(arn: &str) -> Option<&'static str> {
    let arn: Arn = arn.parse().ok()?;
    match arn.service() {
        "s3" => Some(delivery_destination_type::S3),
        "logs" if arn.resource().starts_with("log-group:") => Some(delivery_destination_type::CWL),
        "firehose" => Some(delivery_destination_type::FH),
        _ => None,
    }
}

/// The destination of this name.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &String) -> ApiResult<DeliveryDestination> {
    cx.get(&DELIVERY_DESTINATIONS, name).await?.ok_or_else(none)
}

/// Recorded.
fn none() -> ApiError {
    errors::not_found("Requested Delivery Destination does not exist in this account.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_from_resources() {
        for (arn, kind) in [
            ("arn:aws:s3:::b", Some("S3")),
            ("arn:aws:logs:us-east-1:000000000000:log-group:g", Some("CWL")),
            ("arn:aws:firehose:us-east-1:000000000000:deliverystream/s", Some("FH")),
            ("arn:aws:logs:us-east-1:000000000000:destination:d", None),
            ("arn:aws:sqs:us-east-1:000000000000:q", None),
            ("x", None),
        ] {
            assert_eq!(kind_of(arn), kind, "{arn}");
        }
    }
}
