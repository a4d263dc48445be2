//! CancelPolicyGeneration: of a job that is still to end; ended ones stay as they are.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CancelPolicyGeneration.html>

use gen_accessanalyzer::{CancelPolicyGenerationInput, CancelPolicyGenerationOutput};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::generation::{self, GENERATE, State};
use crate::tables::GENERATIONS;

pub(crate) async fn cancel_policy_generation(
    cx: &mut Cx<'_>,
    input: &CancelPolicyGenerationInput,
) -> ApiResult<CancelPolicyGenerationOutput> {
    let mut generation = generation::of_id(cx, &input.job_id).await?;
    if generation.state != State::InProgress {
        let message = "The policy generation job is not in progress.";
        return Err(errors::field("jobId", message));
    }
    generation.state = State::Canceled;
    generation.completed_at = Some(cx.now());
    cx.cancel(&GENERATE, &generation.id).await?;
    cx.put(&GENERATIONS, &generation.id, &generation);
    Ok(CancelPolicyGenerationOutput {})
}
