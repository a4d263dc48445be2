//! CheckNoNewAccess: whether a new policy allows what the existing one does not.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoNewAccess.html>

use gen_accessanalyzer::values::check_no_new_access_result as results;
use gen_accessanalyzer::{CheckNoNewAccessInput, CheckNoNewAccessOutput};
use kernel::{ApiResult, Cx};

use crate::{compare, document};

pub(crate) async fn check_no_new_access(
    _cx: &mut Cx<'_>,
    input: &CheckNoNewAccessInput,
) -> ApiResult<CheckNoNewAccessOutput> {
    let existing = document::of_type(&input.existing_policy_document, &input.policy_type)?;
    let new = document::of_type(&input.new_policy_document, &input.policy_type)?;
    let found = compare::new_access(&existing, &new);
    let (result, message) = match found.is_empty() {
        true => (
            results::PASS,
            "The modified permissions do not grant new access compared to your existing policy.",
        ),
        false => (
            results::FAIL,
            "The modified permissions grant new access compared to your existing policy.",
        ),
    };
    let reasons = compare::reasons(&new, &found, "New access");
    Ok(CheckNoNewAccessOutput {
        result: Some(result.to_owned()),
        message: Some(message.to_owned()),
        reasons: Some(reasons).filter(|list| !list.is_empty()),
    })
}
