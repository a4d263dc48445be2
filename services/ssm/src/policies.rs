//! Parameter policies: when a parameter goes away, and when somebody is told that it will, or that it has not changed.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-policies.html>

use std::time::Duration;

use kernel::{ApiResult, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{errors, limits};

/// One policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Policy {
    /// As it was given.
    pub(crate) text: String,
    pub(crate) rule: Rule,
    /// Whether it has done what it says.
    pub(crate) done: bool,
}

/// What a policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Rule {
    /// The parameter is deleted then.
    Expiration(Timestamp),
    /// Somebody is told so long before.
    ExpirationNotification(Duration),
    /// Somebody is told when it has not changed for so long.
    NoChangeNotification(Duration),
}

impl Rule {
    /// The policy's type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Rule::Expiration(_) => "Expiration",
            Rule::ExpirationNotification(_) => "ExpirationNotification",
            Rule::NoChangeNotification(_) => "NoChangeNotification",
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PolicyText {
    r#type: String,
    version: String,
    attributes: Attributes,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Attributes {
    timestamp: Option<String>,
    before: Option<String>,
    after: Option<String>,
    unit: Option<String>,
}

/// Reads the policies of a request: a JSON array. `[{}]` and `[]` take all policies away.
pub(crate) fn parse(text: &str, now: Timestamp) -> ApiResult<Vec<Policy>> {
    let bad = || errors::policy_attribute("Policies must be a JSON array of parameter policies.");
    let raw: Vec<&RawValue> = serde_json::from_str(text).map_err(|_| bad())?;
    if raw.len() > limits::POLICIES {
        return Err(errors::too_many_policies());
    }
    let is_empty =
        |raw: &&RawValue| raw.get().chars().filter(|c| !c.is_whitespace()).eq("{}".chars());
    let given = raw.into_iter().filter(|raw| !is_empty(raw));
    let policies = given.map(|raw| one(raw.get(), now)).collect::<ApiResult<Vec<Policy>>>()?;
    fit(&policies)?;
    Ok(policies)
}

fn one(text: &str, now: Timestamp) -> ApiResult<Policy> {
    let bad = |what: &str| errors::policy_attribute(what);
    let read: PolicyText = serde_json::from_str(text)
        .map_err(|_| bad("A policy has a Type, a Version and Attributes that its type knows."))?;
    if read.version != "1.0" {
        return Err(bad("The Version of a parameter policy must be 1.0."));
    }
    let Attributes { timestamp, before, after, unit } = read.attributes;
    let rule = match (read.r#type.as_str(), timestamp, before, after) {
        ("Expiration", Some(at), None, None) if unit.is_none() => {
            let at = Timestamp::parse_iso8601(&at)
                .map_err(|_| bad("Timestamp must be in ISO 8601 format."))?;
            if at <= now {
                return Err(bad("The expiration time must be in the future."));
            }
            Rule::Expiration(at)
        }
        ("ExpirationNotification", None, Some(before), None) => {
            Rule::ExpirationNotification(span(&before, unit.as_deref())?)
        }
        ("NoChangeNotification", None, None, Some(after)) => {
            Rule::NoChangeNotification(span(&after, unit.as_deref())?)
        }
        ("Expiration" | "ExpirationNotification" | "NoChangeNotification", ..) => {
            return Err(bad("The attributes are not those of the policy's type."));
        }
        _ => return Err(errors::policy_type()),
    };
    Ok(Policy { text: text.to_owned(), rule, done: false })
}

/// So many days or hours.
fn span(count: &str, unit: Option<&str>) -> ApiResult<Duration> {
    let bad = |what: &str| errors::policy_attribute(what);
    let hours = match unit {
        Some("Days") => 24,
        Some("Hours") => 1,
        _ => return Err(bad("Unit must be Days or Hours.")),
    };
    let count: u64 = count
        .parse()
        .ok()
        .filter(|count| (1..=36_500).contains(count))
        .ok_or_else(|| bad("Before and After must be whole numbers greater than zero."))?;
    Ok(Duration::from_secs(count * hours * 3_600))
}

/// Whether these policies go together.
fn fit(policies: &[Policy]) -> ApiResult<()> {
    let count = |name: &str| policies.iter().filter(|p| p.rule.name() == name).count();
    if count("Expiration") > 1 {
        return Err(errors::incompatible_policies(
            "A parameter can have one Expiration policy at most.",
        ));
    }
    if count("ExpirationNotification") > 0 && count("Expiration") == 0 {
        return Err(errors::incompatible_policies(
            "An ExpirationNotification policy needs an Expiration policy.",
        ));
    }
    Ok(())
}

/// The policies that a new version takes over from the one before: the time without a change begins anew.
pub(crate) fn carried_over(policies: &[Policy]) -> Vec<Policy> {
    let anew = |policy: &Policy| {
        let done = policy.done && !matches!(policy.rule, Rule::NoChangeNotification(_));
        Policy { done, ..policy.clone() }
    };
    policies.iter().map(anew).collect()
}

/// When the policy at `index` is due for a parameter that was changed last at `modified_at`.
pub(crate) fn due(policies: &[Policy], index: usize, modified_at: Timestamp) -> Option<Timestamp> {
    let expiration = policies.iter().find_map(|policy| match policy.rule {
        Rule::Expiration(at) => Some(at),
        _ => None,
    });
    let policy = policies.get(index).filter(|policy| !policy.done)?;
    match policy.rule {
        Rule::Expiration(at) => Some(at),
        Rule::ExpirationNotification(before) => Some(expiration?.minus(before)),
        Rule::NoChangeNotification(after) => Some(modified_at.plus(after)),
    }
}

/// When the first policy is due.
pub(crate) fn next_due(policies: &[Policy], modified_at: Timestamp) -> Option<Timestamp> {
    (0..policies.len()).filter_map(|index| due(policies, index, modified_at)).min()
}

/// The policies as answers show them.
pub(crate) fn shown(policies: &[Policy]) -> Vec<gen_ssm::ParameterInlinePolicy> {
    let show = |policy: &Policy| gen_ssm::ParameterInlinePolicy {
        policy_text: Some(policy.text.clone()),
        policy_type: Some(policy.rule.name().to_owned()),
        policy_status: Some(if policy.done { "Finished" } else { "Pending" }.to_owned()),
    };
    policies.iter().map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);
    const EXPIRES: &str = r#"{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2030-01-01T00:00:00.000Z"}}"#;
    const WARNS: &str = r#"{"Type":"ExpirationNotification","Version":"1.0","Attributes":{"Before":"30","Unit":"Days"}}"#;
    const STALE: &str = r#"{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Hours"}}"#;

    #[test]
    fn policies_are_read_and_due() {
        let all = parse(&format!("[{EXPIRES}, {WARNS}, {STALE}]"), NOW).expect("policies");
        let expires = Timestamp::parse_iso8601("2030-01-01T00:00:00Z").expect("a time");
        assert_eq!(all[0].text, EXPIRES);
        assert_eq!(due(&all, 0, NOW), Some(expires));
        let month = Duration::from_secs(30 * 86_400);
        assert_eq!(due(&all, 1, NOW), Some(expires.minus(month)));
        let stale = NOW.plus(Duration::from_secs(72_000));
        assert_eq!((due(&all, 2, NOW), next_due(&all, NOW)), (Some(stale), Some(stale)));
        let mut done = all;
        done.iter_mut().for_each(|policy| policy.done = true);
        assert_eq!(next_due(&done, NOW), None);
        let over: Vec<bool> = carried_over(&done).iter().map(|policy| policy.done).collect();
        assert_eq!(over, [true, true, false]);
        let offset = EXPIRES.replace("00.000Z", "00.000+10:30");
        assert!(parse(&format!("[{offset}]"), NOW).is_ok());
        assert_eq!(parse("[{}]", NOW).expect("none"), []);
        assert_eq!(parse(" [ { } ] ", NOW).expect("none"), []);
        assert_eq!(parse("[]", NOW).expect("none"), []);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let deep = "[".repeat(4_000);
        let eleven = format!("[{}]", [STALE; 11].join(","));
        for (text, code) in [
            ("", "InvalidPolicyAttributeException"),
            ("{}", "InvalidPolicyAttributeException"),
            (deep.as_str(), "InvalidPolicyAttributeException"),
            (r#"["x"]"#, "InvalidPolicyAttributeException"),
            (&format!("[{}]", EXPIRES.replace("2030", "2020")), "InvalidPolicyAttributeException"),
            (&format!("[{}]", EXPIRES.replace("2030-", "x")), "InvalidPolicyAttributeException"),
            (&format!("[{}]", EXPIRES.replace("1.0", "2.0")), "InvalidPolicyAttributeException"),
            (&format!("[{}]", STALE.replace("Hours", "Weeks")), "InvalidPolicyAttributeException"),
            (&format!("[{}]", STALE.replace("20", "0")), "InvalidPolicyAttributeException"),
            (&format!("[{}]", STALE.replace("20", "-1")), "InvalidPolicyAttributeException"),
            (&format!("[{}]", STALE.replace("After", "Before")), "InvalidPolicyAttributeException"),
            (&format!("[{}]", STALE.replace("NoChange", "Any")), "InvalidPolicyTypeException"),
            (&format!("[{EXPIRES},{EXPIRES}]"), "IncompatiblePolicyException"),
            (&format!("[{WARNS}]"), "IncompatiblePolicyException"),
            (&eleven, "PoliciesLimitExceededException"),
        ] {
            assert_eq!(parse(text, NOW).expect_err(text).code(), code, "{text}");
        }
    }
}
