//! What parameter policies do when they are due: one durable timer a parameter, for its next policy.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html>

use kernel::{ApiResult, Cx, Job, JobEntry};

use crate::events::{POLICY_ACTED, PolicyAction};
use crate::name::ParameterKey;
use crate::parameter::Parameter;
use crate::policies::{self, Rule};
use crate::remove;
use crate::tables::PARAMETERS;

/// Does what is due of a parameter's policies.
static ACT: Job<ParameterKey> = Job::new("ssm.parameter-policy");

/// All durable timers of the service.
pub(crate) static JOBS: &[JobEntry] =
    &[JobEntry { name: "ssm.parameter-policy", run: |cx, raw| Box::pin(act(cx, raw)) }];

/// Sets the timer for the parameter's next policy, or calls it off.
pub(crate) async fn watch(
    cx: &mut Cx<'_>,
    key: &ParameterKey,
    parameter: &Parameter,
) -> ApiResult<()> {
    let meta = &parameter.meta;
    match policies::next_due(&meta.policies, meta.modified_at) {
        Some(due) => cx.schedule(&ACT, key.as_str(), due, key).await,
        None => cx.cancel(&ACT, key.as_str()).await,
    }
}

/// No more of that: the parameter is deleted.
pub(crate) async fn unwatch(cx: &mut Cx<'_>, key: &ParameterKey) -> ApiResult<()> {
    cx.cancel(&ACT, key.as_str()).await
}

async fn act(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let key = ACT.payload(raw)?;
    let Some(mut parameter) = cx.get(&PARAMETERS, &key).await? else { return Ok(()) };
    let (now, modified_at) = (cx.now(), parameter.meta.modified_at);
    let mut expires = false;
    for index in 0..parameter.meta.policies.len() {
        let due = policies::due(&parameter.meta.policies, index, modified_at);
        if due.is_none_or(|due| due > now) {
            continue;
        }
        let policy = &mut parameter.meta.policies[index];
        policy.done = true;
        expires |= matches!(policy.rule, Rule::Expiration(_));
        let action = PolicyAction {
            name: parameter.name.clone(),
            kind: parameter.meta.kind.as_str().to_owned(),
            policy_type: policy.rule.name().to_owned(),
            policy_content: policy.text.clone(),
        };
        cx.announce(&POLICY_ACTED, &action)?;
    }
    if expires {
        return remove::remove(cx, &key, &parameter).await;
    }
    cx.put(&PARAMETERS, &key, &parameter);
    watch(cx, &key, &parameter).await
}
