//! What a call requires by the facts of the Service Authorization Reference alone: the operation's action, on the
//! resource whose ARN the input's members fill in. Services whose resources are named otherwise say so themselves.
//!
//! For each operation the way from members to ARN is planned once. A resource type is tried when the input has a member
//! with its ARN (`PolicyArn` for `policy`), or a member for every variable of its ARN's template (`QueueName`).
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use std::sync::Arc;

use arn::{AccountId, Arn};
use authref::{ActionRef, Resource, action_of};
use schema::{ApiError, ApiResult, Member};

use crate::access::{AccessQuery, Required};
use crate::cx::Cx;
use crate::service::Registered;

/// An operation's action, and how its resource is named.
pub(crate) struct OperationAccess {
    /// `sqs:SendMessage`.
    pub(crate) action: Arc<str>,
    /// Whether the facts know the action.
    pub(crate) is_known: bool,
    /// Ways to the resource's ARN, the best first; none when the action has no resource.
    plans: Vec<Plan>,
}

#[derive(Debug, PartialEq, Eq)]
enum Plan {
    /// The member holds the ARN.
    Member(&'static str),
    /// The template, with its variables filled in.
    Template(Vec<Part>),
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(&'static str),
    Partition,
    Region,
    Account,
    Member(&'static str),
}

impl OperationAccess {
    /// Plans for an operation of `service` whose input has these members.
    pub(crate) fn of(service: &str, operation: &str, members: &'static [Member]) -> Self {
        match action_of(service, operation) {
            Some(found) => OperationAccess {
                action: format!("{}:{}", found.service.prefix, found.action.name).into(),
                is_known: true,
                plans: plans(&found, members),
            },
            None => OperationAccess {
                action: format!("{service}:{operation}").into(),
                is_known: false,
                plans: Vec::new(),
            },
        }
    }
}

fn plans(action: &ActionRef, members: &'static [Member]) -> Vec<Plan> {
    let mut uses: Vec<_> = action.action.resources.iter().collect();
    uses.sort_by_key(|used| !used.required);
    let kinds = uses.iter().filter_map(|used| action.service.resource(used.kind));
    kinds.filter_map(|resource| plan(resource, members)).collect()
}

fn plan(resource: &Resource, members: &'static [Member]) -> Option<Plan> {
    let member = |name: &str| {
        members.iter().find(|member| member.name.eq_ignore_ascii_case(name)).map(|m| m.name)
    };
    let kind = resource.kind.replace(['-', '_', ' '], "");
    if let Some(name) = member(&format!("{kind}Arn")) {
        return Some(Plan::Member(name));
    }
    let by_template = template(resource.arn).into_iter().map(|part| match part {
        Part::Member(variable) => member(variable)
            .or_else(|| member(&format!("{kind}Name")))
            .or_else(|| member(&format!("{kind}Id")))
            .map(Part::Member),
        part => Some(part),
    });
    if let Some(parts) = by_template.collect::<Option<Vec<Part>>>() {
        return Some(Plan::Template(parts));
    }
    ["ResourceArn", "Arn"].into_iter().find_map(member).map(Plan::Member)
}

/// `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}` in parts.
fn template(text: &'static str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        if !before.is_empty() {
            parts.push(Part::Text(before));
        }
        let Some((variable, after)) = after.split_once('}') else { break };
        parts.push(match variable {
            "Partition" => Part::Partition,
            "Region" => Part::Region,
            "Account" => Part::Account,
            other => Part::Member(other),
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Text(rest));
    }
    parts
}

/// What a call requires. An operation that the facts do not know is denied to everybody who is real.
pub(super) fn required(
    cx: &Cx<'_>,
    service: &Registered,
    access: &OperationAccess,
    query: &AccessQuery<'_>,
) -> ApiResult<Required> {
    if !access.is_known && cx.caller().verified {
        return Err(ApiError::new(
            "AccessDenied",
            403,
            format!(
                "Stratus does not know which permission {}:{} needs, so nobody has it.",
                service.name(),
                query.operation
            ),
        ));
    }
    let found = access.plans.iter().find_map(|plan| follow(plan, cx, query));
    let Some(resource) = found else { return Ok(query.on("*")) };
    let owner = resource.parse::<Arn>().ok().and_then(|arn| AccountId::parse(arn.account()));
    let required = query.on(resource);
    Ok(match owner {
        Some(owner) => required.owned_by(owner),
        None => required,
    })
}

fn follow(plan: &Plan, cx: &Cx<'_>, query: &AccessQuery<'_>) -> Option<String> {
    match plan {
        Plan::Member(name) => query.input.text(name).filter(|text| text.starts_with("arn:")),
        Plan::Template(parts) => {
            let mut out = String::with_capacity(96);
            for part in parts {
                match part {
                    Part::Text(text) => out.push_str(text),
                    Part::Partition => out.push_str(cx.partition().as_str()),
                    Part::Region => out.push_str(cx.region().as_str()),
                    Part::Account => out.push_str(cx.account().as_str()),
                    Part::Member(name) => out.push_str(&query.input.text(name)?),
                }
            }
            Some(out)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_come_apart() {
        assert_eq!(
            template("arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"),
            [
                Part::Text("arn:"),
                Part::Partition,
                Part::Text(":sqs:"),
                Part::Region,
                Part::Text(":"),
                Part::Account,
                Part::Text(":"),
                Part::Member("QueueName"),
            ]
        );
        assert_eq!(template("*"), [Part::Text("*")]);
    }

    #[test]
    fn operations_that_the_facts_do_not_know_say_so() {
        let access = OperationAccess::of("sqs", "SendMessageBatch", &[]);
        assert_eq!((&*access.action, access.is_known), ("sqs:SendMessage", true));
        let access = OperationAccess::of("sqs", "FoldMessage", &[]);
        assert_eq!((&*access.action, access.is_known), ("sqs:FoldMessage", false));
    }
}
