//! A member account, and how accounts come into and out of an organization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts.html>

use gen_organizations as model;
use gen_organizations::values::{
    account_joined_method, account_state, account_status,
    constraint_violation_exception_reason as reason,
};
use kernel::{AccountId, ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::organization::Organization;
use crate::tables::{ACCOUNTS, ADMINISTRATORS, CHILDREN, EMAILS, MEMBERS, PROFILES, TAGS};
use crate::{attachments, errors, limits, tree};

/// A member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) state: State,
    /// Created in the organization, rather than invited.
    pub(crate) created: bool,
    pub(crate) joined: Timestamp,
    /// The root or unit that it is in.
    pub(crate) parent: String,
}

/// Where an account is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    Active,
    /// Since when: it is being closed.
    Closing(Timestamp),
    /// Since when.
    Closed(Timestamp),
}

impl State {
    fn state(self) -> &'static str {
        match self {
            State::Active => account_state::ACTIVE,
            State::Closing(_) => account_state::PENDING_CLOSURE,
            State::Closed(_) => account_state::CLOSED,
        }
    }

    fn status(self) -> &'static str {
        match self {
            State::Active => account_status::ACTIVE,
            State::Closing(_) => account_status::PENDING_CLOSURE,
            State::Closed(_) => account_status::SUSPENDED,
        }
    }

    /// When closing it began.
    pub(crate) fn closed_at(self) -> Option<Timestamp> {
        match self {
            State::Active => None,
            State::Closing(at) | State::Closed(at) => Some(at),
        }
    }
}

impl Account {
    /// What the API shows; `path` is that of its parent.
    pub(crate) fn show(&self, organization: &Organization, path: &str) -> model::Account {
        model::Account {
            id: Some(self.id.to_string()),
            arn: Some(organization.account_arn(self.id.as_str())),
            email: Some(self.email.clone()),
            name: Some(self.name.clone()),
            status: Some(self.state.status().to_owned()),
            state: Some(self.state.state().to_owned()),
            paths: Some(vec![format!("{path}{}/", self.id)]),
            joined_method: Some(self.joined_method().to_owned()),
            joined_timestamp: Some(self.joined),
        }
    }

    /// The same, as a delegated administrator since `since`.
    pub(crate) fn show_administrator(
        &self,
        organization: &Organization,
        since: Timestamp,
    ) -> model::DelegatedAdministrator {
        model::DelegatedAdministrator {
            id: Some(self.id.to_string()),
            arn: Some(organization.account_arn(self.id.as_str())),
            email: Some(self.email.clone()),
            name: Some(self.name.clone()),
            status: Some(self.state.status().to_owned()),
            state: Some(self.state.state().to_owned()),
            joined_method: Some(self.joined_method().to_owned()),
            joined_timestamp: Some(self.joined),
            delegation_enabled_date: Some(since),
        }
    }

    fn joined_method(&self) -> &'static str {
        if self.created { account_joined_method::CREATED } else { account_joined_method::INVITED }
    }
}

/// The account `id` of the organization.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<Option<Account>> {
    cx.get(&ACCOUNTS, &(organization.id.clone(), id.to_owned())).await
}

