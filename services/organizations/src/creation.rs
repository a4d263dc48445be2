//! Creating an account: a request that is worked on in the background, by the clock.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html>

use gen_organizations as model;
use gen_organizations::values::{create_account_failure_reason as failure, create_account_state};
use kernel::{AccountId, ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use crate::account::{self, Account, State};
use crate::ids::{self, OrgId};
use crate::organization::Organization;
use crate::tables::{CREATIONS, MEMBERS, ORGANIZATIONS};
use crate::{limits, roles, tags};

/// Works on the request with this organization and id.
pub(crate) static CREATE: Job<(OrgId, String)> = Job::new("organizations.create-account");

/// A request to create an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Creation {
    /// `car-...`.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    /// The name of the role for the management account.
    pub(crate) role: String,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) requested: Timestamp,
    pub(crate) completed: Option<Timestamp>,
    pub(crate) outcome: Outcome,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    InProgress,
    Succeeded(AccountId),
    /// Why, as the API names it.
    Failed(String),
}

impl Creation {
    pub(crate) fn state(&self) -> &'static str {
        match self.outcome {
            Outcome::InProgress => create_account_state::IN_PROGRESS,
            Outcome::Succeeded(_) => create_account_state::SUCCEEDED,
            Outcome::Failed(_) => create_account_state::FAILED,
        }
    }

    pub(crate) fn show(&self) -> model::CreateAccountStatus {
        let (account, reason) = match &self.outcome {
            Outcome::InProgress => (None, None),
            Outcome::Succeeded(account) => (Some(account.to_string()), None),
            Outcome::Failed(reason) => (None, Some(reason.clone())),
        };
        model::CreateAccountStatus {
            id: Some(self.id.clone()),
            account_name: Some(self.name.clone()),
            state: Some(self.state().to_owned()),
            requested_timestamp: Some(self.requested),
            completed_timestamp: self.completed,
            account_id: account,
            gov_cloud_account_id: None,
            failure_reason: reason,
        }
    }
}

/// All requests of an organization.
pub(crate) async fn all(cx: &mut Cx<'_>, organization: &Organization) -> ApiResult<Vec<Creation>> {
    let range = cx.rows(&CREATIONS).prefix(&organization.id);
    let rows = cx.range(&CREATIONS, &range, limits::ROWS).await?;
    Ok(rows.into_iter().map(|(_, creation)| creation).collect())
}

/// Writes a new request and has it worked on.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    organization: &Organization,
    creation: &Creation,
) -> ApiResult<()> {
    let key = (organization.id.clone(), creation.id.clone());
    cx.put(&CREATIONS, &key, creation);
    let due = cx.now().plus(limits::CREATION_TAKES);
    cx.schedule(&CREATE, &creation.id, due, &key).await
}

/// The job: makes the account, or says why not.
pub(crate) async fn work(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let key = CREATE.payload(raw)?;
    let Some(organization) = cx.get(&ORGANIZATIONS, &key.0).await? else { return Ok(()) };
    let Some(mut creation) = cx.get(&CREATIONS, &key).await? else { return Ok(()) };
    if creation.outcome != Outcome::InProgress {
        return Ok(());
    }
    creation.outcome = match make(cx, &organization, &creation).await? {
        Ok(account) => Outcome::Succeeded(account),
        Err(reason) => Outcome::Failed(reason.to_owned()),
    };
    creation.completed = Some(cx.now());
    cx.put(&CREATIONS, &key, &creation);
    Ok(())
}

/// The new account, or the reason why there is none.
async fn make(
    cx: &mut Cx<'_>,
    organization: &Organization,
    creation: &Creation,
) -> ApiResult<Result<AccountId, &'static str>> {
    if !is_good_email(&creation.email) {
        return Ok(Err(failure::INVALID_EMAIL));
    }
    if account::of_email(cx, &creation.email).await?.is_some() {
        return Ok(Err(failure::EMAIL_ALREADY_EXISTS));
    }
    if account::count(cx, organization).await? >= limits::ACCOUNTS {
        return Ok(Err(failure::ACCOUNT_LIMIT_EXCEEDED));
    }
    let id = fresh_id(cx).await?;
    let made = roles::make_access_role(cx, id, organization.management, &creation.role).await;
    if let Err(error) = made {
        tracing::warn!(account = %id, %error, cause = error.cause(), "a new account got no access role");
        return Ok(Err(failure::INTERNAL_FAILURE));
    }
    if organization.all_features {
        roles::make_linked_role(cx, id).await?;
    }
    let account = Account {
        id,
        name: creation.name.clone(),
        email: creation.email.clone(),
        state: State::Active,
        created: true,
        joined: cx.now(),
        parent: organization.root.clone(),
    };
    account::join(cx, organization, &account).await?;
    tags::save(cx, organization, id.as_str(), &creation.tags);
    Ok(Ok(id))
}

/// An id that no member of any organization has.
async fn fresh_id(cx: &mut Cx<'_>) -> ApiResult<AccountId> {
    loop {
        let Some(id) = ids::fresh_account(cx.random()) else { continue };
        if !cx.has(&MEMBERS, &id.to_string()).await? {
            return Ok(id);
        }
    }
}

/// AWS's rules for the address of a new account's owner.
fn is_good_email(email: &str) -> bool {
    let Some((local, domain)) = email.split_once('@') else { return false };
    let in_domain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let at_end = |c: char| c == '-' || c == '.';
    email.is_ascii()
        && !local.is_empty()
        && !local.starts_with('.')
        && !local.contains(|c: char| c.is_whitespace() || "\"'()<>[]:;,\\|%&".contains(c))
        && domain.contains('.')
        && domain.chars().all(in_domain)
        && !domain.starts_with(at_end)
        && !domain.ends_with(at_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (email, good) in [
            ("ann@example.com", true),
            ("ann.lee+x@mail.example.co", true),
            (".ann@example.com", false),
            ("a:nn@example.com", false),
            ("ann@ex@ample.com", false),
            ("ann@example", false),
            ("ann@-example.com", false),
            ("ann@example.com.", false),
            ("änn@example.com", false),
            ("@example.com", false),
        ] {
            assert_eq!(is_good_email(email), good, "{email}");
        }
    }
}
