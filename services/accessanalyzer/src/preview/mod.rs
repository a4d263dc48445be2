//! Access previews: what the analyzer would find if resources had other policies, compared with what it finds now.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-access-preview.html>

pub(crate) mod configuration;
pub(crate) mod judge;

use gen_accessanalyzer::values::{
    access_preview_status, access_preview_status_reason_code as code, finding_change_type as change,
};
use gen_accessanalyzer::{
    AccessPreview, AccessPreviewFinding, AccessPreviewStatusReason, AccessPreviewSummary,
};
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::analyzer::Analyzer;
use crate::archive_rule::{self, ArchiveRule};
use crate::criteria::Attributes;
use crate::finding::{Details, External, Finding, Found, Status};
use crate::tables::PREVIEWS;
use crate::zone::Zone;
use crate::{errors, scan, show};
use configuration::Proposed;

/// An access preview and its outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Preview {
    pub(crate) id: String,
    pub(crate) created_at: Timestamp,
    /// By the resource's ARN.
    pub(crate) proposed: Vec<(String, Proposed)>,
    pub(crate) token: Option<String>,
    /// `None`: a configuration cannot be read.
    pub(crate) findings: Option<Vec<Previewed>>,
}

/// A finding of a preview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Previewed {
    pub(crate) id: String,
    found: Found,
    status: Status,
    change: String,
    /// The present finding of the same access: its id and status.
    existing: Option<(String, Status)>,
    created_at: Timestamp,
}

impl Preview {
    fn status(&self) -> (&'static str, Option<AccessPreviewStatusReason>) {
        match self.findings {
            Some(_) => (access_preview_status::COMPLETED, None),
            None => {
                let reason = AccessPreviewStatusReason {
                    code: Some(code::INVALID_CONFIGURATION.to_owned()),
                };
                (access_preview_status::FAILED, Some(reason))
            }
        }
    }

    pub(crate) fn summary(&self, analyzer_arn: &str) -> AccessPreviewSummary {
        let (status, status_reason) = self.status();
        AccessPreviewSummary {
            id: Some(self.id.clone()),
            analyzer_arn: Some(analyzer_arn.to_owned()),
            created_at: Some(self.created_at),
            status: Some(status.to_owned()),
            status_reason,
        }
    }

    pub(crate) fn show(&self, analyzer_arn: &str) -> AccessPreview {
        let (status, status_reason) = self.status();
        let configurations =
            self.proposed.iter().map(|(arn, proposed)| (arn.clone(), proposed.show()));
        AccessPreview {
            id: Some(self.id.clone()),
            analyzer_arn: Some(analyzer_arn.to_owned()),
            configurations: Some(configurations.collect()),
            created_at: Some(self.created_at),
            status: Some(status.to_owned()),
            status_reason,
        }
    }
}

/// The analyzer's preview with this id.
pub(crate) async fn of_id(cx: &mut Cx<'_>, analyzer: &Analyzer, id: &str) -> ApiResult<Preview> {
    let found = cx.get(&PREVIEWS, &(analyzer.number, id.to_owned())).await?;
    found.ok_or_else(|| errors::not_found("AccessPreview", id))
}

/// What the analyzer would find; `None` when a proposed policy is none.
pub(crate) async fn findings(
    cx: &mut Cx<'_>,
    analyzer: &Analyzer,
    proposed: &[(String, Proposed)],
) -> ApiResult<Option<Vec<Previewed>>> {
    let zone = Zone::of(cx, analyzer.kind).await?;
    let rules = archive_rule::all(cx, analyzer).await?;
    let mut all = Vec::new();
    for (arn, proposed) in proposed {
        let Some(found) = judge::found(cx, arn, proposed, &zone).await? else { return Ok(None) };
        let known = scan::of_resource(cx, analyzer.number, arn).await?;
        let (now, random) = (cx.now(), cx.random());
        all.extend(compare(known, found, &rules, now, || random.uuid()));
    }
    Ok(Some(all))
}

/// What the proposed access means beside the present findings.
fn compare(
    mut known: Vec<Finding>,
    found: Vec<Found>,
    rules: &[ArchiveRule],
    now: Timestamp,
    mut new_id: impl FnMut() -> String,
) -> Vec<Previewed> {
    let mut previewed = Vec::new();
    for found in found {
        let at = known.iter().position(|finding| finding.found.is_same(&found));
        let present = at.map(|at| known.swap_remove(at));
        let archived = rules.iter().any(|rule| rule.filter.holds(&found));
        let fresh = if archived { Status::Archived } else { Status::Active };
        let status = match &present {
            Some(finding) if finding.status != Status::Resolved => finding.status,
            _ => fresh,
        };
        let change = match &present {
            None => change::NEW,
            Some(finding) if finding.status == status && finding.found == found => {
                change::UNCHANGED
            }
            Some(_) => change::CHANGED,
        };
        previewed.push(Previewed {
            id: new_id(),
            found,
            status,
            change: change.to_owned(),
            existing: present.map(|finding| (finding.id, finding.status)),
            created_at: now,
        });
    }
    // Access that would be no more.
    for finding in known.into_iter().filter(|finding| finding.status != Status::Resolved) {
        previewed.push(Previewed {
            id: new_id(),
            status: Status::Resolved,
            change: change::CHANGED.to_owned(),
            existing: Some((finding.id, finding.status)),
            found: finding.found,
            created_at: now,
        });
    }
    previewed
}

impl Previewed {
    fn external(&self) -> Option<&External> {
        match &self.found.details {
            Details::External(external) => Some(external),
            _ => None,
        }
    }

    pub(crate) fn show(&self) -> AccessPreviewFinding {
        let external = self.external();
        AccessPreviewFinding {
            id: Some(self.id.clone()),
            existing_finding_id: self.existing.as_ref().map(|(id, _)| id.clone()),
            existing_finding_status: self.existing.as_ref().map(|(_, s)| s.name().to_owned()),
            principal: external.map(show::principal),
            action: external.map(|external| external.actions.clone()),
            condition: external.map(show::conditions),
            resource: Some(self.found.resource.clone()),
            is_public: external.map(|external| external.public),
            resource_type: Some(self.found.resource_type.clone()),
            created_at: Some(self.created_at),
            change_type: Some(self.change.clone()),
            status: Some(self.status.name().to_owned()),
            resource_owner_account: Some(self.found.owner.clone()),
            error: self.found.error.clone(),
            sources: external.and_then(show::sources),
            resource_control_policy_restriction: external.map(|e| e.restriction.clone()),
        }
    }
}

impl Attributes for Previewed {
    fn attribute(&self, name: &str) -> Vec<String> {
        match name {
            "id" => vec![self.id.clone()],
            "status" => vec![self.status.name().to_owned()],
            "changeType" => vec![self.change.clone()],
            "existingFindingId" => self.existing.iter().map(|(id, _)| id.clone()).collect(),
            "existingFindingStatus" => {
                self.existing.iter().map(|(_, status)| status.name().to_owned()).collect()
            }
            _ => self.found.attribute(name),
        }
    }
}
