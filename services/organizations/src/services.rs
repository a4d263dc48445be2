//! The services that integrate with Organizations: which names are known, and how many administrators each takes.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html>

use kernel::{ApiResult, Cx, Timestamp};

use crate::organization::Organization;
use crate::tables::{ADMINISTRATORS, SERVICES};
use crate::{errors, limits};

/// Services that take one delegated administrator.
const SINGLE: [&str; 13] = [
    "access-analyzer.amazonaws.com",
    "account.amazonaws.com",
    "auditmanager.amazonaws.com",
    "detective.amazonaws.com",
    "fms.amazonaws.com",
    "guardduty.amazonaws.com",
    "inspector2.amazonaws.com",
    "ipam.amazonaws.com",
    "macie.amazonaws.com",
    "securityhub.amazonaws.com",
    "securitylake.amazonaws.com",
    "sso.amazonaws.com",
    "storage-lens.s3.amazonaws.com",
];

/// Services that take several.
const SEVERAL: [&str; 28] = [
    "agreement-management.marketplace.amazonaws.com",
    "application-signals.cloudwatch.amazonaws.com",
    "backup.amazonaws.com",
    "cloudtrail.amazonaws.com",
    "compute-optimizer.amazonaws.com",
    "config-multiaccountsetup.amazonaws.com",
    "config.amazonaws.com",
    "cost-optimization-hub.bcm.amazonaws.com",
    "devops-guru.amazonaws.com",
    "ec2.amazonaws.com",
    "health.amazonaws.com",
    "iam.amazonaws.com",
    "license-management.marketplace.amazonaws.com",
    "license-manager.amazonaws.com",
    "license-manager.member-account.amazonaws.com",
    "license-manager-linux-subscriptions.amazonaws.com",
    "malware-protection.guardduty.amazonaws.com",
    "member.org.stacksets.cloudformation.amazonaws.com",
    "stacksets.cloudformation.amazonaws.com",
    "networkmanager.amazonaws.com",
    "observabilityadmin.amazonaws.com",
    "opsdatasync.ssm.amazonaws.com",
    "reachabilityanalyzer.networkinsights.amazonaws.com",
    "reporting.trustedadvisor.amazonaws.com",
    "resource-explorer-2.amazonaws.com",
    "servicecatalog.amazonaws.com",
    "ssm.amazonaws.com",
    "tagpolicies.tag.amazonaws.com",
];

/// Services with trusted access that take none.
const NONE: [&str; 19] = [
    "artifact.amazonaws.com",
    "aws-artifact-account-sync.amazonaws.com",
    "billing-cost-management.amazonaws.com",
    "chatbot.amazonaws.com",
    "controltower.amazonaws.com",
    "ds.amazonaws.com",
    "inspector.amazonaws.com",
    "mgn.amazonaws.com",
    "notifications.amazon.com",
    "notifications.amazonaws.com",
    "ram.amazonaws.com",
    "resource-groups.amazonaws.com",
    "securityhubv2.amazonaws.com",
    "security-ir.amazonaws.com",
    "servicequotas.amazonaws.com",
    "support-console.amazonaws.com",
    "user-subscriptions.amazonaws.com",
    "wellarchitected.amazonaws.com",
    "workmail.amazonaws.com",
];

/// How many delegated administrators `service` takes; `None` for a name that no such service has.
pub(crate) fn administrators(service: &str) -> Option<usize> {
    match service {
        name if SINGLE.contains(&name) => Some(1),
        name if SEVERAL.contains(&name) => Some(limits::ADMINISTRATORS),
        name if NONE.contains(&name) => Some(0),
        _ => None,
    }
}

/// A service whose name is known.
pub(crate) fn require(service: &str) -> ApiResult<usize> {
    administrators(service).ok_or_else(errors::unrecognized_service)
}

/// Whether the service has trusted access.
pub(crate) async fn has_access(
    cx: &mut Cx<'_>,
    organization: &Organization,
    service: &str,
) -> ApiResult<bool> {
    cx.has(&SERVICES, &(organization.id.clone(), service.to_owned())).await
}

/// Who administers what: account, service, since when.
pub(crate) async fn administrators_of(
    cx: &mut Cx<'_>,
    organization: &Organization,
) -> ApiResult<Vec<(String, String, Timestamp)>> {
    let range = cx.rows(&ADMINISTRATORS).prefix(&organization.id);
    let rows = cx.range(&ADMINISTRATORS, &range, limits::ROWS).await?;
    Ok(rows.into_iter().map(|((_, account, service), since)| (account, service, since)).collect())
}

/// Whether the account administers any service: then it may read the organization.
pub(crate) async fn is_administrator(
    cx: &mut Cx<'_>,
    organization: &Organization,
    account: &str,
) -> ApiResult<bool> {
    let range = cx.rows(&ADMINISTRATORS).prefix(&(organization.id.clone(), account.to_owned()));
    Ok(!cx.range(&ADMINISTRATORS, &range, 1).await?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_known_by_name() {
        for (service, administrators_taken) in [
            ("guardduty.amazonaws.com", Some(1)),
            ("config.amazonaws.com", Some(limits::ADMINISTRATORS)),
            ("ram.amazonaws.com", Some(0)),
            ("moto.amazonaws.com", None),
            ("guardduty", None),
        ] {
            assert_eq!(administrators(service), administrators_taken, "{service}");
        }
    }
}
