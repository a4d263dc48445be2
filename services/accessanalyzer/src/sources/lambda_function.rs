//! Functions of Lambda and their policies; those of versions and aliases are not looked at.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetPolicy.html>

use gen_lambda::operations::{GetFunctionConfiguration, GetPolicy, ListFunctions};
use gen_lambda::{GetFunctionConfigurationRequest, GetPolicyRequest, ListFunctionsRequest};
use kernel::{AccountId, ApiResult, Cx};

use super::{Resource, Source, here, if_found, if_there};
use crate::limits;

pub(super) const SOURCE: Source = Source {
    kind: "AWS::Lambda::Function",
    trust: false,
    list: |cx, account| Box::pin(list(cx, account)),
    find: |cx, arn| Box::pin(find(cx, arn)),
};

async fn list(cx: &mut Cx<'_>, account: AccountId) -> ApiResult<Vec<Resource>> {
    let (mut found, mut marker) = (Vec::new(), None);
    while found.len() < limits::RESOURCES {
        let input =
            ListFunctionsRequest { marker: marker.take(), ..ListFunctionsRequest::default() };
        let answer = cx.call_as_service::<ListFunctions>(account, input).await;
        let Some(page) = if_there(answer)? else { break };
        let arns = page.functions.unwrap_or_default().into_iter();
        for arn in arns.filter_map(|function| function.function_arn) {
            found.push(with_policy(cx, account, arn).await?);
        }
        marker = page.next_marker;
        if marker.is_none() {
            break;
        }
    }
    Ok(found)
}

async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<Resource>> {
    let Some(owner) = here(cx, arn, "lambda", "function:") else { return Ok(None) };
    let input = GetFunctionConfigurationRequest {
        function_name: arn.to_owned(),
        ..GetFunctionConfigurationRequest::default()
    };
    let answer = cx.call_as_service::<GetFunctionConfiguration>(owner, input).await;
    match if_found(answer)?.and_then(|found| found.function_arn).filter(|found| found == arn) {
        Some(arn) => with_policy(cx, owner, arn).await.map(Some),
        None => Ok(None),
    }
}

async fn with_policy(cx: &mut Cx<'_>, owner: AccountId, arn: String) -> ApiResult<Resource> {
    let input = GetPolicyRequest { function_name: arn.clone(), qualifier: None };
    let found = if_found(cx.call_as_service::<GetPolicy>(owner, input).await)?;
    Ok(Resource { arn, owner, policy: found.and_then(|found| found.policy) })
}
