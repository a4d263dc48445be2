//! Findings as clients see them, in the form of the first API and of the second.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_FindingSummaryV2.html>

use gen_accessanalyzer::{
    ExternalAccessDetails, Finding as Shown, FindingDetails, FindingSource, FindingSummary,
    FindingSummaryV2, UnusedAction, UnusedIamRoleDetails, UnusedIamUserAccessKeyDetails,
    UnusedIamUserPasswordDetails, UnusedPermissionDetails,
};
use schema::VecMap;

use crate::finding::{Details, External, Finding, UnusedService};

/// The principal of a finding, as a map.
pub(crate) fn principal(external: &External) -> VecMap<String> {
    [external.principal.clone()].into_iter().collect()
}

/// The conditions of a finding, as a map.
pub(crate) fn conditions(external: &External) -> VecMap<String> {
    external.conditions.iter().cloned().collect()
}

/// How the access is granted, where that is told.
pub(crate) fn sources(external: &External) -> Option<Vec<FindingSource>> {
    let kind = external.source.clone()?;
    Some(vec![FindingSource { r#type: Some(kind), detail: None }])
}

/// A finding of external access; `None` for others, which only the second API shows.
pub(crate) fn first(finding: &Finding) -> Option<Shown> {
    let external = finding.found.details.as_external()?;
    Some(Shown {
        id: Some(finding.id.clone()),
        principal: Some(principal(external)),
        action: Some(external.actions.clone()),
        resource: Some(finding.found.resource.clone()),
        is_public: Some(external.public),
        resource_type: Some(finding.found.resource_type.clone()),
        condition: Some(conditions(external)),
        created_at: Some(finding.created_at),
        analyzed_at: Some(finding.analyzed_at),
        updated_at: Some(finding.updated_at),
        status: Some(finding.status.name().to_owned()),
        resource_owner_account: Some(finding.found.owner.clone()),
        error: finding.found.error.clone(),
        sources: sources(external),
        resource_control_policy_restriction: Some(external.restriction.clone()),
    })
}

/// The same in a list.
pub(crate) fn first_summary(finding: &Finding) -> Option<FindingSummary> {
    let shown = first(finding)?;
    Some(FindingSummary {
        id: shown.id,
        principal: shown.principal,
        action: shown.action,
        resource: shown.resource,
        is_public: shown.is_public,
        resource_type: shown.resource_type,
        condition: shown.condition,
        created_at: shown.created_at,
        analyzed_at: shown.analyzed_at,
        updated_at: shown.updated_at,
        status: shown.status,
        resource_owner_account: shown.resource_owner_account,
        error: shown.error,
        sources: shown.sources,
        resource_control_policy_restriction: shown.resource_control_policy_restriction,
    })
}

/// A finding of any kind in a list of the second API.
pub(crate) fn second_summary(finding: &Finding) -> FindingSummaryV2 {
    FindingSummaryV2 {
        analyzed_at: Some(finding.analyzed_at),
        created_at: Some(finding.created_at),
        error: finding.found.error.clone(),
        id: Some(finding.id.clone()),
        resource: Some(finding.found.resource.clone()),
        resource_type: Some(finding.found.resource_type.clone()),
        resource_owner_account: Some(finding.found.owner.clone()),
        status: Some(finding.status.name().to_owned()),
        updated_at: Some(finding.updated_at),
        finding_type: Some(finding.found.details.type_name().to_owned()),
    }
}

/// What was found, in the form of the second API: one element for each service of unused permissions.
pub(crate) fn details(details: &Details) -> Vec<FindingDetails> {
    match details {
        Details::External(external) => {
            vec![FindingDetails::ExternalAccessDetails(ExternalAccessDetails {
                action: Some(external.actions.clone()),
                condition: Some(conditions(external)),
                is_public: Some(external.public),
                principal: Some(principal(external)),
                sources: sources(external),
                resource_control_policy_restriction: Some(external.restriction.clone()),
            })]
        }
        Details::UnusedRole { last } => {
            let details = UnusedIamRoleDetails { last_accessed: *last };
            vec![FindingDetails::UnusedIamRoleDetails(details)]
        }
        Details::UnusedKey { id, last } => {
            let details = UnusedIamUserAccessKeyDetails {
                access_key_id: Some(id.clone()),
                last_accessed: *last,
            };
            vec![FindingDetails::UnusedIamUserAccessKeyDetails(details)]
        }
        Details::UnusedPassword { last } => {
            let details = UnusedIamUserPasswordDetails { last_accessed: *last };
            vec![FindingDetails::UnusedIamUserPasswordDetails(details)]
        }
        Details::UnusedPermission { services } => services.iter().map(service).collect(),
    }
}

fn service(service: &UnusedService) -> FindingDetails {
    let actions: Vec<UnusedAction> = service
        .actions
        .iter()
        .map(|(action, last)| UnusedAction { action: Some(action.clone()), last_accessed: *last })
        .collect();
    FindingDetails::UnusedPermissionDetails(UnusedPermissionDetails {
        actions: Some(actions).filter(|list| !list.is_empty()),
        service_namespace: Some(service.namespace.clone()),
        last_accessed: service.last,
    })
}
