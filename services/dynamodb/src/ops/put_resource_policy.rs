//! PutResourcePolicy: who else may use a table or a stream.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html>

use gen_dynamodb::{PutResourcePolicyInput, PutResourcePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::resource_policy::{self, PolicyRow};
use crate::table_arn;
use crate::tables::POLICIES;

/// What insists that there is no policy yet.
const NO_POLICY: &str = "NO_POLICY";

pub(crate) async fn put_resource_policy(
    cx: &mut Cx<'_>,
    input: &PutResourcePolicyInput,
) -> ApiResult<PutResourcePolicyOutput> {
    let arn = &input.resource_arn;
    table_arn::table_or_stream(cx, arn).await?;
    let text = resource_policy::parse(&input.policy)?;
    let current = cx.get(&POLICIES, arn).await?;
    if let Some(expected) = &input.expected_revision_id {
        let revision = current.as_ref().map_or(NO_POLICY, |policy| policy.revision.as_str());
        if revision != expected {
            return Err(resource_policy::other_revision(expected, arn));
        }
    }
    if let Some(same) = current.as_ref().filter(|policy| policy.text == text) {
        return Ok(PutResourcePolicyOutput { revision_id: Some(same.revision.clone()) });
    }
    let before = current.and_then(|policy| policy.revision.parse::<i64>().ok()).unwrap_or(0);
    let revision = cx.now().as_millis().max(before + 1).to_string();
    cx.put(&POLICIES, arn, &PolicyRow { text, revision: revision.clone() });
    Ok(PutResourcePolicyOutput { revision_id: Some(revision) })
}
