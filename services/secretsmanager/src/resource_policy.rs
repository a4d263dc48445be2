//! The resource policy of a secret: checked for its form when it is attached, evaluated with every call, and, when the
//! request asks for that, refused if it lets in anybody, which Access Analyzer decides.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html>

use gen_accessanalyzer::CheckNoPublicAccessInput;
use gen_accessanalyzer::operations::CheckNoPublicAccess;
use gen_accessanalyzer::values::check_no_public_access_result::PASS;
use kernel::{ApiError, ApiResult, Cx};
use policy::{Kind, PolicyDocument, PolicyError};

use crate::errors;

/// The name of the one policy that a secret's owner writes.
pub(crate) const DEFAULT: &str = "default";

/// Fails unless `text` is a policy that a secret can have.
pub(crate) fn check(text: &str) -> ApiResult<()> {
    let document = PolicyDocument::parse(text).map_err(|error| refusal(&error))?;
    policy::validate(&document, Kind::Resource).map_err(|error| refusal(&error))
}

fn refusal(error: &PolicyError) -> ApiError {
    match error {
        PolicyError::Principal { .. } => errors::policy_principal(),
        _ => errors::policy_syntax(),
    }
}

/// Whether the policy lets in anybody.
pub(crate) async fn is_public(cx: &mut Cx<'_>, text: &str) -> ApiResult<bool> {
    let account = cx.account();
    let input = CheckNoPublicAccessInput {
        policy_document: text.to_owned(),
        resource_type: "AWS::SecretsManager::Secret".to_owned(),
    };
    let answer = cx.call_as_service::<CheckNoPublicAccess>(account, input).await?;
    Ok(answer.result.as_deref() != Some(PASS))
}

/// Fails for the name of a policy that only AWS writes.
pub(crate) fn require_default(name: Option<&str>) -> ApiResult<()> {
    match name {
        None | Some(DEFAULT) => Ok(()),
        Some(_) => Err(errors::managed_policy_name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let good = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"secretsmanager:GetSecretValue","Resource":"*"}]}"#;
        assert!(check(good).is_ok());
        let deep = "[".repeat(20_000);
        for (bad, message) in [
            ("", "This policy has invalid syntax."),
            ("{}", "This policy has invalid syntax."),
            (&deep, "This policy has invalid syntax."),
            (&good.replace("2012-10-17", "2019-10-19"), "This policy has invalid syntax."),
            (&good.replace("\"Principal\":\"*\",", ""), "This policy has invalid syntax."),
            (
                &good.replace("\"Principal\":\"*\"", "\"Principal\":{\"AWS\":\"nobody\"}"),
                "This resource policy contains an unsupported principal.",
            ),
        ] {
            let error = check(bad).expect_err(bad);
            assert_eq!(error.code(), "MalformedPolicyDocumentException");
            assert_eq!(error.message(), Some(message), "{bad}");
        }
    }
}
