//! The least policy that allows what a principal was seen doing.

use arn::{AccountId, Arn};
use serde::Serialize;

use crate::kernel::{Kernel, KernelError};

/// A suggested policy.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suggestion {
    /// The user or role.
    pub principal: String,
    /// The policy document.
    pub document: String,
    /// How many different uses it allows.
    pub uses: usize,
}

impl Kernel {
    /// The least policy for what the user or role with this ARN was seen doing, denied or not; `None` when nothing was.
    pub async fn suggest_policy(&self, principal: &str) -> Result<Option<Suggestion>, KernelError> {
        let account = principal.parse::<Arn>().ok().and_then(|arn| AccountId::parse(arn.account()));
        let Some(account) = account else { return Ok(None) };
        let uses = self.uses_of(account, principal).await?;
        let pairs = uses.iter().map(|used| (used.action.as_str(), used.resource.as_str()));
        let suggested = policy::suggest(pairs);
        Ok(suggested.map(|document| Suggestion {
            principal: principal.to_owned(),
            document,
            uses: uses.len(),
        }))
    }
}
