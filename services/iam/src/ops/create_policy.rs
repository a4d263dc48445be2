//! CreatePolicy: a managed policy; its document is version `v1`.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>

use gen_iam::{CreatePolicyInput, CreatePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Head, Kind};
use crate::policies::{self, Managed, Policy};
use crate::{policy_text, tags};

pub(crate) async fn create_policy(
    cx: &mut Cx<'_>,
    input: &CreatePolicyInput,
) -> ApiResult<CreatePolicyOutput> {
    policy_text::managed(&input.policy_document)?;
    let head = Head::new(cx, Kind::Policy, &input.policy_name, input.path.as_deref());
    let policy = Policy {
        updated: head.created,
        head,
        description: input.description.clone(),
        default_version: 1,
        last_version: 1,
        tags: tags::of_new(input.tags.as_deref())?,
    };
    entity::add(cx, &policy).await?;
    policies::put_version(cx, &policy, 1, &input.policy_document);
    let tags = tags::shown(&policy.tags);
    let policy = Managed::Own(policy).listed(cx).await?;
    Ok(CreatePolicyOutput { policy: Some(gen_iam::Policy { tags, ..policy }) })
}
