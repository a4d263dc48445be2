//! Validation of policies against the grammar and against good practice: AWS's policy checks, as far as documents and
//! the facts of authorization can tell.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

mod actions;
mod conditions;
mod grammar;
mod keys;
mod model;
mod organization;
mod principals;
pub(crate) mod report;
mod resources;
pub(crate) mod text;
mod trust;
mod values;
mod variables;

use gen_accessanalyzer::values::{policy_type, validate_policy_resource_type as resource_type};

use model::Statement;
use report::{Place, Report, Severity};
use text::{Json, Node, SyntaxError};

use crate::limits;

/// What a policy is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Identity,
    Resource,
    /// A resource policy of a role.
    Trust,
    ServiceControl,
    ResourceControl,
}

impl Type {
    pub(crate) fn of(kind: &str, resource: Option<&str>) -> Type {
        match (kind, resource) {
            (policy_type::IDENTITY_POLICY, _) => Type::Identity,
            (policy_type::SERVICE_CONTROL_POLICY, _) => Type::ServiceControl,
            (policy_type::RESOURCE_CONTROL_POLICY, _) => Type::ResourceControl,
            (_, Some(resource_type::AWS_IAM_ASSUME_ROLE_POLICY_DOCUMENT)) => Type::Trust,
            _ => Type::Resource,
        }
    }

    /// Whether statements name principals.
    fn names_principals(self) -> bool {
        matches!(self, Type::Resource | Type::Trust | Type::ResourceControl)
    }
}

/// Types of resources that policies are said to be attached to, and the service of their actions.
const ATTACHED: [(&str, &str); 6] = [
    (resource_type::AWS_S3_BUCKET, "s3"),
    (resource_type::AWS_S3_ACCESS_POINT, "s3"),
    (resource_type::AWS_S3_MULTI_REGION_ACCESS_POINT, "s3"),
    (resource_type::AWS_S3_OBJECT_LAMBDA_ACCESS_POINT, "s3-object-lambda"),
    (resource_type::AWS_IAM_ASSUME_ROLE_POLICY_DOCUMENT, "sts"),
    (resource_type::AWS_DYNAMO_DB_TABLE, "dynamodb"),
];

/// Everything that is to be said of a policy, in the order of its text. `resource`: the type of resource that a
/// resource policy is to be attached to, when that is told.
pub(crate) fn validate(text: &str, kind: Type, resource: Option<&str>) -> Vec<Report> {
    let attached = ATTACHED.into_iter().find(|(known, _)| Some(*known) == resource);
    let mut checker = Checker { kind: trust_or(kind, text), attached, reports: Vec::new() };
    match text::parse(text) {
        Err(error) => checker.syntax(text, error),
        Ok(policy) => checker.policy(&policy, text),
    }
    let start = |report: &Report| report.places.first().map_or(0, |place| place.span.start);
    checker.reports.sort_by_key(start);
    checker.reports.truncate(limits::VALIDATION_FINDINGS);
    checker.reports
}

/// A resource policy without resources whose actions are of STS is a role's trust policy.
fn trust_or(kind: Type, text: &str) -> Type {
    if kind != Type::Resource {
        return kind;
    }
    let Ok(policy) = text::parse(text) else { return kind };
    let statements = model::statements(&policy);
    let trusts = |statement: &Statement<'_>| {
        let actions = statement.actions();
        statement.resource.is_none()
            && !actions.is_empty()
            && actions.iter().all(|a| a.text.to_ascii_lowercase().starts_with("sts:"))
    };
    if !statements.is_empty() && statements.iter().all(trusts) { Type::Trust } else { kind }
}

/// The checks and what they have found.
struct Checker {
    kind: Type,
    /// The type of resource, and the prefix of its actions.
    attached: Option<(&'static str, &'static str)>,
    reports: Vec<Report>,
}

impl Checker {
    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        details: impl Into<String>,
        places: Vec<Place>,
    ) {
        self.reports.push(Report { severity, code, details: details.into(), places });
    }

    fn error(&mut self, code: &'static str, details: impl Into<String>, place: &Place) {
        self.add(Severity::Error, code, details, vec![place.clone()]);
    }

    fn security(&mut self, code: &'static str, details: impl Into<String>, places: Vec<Place>) {
        self.add(Severity::SecurityWarning, code, details, places);
    }

    fn warning(&mut self, code: &'static str, details: impl Into<String>, place: &Place) {
        self.add(Severity::Warning, code, details, vec![place.clone()]);
    }

    fn suggestion(&mut self, code: &'static str, details: impl Into<String>, place: &Place) {
        self.add(Severity::Suggestion, code, details, vec![place.clone()]);
    }

    fn syntax(&mut self, text: &str, error: SyntaxError) {
        let (line, column) = text::Lines::of(text).place(error.0);
        let span = text::Span { start: error.0, end: error.0 };
        let details =
            format!("Fix the JSON syntax error at index {} line {line} column {column}.", error.0);
        self.error("JSON_SYNTAX_ERROR", details, &Place { path: Vec::new(), span });
    }

    fn policy(&mut self, policy: &Node, text: &str) {
        if !matches!(policy.value, Json::Object(_)) {
            let place = Place { path: Vec::new(), span: policy.span };
            self.mismatch("Object", &place);
            return;
        }
        let statements = model::statements(policy);
        self.document(policy, &statements, text);
        for statement in &statements {
            if !matches!(statement.node.value, Json::Object(_)) {
                self.mismatch("Object", &statement.place);
                continue;
            }
            self.statement(statement);
            self.actions(statement);
            self.resources(statement);
            self.principals(statement);
            self.conditions(statement);
            self.variables(statement, policy);
            match self.kind {
                Type::Trust => self.trust(statement),
                Type::ServiceControl => self.service_control(statement),
                Type::ResourceControl => self.resource_control(statement),
                Type::Identity | Type::Resource => {}
            }
        }
    }

    fn mismatch(&mut self, wanted: &str, place: &Place) {
        let details = format!("The text does not match the expected JSON data type {wanted}.");
        self.error("DATA_TYPE_MISMATCH", details, place);
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
