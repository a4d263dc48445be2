//! AddPermission: lets a service, an account, a user or anybody call a function, a version of it or an alias.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>

use gen_lambda::{AddPermissionRequest, AddPermissionResponse};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::policy_row::Policy;
use crate::tables::POLICIES;
use crate::{errors, permission, resolve};

pub(crate) async fn add_permission(
    cx: &mut Cx<'_>,
    input: &AddPermissionRequest,
) -> ApiResult<AddPermissionResponse> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    permission::refuse_latest(&target)?;
    let function = resolve::function(cx, &target.name).await?;
    if let Some(qualifier) = &target.qualifier {
        resolve::require_qualified(cx, &target.name, qualifier).await?;
    }
    let statement = permission::statement(cx, &target, input).await?;
    let policy = permission::policy(cx, &target).await?;
    if let Some(known) = &input.revision_id {
        let current = match &policy {
            Some(policy) => policy.revision.clone(),
            // The first statement is added to the function, version or alias itself.
            None if target.qualifier.is_none() => function.latest.revision.clone(),
            None => resolve::revision(cx, &target).await?,
        };
        if *known != current {
            return Err(errors::wrong_policy_revision("GetPolicy"));
        }
    }
    let shown = statement.json();
    let policy = Policy::with(policy, statement, cx.random().uuid())?;
    cx.put(&POLICIES, &permission::key(&target), &policy);
    Ok(AddPermissionResponse { statement: Some(shown) })
}
