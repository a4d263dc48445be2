//! GetGeneratedPolicy: the job's state, and the policy when it has ended well.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetGeneratedPolicy.html>

use gen_accessanalyzer::{GetGeneratedPolicyInput, GetGeneratedPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::generation;

pub(crate) async fn get_generated_policy(
    cx: &mut Cx<'_>,
    input: &GetGeneratedPolicyInput,
) -> ApiResult<GetGeneratedPolicyOutput> {
    let generation = generation::of_id(cx, &input.job_id).await?;
    Ok(GetGeneratedPolicyOutput {
        job_details: Some(generation.details()),
        generated_policy_result: Some(generation.result()),
    })
}
