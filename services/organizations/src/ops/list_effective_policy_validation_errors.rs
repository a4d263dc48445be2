//! ListEffectivePolicyValidationErrors: what is wrong with an account's effective policy, and whose doing it is.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListEffectivePolicyValidationErrors.html>

use gen_organizations::{EffectivePolicyValidationError, operations};
use gen_organizations::{
    ListEffectivePolicyValidationErrorsInput, ListEffectivePolicyValidationErrorsOutput,
};
use kernel::{ApiResult, Cx};

use crate::effective::Effective;
use crate::effective::check::Invalid;
use crate::page::Page;
use crate::policy_type::PolicyType;
use crate::{account, door, effective, errors, tree};

pub(super) async fn list_effective_policy_validation_errors(
    cx: &mut Cx<'_>,
    input: &ListEffectivePolicyValidationErrorsInput,
) -> ApiResult<ListEffectivePolicyValidationErrorsOutput> {
    let organization =
        door::reader::<operations::ListEffectivePolicyValidationErrors>(cx, input).await?;
    let kind = PolicyType::parse(&input.policy_type).ok_or_else(errors::pattern)?;
    let account = account::require(cx, &organization, &input.account_id).await?;
    let binding = format!("{} {}", input.account_id, input.policy_type);
    let page = Page::parse(cx, binding, input.max_results, input.next_token.as_deref())?;
    let effective = effective::of_account(cx, &organization, &input.account_id, kind).await?;
    let effective = effective.ok_or_else(errors::no_effective_policy)?;
    let found = effective.errors(kind);
    let list = found.iter().enumerate();
    let list = list.map(|(at, invalid)| (format!("{at:06}"), show(&effective, invalid)));
    let (shown, next_token) = page.of(cx, list.collect());
    let path = tree::path(cx, &organization, &account.parent).await?;
    Ok(ListEffectivePolicyValidationErrorsOutput {
        account_id: Some(input.account_id.clone()),
        policy_type: Some(input.policy_type.clone()),
        path: Some(format!("{path}{}/", account.id)),
        evaluation_timestamp: Some(cx.now()),
        next_token,
        effective_policy_validation_errors: Some(shown),
    })
}

fn show(effective: &Effective, invalid: &Invalid) -> EffectivePolicyValidationError {
    let path: Vec<&str> = invalid.path.iter().map(String::as_str).collect();
    let contributing = effective.policies.iter().filter(|(_, part)| part.reaches(&path));
    EffectivePolicyValidationError {
        error_code: Some(invalid.code.to_owned()),
        error_message: Some(invalid.message.clone()),
        path_to_error: Some(invalid.shown_path()),
        contributing_policies: Some(contributing.map(|(id, _)| id.clone()).collect()),
    }
}
