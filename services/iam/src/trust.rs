//! Trust policies. IAM keeps the unique ids of the users and roles that they name: whoever is deleted is shown by id from
//! then on, and who comes later under the same name is somebody else.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use std::ops::Range;

use kernel::{ApiResult, Arn, Cx};
use policy::{Kind, PolicyError, PrincipalSpec};
use serde::{Deserialize, Serialize};

use crate::policy_text;
use crate::tables::IDS;

/// A trust policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Trust {
    /// As it was given.
    pub(crate) document: String,
    /// Principals that are users or roles: as written, and the unique id.
    pub(crate) principals: Vec<(String, String)>,
}

/// Reads a trust policy, whose principals must exist.
pub(crate) async fn parse(cx: &mut Cx<'_>, text: &str) -> ApiResult<Trust> {
    let document = policy_text::trust(text)?;
    let mut principals: Vec<(String, String)> = Vec::new();
    for (statement, of) in document.statements.iter().enumerate() {
        for spec in of.principal.iter().flat_map(|element| &element.principals) {
            let (written, id) = match spec {
                PrincipalSpec::Arn(arn) => (arn.to_string(), id_of(cx, arn).await?),
                PrincipalSpec::UniqueId(id) => {
                    (id.clone(), cx.get(&IDS, id).await?.map(|_| Some(id.clone())))
                }
                _ => continue,
            };
            match id {
                Some(Some(id)) if principals.iter().all(|(known, _)| *known != written) => {
                    principals.push((written, id));
                }
                Some(_) => {}
                None => {
                    let kind = "AWS".to_owned();
                    let error = PolicyError::Principal { statement, kind, value: written };
                    return Err(policy_text::refused(Kind::Trust, &error));
                }
            }
        }
    }
    Ok(Trust { document: text.to_owned(), principals })
}

/// The unique id of a principal; `Some(None)` for one that has none of its own, `None` when it does not exist.
async fn id_of(cx: &mut Cx<'_>, arn: &Arn) -> ApiResult<Option<Option<String>>> {
    let resource = arn.resource();
    if arn.service() != "iam" || arn.account() == "cloudfront" {
        return Ok(Some(None));
    }
    let id = if resource.starts_with("user/") {
        cx.user_facts(arn).await?.map(|user| user.id)
    } else {
        cx.role_facts(arn).await?.map(|role| role.id)
    };
    Ok(id.map(Some))
}

/// The document as it is now: who was deleted, renamed or moved is shown by id or by the new ARN.
pub(crate) async fn current(cx: &mut Cx<'_>, trust: &Trust) -> ApiResult<String> {
    let mut changed = Vec::new();
    for (written, id) in &trust.principals {
        let now = cx.get(&IDS, id).await?.unwrap_or_else(|| id.clone());
        if now != *written {
            changed.push((written.as_str(), now));
        }
    }
    Ok(replaced(&trust.document, &changed))
}

/// `text` with other principals.
fn replaced(text: &str, changed: &[(&str, String)]) -> String {
    if changed.is_empty() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for span in principal_spans(text) {
        let written = text[span.clone()].replace("\\/", "/");
        if let Some((_, now)) = changed.iter().find(|(known, _)| *known == written) {
            out.push_str(&text[end..span.start]);
            out.push_str(now);
            end = span.end;
        }
    }
    out.push_str(&text[end..]);
    out
}

/// Where the strings lie that are values within `Principal` elements, without their quotes. `text` is known to be JSON.
fn principal_spans(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut around: Vec<Around> = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let within = around.last().is_some_and(|outer| outer.within || outer.key == Some(true));
        match byte {
            b'{' => around.push(Around { object: true, within, key: None }),
            b'[' => around.push(Around { object: false, within, key: None }),
            b'}' | b']' => drop(around.pop()),
            b',' => {
                if let Some(inner) = around.last_mut() {
                    inner.key = None;
                }
            }
            b'"' => {
                let start = at + 1;
                at = end_of_string(bytes, start);
                let span = start..at;
                match around.last_mut().filter(|inner| inner.object && inner.key.is_none()) {
                    Some(inner) => {
                        inner.key = Some(matches!(&text[span], "Principal" | "NotPrincipal"));
                    }
                    None if within => spans.push(span),
                    None => {}
                }
            }
            _ => {}
        }
        at += 1;
    }
    spans
}

/// An object or array around a place in JSON.
struct Around {
    object: bool,
    /// Whether it is (part of) a principal.
    within: bool,
    /// Of an object, the member being read: whether it is a principal.
    key: Option<bool>,
}

/// Where the string that begins at `start` has its closing quote.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while bytes.get(at).is_some_and(|byte| *byte != b'"') {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_principals_are_replaced() {
        let changed = [("arn:a", "AIDA1".to_owned()), ("arn:b", "arn:c".to_owned())];
        for (text, expected) in [
            (
                r#"{"Statement":{"Principal":{"AWS":"arn:a"}}}"#,
                r#"{"Statement":{"Principal":{"AWS":"AIDA1"}}}"#,
            ),
            (
                r#"{"Statement":[{"Sid":"arn:a","Principal":{"AWS":["arn:x", "arn:b","arn:a"]},"Condition":{"A":{"k":"arn:a"}}}]}"#,
                r#"{"Statement":[{"Sid":"arn:a","Principal":{"AWS":["arn:x", "arn:c","AIDA1"]},"Condition":{"A":{"k":"arn:a"}}}]}"#,
            ),
            (
                r#"{"Principal":"*","Action":["arn:a"],"a\"":"arn:a"}"#,
                r#"{"Principal":"*","Action":["arn:a"],"a\"":"arn:a"}"#,
            ),
        ] {
            assert_eq!(replaced(text, &changed), expected);
        }
    }
}
