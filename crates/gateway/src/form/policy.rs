//! What the signer of a form allows: until when, which fields with which values, how large a file.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html>

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::Timestamp;
use schema::ApiError;
use serde::Deserialize;

use super::fields::Fields;

#[derive(Debug, Deserialize)]
struct Document {
    expiration: String,
    conditions: Vec<Written>,
}

/// A condition as it is written.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Written {
    Simple(BTreeMap<String, Scalar>),
    List(Vec<Scalar>),
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Scalar {
    Number(i64),
    Text(String),
}

impl Scalar {
    fn text(&self) -> String {
        match self {
            Scalar::Number(number) => number.to_string(),
            Scalar::Text(text) => text.clone(),
        }
    }
}

/// A condition: operator and operands, as texts.
type Condition = [String; 3];

#[derive(Debug)]
pub(super) struct Policy {
    expiration: Timestamp,
    conditions: Vec<Condition>,
}

impl Policy {
    /// The policy of a form, if it has one.
    pub(super) fn of(fields: &Fields) -> Result<Option<Policy>, ApiError> {
        fields.get("policy").map(Policy::parse).transpose()
    }

    fn parse(text: &str) -> Result<Policy, ApiError> {
        let json = STANDARD.decode(text.trim()).map_err(|_| invalid("Invalid base64"))?;
        let document: Document =
            serde_json::from_slice(&json).map_err(|_| invalid("Invalid JSON."))?;
        let expiration = Timestamp::parse_iso8601(&document.expiration)
            .map_err(|_| invalid("Invalid 'expiration' value"))?;
        let conditions = document.conditions.iter().map(condition).collect::<Result<_, _>>()?;
        Ok(Policy { expiration, conditions })
    }

    /// Whether it allows a form.
    pub(super) fn check(&self, fields: &Fields, now: Timestamp) -> Result<(), ApiError> {
        if self.expiration < now {
            return Err(denied("Policy expired."));
        }
        for condition in &self.conditions {
            if !holds(condition, fields) {
                let [operator, name, value] = condition;
                return Err(denied(&format!(
                    "Policy Condition failed: [\"{operator}\", \"{name}\", \"{value}\"]"
                )));
            }
        }
        let covered = |field: &str| {
            self.conditions.iter().any(|[_, name, _]| {
                name.strip_prefix('$').is_some_and(|name| name.eq_ignore_ascii_case(field))
            })
        };
        match fields.names().find(|name| !is_free(name) && !covered(name)) {
            Some(extra) => Err(denied(&format!("Extra input fields: {}", extra.to_lowercase()))),
            None => Ok(()),
        }
    }

    /// The least and greatest size of the file.
    pub(super) fn sizes(&self) -> Option<(u64, u64)> {
        let range = self.conditions.iter().find(|[operator, ..]| operator == RANGE)?;
        Some((range[1].parse().ok()?, range[2].parse().ok()?))
    }
}

const RANGE: &str = "content-length-range";

/// Fields that no condition needs to name.
fn is_free(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "policy" | "file" | "awsaccesskeyid" | "signature" | "x-amz-signature")
        || name.starts_with("x-ignore-")
}

fn condition(written: &Written) -> Result<Condition, ApiError> {
    match written {
        Written::Simple(map) => {
            let mut entries = map.iter();
            match (entries.next(), entries.next()) {
                (Some((name, value)), None) => {
                    Ok(["eq".to_owned(), format!("${name}"), value.text()])
                }
                _ => Err(invalid(
                    "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.",
                )),
            }
        }
        Written::List(list) => match list.as_slice() {
            [operator, name, value] => {
                Ok([operator.text().to_lowercase(), name.text(), value.text()])
            }
            _ => Err(invalid("Invalid Condition: wrong number of arguments.")),
        },
    }
}

fn holds([operator, name, value]: &Condition, fields: &Fields) -> bool {
    if operator == RANGE {
        return name.parse::<u64>().is_ok() && value.parse::<u64>().is_ok();
    }
    let Some(given) = name.strip_prefix('$').and_then(|name| fields.get(name)) else {
        // A field that is not there begins with nothing.
        return operator == "starts-with" && value.is_empty() && name.starts_with('$');
    };
    match operator.as_str() {
        "eq" => given == value,
        "starts-with" => given.starts_with(value.as_str()),
        _ => false,
    }
}

fn denied(why: &str) -> ApiError {
    ApiError::new("AccessDenied", 403, format!("Invalid according to Policy: {why}"))
}

fn invalid(why: &str) -> ApiError {
    ApiError::new("InvalidPolicyDocument", 400, format!("Invalid Policy: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(conditions: &str) -> Result<Policy, ApiError> {
        let json =
            format!(r#"{{"expiration": "2030-01-01T00:00:00Z", "conditions": {conditions}}}"#);
        Policy::parse(&STANDARD.encode(json))
    }

    #[test]
    fn conditions() {
        let given = |pairs: &[(&str, &str)]| {
            let all = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
            Fields::new("b", all, Some("f.txt"))
        };
        let now = Timestamp::from_micros(0);
        for (conditions, fields, allowed) in [
            (r#"[{"key": "k"}]"#, given(&[("key", "k")]), true),
            (r#"[{"key": "k"}]"#, given(&[("Key", "k")]), true),
            (r#"[{"key": "k"}]"#, given(&[("key", "x")]), false),
            (r#"[["eq", "$key", "k"]]"#, given(&[("key", "k")]), true),
            (r#"[["eq", "key", "k"]]"#, given(&[("key", "k")]), false),
            (r#"[["starts-with", "$key", "up/"]]"#, given(&[("key", "up/${filename}")]), true),
            (r#"[["starts-with", "$key", ""], {"bucket": "b"}]"#, given(&[("key", "k")]), true),
            (r#"[{"bucket": "c"}]"#, given(&[]), false),
            (r#"[]"#, given(&[("acl", "private")]), false),
            (r#"[]"#, given(&[("x-ignore-me", "1"), ("policy", "p")]), true),
            (r#"[["content-length-range", 1, 10]]"#, given(&[]), true),
            (r#"[["content-length-range", "test", "10"]]"#, given(&[]), false),
        ] {
            let policy = policy(conditions).expect("it parses");
            assert_eq!(policy.check(&fields, now).is_ok(), allowed, "{conditions}");
        }
        assert!(policy(r#"[{"a": "b", "c": "d"}]"#).is_err());
        let sizes = policy(r#"[["content-length-range", 1, "10"]]"#).expect("it parses").sizes();
        assert_eq!(sizes, Some((1, 10)));
        let late = Timestamp::parse_iso8601("2030-01-01T00:00:01Z").expect("a time");
        assert!(policy("[]").expect("it parses").check(&given(&[]), late).is_err());
    }
}
