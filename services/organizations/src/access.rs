//! What calls require of the policies of the caller's own account. What the organization lets its members do is a
//! question of its own, which `door` answers.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html>

use kernel::{Access, AccessQuery, ApiResult, BoxFuture, Cx};

use crate::{organization, resources};

/// The service's [`kernel::AccessFn`].
pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move {
        let account = cx.caller().account;
        let (operation, input) = (query.operation, query.input);
        let required = match organization::of_account(cx, account).await? {
            Some(organization) => {
                resources::required(cx, &organization, operation, input, query.wants_resource_tags)
                    .await?
            }
            None => resources::required_outside(cx, operation, input).await?,
        };
        Ok(Access::Requires(required))
    })
}
