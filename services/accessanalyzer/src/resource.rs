//! A resource as analyzed last.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzedResource.html>

use gen_accessanalyzer::{AnalyzedResource, AnalyzedResourceSummary};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Status};

/// What is known of an analyzed resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Analyzed {
    pub(crate) arn: String,
    pub(crate) kind: String,
    pub(crate) owner: String,
    pub(crate) analyzed_at: Timestamp,
    /// When its policies were seen changed last.
    pub(crate) updated_at: Timestamp,
    pub(crate) created_at: Timestamp,
    /// Stands for the policies and the zone of trust that were analyzed.
    pub(crate) digest: [u8; 32],
    pub(crate) error: Option<String>,
}

impl Analyzed {
    pub(crate) fn summary(&self) -> AnalyzedResourceSummary {
        AnalyzedResourceSummary {
            resource_arn: Some(self.arn.clone()),
            resource_owner_account: Some(self.owner.clone()),
            resource_type: Some(self.kind.clone()),
        }
    }

    /// With what its findings say. Without findings there is neither a status nor an action.
    pub(crate) fn show(&self, findings: &[Finding]) -> AnalyzedResource {
        let active: Vec<_> =
            findings.iter().filter(|finding| finding.status != Status::Resolved).collect();
        let external = || active.iter().filter_map(|finding| finding.found.details.as_external());
        let mut actions: Vec<String> = external().flat_map(|e| e.actions.clone()).collect();
        actions.sort();
        actions.dedup();
        let status = [Status::Active, Status::Archived, Status::Resolved];
        let status = status.iter().find(|s| findings.iter().any(|finding| finding.status == **s));
        let mut shared: Vec<String> = external().filter_map(|e| e.source.clone()).collect();
        shared.sort();
        shared.dedup();
        AnalyzedResource {
            resource_arn: Some(self.arn.clone()),
            resource_type: Some(self.kind.clone()),
            created_at: Some(self.created_at),
            analyzed_at: Some(self.analyzed_at),
            updated_at: Some(self.updated_at),
            is_public: Some(external().any(|e| e.public)),
            actions: Some(actions).filter(|list| !list.is_empty()),
            shared_via: Some(shared).filter(|list| !list.is_empty()),
            status: status.map(|status| status.name().to_owned()),
            resource_owner_account: Some(self.owner.clone()),
            error: self.error.clone(),
        }
    }
}
