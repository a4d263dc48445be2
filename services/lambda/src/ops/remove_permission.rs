//! RemovePermission: takes a statement out of the policy of a function, a version or an alias.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html>

use gen_lambda::RemovePermissionRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::function_name::Target;
use crate::tables::{FUNCTIONS, POLICIES};
use crate::{errors, permission, resolve};

pub(crate) async fn remove_permission(
    cx: &mut Cx<'_>,
    input: &RemovePermissionRequest,
) -> ApiResult<Empty> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    if !cx.has(&FUNCTIONS, &target.name).await? {
        let arn = target.arn(cx)?;
        return Err(errors::not_found(format!("No policy found for: {arn}")));
    }
    if let Some(qualifier) = &target.qualifier {
        resolve::require_qualified(cx, &target.name, qualifier).await?;
    }
    let Some(policy) = permission::policy(cx, &target).await? else {
        return Err(errors::not_found("No policy is associated with the given resource."));
    };
    if input.revision_id.as_ref().is_some_and(|known| *known != policy.revision) {
        return Err(errors::wrong_policy_revision("GetPolicy"));
    }
    let key = permission::key(&target);
    match policy.without(&input.statement_id, cx.random().uuid())? {
        Some(rest) => cx.put(&POLICIES, &key, &rest),
        None => cx.delete(&POLICIES, &key),
    }
    Ok(Empty::default())
}
