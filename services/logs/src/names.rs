//! Names of log groups and log streams, and how requests name a group: by name or by ARN.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html>

use kernel::{ApiResult, Arn, Cx};
use serde::{Deserialize, Serialize};

use crate::{errors, limits};

/// A log group's name: 1 to 512 letters, digits and `_ - / . #`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct GroupName(pub(crate) String);

/// A log stream's name: 1 to 512 characters other than `:` and `*`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct StreamName(pub(crate) String);

store::key_newtype!(GroupName(String), StreamName(String));

impl GroupName {
    /// The name that `text` is, if it can be one.
    pub(crate) fn parse(text: &str) -> Option<GroupName> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_-/.#".contains(&b);
        let good = (1..=limits::MAX_NAME).contains(&text.len()) && text.bytes().all(allowed);
        good.then(|| GroupName(text.to_owned()))
    }

    /// The name of a group that a request is about.
    pub(crate) fn of(text: &str) -> ApiResult<GroupName> {
        GroupName::parse(text).ok_or_else(|| errors::name_pattern("logGroupName", text))
    }

    /// The name of a group that is to be created.
    pub(crate) fn for_new(text: &str) -> ApiResult<GroupName> {
        let name = GroupName::of(text)?;
        let reserved = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws/"));
        if reserved {
            return Err(errors::invalid("Log groups starting with AWS/ are reserved for AWS."));
        }
        Ok(name)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl StreamName {
    /// The name that `text` is, if it can be one.
    pub(crate) fn parse(text: &str) -> Option<StreamName> {
        let length = text.chars().count();
        let good = (1..=limits::MAX_NAME).contains(&length) && !text.contains([':', '*']);
        good.then(|| StreamName(text.to_owned()))
    }

    /// The name of a stream that a request is about.
    pub(crate) fn of(text: &str) -> ApiResult<StreamName> {
        StreamName::parse(text).ok_or_else(|| errors::stream_name_pattern(text))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The part of a log group's ARN after the account: `log-group:NAME`, with or without `:*`.
pub(crate) fn of_resource(resource: &str) -> Option<GroupName> {
    let name = resource.strip_prefix("log-group:")?;
    GroupName::parse(name.strip_suffix(":*").unwrap_or(name))
}

/// The group that an identifier means: a name, or the ARN of a group of this account and region.
pub(crate) fn of_identifier(cx: &Cx<'_>, text: &str) -> ApiResult<GroupName> {
    if !text.starts_with("arn:") {
        return GroupName::parse(text)
            .ok_or_else(|| errors::name_pattern("logGroupIdentifier", text));
    }
    let refused = || errors::validation("The specified log group ARN is invalid.");
    let arn = text.parse::<Arn>().map_err(|_| refused())?;
    let name = arn.resource().strip_prefix("log-group:").and_then(GroupName::parse);
    let name = name.filter(|_| arn.service() == "logs").ok_or_else(refused)?;
    let here = arn.region() == cx.region().as_str() && arn.account() == cx.account().as_str();
    if here { Ok(name) } else { Err(errors::no_group()) }
}

/// The group of a request that takes either its name or an identifier.
pub(crate) fn of_either(
    cx: &Cx<'_>,
    name: Option<&str>,
    identifier: Option<&str>,
) -> ApiResult<GroupName> {
    match (name, identifier) {
        (Some(_), Some(_)) => Err(errors::validation(
            "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
        )),
        (Some(name), None) => GroupName::of(name),
        (None, Some(identifier)) => of_identifier(cx, identifier),
        (None, None) => {
            Err(errors::validation("Either log group name or log group identifier is required."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let long = "g".repeat(513);
        for (text, group, stream) in [
            ("/aws/lambda/f", true, true),
            ("a.b_c-d#e", true, true),
            ("2026/01/01/[$LATEST]0a", false, true),
            ("a b", false, true),
            ("größe", false, true),
            ("a:b", false, false),
            ("a*", false, false),
            ("", false, false),
            (&long, false, false),
            (&long[1..], true, true),
        ] {
            assert_eq!(GroupName::parse(text).is_some(), group, "{text}");
            assert_eq!(StreamName::parse(text).is_some(), stream, "{text}");
        }
    }

    #[test]
    fn names_in_arns() {
        let name = Some(GroupName("/a".to_owned()));
        assert_eq!(of_resource("log-group:/a"), name);
        assert_eq!(of_resource("log-group:/a:*"), name);
        assert_eq!(of_resource("log-group:/a:log-stream:s"), None);
        assert_eq!(of_resource("destination:/a"), None);
    }

    #[test]
    fn names_that_aws_keeps_for_itself() {
        assert!(GroupName::for_new("aws/x").is_err() && GroupName::for_new("AWS/x").is_err());
        assert!(GroupName::for_new("/aws/x").is_ok() && GroupName::for_new("aws-x").is_ok());
    }
}
