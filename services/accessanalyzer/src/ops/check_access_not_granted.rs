//! CheckAccessNotGranted: whether a policy grants actions, or access to resources, that it must not.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckAccessNotGranted.html>

use gen_accessanalyzer::values::check_access_not_granted_result as results;
use gen_accessanalyzer::{CheckAccessNotGrantedInput, CheckAccessNotGrantedOutput};
use kernel::{ApiResult, Cx};

use crate::compare::{self, Unwanted};
use crate::{document, errors};

pub(crate) async fn check_access_not_granted(
    _cx: &mut Cx<'_>,
    input: &CheckAccessNotGrantedInput,
) -> ApiResult<CheckAccessNotGrantedOutput> {
    let policy = document::of_type(&input.policy_document, &input.policy_type)?;
    let access = input.access.first();
    let list = |of: Option<&Option<Vec<String>>>| of.cloned().flatten().unwrap_or_default();
    let actions = list(access.map(|access| &access.actions));
    let resources = list(access.map(|access| &access.resources));
    if actions.is_empty() && resources.is_empty() {
        return Err(errors::invalid_parameter("Specify at least one action or resource."));
    }
    if let Some(wrong) = actions.iter().find(|action| !action.contains(':')) {
        return Err(errors::invalid_parameter(format!("The action {wrong} is not valid.")));
    }
    let unwanted = Unwanted { actions: &actions, resources: &resources };
    let found = compare::granted(&policy, &unwanted);
    let (list, grants) = match (actions.is_empty(), resources.is_empty()) {
        (false, true) => ("actions", "grant access to perform one or more of the listed actions"),
        (true, false) => ("resources", "grant access to one or more of the listed resources"),
        _ => (
            "actions and resources",
            "grant access to perform one or more of the listed actions on one or more of the listed resources",
        ),
    };
    let (result, message) = match found.is_empty() {
        true => (results::PASS, format!("The policy document does not {grants}.")),
        false => {
            let message = format!("The policy document {}.", grants.replacen("grant", "grants", 1));
            (results::FAIL, message)
        }
    };
    let reasons = compare::reasons(&policy, &found, &format!("One or more of the listed {list}"));
    Ok(CheckAccessNotGrantedOutput {
        result: Some(result.to_owned()),
        message: Some(message),
        reasons: Some(reasons).filter(|list| !list.is_empty()),
    })
}
