//! ListCallerAccessGrants: what the caller was granted.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListCallerAccessGrants.html>

use gen_s3control::{
    ListCallerAccessGrantsEntry, ListCallerAccessGrantsInput, ListCallerAccessGrantsOutput,
};
use kernel::{ApiError, ApiResult, Cx};

use crate::control_errors;
use crate::grants::{self, Grant};

const PAGE: usize = 1_000;

pub(crate) async fn list_caller_access_grants(
    cx: &mut Cx<'_>,
    input: &ListCallerAccessGrantsInput,
) -> ApiResult<ListCallerAccessGrantsOutput> {
    if input.instance_scope.as_deref() == Some("ALL") {
        return Err(ApiError::not_implemented("access grants of several instances at once"));
    }
    grants::instance(cx).await?;
    let most = input.max_results.and_then(|most| usize::try_from(most).ok());
    let most = most.filter(|most| *most > 0).map_or(PAGE, |most| most.min(PAGE));
    let who = grants::grantee_of_caller(cx);
    let scope = input.grant_scope.as_deref().unwrap_or_default();
    let binding = [who.as_str(), scope];
    let after = match &input.next_token {
        None => None,
        Some(token) => {
            let raw = cx.page_token().open(&binding, token);
            let id = raw.ok().and_then(|raw| String::from_utf8(raw).ok());
            Some(id.ok_or_else(control_errors::invalid_next_token)?)
        }
    };
    let head = scope.trim_end_matches('*');
    let fits = |grant: &Grant| {
        grant.scope.starts_with(head) && after.as_ref().is_none_or(|id| grant.id > *id)
    };
    let mut found = grants::held_by(cx, &who).await?;
    found.retain(fits);
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| more);
    let next_token = last.map(|grant| cx.page_token().seal(&binding, grant.id.as_bytes()));
    let instance = grants::arn_here(cx, "");
    let shown = |grant: Grant| ListCallerAccessGrantsEntry {
        permission: Some(grant.permission.as_str().to_owned()),
        grant_scope: Some(grant.scope),
        access_grants_instance_arn: Some(instance.clone()),
        ..ListCallerAccessGrantsEntry::default()
    };
    Ok(ListCallerAccessGrantsOutput {
        caller_access_grants_list: Some(found.into_iter().map(shown).collect()),
        next_token,
    })
}
