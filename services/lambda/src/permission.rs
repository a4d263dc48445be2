//! Permissions on functions: which policy a request is about, and the statement that it adds.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html>

use gen_lambda::AddPermissionRequest;
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::function_name::{FunctionName, Qualifier, Target};
use crate::policy_row::{Policy, Statement, Whom};
use crate::tables::POLICIES;

const INVOKE_URL: &str = "lambda:InvokeFunctionUrl";

/// Where the policy of a function, version or alias lies.
pub(crate) fn key(target: &Target) -> (FunctionName, String) {
    let qualifier = target.qualifier.as_ref().map(ToString::to_string).unwrap_or_default();
    (target.name.clone(), qualifier)
}

/// The policy that is there.
pub(crate) async fn policy(cx: &mut Cx<'_>, target: &Target) -> ApiResult<Option<Policy>> {
    cx.get(&POLICIES, &key(target)).await
}

/// Fails for `$LATEST`, which has no policy of its own.
pub(crate) fn refuse_latest(target: &Target) -> ApiResult<()> {
    match target.qualifier {
        Some(Qualifier::Latest) => {
            Err(errors::invalid("We currently do not support adding policies for $LATEST."))
        }
        _ => Ok(()),
    }
}

/// The statement that a request adds.
pub(crate) async fn statement(
    cx: &mut Cx<'_>,
    target: &Target,
    input: &AddPermissionRequest,
) -> ApiResult<Statement> {
    let principal = Whom::parse(cx, &input.principal).await?;
    if input.function_url_auth_type.is_some() && input.action != INVOKE_URL {
        return Err(errors::invalid(
            "FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action",
        ));
    }
    Ok(Statement {
        sid: input.statement_id.clone(),
        principal,
        action: input.action.clone(),
        resource: target.arn(cx)?,
        conditions: conditions(input),
    })
}

fn conditions(input: &AddPermissionRequest) -> Vec<(String, String, String)> {
    let via_url = input.invoked_via_function_url.map(|via| via.to_string());
    let all = [
        ("StringEquals", "AWS:SourceAccount", input.source_account.as_ref()),
        ("StringEquals", "lambda:EventSourceToken", input.event_source_token.as_ref()),
        ("StringEquals", "lambda:FunctionUrlAuthType", input.function_url_auth_type.as_ref()),
        ("StringEquals", "aws:PrincipalOrgID", input.principal_org_id.as_ref()),
        ("Bool", "lambda:InvokedViaFunctionUrl", via_url.as_ref()),
        ("ArnLike", "AWS:SourceArn", input.source_arn.as_ref()),
    ];
    let given = |(operator, key, value): (&str, &str, Option<&String>)| {
        Some((operator.to_owned(), key.to_owned(), value?.clone()))
    };
    all.into_iter().filter_map(given).collect()
}
