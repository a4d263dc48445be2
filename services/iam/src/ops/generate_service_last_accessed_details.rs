//! GenerateServiceLastAccessedDetails: orders a report on when a user, group, role or policy was last used for what.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html>

use gen_iam::values::access_advisor_usage_granularity_type as granularity;
use gen_iam::{GenerateServiceLastAccessedDetailsInput, GenerateServiceLastAccessedDetailsOutput};
use kernel::{ApiResult, Cx};

use crate::{identities, last_accessed, review_errors};

pub(crate) async fn generate_service_last_accessed_details(
    cx: &mut Cx<'_>,
    input: &GenerateServiceLastAccessedDetailsInput,
) -> ApiResult<GenerateServiceLastAccessedDetailsOutput> {
    if identities::find(cx, &input.arn).await?.is_none() {
        return Err(review_errors::no_such_arn(&input.arn));
    }
    let actions = input.granularity.as_deref() == Some(granularity::ACTION_LEVEL);
    let id = last_accessed::order(cx, &input.arn, actions).await?;
    Ok(GenerateServiceLastAccessedDetailsOutput { job_id: Some(id) })
}
