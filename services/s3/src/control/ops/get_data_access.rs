//! GetDataAccess: credentials for what the caller was granted: a session of the location's role, narrowed to the grant, or
//! to what was asked for.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetDataAccess.html>

use gen_s3control::{GetDataAccessInput, GetDataAccessOutput};
use kernel::{ApiError, ApiResult, Cx};

use crate::grants::scope::{self, Scope};
use crate::grants::{self, Grant, Permission, errors, session};

pub(crate) async fn get_data_access(
    cx: &mut Cx<'_>,
    input: &GetDataAccessInput,
) -> ApiResult<GetDataAccessOutput> {
    if input.instance_scope.as_deref() == Some("ALL") {
        return Err(ApiError::not_implemented("access grants of several instances at once"));
    }
    let permission = Permission::parse(&input.permission).ok_or_else(errors::no_access)?;
    let asked = scope::target(&input.target, input.target_type.is_some());
    let asked = asked.ok_or_else(errors::no_access)?;
    grants::instance(cx).await?;
    let who = grants::grantee_of_caller(cx);
    let held = grants::held_by(cx, &who).await?;
    let (grant, scope) = choose(&held, &asked, permission).ok_or_else(errors::no_access)?;
    let location = grants::location(cx, &grant.location).await?;
    // The least privilege is what was asked for; by default it is all that was granted.
    let (scope, permission) = match input.privilege.as_deref() {
        Some("Minimal") => (asked, permission),
        _ => (scope, grant.permission),
    };
    let seconds = input.duration_seconds;
    let credentials = session::begin(cx, &location, &scope, permission, seconds).await?;
    Ok(GetDataAccessOutput {
        credentials: Some(credentials),
        matched_grant_target: Some(scope.text()),
        grantee: Some(grant.shown_grantee()),
        matched_instance_arn: Some(grants::arn_here(cx, "")),
    })
}

/// The grant that serves: of those that cover it, the narrowest.
fn choose<'g>(
    held: &'g [Grant],
    asked: &Scope,
    permission: Permission,
) -> Option<(&'g Grant, Scope)> {
    held.iter()
        .filter(|grant| grant.permission.covers(permission))
        .filter_map(|grant| Some((grant, Scope::parse(&grant.scope)?)))
        .filter(|(_, scope)| scope.covers(asked))
        .max_by_key(|(_, scope)| scope.key.len())
}