/// The same, which must be there.
pub(crate) async fn require(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<Account> {
    find(cx, organization, id).await?.ok_or_else(errors::no_account)
}

pub(crate) fn save(cx: &mut Cx<'_>, organization: &Organization, account: &Account) {
    cx.put(&ACCOUNTS, &(organization.id.clone(), account.id.to_string()), account);
}

/// How many accounts there are.
pub(crate) async fn count(cx: &mut Cx<'_>, organization: &Organization) -> ApiResult<usize> {
    let count = cx.count_rows(&ACCOUNTS, &organization.id).await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// All accounts, by id.
pub(crate) async fn all(cx: &mut Cx<'_>, organization: &Organization) -> ApiResult<Vec<Account>> {
    let range = cx.rows(&ACCOUNTS).prefix(&organization.id);
    let rows = cx.range(&ACCOUNTS, &range, limits::ROWS).await?;
    Ok(rows.into_iter().map(|(_, account)| account).collect())
}

/// The address that an account has which nobody gave one: example.com is reserved, so nobody else's.
pub(crate) fn default_email(account: AccountId) -> String {
    format!("{account}@example.com")
}

/// Whose address `email` is.
pub(crate) async fn of_email(cx: &mut Cx<'_>, email: &str) -> ApiResult<Option<AccountId>> {
    let email = email.to_lowercase();
    if let Some(account) = cx.get(&EMAILS, &email).await? {
        return Ok(Some(account));
    }
    Ok(email.strip_suffix("@example.com").and_then(AccountId::parse))
}

/// Name and address of an account, whether it is in an organization or not.
pub(crate) async fn profile(cx: &mut Cx<'_>, id: AccountId) -> ApiResult<(String, String)> {
    let profile = cx.get(&PROFILES, &id.to_string()).await?;
    Ok(profile.unwrap_or_else(|| (id.to_string(), default_email(id))))
}

/// An account as it is when it joins: under the root, active.
pub(crate) async fn joining(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: AccountId,
) -> ApiResult<Account> {
    let (name, email) = profile(cx, id).await?;
    Ok(Account {
        id,
        name,
        email,
        state: State::Active,
        created: false,
        joined: cx.now(),
        parent: organization.root.clone(),
    })
}

/// Puts an account into the organization, under its root.
pub(crate) async fn join(
    cx: &mut Cx<'_>,
    organization: &Organization,
    account: &Account,
) -> ApiResult<()> {
    let id = account.id.to_string();
    save(cx, organization, account);
    cx.add_rows(&ACCOUNTS, &organization.id, 1);
    cx.put(&MEMBERS, &id, &organization.id);
    cx.put(&EMAILS, &account.email.to_lowercase(), &account.id);
    cx.put(&PROFILES, &id, &(account.name.clone(), account.email.clone()));
    cx.put(&CHILDREN, &(organization.id.clone(), account.parent.clone(), true, id.clone()), &());
    attachments::attach_defaults(cx, organization, &id).await?;
    cx.identities_changed();
    Ok(())
}

/// Takes an account out of the organization, with all that the organization knows of it.
pub(crate) async fn leave(
    cx: &mut Cx<'_>,
    organization: &Organization,
    account: &Account,
) -> ApiResult<()> {
    let id = account.id.to_string();
    let key = (organization.id.clone(), id.clone());
    cx.delete(&ACCOUNTS, &key);
    cx.add_rows(&ACCOUNTS, &organization.id, -1);
    cx.delete(&MEMBERS, &id);
    cx.delete(&TAGS, &key);
    cx.delete(&CHILDREN, &(organization.id.clone(), account.parent.clone(), true, id.clone()));
    attachments::detach_all(cx, organization, &id).await?;
    let range = cx.rows(&ADMINISTRATORS).prefix(&key);
    for (administrator, _) in cx.range(&ADMINISTRATORS, &range, limits::ROWS).await? {
        cx.delete(&ADMINISTRATORS, &administrator);
    }
    cx.identities_changed();
    Ok(())
}

/// Whether the account may leave: not while it administers services, and not right after it was created.
pub(crate) async fn may_leave(
    cx: &mut Cx<'_>,
    organization: &Organization,
    account: &Account,
) -> ApiResult<()> {
    if account.id == organization.management {
        return Err(errors::management_cannot_leave());
    }
    let range = cx.rows(&ADMINISTRATORS).prefix(&(organization.id.clone(), account.id.to_string()));
    if !cx.range(&ADMINISTRATORS, &range, 1).await?.is_empty() {
        return Err(errors::constraint(
            reason::CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG,
            "You can't remove an account that is registered as a delegated administrator for a service \
             integrated with your organization. First deregister the account as a delegated administrator.",
        ));
    }
    if account.created && account.joined.plus(limits::WAIT_PERIOD) > cx.now() {
        return Err(errors::constraint(
            reason::WAIT_PERIOD_ACTIVE,
            "You must wait until at least four days after the account was created before it can leave the \
             organization.",
        ));
    }
    Ok(())
}

/// Moves an account to another root or unit.
pub(crate) fn move_to(
    cx: &mut Cx<'_>,
    organization: &Organization,
    account: Account,
    parent: &str,
) {
    let id = account.id.to_string();
    cx.delete(&CHILDREN, &(organization.id.clone(), account.parent.clone(), true, id.clone()));
    cx.put(&CHILDREN, &(organization.id.clone(), parent.to_owned(), true, id), &());
    save(cx, organization, &Account { parent: parent.to_owned(), ..account });
    cx.identities_changed();
}

/// An account as the API shows it.
pub(crate) async fn shown(
    cx: &mut Cx<'_>,
    organization: &Organization,
    account: &Account,
) -> ApiResult<model::Account> {
    let path = tree::path(cx, organization, &account.parent).await?;
    Ok(account.show(organization, &path))
}
