//! What a simulation answers: one result for an action on a resource, in pages.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html>

use gen_iam::{
    EvaluationResult, OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail, Position,
    ResourceSpecificResult, SimulatePolicyResponse, Statement,
};
use kernel::{ApiResult, Cx};
use policy::Outcome;
use schema::VecMap;

use super::positions::Place;
use super::requests::Questions;
use super::{Matched, Simulation, Verdict, source};
use crate::page::Page;

/// Which results are wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slice {
    pub(super) from: usize,
    pub(super) limit: usize,
}

/// The page of results that a call asks for.
pub(crate) fn reply(
    cx: &Cx<'_>,
    simulation: &Simulation,
    questions: &Questions,
    marker: Option<&str>,
    max_items: Option<i32>,
) -> ApiResult<SimulatePolicyResponse> {
    let binding = [questions.actions.join(","), questions.resources.join(",")];
    let page = Page::parse(cx, &[&binding[0], &binding[1]], marker, max_items)?;
    let from = page.after.as_ref().and_then(|after| after.parse().ok()).unwrap_or(0);
    let (results, next) = answer(simulation, questions, Slice { from, limit: page.limit });
    Ok(SimulatePolicyResponse {
        evaluation_results: Some(results),
        is_truncated: Some(next.is_some()),
        marker: next.map(|next| page.marker(cx, &next.to_string())),
    })
}

/// The results of a page, and where the next begins.
pub(super) fn answer(
    simulation: &Simulation,
    questions: &Questions,
    page: Slice,
) -> (Vec<EvaluationResult>, Option<usize>) {
    let end = page.from.saturating_add(page.limit).min(questions.len());
    let asked = (page.from..end).filter_map(|at| questions.at(at));
    let results = asked.map(|(action, resources)| result(simulation, action, resources)).collect();
    (results, (end < questions.len()).then_some(end))
}

fn result(simulation: &Simulation, action: &str, resources: &[String]) -> EvaluationResult {
    let verdicts: Vec<Verdict<'_>> =
        resources.iter().map(|resource| simulation.run(action, resource)).collect();
    let everything = matches!(resources, [only] if only == "*");
    // Of several resources that belong to one request, the harshest verdict counts.
    let severity = |verdict: &&Verdict<'_>| match verdict.outcome {
        Outcome::Allow => 0,
        Outcome::ImplicitDeny => 1,
        Outcome::ExplicitDeny => 2,
    };
    let Some(worst) = verdicts.iter().max_by_key(severity) else {
        return EvaluationResult::default();
    };
    let shown = match resources {
        [only] => only.clone(),
        _ => "*".to_owned(),
    };
    let specific = || {
        let each = resources.iter().zip(&verdicts);
        each.map(|(resource, verdict)| specific(resource, verdict)).collect()
    };
    EvaluationResult {
        eval_action_name: Some(action.to_owned()),
        eval_resource_name: Some(shown),
        eval_decision: Some(name(worst.outcome).to_owned()),
        matched_statements: Some(statements(&worst.matched)),
        missing_context_values: Some(if everything { worst.missing.clone() } else { Vec::new() }),
        organizations_decision_detail: worst
            .organization
            .map(|allowed| OrganizationsDecisionDetail { allowed_by_organizations: Some(allowed) }),
        permissions_boundary_decision_detail: boundary(worst),
        eval_decision_details: (!everything && worst.organization != Some(false))
            .then(|| details(worst)),
        resource_specific_results: (!everything).then(specific),
    }
}

fn specific(resource: &str, verdict: &Verdict<'_>) -> ResourceSpecificResult {
    ResourceSpecificResult {
        eval_resource_name: Some(resource.to_owned()),
        eval_resource_decision: Some(name(verdict.outcome).to_owned()),
        matched_statements: Some(statements(&verdict.matched)),
        missing_context_values: Some(verdict.missing.clone()),
        eval_decision_details: (!verdict.details.is_empty()).then(|| details(verdict)),
        permissions_boundary_decision_detail: boundary(verdict),
    }
}

fn boundary(verdict: &Verdict<'_>) -> Option<PermissionsBoundaryDecisionDetail> {
    verdict.boundary.map(|allowed| PermissionsBoundaryDecisionDetail {
        allowed_by_permissions_boundary: Some(allowed),
    })
}

fn details(verdict: &Verdict<'_>) -> VecMap<String> {
    let mut map = VecMap::new();
    for (kind, outcome) in &verdict.details {
        map.insert(*kind, name(*outcome).to_owned());
    }
    map
}

fn statements(matched: &[Matched<'_>]) -> Vec<Statement> {
    matched.iter().map(statement).collect()
}

fn statement(matched: &Matched<'_>) -> Statement {
    let span = matched.source.span(matched.index);
    let kind = if matched.of_resource { source::RESOURCE_TYPE } else { source::IDENTITY_TYPE };
    Statement {
        source_policy_id: Some(matched.source.id.clone()),
        source_policy_type: Some(kind.to_owned()),
        start_position: span.map(|span| position(span.start)),
        end_position: span.map(|span| position(span.end)),
    }
}

fn position(place: Place) -> Position {
    Position { line: Some(place.line), column: Some(place.column) }
}

fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allow => "allowed",
        Outcome::ExplicitDeny => "explicitDeny",
        Outcome::ImplicitDeny => "implicitDeny",
    }
}
