//! A table's name: what calls give as `TableName` is the name or the table's ARN.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>

use std::fmt;

use kernel::{ApiResult, Arn};
use schema::Rule;
use serde::{Deserialize, Serialize};

use crate::errors;

/// 3 to 255 letters, digits, underscores, hyphens and points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct TableName(pub(crate) String);

store::key_newtype!(TableName(String));

impl TableName {
    /// The name that `text` is, or that the ARN in it ends with.
    pub(crate) fn parse(text: &str) -> ApiResult<TableName> {
        let name = match text.strip_prefix("arn:") {
            Some(_) => TableName::of_arn(text).ok_or_else(|| errors::bad_table_arn(text))?,
            None => text,
        };
        TableName::check(name)?;
        Ok(TableName(name.to_owned()))
    }

    /// The table's name in a table's ARN, or in that of something below it (an index, a stream).
    pub(crate) fn of_arn(arn: &str) -> Option<&str> {
        let parsed = arn.parse::<Arn>().ok()?;
        if parsed.service() != "dynamodb" {
            return None;
        }
        let resource = arn.splitn(6, ':').nth(5)?.strip_prefix("table/")?;
        resource.split('/').next().filter(|name| !name.is_empty())
    }

    fn check(name: &str) -> ApiResult<()> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        let broken = match name.len() {
            0..3 => Some(Rule::MinLength(3.0)),
            256.. => Some(Rule::MaxLength(255.0)),
            _ if name.bytes().all(allowed) => None,
            _ => Some(Rule::Pattern("[a-zA-Z0-9_.-]+")),
        };
        broken.map_or(Ok(()), |rule| Err(errors::table_name(name, rule)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TableName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
