//! ListPoliciesGrantingServiceAccess: of the policies that a user, group or role has, those that grant given services.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html>

use gen_iam::values::{policy_owner_entity_type as owner, policy_type};
use gen_iam::{
    ListPoliciesGrantingServiceAccessEntry, ListPoliciesGrantingServiceAccessInput,
    ListPoliciesGrantingServiceAccessOutput, PolicyGrantingServiceAccess,
};
use kernel::{ApiResult, Cx};
use policy::PolicyDocument;

use crate::entity::Kind;
use crate::grants::Grants;
use crate::held::{self, Held};
use crate::identities::{self, Subject};
use crate::page::Page;
use crate::review_errors;

pub(crate) async fn list_policies_granting_service_access(
    cx: &mut Cx<'_>,
    input: &ListPoliciesGrantingServiceAccessInput,
) -> ApiResult<ListPoliciesGrantingServiceAccessOutput> {
    let mut services = Vec::with_capacity(input.service_namespaces.len());
    for namespace in &input.service_namespaces {
        let known = authref::service(namespace);
        services.push(known.ok_or_else(|| review_errors::unknown_namespace(namespace))?);
    }
    let subject = match identities::find(cx, &input.arn).await? {
        None | Some(Subject::Policy(_)) => return Err(review_errors::no_such_arn(&input.arn)),
        Some(subject) => subject,
    };
    let binding = input.service_namespaces.join(",");
    let page = Page::parse(cx, &[&input.arn, &binding], input.marker.as_deref(), None)?;
    let held = held::of_subject(cx, &subject).await?;
    let entries = services.iter().enumerate().map(|(place, service)| {
        let granting = held.iter().filter(|policy| grants(policy, service));
        let entry = ListPoliciesGrantingServiceAccessEntry {
            service_namespace: Some(service.prefix.to_owned()),
            policies: Some(granting.map(show).collect()),
        };
        (format!("{place:04}"), entry)
    });
    let paged = page.of_list(cx, entries.collect(), |(place, _)| place.clone());
    let entries = paged.items.into_iter().map(|(_, entry)| entry).collect();
    Ok(ListPoliciesGrantingServiceAccessOutput {
        policies_granting_service_access: Some(entries),
        is_truncated: paged.truncated,
        marker: paged.marker,
    })
}

/// Each policy is asked for itself: what another one denies does not count.
fn grants(policy: &Held, service: &authref::Service) -> bool {
    PolicyDocument::parse(&policy.text)
        .is_ok_and(|document| Grants::of([&document]).service(service))
}

fn show(policy: &Held) -> PolicyGrantingServiceAccess {
    let holder = match policy.holder {
        Kind::Group => owner::GROUP,
        Kind::Role => owner::ROLE,
        _ => owner::USER,
    };
    let inline = policy.arn.is_none();
    let kind = if inline { policy_type::INLINE } else { policy_type::MANAGED };
    PolicyGrantingServiceAccess {
        policy_name: Some(policy.name.clone()),
        policy_type: Some(kind.to_owned()),
        policy_arn: policy.arn.clone(),
        entity_type: inline.then(|| holder.to_owned()),
        entity_name: inline.then(|| policy.holder_name.clone()),
    }
}
