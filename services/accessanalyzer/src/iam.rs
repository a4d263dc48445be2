//! What is asked of IAM: roles, users, their keys and passwords, in any account, as this service itself.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html>

use gen_iam::operations::{
    CreateServiceLinkedRole, GetLoginProfile, GetRole, ListAccessKeys, ListRoles, ListUsers,
};
use gen_iam::{
    AccessKeyMetadata, CreateServiceLinkedRoleRequest, GetLoginProfileRequest, GetRoleRequest,
    ListAccessKeysRequest, ListRolesRequest, ListUsersRequest, Role, User,
};
use kernel::{AccountId, ApiResult, Cx, Timestamp};

use crate::limits;
use crate::sources::{if_found, if_there};

/// All roles of an account.
pub(crate) async fn roles(cx: &mut Cx<'_>, account: AccountId) -> ApiResult<Vec<Role>> {
    let mut all = Vec::new();
    let mut marker = None;
    while all.len() < limits::RESOURCES {
        let input = ListRolesRequest { path_prefix: None, marker, max_items: Some(1_000) };
        let Some(page) = if_there(cx.call_as_service::<ListRoles>(account, input).await)? else {
            break;
        };
        all.extend(page.roles.unwrap_or_default());
        marker = page.marker;
        if marker.is_none() {
            break;
        }
    }
    Ok(all)
}

/// All users of an account.
pub(crate) async fn users(cx: &mut Cx<'_>, account: AccountId) -> ApiResult<Vec<User>> {
    let mut all = Vec::new();
    let mut marker = None;
    while all.len() < limits::RESOURCES {
        let input = ListUsersRequest { path_prefix: None, marker, max_items: Some(1_000) };
        let Some(page) = if_there(cx.call_as_service::<ListUsers>(account, input).await)? else {
            break;
        };
        all.extend(page.users.unwrap_or_default());
        marker = page.marker;
        if marker.is_none() {
            break;
        }
    }
    Ok(all)
}

/// When a role was last used, as far as IAM says.
pub(crate) async fn role_last_used(
    cx: &mut Cx<'_>,
    account: AccountId,
    name: &str,
) -> ApiResult<Option<Timestamp>> {
    let input = GetRoleRequest { role_name: name.to_owned() };
    let answer = if_found(cx.call_as_service::<GetRole>(account, input).await)?;
    let role = answer.and_then(|answer| answer.role);
    Ok(role.and_then(|role| role.role_last_used).and_then(|used| used.last_used_date))
}

/// The access keys of a user.
pub(crate) async fn access_keys(
    cx: &mut Cx<'_>,
    account: AccountId,
    user: &str,
) -> ApiResult<Vec<AccessKeyMetadata>> {
    let input = ListAccessKeysRequest { user_name: Some(user.to_owned()), ..Default::default() };
    let answer = if_found(cx.call_as_service::<ListAccessKeys>(account, input).await)?;
    Ok(answer.and_then(|answer| answer.access_key_metadata).unwrap_or_default())
}

/// When a user's password was set, if the user has one.
pub(crate) async fn password_since(
    cx: &mut Cx<'_>,
    account: AccountId,
    user: &str,
) -> ApiResult<Option<Timestamp>> {
    let input = GetLoginProfileRequest { user_name: Some(user.to_owned()) };
    let answer = if_found(cx.call_as_service::<GetLoginProfile>(account, input).await)?;
    Ok(answer.and_then(|answer| answer.login_profile).and_then(|profile| profile.create_date))
}

/// Makes the role that the service works with, `AWSServiceRoleForAccessAnalyzer`, where it is not there yet.
pub(crate) async fn ensure_service_role(cx: &mut Cx<'_>) -> ApiResult<()> {
    let input = CreateServiceLinkedRoleRequest {
        aws_service_name: "access-analyzer.amazonaws.com".to_owned(),
        ..Default::default()
    };
    let account = cx.account();
    match if_there(cx.call_as_service::<CreateServiceLinkedRole>(account, input).await) {
        // The name is taken: the role is there.
        Err(error) if error.code().starts_with("InvalidInput") => Ok(()),
        answer => answer.map(drop),
    }
}
