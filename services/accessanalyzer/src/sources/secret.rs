//! Secrets of Secrets Manager and their policies.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_GetResourcePolicy.html>

use gen_secretsmanager::operations::{GetResourcePolicy, ListSecrets};
use gen_secretsmanager::{GetResourcePolicyRequest, ListSecretsRequest};
use kernel::{AccountId, ApiResult, Cx};

use super::{Resource, Source, here, if_found, if_there};
use crate::limits;

pub(super) const SOURCE: Source = Source {
    kind: "AWS::SecretsManager::Secret",
    trust: false,
    list: |cx, account| Box::pin(list(cx, account)),
    find: |cx, arn| Box::pin(find(cx, arn)),
};

async fn list(cx: &mut Cx<'_>, account: AccountId) -> ApiResult<Vec<Resource>> {
    let (mut found, mut next_token) = (Vec::new(), None);
    while found.len() < limits::RESOURCES {
        let input =
            ListSecretsRequest { next_token: next_token.take(), ..ListSecretsRequest::default() };
        let Some(page) = if_there(cx.call_as_service::<ListSecrets>(account, input).await)? else {
            break;
        };
        for arn in page.secret_list.unwrap_or_default().into_iter().filter_map(|one| one.arn) {
            found.extend(find(cx, &arn).await?);
        }
        next_token = page.next_token;
        if next_token.is_none() {
            break;
        }
    }
    Ok(found)
}

async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<Resource>> {
    let Some(owner) = here(cx, arn, "secretsmanager", "secret:") else { return Ok(None) };
    let input = GetResourcePolicyRequest { secret_id: arn.to_owned(), policy_name: None };
    let found = if_found(cx.call_as_service::<GetResourcePolicy>(owner, input).await)?;
    let found = found.filter(|found| found.arn.as_deref() == Some(arn));
    Ok(found.map(|found| Resource { arn: arn.to_owned(), owner, policy: found.resource_policy }))
}
