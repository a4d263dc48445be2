//! ValidatePolicy: findings about a policy's text, with their places, in pages.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicy.html>
//! Deviation: findings are worded in English, whatever the locale.

use gen_accessanalyzer::{ValidatePolicyInput, ValidatePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::validate::text::Lines;
use crate::validate::{self, Type};
use crate::{errors, limits, page};

pub(crate) async fn validate_policy(
    cx: &mut Cx<'_>,
    input: &ValidatePolicyInput,
) -> ApiResult<ValidatePolicyOutput> {
    let text = input.policy_document.as_str();
    if text.len() > limits::POLICY_BYTES {
        return Err(errors::field("policyDocument", "The policy document is too large."));
    }
    let resource = input.validate_policy_resource_type.as_deref();
    let kind = Type::of(&input.policy_type, resource);
    let reports = validate::validate(text, kind, resource);
    let bound = [input.policy_type.as_str(), resource.unwrap_or_default(), text];
    let token = input.next_token.as_deref();
    let (page, next_token) = page::cut(cx, &bound, reports, input.max_results, token)?;
    let lines = Lines::of(text);
    let findings = page.iter().map(|report| report.show(&lines)).collect();
    Ok(ValidatePolicyOutput { findings: Some(findings), next_token })
}
