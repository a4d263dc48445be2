//! CheckNoPublicAccess: whether a resource's policy lets in anybody, decided by evaluation.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CheckNoPublicAccess.html>

use gen_accessanalyzer::values::access_check_policy_type;
use gen_accessanalyzer::values::check_no_public_access_result as results;
use gen_accessanalyzer::{CheckNoPublicAccessInput, CheckNoPublicAccessOutput};
use kernel::{ApiResult, Cx};

use crate::external::{self, Subject};
use crate::zone::Zone;
use crate::{compare, document, facts};

pub(crate) async fn check_no_public_access(
    cx: &mut Cx<'_>,
    input: &CheckNoPublicAccessInput,
) -> ApiResult<CheckNoPublicAccessOutput> {
    let kind = access_check_policy_type::RESOURCE_POLICY;
    let policy = document::of_type(&input.policy_document, kind)?;
    let mut actions = facts::actions_on(&input.resource_type);
    if actions.is_empty() {
        actions = document::some_actions(&policy);
    }
    let owner = cx.account();
    let subject = Subject {
        resources: document::some_resources(&policy),
        owner,
        organization: None,
        document: &policy,
        trust: input.resource_type.starts_with("AWS::IAM::"),
        actions: &actions,
        now: cx.now(),
    };
    let zone = Zone { accounts: vec![owner], organization: None };
    let found = external::public_statements(&subject, &zone);
    let (result, message) = match found.is_empty() {
        true => (
            results::PASS,
            "The resource policy does not grant public access for the given resource type.",
        ),
        false => {
            (results::FAIL, "The resource policy grants public access for the given resource type.")
        }
    };
    let reasons = compare::reasons(&policy, &found, "Public access granted");
    Ok(CheckNoPublicAccessOutput {
        result: Some(result.to_owned()),
        message: Some(message.to_owned()),
        reasons: Some(reasons).filter(|list| !list.is_empty()),
    })
}
