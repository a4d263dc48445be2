//! A resource policy's text, taken apart into its statements and put together again; the statements stay as they were
//! written.

use kernel::{ApiError, ApiResult};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::policy_row::quoted;

/// A policy's parts.
#[derive(Clone, Debug)]
pub(crate) struct PolicyText {
    version: Option<String>,
    id: Option<String>,
    /// Each as JSON.
    pub(crate) statements: Vec<String>,
}

/// What statements are added to where there was no policy.
impl Default for PolicyText {
    fn default() -> PolicyText {
        PolicyText {
            version: Some("2012-10-17".to_owned()),
            id: Some("default".to_owned()),
            statements: Vec::new(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'a> {
    version: Option<String>,
    id: Option<String>,
    #[serde(borrow)]
    statement: &'a RawValue,
}

#[derive(Deserialize)]
struct Named {
    #[serde(rename = "Sid")]
    sid: Option<String>,
}

impl PolicyText {
    /// Reads a policy that was checked when it was stored.
    pub(crate) fn read(text: &str) -> ApiResult<PolicyText> {
        let document: Document<'_> = serde_json::from_str(text).map_err(ApiError::bug)?;
        let given = document.statement.get();
        let statements = match given.starts_with('[') {
            true => {
                let all: Vec<&RawValue> = serde_json::from_str(given).map_err(ApiError::bug)?;
                all.into_iter().map(|one| one.get().to_owned()).collect()
            }
            false => vec![given.to_owned()],
        };
        Ok(PolicyText { version: document.version, id: document.id, statements })
    }

    /// Where the statement of this id stands.
    pub(crate) fn position(&self, sid: &str) -> Option<usize> {
        self.statements.iter().position(|statement| {
            let named: Option<Named> = serde_json::from_str(statement).ok();
            named.and_then(|named| named.sid).is_some_and(|known| known == sid)
        })
    }

    pub(crate) fn write(&self) -> String {
        let mut out = String::from("{");
        for (name, value) in [("Version", &self.version), ("Id", &self.id)] {
            if let Some(value) = value {
                out.push_str(&format!("{}:{},", quoted(name), quoted(value)));
            }
        }
        out.push_str(&format!("\"Statement\":[{}]}}", self.statements.join(",")));
        out
    }
}
