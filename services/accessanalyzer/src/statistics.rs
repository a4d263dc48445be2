//! Counting findings.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_FindingsStatistics.html>

use std::collections::BTreeMap;

use gen_accessanalyzer::{
    ExternalAccessFindingsStatistics, FindingAggregationAccountDetails, FindingsStatistics,
    InternalAccessFindingsStatistics, ResourceTypeDetails, UnusedAccessFindingsStatistics,
    UnusedAccessTypeStatistics,
};

use crate::analyzer::{Access, Kind};
use crate::finding::{Finding, Status};

/// Accounts that are told one by one.
const TOP_ACCOUNTS: usize = 10;

/// The statistics of an analyzer of this kind.
pub(crate) fn of(kind: Kind, all: &[Finding]) -> FindingsStatistics {
    let total = |status| Some(count(all.iter().filter(|finding| finding.status == status)));
    let (active, archived, resolved) =
        (total(Status::Active), total(Status::Archived), total(Status::Resolved));
    match kind.access {
        Access::External => {
            FindingsStatistics::ExternalAccessFindingsStatistics(ExternalAccessFindingsStatistics {
                resource_type_statistics: Some(by_resource_type(all).into_iter().collect()),
                total_active_findings: active,
                total_archived_findings: archived,
                total_resolved_findings: resolved,
            })
        }
        Access::Internal => {
            FindingsStatistics::InternalAccessFindingsStatistics(InternalAccessFindingsStatistics {
                resource_type_statistics: Some(schema::VecMap::new()),
                total_active_findings: active,
                total_archived_findings: archived,
                total_resolved_findings: resolved,
            })
        }
        Access::Unused => {
            FindingsStatistics::UnusedAccessFindingsStatistics(UnusedAccessFindingsStatistics {
                unused_access_type_statistics: Some(by_type(all)),
                top_accounts: kind.organization.then(|| by_account(all)),
                total_active_findings: active,
                total_archived_findings: archived,
                total_resolved_findings: resolved,
            })
        }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> i32 {
    i32::try_from(items.count()).unwrap_or(i32::MAX)
}

fn active(all: &[Finding]) -> impl Iterator<Item = &Finding> {
    all.iter().filter(|finding| finding.status == Status::Active)
}

fn by_resource_type(all: &[Finding]) -> BTreeMap<String, ResourceTypeDetails> {
    let mut types: BTreeMap<String, (i32, i32)> = BTreeMap::new();
    for finding in active(all) {
        let Some(external) = finding.found.details.as_external() else { continue };
        let counts = types.entry(finding.found.resource_type.clone()).or_default();
        if external.public {
            counts.0 += 1;
        } else {
            counts.1 += 1;
        }
    }
    let details = |(public, foreign)| ResourceTypeDetails {
        total_active_public: Some(public),
        total_active_cross_account: Some(foreign),
        ..ResourceTypeDetails::default()
    };
    types.into_iter().map(|(name, counts)| (name, details(counts))).collect()
}

fn by_type(all: &[Finding]) -> Vec<UnusedAccessTypeStatistics> {
    let mut types: BTreeMap<&str, i32> = BTreeMap::new();
    for finding in active(all) {
        *types.entry(finding.found.details.type_name()).or_default() += 1;
    }
    let one = |(name, total): (&str, i32)| UnusedAccessTypeStatistics {
        unused_access_type: Some(name.to_owned()),
        total: Some(total),
    };
    types.into_iter().map(one).collect()
}

fn by_account(all: &[Finding]) -> Vec<FindingAggregationAccountDetails> {
    let mut accounts: BTreeMap<&str, BTreeMap<&str, i32>> = BTreeMap::new();
    for finding in active(all) {
        let types = accounts.entry(&finding.found.owner).or_default();
        *types.entry(finding.found.details.type_name()).or_default() += 1;
    }
    let mut told: Vec<(i32, FindingAggregationAccountDetails)> = accounts
        .into_iter()
        .map(|(account, types)| {
            let total = types.values().sum();
            let details = FindingAggregationAccountDetails {
                account: Some(account.to_owned()),
                number_of_active_findings: Some(total),
                details: Some(types.into_iter().map(|(name, n)| (name.to_owned(), n)).collect()),
            };
            (total, details)
        })
        .collect();
    told.sort_by_key(|(total, _)| -total);
    told.into_iter().take(TOP_ACCOUNTS).map(|(_, details)| details).collect()
}
