//! Scans: every resource of the zone of trust is looked at, and its findings follow.
//!
//! A look every half hour reads only policies that changed; once a day all are analyzed again, as AWS does. Both are
//! one durable job for each analyzer.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html>

use std::collections::BTreeSet;

use kernel::{ApiResult, Cx, Job, JobEntry, Timestamp};
use policy::PolicyDocument;
use sha2::{Digest as _, Sha256};

use crate::analyzer::{Access, Analyzer};
use crate::archive_rule::{self, ArchiveRule};
use crate::external::{self, Subject};
use crate::facts;
use crate::finding::{Details, External, Finding, Found, Status, reconcile};
use crate::preview::judge;
use crate::resource::Analyzed;
use crate::sources::{Resource, SOURCES, Source};
use crate::tables::{ANALYZERS, BY_RESOURCE, FINDINGS, RESOURCES};
use crate::zone::Zone;
use crate::{generation, limits, unused};

/// Scans for the analyzer with this name and number; when everything was analyzed last.
static SCAN: Job<(String, u64, Timestamp)> = Job::new("accessanalyzer.scan");
/// Sweeps away what lies under the number of a deleted analyzer.
static SWEEP: Job<u64> = Job::new("accessanalyzer.sweep");
/// Rows that one transaction sweeps away.
const CHUNK: usize = 500;

/// All durable timers of the service.
pub(crate) static JOBS: &[JobEntry] = &[
    JobEntry { name: "accessanalyzer.scan", run: |cx, raw| Box::pin(scan(cx, raw)) },
    JobEntry { name: "accessanalyzer.sweep", run: |cx, raw| Box::pin(sweep(cx, raw)) },
    JobEntry {
        name: "accessanalyzer.generate",
        run: |cx, raw| Box::pin(generation::generate(cx, raw)),
    },
];

/// Has the analyzer's first scan run as soon as can be.
pub(crate) async fn begin(cx: &mut Cx<'_>, analyzer: &Analyzer) -> ApiResult<()> {
    let now = cx.now();
    let payload = (analyzer.name.clone(), analyzer.number, Timestamp::EPOCH);
    cx.schedule(&SCAN, &analyzer.name, now, &payload).await
}

/// No more scans: the analyzer is deleted, and all that is under its number goes.
pub(crate) async fn end(cx: &mut Cx<'_>, analyzer: &Analyzer) -> ApiResult<()> {
    cx.cancel(&SCAN, &analyzer.name).await?;
    let now = cx.now();
    cx.schedule(&SWEEP, &analyzer.number.to_string(), now, &analyzer.number).await
}

async fn scan(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (name, number, last_full) = SCAN.payload(raw)?;
    let found = cx.get(&ANALYZERS, &name).await?;
    let Some(mut analyzer) = found.filter(|analyzer| analyzer.number == number) else {
        return Ok(());
    };
    let now = cx.now();
    let full = last_full.plus(limits::BETWEEN_FULL_SCANS) <= now;
    run(cx, &mut analyzer, full).await?;
    let payload = (name, number, if full { now } else { last_full });
    cx.schedule(&SCAN, &analyzer.name, now.plus(limits::BETWEEN_SCANS), &payload).await
}

async fn sweep(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    use crate::tables::{ARCHIVE_RULES, PREVIEWS, RECOMMENDATIONS};
    let number = SWEEP.payload(raw)?;
    let mut removed = 0;
    removed += clear(cx, &FINDINGS, number).await?;
    removed += clear(cx, &BY_RESOURCE, number).await?;
    removed += clear(cx, &RESOURCES, number).await?;
    removed += clear(cx, &ARCHIVE_RULES, number).await?;
    removed += clear(cx, &PREVIEWS, number).await?;
    removed += clear(cx, &RECOMMENDATIONS, number).await?;
    if removed == 0 {
        return Ok(());
    }
    let now = cx.now();
    cx.schedule(&SWEEP, &number.to_string(), now, &number).await
}

async fn clear<K: store::Key, R: store::Row>(
    cx: &mut Cx<'_>,
    table: &store::Table<K, R>,
    number: u64,
) -> ApiResult<usize> {
    let range = cx.rows(table).prefix(&number);
    let rows = cx.range(table, &range, CHUNK).await?;
    for (key, _) in &rows {
        cx.delete(table, key);
    }
    Ok(rows.len())
}

