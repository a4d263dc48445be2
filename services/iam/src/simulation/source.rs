//! A policy that takes part in a simulation, and the name that answers give it.

use std::sync::Arc;

use gen_iam::OrderedOrganizationPolicyType;
use kernel::ApiResult;
use policy::{Attached, PolicyDocument};

use super::positions::{Span, statements};
use super::refused;
use crate::errors;

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

    /// The permissions boundary that a call gives, of which there can be one.
    pub(crate) fn parse_boundary(texts: Option<&[String]>) -> ApiResult<Option<Source>> {
        let mut given =
            Source::parse_list("PermissionsBoundaryPolicyInputList", texts.unwrap_or_default())?;
        if given.len() > 1 {
            return Err(errors::invalid_input(
                "Only one permissions boundary policy can be given.",
            ));
        }
        Ok(given.pop())
    }

    /// The policy of the resources.
    pub(crate) fn parse_resource(text: Option<&str>) -> ApiResult<Option<Source>> {
        text.map(|text| Source::parse("ResourcePolicy", "ResourcePolicy", text)).transpose()
    }

    /// Service control policies that a call gives, by level.
    pub(crate) fn parse_levels(
        levels: &[OrderedOrganizationPolicyType],
    ) -> ApiResult<Vec<Vec<Source>>> {
        let numbered = levels.iter().enumerate();
        numbered
            .map(|(at, level)| {
                let texts = level.service_control_policy_input_list.as_deref();
                let name = format!("OrderedOrganizationPolicyInputList.{}", at + 1);
                Source::parse_list(&name, texts.unwrap_or_default())
            })
            .collect()
    }

    /// Where a statement stands in the text.
    pub(super) fn span(&self, statement: usize) -> Option<Span> {
        self.spans.get(statement).copied()
    }
}
