//! What was decided, by which statement of which policy, and how AWS words it.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>

use std::sync::Arc;

use crate::request::Request;

/// Allowed, or denied in one of two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// A policy allows it and none denies it.
    Allow,
    /// A `Deny` statement applies.
    ExplicitDeny,
    /// No `Allow` applies where one is needed.
    ImplicitDeny,
}

/// The kinds of policy that take part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Layer {
    /// No policy: the root user of the account needs none.
    Root,
    /// Service control policy, of the caller's organization.
    ServiceControl,
    /// Resource control policy, of the owner's organization.
    ResourceControl,
    /// VPC endpoint policy.
    Endpoint,
    /// Resource-based policy.
    Resource,
    /// A role's trust policy: the resource-based policy of `sts:AssumeRole`.
    Trust,
    /// Identity-based policy.
    Identity,
    /// Permissions boundary.
    Boundary,
    /// Session policy.
    Session,
}

/// A statement, and the policy that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementRef {
    /// Name or ARN of the policy.
    pub policy: Arc<str>,
    /// Place among the policy's statements, from 0.
    pub index: usize,
    /// The statement's `Sid`.
    pub sid: Option<Arc<str>>,
}

/// The decision on a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Allowed or denied.
    pub outcome: Outcome,
    /// The kind of policy that decided; of an implicit deny, the kind that should have allowed.
    pub layer: Layer,
    /// The statement that decided; none of an implicit deny and of root.
    pub statement: Option<StatementRef>,
}

impl Decision {
    /// Whether the request may go ahead.
    pub fn is_allowed(&self) -> bool {
        self.outcome == Outcome::Allow
    }

    /// The denial as AWS words it, with the reason; empty when allowed.
    pub fn message(&self, request: &Request<'_>) -> String {
        let action = request.action;
        let reason = match self.outcome {
            Outcome::Allow => return String::new(),
            Outcome::ExplicitDeny => {
                format!("with an explicit deny in {}", self.layer.with_article())
            }
            Outcome::ImplicitDeny => {
                format!("because no {} allows the {action} action", self.layer.name())
            }
        };
        format!("{} {reason}", self.message_without_reason(request))
    }

    /// The denial as AWS words it to callers who are not to learn the reason, such as those of another account;
    /// empty when allowed.
    pub fn message_without_reason(&self, request: &Request<'_>) -> String {
        if self.is_allowed() {
            return String::new();
        }
        let who = request.principal.display_name();
        let head = format!("User: {who} is not authorized to perform: {}", request.action);
        match request.resource {
            // Actions without a resource are worded without one.
            "*" => head,
            resource => format!("{head} on resource: {resource}"),
        }
    }
}

impl Layer {
    /// The kind's name in denials.
    pub fn name(self) -> &'static str {
        match self {
            Layer::Root => "root user",
            Layer::ServiceControl => "service control policy",
            Layer::ResourceControl => "resource control policy",
            Layer::Endpoint => "VPC endpoint policy",
            Layer::Resource => "resource-based policy",
            Layer::Trust => "role trust policy",
            Layer::Identity => "identity-based policy",
            Layer::Boundary => "permissions boundary",
            Layer::Session => "session policy",
        }
    }

    fn with_article(self) -> String {
        let article = match self {
            Layer::Identity => "an",
            Layer::Trust => "the",
            _ => "a",
        };
        format!("{article} {}", self.name())
    }
}
