//! StartPolicyGeneration: the job takes some seconds of the cloud's time.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_StartPolicyGeneration.html>

use std::time::Duration;

use gen_accessanalyzer::{
    CloudTrailDetails, StartPolicyGenerationInput, StartPolicyGenerationOutput,
};
use kernel::{ApiResult, Cx, Timestamp};

use crate::generation::{self, GENERATE, Generation, State, Trail};
use crate::tables::GENERATIONS;
use crate::{errors, limits};

pub(crate) async fn start_policy_generation(
    cx: &mut Cx<'_>,
    input: &StartPolicyGenerationInput,
) -> ApiResult<StartPolicyGenerationOutput> {
    let principal = &input.policy_generation_details.principal_arn;
    let now = cx.now();
    let period = period(input.cloud_trail_details.as_ref(), now)?;
    let token = input.client_token.as_deref();
    let there = generation::all(cx).await?;
    if let Some(same) = there.iter().find(|g| token.is_some() && g.token.as_deref() == token) {
        if same.principal == *principal {
            return Ok(StartPolicyGenerationOutput { job_id: Some(same.id.clone()) });
        }
        let message = "The client token was used for another principal.";
        return Err(errors::conflict("PolicyGeneration", &same.id, message));
    }
    if !generation::exists(cx, principal).await? {
        let message = format!("The principal {principal} does not exist.");
        return Err(errors::field("principalArn", message));
    }
    if there.iter().any(|g| g.state == State::InProgress) {
        let message = "Another policy generation is in progress.";
        return Err(errors::quota("PolicyGeneration", principal, message));
    }
    let a_day = Duration::from_secs(86_400);
    let today = there.iter().filter(|g| g.started_at.plus(a_day) > now).count();
    if today >= limits::GENERATIONS_A_DAY {
        let message = "Too many policies were generated within a day.";
        return Err(errors::quota("PolicyGeneration", principal, message));
    }
    let id = cx.random().uuid();
    let generation = Generation {
        id: id.clone(),
        principal: principal.clone(),
        state: State::InProgress,
        started_at: now,
        completed_at: None,
        period,
        trails: input.cloud_trail_details.as_ref().map(trails),
        token: token.map(str::to_owned),
        policy: None,
    };
    cx.put(&GENERATIONS, &id, &generation);
    cx.schedule(&GENERATE, &id, now.plus(limits::GENERATION_TIME), &id).await?;
    Ok(StartPolicyGenerationOutput { job_id: Some(id) })
}

/// The last 90 days, or what the request says of them.
fn period(given: Option<&CloudTrailDetails>, now: Timestamp) -> ApiResult<(Timestamp, Timestamp)> {
    let Some(given) = given else { return Ok((now.minus(limits::GENERATION_PERIOD), now)) };
    let (start, end) = (given.start_time, given.end_time.unwrap_or(now));
    if start >= end {
        return Err(errors::field("startTime", "The start time must be before the end time."));
    }
    if start.plus(limits::GENERATION_PERIOD) < end {
        let message = "The time range must not be longer than 90 days.";
        return Err(errors::field("startTime", message));
    }
    if given.trails.is_empty() {
        return Err(errors::field("trails", "At least one trail must be specified."));
    }
    Ok((start, end))
}

fn trails(given: &CloudTrailDetails) -> Vec<Trail> {
    let one = |trail: &gen_accessanalyzer::Trail| Trail {
        arn: trail.cloud_trail_arn.clone(),
        regions: trail.regions.clone(),
        all_regions: trail.all_regions,
    };
    given.trails.iter().map(one).collect()
}
