//! Policies that are put as a whole: of which function, version or alias, and what they must be.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html>

use kernel::{ApiResult, Cx};
use policy::{Kind, PolicyDocument, PrincipalSpec, validate};

use crate::function_name::Target;
use crate::policy_row::{Policy, is_there};
use crate::{errors, permission, resolve};

/// What a request's ARN names; it is there.
pub(crate) async fn target(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Target> {
    let target = Target::parse(cx, arn, None)?;
    permission::refuse_latest(&target)?;
    resolve::function(cx, &target.name).await?;
    if let Some(qualifier) = &target.qualifier {
        resolve::require_qualified(cx, &target.name, qualifier).await?;
    }
    Ok(target)
}

/// Its policy.
pub(crate) async fn find(cx: &mut Cx<'_>, target: &Target) -> ApiResult<Policy> {
    permission::policy(cx, target).await?.ok_or_else(errors::no_such_resource)
}

/// Fails for a text that is no policy of a resource, or that names users and roles that are not there.
pub(crate) async fn check(cx: &mut Cx<'_>, text: &str) -> ApiResult<()> {
    let malformed = |why: String| errors::invalid(format!("The policy is not valid: {why}"));
    let document = PolicyDocument::parse(text).map_err(|error| malformed(error.to_string()))?;
    validate(&document, Kind::Resource).map_err(|error| malformed(error.to_string()))?;
    let elements = document.statements.iter().filter_map(|statement| statement.principal.as_ref());
    for spec in elements.flat_map(|element| &element.principals) {
        if let PrincipalSpec::Arn(principal) = spec
            && !is_there(cx, principal).await?
        {
            return Err(errors::bad_principal());
        }
    }
    Ok(())
}

/// Fails when the policy is another than the caller believes.
pub(crate) fn require_revision(policy: Option<&Policy>, known: Option<&str>) -> ApiResult<()> {
    let current = policy.map(|policy| policy.revision.as_str());
    match known.is_some() && known != current {
        true => Err(errors::wrong_policy_revision("GetResourcePolicy")),
        false => Ok(()),
    }
}
