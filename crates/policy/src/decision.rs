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

    /// The denial as most services word it, with the reason; empty when allowed. For callers of the resource's own
    /// account or organization: it names the policy.
    pub fn message(&self, request: &Request<'_>) -> String {
        self.message_as(request, request.action, plain(request))
    }

    /// As [`Decision::message`], of a service that writes action and resource in its own way: SQS the action in lower
    /// case, IAM `role admin` for a role that is there, Organizations `*` where others leave the resource out.
    pub fn message_as(
        &self,
        request: &Request<'_>,
        action: &str,
        resource: Option<&str>,
    ) -> String {
        let reason = match self.outcome {
            Outcome::Allow => return String::new(),
            Outcome::ExplicitDeny => {
                format!("with an explicit deny in {}{}", self.layer.with_article(), self.denying())
            }
            Outcome::ImplicitDeny => {
                format!("because no {} allows the {action} action", self.layer.name())
            }
        };
        format!("{} {reason}", head(request, action, resource))
    }

    /// The denial as AWS words it to callers who are not to learn the reason, such as those of another account, and
    /// as STS words it to all; empty when allowed.
    pub fn message_without_reason(&self, request: &Request<'_>) -> String {
        match self.is_allowed() {
            true => String::new(),
            false => head(request, request.action, plain(request)),
        }
    }

    /// `: ` and the ARN of the policy that denies, of the kinds that AWS names. Inline policies have none.
    /// Ref: <https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns>
    fn denying(&self) -> String {
        let named = matches!(
            self.layer,
            Layer::ServiceControl
                | Layer::ResourceControl
                | Layer::Identity
                | Layer::Boundary
                | Layer::Session
        );
        let policy = self.statement.as_ref().map(|statement| &*statement.policy);
        match policy.filter(|policy| named && policy.starts_with("arn:")) {
            Some(arn) => format!(": {arn}"),
            None => String::new(),
        }
    }
}

/// Actions without a resource are worded without one.
fn plain<'r>(request: &Request<'r>) -> Option<&'r str> {
    Some(request.resource).filter(|resource| *resource != "*")
}

fn head(request: &Request<'_>, action: &str, resource: Option<&str>) -> String {
    let who = request.principal.display_name();
    let head = format!("User: {who} is not authorized to perform: {action}");
    match resource {
        Some(resource) => format!("{head} on resource: {resource}"),
        None => head,
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
