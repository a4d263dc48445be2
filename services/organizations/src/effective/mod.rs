//! The effective policy of an account: what its policies of a type come to, merged from the root down.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_effective.html>

pub(crate) mod check;
pub(crate) mod document;
pub(crate) mod json;
pub(crate) mod merge;

use kernel::{ApiResult, Cx, Timestamp};

use crate::attachments;
use crate::organization::Organization;
use crate::policy_type::PolicyType;
use crate::tree;
use check::Invalid;
use document::Part;
use json::Node;

/// An effective policy.
pub(crate) struct Effective {
    pub(crate) content: Node,
    /// When a policy that takes part was last written.
    pub(crate) updated: Timestamp,
    /// The policies that take part.
    pub(crate) policies: Vec<(String, Part)>,
}

impl Effective {
    /// What is wrong with it, for the service that is to follow it.
    pub(crate) fn errors(&self, kind: PolicyType) -> Vec<Invalid> {
        check::check(kind, &self.content)
    }
}

/// The effective policy of an account; `None` when no policy of the type reaches it.
pub(crate) async fn of_account(
    cx: &mut Cx<'_>,
    organization: &Organization,
    account: &str,
    kind: PolicyType,
) -> ApiResult<Option<Effective>> {
    if !organization.is_enabled(kind) {
        return Ok(None);
    }
    let (mut levels, mut policies) = (Vec::new(), Vec::new());
    let mut updated = Timestamp::EPOCH;
    for target in tree::lineage(cx, organization, account).await? {
        let mut level = Vec::new();
        for policy in attachments::policies_of(cx, organization, &target, kind).await? {
            // What is stored was checked when it was written.
            let Ok(part) = Part::parse(&policy.content) else { continue };
            updated = updated.max(policy.updated);
            level.push(part.clone());
            policies.push((policy.id, part));
        }
        levels.push(level);
    }
    if policies.is_empty() {
        return Ok(None);
    }
    Ok(Some(Effective { content: merge::merge(&levels), updated, policies }))
}
