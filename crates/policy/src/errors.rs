//! What can be wrong with a policy document. Each error says what and where; how a service words it depends on what
//! the document is for: see [`Kind::wording`](crate::Kind::wording).
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use thiserror::Error;

/// A document that is no policy, or not one for its place.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// Not JSON.
    #[error("line {line}, column {column}: not JSON: {reason}")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
        /// The parser's words.
        reason: String,
    },
    /// More characters than the place takes, white space not counted.
    #[error("the policy has {length} characters without white space, {limit} are allowed")]
    TooLong {
        /// Counted.
        length: usize,
        /// Allowed.
        limit: usize,
    },
    /// More members of something than is reasonable.
    #[error("{what}: more than {limit}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// Allowed.
        limit: usize,
    },
    /// A value of another JSON type than the element takes.
    #[error("{}{field} must be {wanted}", place(*.statement))]
    Type {
        /// Index of the statement, from 0; `None` at the top.
        statement: Option<usize>,
        /// The element.
        field: String,
        /// Such as `a string or a list of strings`.
        wanted: &'static str,
    },
    /// An element that the language does not have.
    #[error("{}unknown field {field}", place(*.statement))]
    Unknown {
        /// Index of the statement, from 0; `None` at the top.
        statement: Option<usize>,
        /// The element.
        field: String,
    },
    /// An element twice, or an element beside its negation.
    #[error("{}{field} is given more than once", place(*.statement))]
    Duplicate {
        /// Index of the statement, from 0; `None` at the top.
        statement: Option<usize>,
        /// The element.
        field: String,
    },
    /// An element that has to be there.
    #[error("{}missing required field {field}", place(*.statement))]
    Missing {
        /// Index of the statement, from 0; `None` at the top.
        statement: Option<usize>,
        /// The element.
        field: &'static str,
    },
    /// An element that this kind of policy must not have.
    #[error("{}has prohibited field {field}", place(*.statement))]
    Prohibited {
        /// Index of the statement, from 0; `None` at the top.
        statement: Option<usize>,
        /// The element.
        field: &'static str,
    },
    /// A version that the language does not have.
    #[error("version {0} is neither 2008-10-17 nor 2012-10-17")]
    Version(String),
    /// Older than the place takes.
    #[error("the version must be 2012-10-17")]
    VersionTooOld,
    /// Neither `Allow` nor `Deny`.
    #[error("{}effect {effect} is neither Allow nor Deny", place(Some(*.statement)))]
    Effect {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        effect: String,
    },
    /// One Sid on two statements.
    #[error("Sid {0} is given to more than one statement")]
    SidTwice(String),
    /// A Sid with other characters than letters and digits.
    #[error("Sid {0} must be of letters and digits")]
    Sid(String),
    /// An action without a service before it.
    #[error("{}action {action} must be of the form service:Name", place(Some(*.statement)))]
    ActionWithoutService {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        action: String,
    },
    /// An action with several colons.
    #[error("{}action {action} must have one colon", place(Some(*.statement)))]
    ActionColons {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        action: String,
    },
    /// A service prefix that no service can have.
    #[error("{}service {service} must be of letters, digits and hyphens", place(Some(*.statement)))]
    Service {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        service: String,
    },
    /// An action that this kind of policy may not name.
    #[error("{}action {action} is not for this kind of policy", place(Some(*.statement)))]
    ActionOutOfScope {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        action: String,
    },
    /// A resource that is neither an ARN nor `*`.
    #[error("{}resource {resource} must be an ARN or \"*\"", place(Some(*.statement)))]
    Resource {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        resource: String,
    },
    /// An ARN with fewer fields than an ARN has.
    #[error("{}resource {resource} has fewer than six fields", place(Some(*.statement)))]
    ResourceFields {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        resource: String,
    },
    /// An ARN of a partition that there is not.
    #[error("{}partition {partition} of resource {resource} is unknown", place(Some(*.statement)))]
    Partition {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        partition: String,
        /// As given.
        resource: String,
    },
    /// An ARN with a region where the service's ARNs have none.
    #[error("{}resource {resource} cannot have a region", place(Some(*.statement)))]
    ResourceRegion {
        /// Index of the statement, from 0.
        statement: usize,
        /// Such as `iam`.
        service: String,
        /// As given.
        resource: String,
    },
    /// An ARN that ends before its service.
    #[error("{}resource {resource} names no service", place(Some(*.statement)))]
    ResourceService {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        resource: String,
    },
    /// An ARN of IAM that is of none of its types.
    #[error("{}resource {resource} is of no type that IAM has", place(Some(*.statement)))]
    ResourceType {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        resource: String,
    },
    /// A trust policy that names whom it does not mean.
    #[error("{}a trust policy must not have NotPrincipal", place(Some(*.statement)))]
    NotPrincipal {
        /// Index of the statement, from 0.
        statement: usize,
        /// Whether the statement allows.
        allows: bool,
    },
    /// A principal that nothing can have.
    #[error("{}principal {kind}: {value} is invalid", place(Some(*.statement)))]
    Principal {
        /// Index of the statement, from 0.
        statement: usize,
        /// `AWS`, `Service`, `Federated`, `CanonicalUser`.
        kind: String,
        /// As given.
        value: String,
    },
    /// A condition operator that the language does not have.
    #[error("{}unknown condition operator {operator}", place(Some(*.statement)))]
    Operator {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        operator: String,
    },
    /// A condition key without a service before it.
    #[error("{}condition key {key} must be of the form service:name", place(Some(*.statement)))]
    ConditionKey {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        key: String,
    },
    /// A value that the operator cannot read.
    #[error("{}{operator} cannot read {value}", place(Some(*.statement)))]
    ConditionValue {
        /// Index of the statement, from 0.
        statement: usize,
        /// As given.
        operator: String,
        /// As given.
        value: String,
    },
    /// A rule of resource control policies.
    #[error("{}{rule}", place(Some(*.statement)))]
    ControlPolicy {
        /// Index of the statement, from 0.
        statement: usize,
        /// The rule, in words.
        rule: &'static str,
    },
}

/// `statement 3: `, counted from 1 as people do; nothing at the top.
fn place(statement: Option<usize>) -> String {
    statement.map_or_else(String::new, |index| format!("statement {}: ", index + 1))
}
