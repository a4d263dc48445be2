//! Retiring a grant: who may, and which grant is meant. The retiring principal may, and the grantee of a grant that
//! lists RetireGrant; whoever else, by the key's policy.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html>

use gen_kms::RetireGrantInput;
use kernel::{AccessQuery, ApiResult, Cx, Required};
use policy::Granted;

use crate::access::{self, Question, Target};
use crate::errors;
use crate::grant::Grant;
use crate::grants::{self, GrantRef};
use crate::key_id::KeyRef;
use crate::key_lookup;

/// Which grant is meant.
pub(crate) fn named(cx: &Cx<'_>, input: &RetireGrantInput) -> ApiResult<GrantRef> {
    match (&input.grant_token, &input.key_id, &input.grant_id) {
        (Some(token), None, None) => grants::open_token(cx.kernel(), token),
        (None, Some(key), Some(grant)) => {
            Ok(GrantRef { key_arn: key.clone(), grant: grant.clone() })
        }
        _ => Err(errors::validation(
            "A grant is named by its GrantToken, or by KeyId and GrantId together.",
        )),
    }
}

pub(crate) async fn required(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let action = query.action.to_string();
    let Some(meant) = query.input_as::<RetireGrantInput>().and_then(|i| named(cx, i).ok()) else {
        return Ok(vec![Required::new(action, "*")]);
    };
    let target = access::target_of(cx, meant.key_arn.clone(), cx.account());
    let question = Question { operation: "RetireGrant", context: None, gives: None };
    let by_policy = access::on_key(cx, query, action, &target, &question).await?;
    let granted = match &target {
        Target::Key(named, _) => by_grant(cx, named, &meant.grant).await?,
        Target::Unreadable(_) => None,
    };
    Ok(vec![by_policy.with_grant(granted)])
}

/// Whether the grant itself lets the caller retire it.
async fn by_grant(cx: &mut Cx<'_>, named: &KeyRef, grant: &str) -> ApiResult<Option<Granted>> {
    let Some(key) = key_lookup::look(cx, named).await? else { return Ok(None) };
    let outer = cx.enter(key.account);
    let found = grants::get(cx, &key, grant).await;
    cx.enter(outer);
    let Some(grant) = found? else { return Ok(None) };
    let names = grants::names_of(cx, cx.caller());
    let named = names.into_iter().find(|(name, _)| may_retire(&grant, name));
    Ok(named.map(|(_, reach)| Granted { name: format!("grant {}", grant.id).into(), reach }))
}

fn may_retire(grant: &Grant, name: &str) -> bool {
    let retiring = grant.retiring.as_ref().is_some_and(|party| party.as_str() == name);
    let grantee = grant.grantee.as_str() == name
        && grant.operations.iter().any(|operation| operation == "RetireGrant");
    retiring || grantee
}
