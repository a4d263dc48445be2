//! What the credential report tells: gathered from everything that an account's root and users sign in with.

use kernel::{ApiError, ApiResult, Cx};

use super::{KeyState, Line, PasswordState};
use crate::entity::{self, Entity as _};
use crate::page::Page;
use crate::status::Status;
use crate::users::User;
use crate::{account, credentials};

/// Root's line, then those of the users by name.
pub(super) async fn gather(cx: &mut Cx<'_>) -> ApiResult<Vec<Line>> {
    let mut lines = vec![root(cx).await?];
    // An account cannot have more users.
    for user in entity::list::<User>(cx, "/", &Page::part(None, 10_000)).await? {
        lines.push(of_user(cx, &user).await?);
    }
    Ok(lines)
}

async fn root(cx: &mut Cx<'_>) -> ApiResult<Line> {
    let account = cx.account();
    let line = Line {
        user: "<root_account>".to_owned(),
        arn: format!("arn:{}:iam::{account}:root", cx.partition()),
        created: Some(account::began(cx).await?),
        ..with_credentials(cx, account.as_str()).await?
    };
    Ok(Line { password: PasswordState::Root, ..line })
}

async fn of_user(cx: &mut Cx<'_>, user: &User) -> ApiResult<Line> {
    let mut line = with_credentials(cx, user.id()).await?;
    if let PasswordState::Set { used, .. } = &mut line.password {
        *used = user.password_last_used;
    }
    let head = user.head();
    let (name, created) = (head.name.clone(), Some(head.created));
    Ok(Line { user: name, arn: user.arn(cx), created, ..line })
}

/// The credentials of the owner with this unique id.
async fn with_credentials(cx: &mut Cx<'_>, owner: &str) -> ApiResult<Line> {
    let credentials = credentials::of_owner(cx, owner).await?;
    let mut keys = Vec::with_capacity(credentials.access_keys.len());
    for (id, key) in &credentials.access_keys {
        let used = cx.kernel().key_last_used(id).await.map_err(ApiError::bug)?;
        keys.push(KeyState { active: is_active(key.status), made: key.created, used });
    }
    let expires = credentials.password_expires;
    let password = credentials.login_profile.map_or(PasswordState::None, |profile| {
        PasswordState::Set { used: None, changed: profile.changed, expires }
    });
    let certificates = credentials.signing_certificates.iter();
    Ok(Line {
        password,
        mfa: !credentials.mfa_devices.is_empty(),
        keys,
        certificates: certificates.map(|(_, c)| (is_active(c.status), c.uploaded)).collect(),
        ..Line::default()
    })
}

fn is_active(status: Status) -> bool {
    status == Status::Active
}
