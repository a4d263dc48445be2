//! ListTargetsForPolicy: what a policy is attached to.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTargetsForPolicy.html>

use gen_organizations::values::target_type;
use gen_organizations::{ListTargetsForPolicyInput, ListTargetsForPolicyOutput};
use gen_organizations::{PolicyTargetSummary, operations};
use kernel::{ApiResult, Cx};

use crate::ids::IdKind;
use crate::organization::Organization;
use crate::page::Page;
use crate::{account, attachments, door, policies, tree};

pub(super) async fn list_targets_for_policy(
    cx: &mut Cx<'_>,
    input: &ListTargetsForPolicyInput,
) -> ApiResult<ListTargetsForPolicyOutput> {
    let organization = door::reader::<operations::ListTargetsForPolicy>(cx, input).await?;
    let policy = policies::require(cx, &organization, &input.policy_id).await?;
    let page = Page::parse(cx, &policy.id, input.max_results, input.next_token.as_deref())?;
    let mut targets = Vec::new();
    for id in attachments::targets_of(cx, &organization, &policy.id).await? {
        let shown = show(cx, &organization, &id).await?;
        targets.push((id, shown));
    }
    let (targets, next_token) = page.of(cx, targets);
    Ok(ListTargetsForPolicyOutput { targets: Some(targets), next_token })
}

async fn show(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<PolicyTargetSummary> {
    let (kind, arn, name) = match IdKind::of(id) {
        Some(IdKind::Account) => {
            let account = account::find(cx, organization, id).await?;
            let name = account.map(|account| account.name);
            (target_type::ACCOUNT, organization.account_arn(id), name)
        }
        Some(IdKind::Unit) => {
            let unit = tree::unit(cx, organization, id).await?;
            let name = unit.map(|unit| unit.name);
            (target_type::ORGANIZATIONAL_UNIT, organization.arn_in("ou", id), name)
        }
        _ => (target_type::ROOT, organization.arn_in("root", id), Some("Root".to_owned())),
    };
    Ok(PolicyTargetSummary {
        target_id: Some(id.to_owned()),
        arn: Some(arn),
        name,
        r#type: Some(kind.to_owned()),
    })
}
