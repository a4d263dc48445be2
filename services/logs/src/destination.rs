//! Destinations: where the log groups of other accounts can send their events, when the destination's policy lets them.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions.html>

use gen_logs::Destination as Shown;
use kernel::{ApiError, ApiResult, Cx};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::tables::DESTINATIONS;

/// A destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Destination {
    pub(crate) target: String,
    pub(crate) role: String,
    pub(crate) policy: Option<String>,
    /// Milliseconds.
    pub(crate) created_at: i64,
}

impl Destination {
    pub(crate) fn show(&self, cx: &Cx<'_>, name: &str) -> ApiResult<Shown> {
        Ok(Shown {
            destination_name: Some(name.to_owned()),
            target_arn: Some(self.target.clone()),
            role_arn: Some(self.role.clone()),
            access_policy: self.policy.clone(),
            arn: Some(cx.arn("logs", &format!("destination:{name}"))?.to_string()),
            creation_time: Some(self.created_at),
        })
    }
}

/// The destination with this name.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &str) -> ApiResult<Destination> {
    cx.get(&DESTINATIONS, &name.to_owned()).await?.ok_or_else(missing)
}

pub(crate) fn missing() -> ApiError {
    errors::not_found("The specified destination does not exist.")
}
