//! Resource policies: what an account lets services and other accounts do with its log groups. All of them are
//! evaluated as one, which is kept merged, since every call reads it.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html>

use gen_logs::ResourcePolicy as Shown;
use gen_logs::values::policy_scope;
use kernel::{ApiError, ApiResult, Cx};
use policy::PolicyDocument;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::tables::{ACCOUNT_POLICY, RESOURCE_POLICIES};
use crate::{errors, limits};

/// A policy as it was put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResourcePolicy {
    pub(crate) document: String,
    /// Milliseconds.
    pub(crate) updated_at: i64,
}

impl ResourcePolicy {
    pub(crate) fn show(self, name: String) -> Shown {
        Shown {
            policy_name: Some(name),
            policy_document: Some(self.document),
            last_updated_time: Some(self.updated_at),
            policy_scope: Some(policy_scope::ACCOUNT.to_owned()),
            resource_arn: None,
            revision_id: None,
        }
    }
}

/// Checks that `text` is a policy, in the words of the member that holds it.
pub(crate) fn check(text: &str, refused: impl Fn() -> ApiError) -> ApiResult<()> {
    if text.len() > limits::MAX_POLICY || PolicyDocument::parse(text).is_err() {
        return Err(refused());
    }
    statements(text).map(drop).ok_or_else(refused)
}

/// All policies of the account as one; `None` when there is none.
pub(crate) async fn of_account(cx: &mut Cx<'_>) -> ApiResult<Option<String>> {
    Ok(cx.get_shared(&ACCOUNT_POLICY, &()).await?.map(|text| text.as_ref().clone()))
}

/// Merges the account's policies anew, with `put` in the place of the one of its name, or without the one called
/// `gone`.
pub(crate) async fn merge(
    cx: &mut Cx<'_>,
    put: Option<(&str, &str)>,
    gone: Option<&str>,
) -> ApiResult<()> {
    let rows = cx.rows(&RESOURCE_POLICIES);
    let all = cx.range(&RESOURCE_POLICIES, &rows, limits::MAX_RESOURCE_POLICIES + 1).await?;
    let changed = |name: &str| put.is_some_and(|(own, _)| own == name) || gone == Some(name);
    let others =
        all.iter().filter(|(name, _)| !changed(name)).map(|(_, row)| row.document.as_str());
    let texts: Vec<&str> = others.chain(put.map(|(_, text)| text)).collect();
    if texts.is_empty() {
        cx.delete(&ACCOUNT_POLICY, &());
        return Ok(());
    }
    let merged = merged(&texts).ok_or_else(|| ApiError::bug("a stored policy is none"))?;
    cx.put(&ACCOUNT_POLICY, &(), &merged);
    Ok(())
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Merged {
    version: &'static str,
    statement: Vec<Box<RawValue>>,
}

fn merged(texts: &[&str]) -> Option<String> {
    let mut statement = Vec::new();
    for text in texts {
        statement.extend(statements(text)?);
    }
    serde_json::to_string(&Merged { version: "2012-10-17", statement }).ok()
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    statement: Box<RawValue>,
}

fn statements(text: &str) -> Option<Vec<Box<RawValue>>> {
    let document: Document = serde_json::from_str(text).ok()?;
    let text = document.statement.get();
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text).ok();
    }
    Some(vec![document.statement])
}

pub(crate) fn not_found(name: &str) -> ApiError {
    errors::not_found(format!("Policy with name [{name}] does not exist."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_become_one() {
        let one = r#"{"Version": "2008-10-17", "Statement": {"Effect": "Allow"}}"#;
        let two = r#"{"Statement": [{"Effect": "Deny"}, {"Sid": "x"}]}"#;
        let merged = merged(&[one, two]);
        let expected = r#"{"Version":"2012-10-17","Statement":[{"Effect": "Allow"},{"Effect": "Deny"},{"Sid": "x"}]}"#;
        assert_eq!(merged.as_deref(), Some(expected));
        assert_eq!(statements("[]").map(|all| all.len()), None);
    }
}
