//! ListSecretVersionIds: the versions of a secret, oldest first; those without stages when the request wants them.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ListSecretVersionIds.html>

use gen_secretsmanager::{
    ListSecretVersionIdsRequest, ListSecretVersionIdsResponse, SecretVersionsListEntry,
};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::version::Version;
use crate::{limits, secret};

pub(crate) async fn list_secret_version_ids(
    cx: &mut Cx<'_>,
    input: &ListSecretVersionIdsRequest,
) -> ApiResult<ListSecretVersionIdsResponse> {
    let secret = secret::find(cx, &input.secret_id).await?;
    let all = input.include_deprecated.unwrap_or(false);
    let arn = secret.arn(cx)?.to_string();
    let binding = [arn.as_str(), if all { "all" } else { "staged" }];
    let token = input.next_token.as_deref();
    let page: Page<String> = Page::parse(cx, &binding, input.max_results, limits::PAGE, token)?;
    let shown = secret.versions.iter().filter(|version| all || !version.is_deprecated());
    let rest: Vec<&Version> = match &page.after {
        None => shown.collect(),
        Some(after) => shown.skip_while(|version| version.id != *after).skip(1).collect(),
    };
    let (versions, next_token) = page.cut(cx, &binding, rest, |version| version.id.clone())?;
    Ok(ListSecretVersionIdsResponse {
        versions: Some(versions.into_iter().map(entry).collect()),
        next_token,
        arn: Some(arn),
        name: Some(secret.name.to_string()),
    })
}

fn entry(version: &Version) -> SecretVersionsListEntry {
    SecretVersionsListEntry {
        version_id: Some(version.id.clone()),
        version_stages: Some(version.stages.clone()).filter(|stages| !stages.is_empty()),
        last_accessed_date: version.accessed_on,
        created_date: Some(version.created_at),
        kms_key_ids: version.has_value.then(|| vec![version.shown_key().to_owned()]),
    }
}
