//! A policy that takes part in a simulation, and the name that answers give it.

use std::sync::Arc;

use kernel::ApiResult;
use policy::{Attached, PolicyDocument};

use super::positions::{Span, statements};
use super::refused;

/// How answers name the kinds of policy: the model's list has other words, this is what AWS sends (recorded).
pub(super) const IDENTITY_TYPE: &str = "IAM Policy";
/// Assumed: no recording shows a resource's policy.
pub(super) const RESOURCE_TYPE: &str = "Resource Policy";

/// One policy.
pub(crate) struct Source {
    /// `PolicyInputList.1`, or the policy's name.
    pub(crate) id: String,
    pub(crate) document: PolicyDocument,
    /// Under a name that no other policy of the simulation has.
    pub(crate) attached: Attached,
    spans: Vec<Span>,
}

impl Source {
    /// Reads a policy; `unique` tells it from the others, `id` names it in the answer.
    pub(crate) fn parse(unique: &str, id: impl Into<String>, text: &str) -> ApiResult<Source> {
        let document = PolicyDocument::parse(text).map_err(|error| refused(&error))?;
        Ok(Source {
            id: id.into(),
            attached: Attached { name: Arc::from(unique), ..Attached::new(unique, &document) },
            spans: statements(text),
            document,
        })
    }

    /// Policies that a call gives: `PolicyInputList.1` and so on.
    pub(crate) fn parse_list(parameter: &str, texts: &[String]) -> ApiResult<Vec<Source>> {
        let numbered = texts.iter().enumerate();
        numbered
            .map(|(at, text)| {
                let id = format!("{parameter}.{}", at + 1);
                Source::parse(&id, id.clone(), text)
            })
            .collect()
    }

    /// Where a statement stands in the text.
    pub(super) fn span(&self, statement: usize) -> Option<Span> {
        self.spans.get(statement).copied()
    }
}