/// Looks at everything, or (unless `full`) at what changed.
async fn run(cx: &mut Cx<'_>, analyzer: &mut Analyzer, full: bool) -> ApiResult<()> {
    let rules = archive_rule::all(cx, analyzer).await?;
    let mut seen = BTreeSet::new();
    match analyzer.kind.access {
        Access::External => scan_policies(cx, analyzer, &rules, full, &mut seen).await?,
        Access::Unused if full => unused::scan(cx, analyzer, &rules, &mut seen).await?,
        // None can be made any more: those that are there find nothing.
        Access::Unused | Access::Internal => return Ok(()),
    }
    forget_gone(cx, analyzer, &seen).await?;
    if full {
        drop_old(cx, analyzer).await?;
    }
    cx.put(&ANALYZERS, &analyzer.name, analyzer);
    Ok(())
}

async fn scan_policies(
    cx: &mut Cx<'_>,
    analyzer: &mut Analyzer,
    rules: &[ArchiveRule],
    full: bool,
    seen: &mut BTreeSet<String>,
) -> ApiResult<()> {
    let zone = Zone::of(cx, analyzer.kind).await?;
    for account in zone.accounts.clone() {
        for source in SOURCES {
            for resource in (source.list)(cx, account).await? {
                seen.insert(resource.arn.clone());
                one(cx, analyzer, rules, &zone, source, &resource, full).await?;
            }
        }
    }
    Ok(())
}

/// Analyzes one resource, unless it is as it was and `always` is not asked for.
pub(crate) async fn one(
    cx: &mut Cx<'_>,
    analyzer: &mut Analyzer,
    rules: &[ArchiveRule],
    zone: &Zone,
    source: &Source,
    resource: &Resource,
    always: bool,
) -> ApiResult<()> {
    let member = cx.membership(resource.owner).await?;
    let restricted = member.as_ref().is_some_and(|member| !member.resource_control.is_empty());
    let digest = digest(resource, zone, restricted);
    let known = cx.get(&RESOURCES, &(analyzer.number, resource.arn.clone())).await?;
    if !always && known.as_ref().is_some_and(|known| known.digest == digest) {
        return Ok(());
    }
    let organization = member.map(|member| (member.organization, member.path));
    let (found, error) = match judge(source, resource, organization, zone, restricted, cx.now()) {
        Ok(found) => (found, None),
        Err(()) => (Vec::new(), Some("INTERNAL_ERROR".to_owned())),
    };
    let subject = Known {
        arn: &resource.arn,
        kind: source.kind,
        owner: resource.owner.as_str(),
        digest,
        error,
    };
    settle(cx, analyzer, rules, subject, found).await
}

/// What an analysis says of one resource.
pub(crate) struct Known<'a> {
    pub(crate) arn: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) owner: &'a str,
    pub(crate) digest: [u8; 32],
    pub(crate) error: Option<String>,
}

/// The findings of a resource's policy. A policy that is none is an error of the finding, not of the scan.
fn judge(
    source: &Source,
    resource: &Resource,
    organization: Option<(String, String)>,
    zone: &Zone,
    restricted: bool,
    now: Timestamp,
) -> Result<Vec<Found>, ()> {
    let Some(text) = &resource.policy else { return Ok(Vec::new()) };
    let document = PolicyDocument::parse(text).map_err(|_| ())?;
    let subject = Subject {
        resources: judge::resources(&resource.arn, source.kind),
        owner: resource.owner,
        organization,
        document: &document,
        trust: source.trust,
        actions: &facts::actions_on(source.kind),
        now,
    };
    let restriction = restriction(restricted);
    let found = external::analyze(&subject, zone).into_iter().map(|external| Found {
        resource: resource.arn.clone(),
        resource_type: source.kind.to_owned(),
        owner: resource.owner.to_string(),
        details: Details::External(External { restriction: restriction.to_owned(), ..external }),
        error: None,
    });
    Ok(found.collect())
}

