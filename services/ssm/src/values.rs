//! What a value may be: its size by tier, its form by data type, its pattern.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html>

use fancy_regex::{Regex, RegexBuilder};
use kernel::ApiResult;
use serde::de::IgnoredAny;

use crate::name::ParameterKey;
use crate::parameter::{Kind, Tier};
use crate::{errors, limits};

/// Parameters of webhooks and other integrations lie here.
const INTEGRATIONS: &str = "/d9d01087-4a3f-49e0-b0b4-d568d7826553/ssm/integrations/";

/// What every value must be.
pub(crate) fn check_form(value: &str) -> ApiResult<()> {
    if value.is_empty() {
        return Err(errors::empty_value());
    }
    let nests = value.split_once("{{").is_some_and(|(_, rest)| rest.contains("}}"));
    if nests { Err(errors::nested_value(value)) } else { Ok(()) }
}

/// Whether the value needs the advanced tier.
pub(crate) fn is_large(value: &str) -> bool {
    value.len() > limits::STANDARD_VALUE
}

/// Whether the value fits into its tier.
pub(crate) fn check_size(value: &str, tier: Tier) -> ApiResult<()> {
    let most = match tier {
        Tier::Standard => limits::STANDARD_VALUE,
        Tier::Advanced => limits::ADVANCED_VALUE,
    };
    if value.len() > most { Err(errors::value_too_long(tier)) } else { Ok(()) }
}

/// Whether the value is of its data type.
pub(crate) fn check_data_type(
    data_type: &str,
    kind: Kind,
    key: &ParameterKey,
    value: &str,
) -> ApiResult<()> {
    match data_type {
        "text" => Ok(()),
        "aws:ec2:image" if kind != Kind::String => Err(errors::validation(
            "The data type aws:ec2:image is supported for String parameters only.",
        )),
        "aws:ec2:image" if is_image_id(value) => Ok(()),
        "aws:ec2:image" => Err(errors::validation(format!(
            "The parameter value {value} is not in the format of an Amazon Machine Image (AMI) ID."
        ))),
        "aws:ssm:integration" => check_integration(kind, key, value),
        other => Err(errors::data_type(other)),
    }
}

/// `ami-` and 8 or 17 hexadecimal digits.
fn is_image_id(value: &str) -> bool {
    let Some(id) = value.strip_prefix("ami-") else { return false };
    matches!(id.len(), 8 | 17) && id.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn check_integration(kind: Kind, key: &ParameterKey, value: &str) -> ApiResult<()> {
    if kind != Kind::SecureString || !key.as_str().starts_with(INTEGRATIONS) {
        return Err(errors::validation(format!(
            "The data type aws:ssm:integration is supported for SecureString parameters below {INTEGRATIONS} only."
        )));
    }
    match serde_json::from_str::<IgnoredAny>(value) {
        Ok(_) if value.trim_start().starts_with('{') => Ok(()),
        _ => Err(errors::validation("The value of an integration must be a JSON object.")),
    }
}

/// Whether the whole value matches the pattern.
pub(crate) fn check_pattern(pattern: &str, value: &str) -> ApiResult<()> {
    // By itself first: parentheses that do not match must not be made to match ours.
    compiled(pattern)?;
    let regex = compiled(&format!("^(?:{pattern})$"))?;
    // A match that takes too many steps is none.
    match regex.is_match(value) {
        Ok(true) => Ok(()),
        _ => Err(errors::pattern_mismatch(pattern)),
    }
}

fn compiled(pattern: &str) -> ApiResult<Regex> {
    RegexBuilder::new(pattern)
        .backtrack_limit(limits::PATTERN_STEPS)
        .delegate_size_limit(limits::PATTERN_BYTES)
        .build()
        .map_err(|_| errors::allowed_pattern())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_and_sizes() {
        assert!(
            check_form("x").is_ok() && check_form("{{ }").is_ok() && check_form("}}{{").is_ok()
        );
        assert!(check_form("").is_err() && check_form("a {{ssm:b}}").is_err());
        let (small, large) = ("x".repeat(4_096), "x".repeat(4_097));
        assert!(check_size(&small, Tier::Standard).is_ok() && !is_large(&small));
        assert!(check_size(&large, Tier::Standard).is_err() && is_large(&large));
        assert!(check_size(&large, Tier::Advanced).is_ok());
        assert!(check_size(&"x".repeat(8_193), Tier::Advanced).is_err());
    }

    #[test]
    fn data_types() {
        let key = ParameterKey::of("x");
        let hook = ParameterKey::of(&format!("{INTEGRATIONS}hook"));
        for (data_type, kind, key, value, good) in [
            ("text", Kind::String, &key, "v", true),
            ("Text", Kind::String, &key, "v", false),
            ("aws:ec2:image", Kind::String, &key, "ami-0abcdef1234567890", true),
            ("aws:ec2:image", Kind::String, &key, "ami-12345678", true),
            ("aws:ec2:image", Kind::String, &key, "ami-123", false),
            ("aws:ec2:image", Kind::String, &key, "image", false),
            ("aws:ec2:image", Kind::StringList, &key, "ami-12345678", false),
            ("aws:ssm:integration", Kind::SecureString, &hook, "{}", true),
            ("aws:ssm:integration", Kind::SecureString, &hook, "1", false),
            ("aws:ssm:integration", Kind::SecureString, &key, "{}", false),
            ("aws:ssm:integration", Kind::String, &hook, "{}", false),
        ] {
            assert_eq!(
                check_data_type(data_type, kind, key, value).is_ok(),
                good,
                "{data_type} {value}"
            );
        }
    }

    #[test]
    fn patterns_hold_for_the_whole_value_and_end() {
        assert!(check_pattern(r"\d+", "42").is_ok() && check_pattern(r"^\d+$", "42").is_ok());
        assert!(check_pattern("a|b", "b").is_ok());
        assert_eq!(
            check_pattern(r"\d+", "42x").expect_err("too much").code(),
            "ParameterPatternMismatchException"
        );
        for none in ["(", "a)|(b", "[", "(?:a{1000}){1000}{1000}"] {
            let refused = check_pattern(none, "a").expect_err(none);
            assert_eq!(refused.code(), "InvalidAllowedPatternException", "{none}");
        }
        let hostile = r"(a+)+\1$";
        assert!(check_pattern(hostile, &format!("{}!", "a".repeat(40))).is_err());
    }
}
