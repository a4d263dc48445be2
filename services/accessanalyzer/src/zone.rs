//! The zone of trust: an account, or the accounts of an organization. Who is inside is not reported.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-concepts.html>

use gen_accessanalyzer::values::reason_code;
use kernel::{AccountId, ApiResult, Cx, Membership};

use crate::analyzer::Kind;
use crate::errors;

/// The name under which Organizations knows this service.
const PRINCIPAL: &str = "access-analyzer.amazonaws.com";

/// Whom an analyzer trusts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Zone {
    pub(crate) accounts: Vec<AccountId>,
    /// The organization's id, when it is the zone.
    pub(crate) organization: Option<String>,
}

impl Zone {
    /// The zone of an analyzer of this kind in the call's account.
    pub(crate) async fn of(cx: &mut Cx<'_>, kind: Kind) -> ApiResult<Zone> {
        let account = cx.account();
        if !kind.organization {
            return Ok(Zone { accounts: vec![account], organization: None });
        }
        let organization = cx.membership(account).await?.map(|member| member.organization);
        let mut accounts = cx.organization_accounts(account).await?;
        if accounts.is_empty() {
            accounts.push(account);
        }
        Ok(Zone { accounts, organization })
    }

    /// Whether the account with this number is trusted.
    pub(crate) fn trusts(&self, account: &str) -> bool {
        self.accounts.iter().any(|trusted| trusted.as_str() == account)
    }

    /// Whether a member of this organization is trusted.
    pub(crate) fn trusts_organization(&self, id: &str) -> bool {
        self.organization.as_deref() == Some(id)
    }
}

/// Refuses an organization's analyzer where the account may not have one.
pub(crate) async fn require_administrator(cx: &mut Cx<'_>) -> ApiResult<()> {
    let account = cx.account();
    let Some(member) = cx.membership(account).await? else {
        return Err(errors::field("type", "Service not enabled for AWS Organizations"));
    };
    if !cx.has_service_access(account, PRINCIPAL).await? {
        return Err(errors::field("type", "Service not enabled for AWS Organizations"));
    }
    if administers(cx, account, &member).await? {
        return Ok(());
    }
    Err(errors::access_denied(format!("Account {account} is not a delegated administrator")))
}

async fn administers(cx: &mut Cx<'_>, account: AccountId, member: &Membership) -> ApiResult<bool> {
    Ok(member.management == account || cx.is_delegated_administrator(account, PRINCIPAL).await?)
}

/// Why an organization's analyzer of this account cannot work now, if it cannot.
pub(crate) async fn why_disabled(cx: &mut Cx<'_>) -> ApiResult<Option<&'static str>> {
    let account = cx.account();
    let Some(member) = cx.membership(account).await? else {
        return Ok(Some(reason_code::ORGANIZATION_DELETED));
    };
    if !cx.has_service_access(account, PRINCIPAL).await? {
        return Ok(Some(reason_code::AWS_SERVICE_ACCESS_DISABLED));
    }
    let fine = administers(cx, account, &member).await?;
    Ok((!fine).then_some(reason_code::DELEGATED_ADMINISTRATOR_DEREGISTERED))
}
