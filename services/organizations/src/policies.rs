//! Policies: those that an organization wrote, and the two of AWS that every organization has.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Policy.html>

use gen_organizations as model;
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::organization::Organization;
use crate::policy_type::PolicyType;
use crate::tables::{POLICIES, POLICY_NAMES, POLICY_TYPES};
use crate::{errors, limits};

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) id: String,
    pub(crate) kind: PolicyType,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) content: String,
    pub(crate) updated: Timestamp,
}

/// AWS's own policies.
pub(crate) struct Managed {
    pub(crate) kind: PolicyType,
    /// Also the name, after `p-`.
    pub(crate) id: &'static str,
    description: &'static str,
    content: &'static str,
}

/// What every root, unit and account has attached from the start.
pub(crate) const MANAGED: [Managed; 2] = [
    Managed {
        kind: PolicyType::ServiceControl,
        id: "p-FullAWSAccess",
        description: "Allows access to every operation",
        content: r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    },
    Managed {
        kind: PolicyType::ResourceControl,
        id: "p-RCPFullAWSAccess",
        description: "Allows access to every resource",
        content: concat!(
            r#"{"Version":"2012-10-17","Statement":"#,
            r#"[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#
        ),
    },
];

impl Managed {
    /// Its document.
    pub(crate) fn content(&self) -> &'static str {
        self.content
    }

    fn policy(&self) -> Policy {
        Policy {
            id: self.id.to_owned(),
            kind: self.kind,
            name: self.id.trim_start_matches("p-").to_owned(),
            description: self.description.to_owned(),
            content: self.content.to_owned(),
            updated: Timestamp::EPOCH,
        }
    }
}

/// AWS's policy with this id.
pub(crate) fn managed(id: &str) -> Option<&'static Managed> {
    MANAGED.iter().find(|policy| policy.id == id)
}

impl Policy {
    fn is_managed(&self) -> bool {
        managed(&self.id).is_some()
    }

    pub(crate) fn arn(&self, organization: &Organization) -> String {
        match self.is_managed() {
            true => format!(
                "arn:{}:organizations::aws:policy/{}/{}",
                organization.partition,
                self.kind.in_arn(),
                self.id
            ),
            false => organization.policy_arn(self.kind, &self.id),
        }
    }

    /// What lists show.
    pub(crate) fn summary(&self, organization: &Organization) -> model::PolicySummary {
        model::PolicySummary {
            id: Some(self.id.clone()),
            arn: Some(self.arn(organization)),
            name: Some(self.name.clone()),
            description: Some(self.description.clone()),
            r#type: Some(self.kind.as_str().to_owned()),
            aws_managed: Some(self.is_managed()),
        }
    }

    /// What descriptions show.
    pub(crate) fn show(&self, organization: &Organization) -> model::Policy {
        model::Policy {
            policy_summary: Some(self.summary(organization)),
            content: Some(self.content.clone()),
        }
    }
}

/// The policy `id`, the organization's or AWS's.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<Option<Policy>> {
    if let Some(managed) = managed(id) {
        return Ok(organization.all_features.then(|| managed.policy()));
    }
    let key = (organization.id.clone(), id.to_owned());
    let Some(kind) = cx.get(&POLICY_TYPES, &key).await? else { return Ok(None) };
    cx.get(&POLICIES, &(key.0, kind, key.1)).await
}

/// The same, which must be there.
pub(crate) async fn require(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<Policy> {
    find(cx, organization, id).await?.ok_or_else(errors::no_policy)
}

/// The same, which must be one that can be changed.
pub(crate) async fn require_own(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<Policy> {
    let policy = require(cx, organization, id).await?;
    if policy.is_managed() { Err(errors::immutable_policy()) } else { Ok(policy) }
}

/// AWS's policies of a type, then the organization's by id.
pub(crate) async fn all(
    cx: &mut Cx<'_>,
    organization: &Organization,
    kind: PolicyType,
) -> ApiResult<Vec<Policy>> {
    let managed = MANAGED.iter().filter(|policy| policy.kind == kind && organization.all_features);
    let mut found: Vec<Policy> = managed.map(Managed::policy).collect();
    let part = (organization.id.clone(), kind.as_str().to_owned());
    let range = cx.rows(&POLICIES).prefix(&part);
    let rows = cx.range(&POLICIES, &range, limits::ROWS).await?;
    found.extend(rows.into_iter().map(|(_, policy)| policy));
    Ok(found)
}

/// How many policies of a type the organization wrote.
pub(crate) async fn count(
    cx: &mut Cx<'_>,
    organization: &Organization,
    kind: PolicyType,
) -> ApiResult<usize> {
    let part = (organization.id.clone(), kind.as_str().to_owned());
    let count = cx.count_rows(&POLICIES, &part).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Takes a name among the policies of a type, for the policy `id`.
pub(crate) async fn take_name(
    cx: &mut Cx<'_>,
    organization: &Organization,
    kind: PolicyType,
    name: &str,
    id: &str,
) -> ApiResult<()> {
    let key = (organization.id.clone(), kind.as_str().to_owned(), name.to_owned());
    let managed = MANAGED.iter().any(|p| p.kind == kind && p.id.trim_start_matches("p-") == name);
    let holder = cx.get(&POLICY_NAMES, &key).await?;
    if managed || holder.is_some_and(|holder| holder != id) {
        return Err(errors::duplicate_policy());
    }
    cx.put(&POLICY_NAMES, &key, &id.to_owned());
    Ok(())
}

/// Gives up a policy's name.
pub(crate) fn free_name(cx: &mut Cx<'_>, organization: &Organization, policy: &Policy) {
    let kind = policy.kind.as_str().to_owned();
    cx.delete(&POLICY_NAMES, &(organization.id.clone(), kind, policy.name.clone()));
}

/// Writes a policy, new or changed.
pub(crate) fn save(cx: &mut Cx<'_>, organization: &Organization, policy: &Policy) {
    let kind = policy.kind.as_str().to_owned();
    cx.put(&POLICY_TYPES, &(organization.id.clone(), policy.id.clone()), &kind);
    cx.put(&POLICIES, &(organization.id.clone(), kind, policy.id.clone()), policy);
    cx.identities_changed();
}

/// Counts a new policy, or one that is gone.
pub(crate) fn counted(cx: &mut Cx<'_>, organization: &Organization, kind: PolicyType, delta: i64) {
    cx.add_rows(&POLICIES, &(organization.id.clone(), kind.as_str().to_owned()), delta);
}

/// Removes a policy that is attached to nothing.
pub(crate) fn remove(cx: &mut Cx<'_>, organization: &Organization, policy: &Policy) {
    let kind = policy.kind.as_str().to_owned();
    free_name(cx, organization, policy);
    cx.delete(&POLICY_TYPES, &(organization.id.clone(), policy.id.clone()));
    cx.delete(&POLICIES, &(organization.id.clone(), kind, policy.id.clone()));
    counted(cx, organization, policy.kind, -1);
}