/// Whether resource control policies might narrow what is found: they are not looked at.
pub(crate) fn restriction(there: bool) -> &'static str {
    use gen_accessanalyzer::values::resource_control_policy_restriction as values;
    if there { values::APPLICABLE } else { values::NOT_APPLICABLE }
}

fn digest(resource: &Resource, zone: &Zone, restricted: bool) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(resource.policy.as_deref().unwrap_or_default());
    hash.update(format!("\0{zone:?}\0{restricted}"));
    hash.finalize().into()
}

/// Writes what becomes of a resource's findings.
pub(crate) async fn settle(
    cx: &mut Cx<'_>,
    analyzer: &mut Analyzer,
    rules: &[ArchiveRule],
    subject: Known<'_>,
    found: Vec<Found>,
) -> ApiResult<()> {
    let now = cx.now();
    let key = (analyzer.number, subject.arn.to_owned());
    let before = cx.get(&RESOURCES, &key).await?;
    let same = before.as_ref().filter(|before| before.digest == subject.digest);
    let analyzed = Analyzed {
        arn: subject.arn.to_owned(),
        kind: subject.kind.to_owned(),
        owner: subject.owner.to_owned(),
        analyzed_at: now,
        updated_at: same.map_or(now, |before| before.updated_at),
        created_at: before.as_ref().map_or(now, |before| before.created_at),
        digest: subject.digest,
        error: subject.error,
    };
    cx.put(&RESOURCES, &key, &analyzed);
    let known = of_resource(cx, analyzer.number, subject.arn).await?;
    let random = cx.random();
    write(cx, analyzer.number, reconcile(known, found, rules, now, || random.uuid()));
    analyzer.last_resource = Some((subject.arn.to_owned(), now));
    Ok(())
}

fn write(cx: &mut Cx<'_>, number: u64, findings: Vec<Finding>) {
    for finding in findings {
        let by = (number, finding.found.resource.clone(), finding.id.clone());
        cx.put(&BY_RESOURCE, &by, &());
        cx.put(&FINDINGS, &(number, finding.id.clone()), &finding);
    }
}

/// The findings of a resource.
pub(crate) async fn of_resource(
    cx: &mut Cx<'_>,
    number: u64,
    arn: &str,
) -> ApiResult<Vec<Finding>> {
    let range = cx.rows(&BY_RESOURCE).prefix(&(number, arn.to_owned()));
    let mut findings = Vec::new();
    for ((_, _, id), ()) in cx.range(&BY_RESOURCE, &range, limits::FINDINGS).await? {
        findings.extend(cx.get(&FINDINGS, &(number, id)).await?);
    }
    Ok(findings)
}

/// A resource that is no more has no open findings.
pub(crate) async fn resolve(cx: &mut Cx<'_>, analyzer: &Analyzer, arn: &str) -> ApiResult<()> {
    cx.delete(&RESOURCES, &(analyzer.number, arn.to_owned()));
    let known = of_resource(cx, analyzer.number, arn).await?;
    let now = cx.now();
    write(cx, analyzer.number, reconcile(known, Vec::new(), &[], now, String::new));
    Ok(())
}

async fn forget_gone(
    cx: &mut Cx<'_>,
    analyzer: &Analyzer,
    seen: &BTreeSet<String>,
) -> ApiResult<()> {
    let range = cx.rows(&RESOURCES).prefix(&analyzer.number);
    for ((_, arn), _) in cx.range(&RESOURCES, &range, limits::RESOURCES).await? {
        if !seen.contains(&arn) {
            resolve(cx, analyzer, &arn).await?;
        }
    }
    Ok(())
}

/// Resolved findings are kept for a while only.
async fn drop_old(cx: &mut Cx<'_>, analyzer: &Analyzer) -> ApiResult<()> {
    let range = cx.rows(&FINDINGS).prefix(&analyzer.number);
    let now = cx.now();
    for (key, finding) in cx.range(&FINDINGS, &range, limits::FINDINGS).await? {
        let old = finding.updated_at.plus(limits::RESOLVED_KEPT) <= now;
        if finding.status == Status::Resolved && old {
            cx.delete(&FINDINGS, &key);
            let by = (analyzer.number, finding.found.resource, finding.id);
            cx.delete(&BY_RESOURCE, &by);
        }
    }
    Ok(())
}
