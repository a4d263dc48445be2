//! An organization: its management account, its features, its root; and the ARNs of everything in it.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html>

use gen_organizations as model;
use gen_organizations::values::{organization_feature_set, policy_type_status};
use kernel::{AccountId, ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::OrgId;
use crate::policy_type::PolicyType;
use crate::tables::{ACCOUNTS, MEMBERS, ORGANIZATIONS};

/// An organization. It has one root, which is part of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Organization {
    pub(crate) id: OrgId,
    pub(crate) partition: String,
    pub(crate) management: AccountId,
    pub(crate) all_features: bool,
    /// `r-...`.
    pub(crate) root: String,
    /// Types of policies that are enabled in the root.
    pub(crate) enabled: Vec<PolicyType>,
    pub(crate) created: Timestamp,
}

impl Organization {
    /// `arn:aws:organizations::111122223333:kind/rest`.
    fn arn_of(&self, kind: &str, rest: &str) -> String {
        format!("arn:{}:organizations::{}:{kind}/{rest}", self.partition, self.management)
    }

    pub(crate) fn arn(&self) -> String {
        self.arn_of("organization", self.id.as_str())
    }

    /// The ARN of something in the organization: `account/o-.../111122223333`.
    pub(crate) fn arn_in(&self, kind: &str, rest: &str) -> String {
        self.arn_of(kind, &format!("{}/{rest}", self.id.as_str()))
    }

    pub(crate) fn account_arn(&self, account: &str) -> String {
        self.arn_in("account", account)
    }

    pub(crate) fn policy_arn(&self, kind: PolicyType, id: &str) -> String {
        self.arn_in("policy", &format!("{}/{id}", kind.in_arn()))
    }

    pub(crate) fn feature_set(&self) -> &'static str {
        match self.all_features {
            true => organization_feature_set::ALL,
            false => organization_feature_set::CONSOLIDATED_BILLING,
        }
    }

    pub(crate) fn is_enabled(&self, kind: PolicyType) -> bool {
        self.enabled.contains(&kind)
    }

    /// What the API shows. `AvailablePolicyTypes` never said more than this, whatever is enabled.
    pub(crate) fn show(&self, email: String) -> model::Organization {
        let service_control = model::PolicyTypeSummary {
            r#type: Some(PolicyType::ServiceControl.as_str().to_owned()),
            status: Some(policy_type_status::ENABLED.to_owned()),
        };
        let available = if self.all_features { vec![service_control] } else { Vec::new() };
        model::Organization {
            id: Some(self.id.0.clone()),
            arn: Some(self.arn()),
            feature_set: Some(self.feature_set().to_owned()),
            master_account_arn: Some(self.account_arn(self.management.as_str())),
            master_account_id: Some(self.management.to_string()),
            master_account_email: Some(email),
            available_policy_types: Some(available),
        }
    }

    /// The root, as the API shows it.
    pub(crate) fn show_root(&self) -> model::Root {
        let types = self.enabled.iter().map(|kind| model::PolicyTypeSummary {
            r#type: Some(kind.as_str().to_owned()),
            status: Some(policy_type_status::ENABLED.to_owned()),
        });
        model::Root {
            id: Some(self.root.clone()),
            arn: Some(self.arn_in("root", &self.root)),
            name: Some("Root".to_owned()),
            policy_types: Some(types.collect()),
        }
    }
}

/// The organization that an account is in.
pub(crate) async fn of_account(
    cx: &mut Cx<'_>,
    account: AccountId,
) -> ApiResult<Option<Organization>> {
    let Some(id) = cx.get(&MEMBERS, &account.to_string()).await? else { return Ok(None) };
    cx.get(&ORGANIZATIONS, &id).await
}

/// The email address of the management account.
pub(crate) async fn email(cx: &mut Cx<'_>, organization: &Organization) -> ApiResult<String> {
    let key = (organization.id.clone(), organization.management.to_string());
    Ok(cx.get(&ACCOUNTS, &key).await?.map(|account| account.email).unwrap_or_default())
}
