//! PutResourcePolicy: what services and other accounts may do with this account's log groups.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html>

use gen_logs::{PutResourcePolicyInput, PutResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

use crate::resource_policy::{self, ResourcePolicy};
use crate::tables::RESOURCE_POLICIES;
use crate::{errors, limits};

pub(crate) async fn put_resource_policy(
    cx: &mut Cx<'_>,
    input: &PutResourcePolicyInput,
) -> ApiResult<PutResourcePolicyOutput> {
    if input.resource_arn.is_some() {
        return Err(ApiError::not_implemented("logs:PutResourcePolicy for one log group"));
    }
    let refused = |what: &str| errors::invalid(format!("{what} must be specified."));
    let name = input.policy_name.as_deref().filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| refused("Policy name"))?.to_owned();
    let document = input.policy_document.as_deref().ok_or_else(|| refused("Policy document"))?;
    resource_policy::check(document, || errors::invalid("Invalid policy document"))?;
    if !cx.has(&RESOURCE_POLICIES, &name).await? {
        let all = cx.rows(&RESOURCE_POLICIES);
        let all = cx.range(&RESOURCE_POLICIES, &all, limits::MAX_RESOURCE_POLICIES).await?;
        if all.len() >= limits::MAX_RESOURCE_POLICIES {
            return Err(errors::limit_exceeded());
        }
    }
    resource_policy::merge(cx, Some((&name, document)), None).await?;
    let policy = ResourcePolicy { document: document.to_owned(), updated_at: cx.now().as_millis() };
    cx.put(&RESOURCE_POLICIES, &name, &policy);
    Ok(PutResourcePolicyOutput {
        resource_policy: Some(policy.show(name)),
        ..PutResourcePolicyOutput::default()
    })
}
