//! Parameter groups: how long caches keep what they have.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.cluster-management.html>

use std::time::Duration;

use gen_dax::{Parameter, ParameterGroup, ParameterNameValue};
use kernel::{ApiResult, Cx};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::tables::GROUPS;

/// The group that is always there, and cannot be changed.
pub(crate) const DEFAULT: &str = "default.dax1.0";
const MILLIS: u64 = 300_000;
const RECORD: &str = "record-ttl-millis";
const QUERY: &str = "query-ttl-millis";

/// A parameter group: milliseconds; zero has no end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct GroupRow {
    pub(crate) name: String,
    pub(crate) description: String,
    record: u64,
    query: u64,
}

impl GroupRow {
    /// With the defaults.
    pub(crate) fn new(name: String, description: String) -> GroupRow {
        GroupRow { name, description, record: MILLIS, query: MILLIS }
    }

    /// How long items are kept.
    pub(crate) fn items(&self) -> Duration {
        Duration::from_millis(self.record)
    }

    /// How long pages are kept.
    pub(crate) fn pages(&self) -> Duration {
        Duration::from_millis(self.query)
    }

    /// Sets parameters.
    pub(crate) fn set(&mut self, values: &[ParameterNameValue]) -> ApiResult<()> {
        for ParameterNameValue { parameter_name, parameter_value } in values {
            let name = parameter_name.as_deref().unwrap_or_default();
            let text = parameter_value.as_deref().unwrap_or_default();
            let slot = match name {
                RECORD => &mut self.record,
                QUERY => &mut self.query,
                _ => return Err(errors::value(format!("There is no parameter {name}."))),
            };
            let value =
                text.parse().ok().filter(|millis| *millis <= i32::MAX.unsigned_abs().into());
            *slot = value.ok_or_else(|| {
                errors::value(format!("The value {text} of {name} is no number of milliseconds."))
            })?;
        }
        Ok(())
    }

    /// As answers show it.
    pub(crate) fn shown(&self) -> ParameterGroup {
        ParameterGroup {
            parameter_group_name: Some(self.name.clone()),
            description: Some(self.description.clone()),
        }
    }

    /// Its parameters.
    pub(crate) fn parameters(&self) -> Vec<Parameter> {
        let about = [
            (QUERY, self.query, "Duration in milliseconds for queries to remain cached"),
            (RECORD, self.record, "Duration in milliseconds for records to remain valid in cache"),
        ];
        let show = |(name, value, description): (&str, u64, &str)| Parameter {
            parameter_name: Some(name.to_owned()),
            parameter_type: Some("DEFAULT".to_owned()),
            parameter_value: Some(value.to_string()),
            node_type_specific_values: Some(Vec::new()),
            description: Some(description.to_owned()),
            source: Some(if value == MILLIS { "system" } else { "user" }.to_owned()),
            data_type: Some("integer".to_owned()),
            allowed_values: Some("0".to_owned()),
            is_modifiable: Some("TRUE".to_owned()),
            change_type: Some("IMMEDIATE".to_owned()),
        };
        about.into_iter().map(show).collect()
    }
}

fn default() -> GroupRow {
    GroupRow::new(DEFAULT.to_owned(), "Default parameter group for dax1.0".to_owned())
}

/// The group of this name.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &str) -> ApiResult<GroupRow> {
    if name == DEFAULT {
        return Ok(default());
    }
    let found = cx.get(&GROUPS, &name.to_owned()).await?;
    found.ok_or_else(|| errors::no_group(name))
}

/// All groups, the default one first.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<GroupRow>> {
    let rows = cx.rows(&GROUPS);
    let made = cx.range(&GROUPS, &rows, usize::MAX).await?;
    Ok(std::iter::once(default()).chain(made.into_iter().map(|(_, group)| group)).collect())
}

/// Refuses to change what must stay.
pub(crate) fn require_own(name: &str) -> ApiResult<()> {
    match name == DEFAULT {
        true => Err(errors::value("The default parameter group cannot be changed or deleted.")),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbers_of_milliseconds() {
        for (name, value, good) in [
            (RECORD, "0", true),
            (QUERY, "2147483647", true),
            (QUERY, "2147483648", false),
            (QUERY, "-1", false),
            (QUERY, "", false),
            ("ttl", "1", false),
        ] {
            let mut group = default();
            let pair = ParameterNameValue {
                parameter_name: Some(name.to_owned()),
                parameter_value: Some(value.to_owned()),
            };
            assert_eq!(group.set(&[pair]).is_ok(), good, "{name} {value}");
        }
    }
}
