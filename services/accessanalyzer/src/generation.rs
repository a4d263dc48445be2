//! Policy generation: a policy of what a user or role was seen doing in a period. A job of some seconds, by the clock.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-policy-generation.html>
//!
//! Trails are named and shown back; what was seen comes from the cloud's own record of calls, which covers them all.
//! AWS writes placeholders where it does not know a resource; here the resources that were used are known and written.

use gen_accessanalyzer::values::{job_error_code, job_status};
use gen_accessanalyzer::{
    CloudTrailProperties, GeneratedPolicy, GeneratedPolicyProperties, GeneratedPolicyResult,
    JobDetails, JobError, PolicyGeneration, TrailProperties,
};
use kernel::{ApiError, ApiResult, Arn, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use crate::tables::GENERATIONS;
use crate::{errors, limits};

/// Ends the generation with this id.
pub(crate) static GENERATE: Job<String> = Job::new("accessanalyzer.generate");

/// A policy generation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Generation {
    pub(crate) id: String,
    pub(crate) principal: String,
    pub(crate) state: State,
    pub(crate) started_at: Timestamp,
    pub(crate) completed_at: Option<Timestamp>,
    /// From when to when uses count.
    pub(crate) period: (Timestamp, Timestamp),
    /// ARN, regions, all regions. `None`: the request named no trails.
    pub(crate) trails: Option<Vec<Trail>>,
    pub(crate) token: Option<String>,
    /// `None` also where nothing was seen.
    pub(crate) policy: Option<String>,
}

/// A trail as the request named it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trail {
    pub(crate) arn: String,
    pub(crate) regions: Option<Vec<String>>,
    pub(crate) all_regions: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    InProgress,
    Succeeded,
    /// The principal is no more.
    Failed,
    Canceled,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            State::InProgress => job_status::IN_PROGRESS,
            State::Succeeded => job_status::SUCCEEDED,
            State::Failed => job_status::FAILED,
            State::Canceled => job_status::CANCELED,
        }
    }
}

impl Generation {
    /// Whether it can still be asked about.
    pub(crate) fn is_kept(&self, now: Timestamp) -> bool {
        self.started_at.plus(limits::GENERATION_KEPT) > now
    }

    pub(crate) fn summary(&self) -> PolicyGeneration {
        PolicyGeneration {
            job_id: Some(self.id.clone()),
            principal_arn: Some(self.principal.clone()),
            status: Some(self.state.name().to_owned()),
            started_on: Some(self.started_at),
            completed_on: self.completed_at,
        }
    }

    pub(crate) fn details(&self) -> JobDetails {
        let error = (self.state == State::Failed).then(|| JobError {
            code: Some(job_error_code::RESOURCE_NOT_FOUND_ERROR.to_owned()),
            message: Some(format!("The principal {} does not exist.", self.principal)),
        });
        JobDetails {
            job_id: Some(self.id.clone()),
            status: Some(self.state.name().to_owned()),
            started_on: Some(self.started_at),
            completed_on: self.completed_at,
            job_error: error,
        }
    }

    pub(crate) fn result(&self) -> GeneratedPolicyResult {
        let trail = |trail: &Trail| TrailProperties {
            cloud_trail_arn: Some(trail.arn.clone()),
            regions: trail.regions.clone(),
            all_regions: trail.all_regions,
        };
        let cloud_trail_properties = self.trails.as_ref().map(|trails| CloudTrailProperties {
            trail_properties: Some(trails.iter().map(trail).collect()),
            start_time: Some(self.period.0),
            end_time: Some(self.period.1),
        });
        let done = self.state == State::Succeeded;
        let policies =
            self.policy.iter().map(|text| GeneratedPolicy { policy: Some(text.clone()) });
        GeneratedPolicyResult {
            properties: Some(GeneratedPolicyProperties {
                is_complete: done.then_some(true),
                principal_arn: Some(self.principal.clone()),
                cloud_trail_properties,
            }),
            generated_policies: done.then(|| policies.collect()),
        }
    }
}

/// The generation with this id, while it is kept.
pub(crate) async fn of_id(cx: &mut Cx<'_>, id: &str) -> ApiResult<Generation> {
    let now = cx.now();
    let found = cx.get(&GENERATIONS, &id.to_owned()).await?;
    found.filter(|generation| generation.is_kept(now)).ok_or_else(|| {
        errors::field("jobId", format!("The policy generation job {id} does not exist."))
    })
}

/// All that are kept, the latest first. Older ones are dropped.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<Generation>> {
    let range = cx.rows(&GENERATIONS);
    let rows = cx.range(&GENERATIONS, &range, limits::FINDINGS).await?;
    let now = cx.now();
    let mut all: Vec<Generation> = rows.into_iter().map(|(_, generation)| generation).collect();
    all.retain(|generation| generation.is_kept(now));
    all.sort_by(|a, b| b.started_at.cmp(&a.started_at).then_with(|| a.id.cmp(&b.id)));
    Ok(all)
}

/// The job: looks up what was seen and writes the policy.
pub(crate) async fn generate(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = GENERATE.payload(raw)?;
    let Some(mut generation) = cx.get(&GENERATIONS, &id).await? else { return Ok(()) };
    if generation.state != State::InProgress {
        return Ok(());
    }
    generation.completed_at = Some(cx.now());
    if exists(cx, &generation.principal).await? {
        generation.policy = policy_of(cx, &generation).await?;
        generation.state = State::Succeeded;
    } else {
        generation.state = State::Failed;
    }
    cx.put(&GENERATIONS, &id, &generation);
    Ok(())
}

/// Whether there is such a user or role.
pub(crate) async fn exists(cx: &mut Cx<'_>, principal: &str) -> ApiResult<bool> {
    let Ok(arn) = principal.parse::<Arn>() else { return Ok(false) };
    Ok(match arn.resource().split('/').next() {
        Some("role") => cx.role_facts(&arn).await?.is_some(),
        Some("user") => cx.user_facts(&arn).await?.is_some(),
        _ => false,
    })
}

async fn policy_of(cx: &mut Cx<'_>, generation: &Generation) -> ApiResult<Option<String>> {
    let (from, to) = generation.period;
    let uses =
        cx.kernel().uses_of(cx.account(), &generation.principal).await.map_err(ApiError::bug)?;
    let within = uses
        .iter()
        .filter(|used| used.facts.allowed > 0 && used.facts.last >= from && used.facts.first <= to);
    Ok(policy::suggest(within.map(|used| (used.action.as_str(), used.resource.as_str()))))
}
