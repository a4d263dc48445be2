//! When the accounts below a part of an organization last used services, for the services that its control policies let
//! through. A report is made once, by a job, and kept for a while.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html>

use kernel::{AccountId, ApiError, ApiResult, Cx, Job, Membership, NamedPolicy, Timestamp, Use};
use policy::PolicyDocument;
use serde::{Deserialize, Serialize};

use crate::grants::Grants;
use crate::last_accessed::TRACKED;
use crate::review_errors;
use crate::tables::ORGANIZATION_REPORTS;

/// Makes the report with this id.
pub(crate) static MAKE: Job<String> = Job::new("iam.make-organization-report");

const SERVICE: &str = "iam.amazonaws.com";
/// Reports of an account that are kept; the oldest give way.
const KEPT: usize = 100;

/// A report, or one that is being made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    /// `o-.../r-.../ou-.../111122223333`, or a part of it from the left.
    pub(crate) path: String,
    /// Only what this control policy lets through.
    pub(crate) policy: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) completed: Option<Timestamp>,
    /// Why it failed.
    pub(crate) failure: Option<String>,
    /// By namespace.
    pub(crate) services: Vec<ServiceRow>,
}

/// A service that is let through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ServiceRow {
    pub(crate) namespace: String,
    pub(crate) last: Option<LastUse>,
    /// How many accounts used it.
    pub(crate) accounts: i32,
}

/// The last use of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastUse {
    pub(crate) at: Timestamp,
    pub(crate) region: String,
    /// The account's path.
    pub(crate) path: String,
}

/// Refuses callers who may not see reports about the organization that `path` is in.
pub(crate) async fn check_caller(cx: &mut Cx<'_>, path: &str) -> ApiResult<()> {
    let account = cx.account();
    let membership = cx.membership(account).await?;
    let organization = path.split('/').next().unwrap_or_default();
    match membership.filter(|of| of.organization == organization) {
        Some(of) if of.management == account => Ok(()),
        Some(_) if cx.is_delegated_administrator(account, SERVICE).await? => Ok(()),
        _ => Err(review_errors::no_organization_access()),
    }
}

/// Orders a report; returns its id.
pub(crate) async fn order(cx: &mut Cx<'_>, path: &str, policy: Option<&str>) -> ApiResult<String> {
    let range = cx.rows(&ORGANIZATION_REPORTS);
    let rows = cx.range(&ORGANIZATION_REPORTS, &range, KEPT + 1).await?;
    if rows.len() >= KEPT
        && let Some((oldest, _)) = rows.iter().min_by_key(|(_, report)| report.created)
    {
        cx.delete(&ORGANIZATION_REPORTS, oldest);
    }
    let (id, now) = (cx.random().uuid(), cx.now());
    let report = Report {
        path: path.trim_end_matches('/').to_owned(),
        policy: policy.map(str::to_owned),
        created: now,
        completed: None,
        failure: None,
        services: Vec::new(),
    };
    cx.put(&ORGANIZATION_REPORTS, &id, &report);
    cx.schedule(&MAKE, &id, now, &id).await?;
    Ok(id)
}

/// Runs the job.
pub(crate) async fn make(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = MAKE.payload(raw)?;
    let Some(mut report) = cx.get(&ORGANIZATION_REPORTS, &id).await? else { return Ok(()) };
    let oldest = cx.now().minus(TRACKED);
    let mut accounts = Vec::new();
    for account in cx.organization_accounts(cx.account()).await? {
        let Some(membership) = cx.membership(account).await? else { continue };
        let path = account_path(&membership, account);
        if is_below(&path, &report.path) {
            let uses = cx.kernel().uses_in(account).await.map_err(ApiError::bug)?;
            let uses = uses.into_iter().filter(|one| one.facts.last >= oldest).collect();
            accounts.push(Account { path, levels: levels(&membership, &report), uses });
        }
    }
    match accounts.is_empty() {
        true => {
            report.failure = Some(format!("Nothing of the organization is at {}.", report.path))
        }
        false => report.services = rows(&accounts),
    }
    report.completed = Some(cx.now());
    cx.put(&ORGANIZATION_REPORTS, &id, &report);
    Ok(())
}

fn account_path(membership: &Membership, account: AccountId) -> String {
    format!("{}/{account}", membership.path.trim_end_matches('/'))
}

/// Whether an account's path is `part`, or goes on from it.
fn is_below(path: &str, part: &str) -> bool {
    path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// An account that a report is about.
struct Account {
    path: String,
    /// Its control policies; of one policy alone when the report asks for that.
    levels: Vec<Vec<PolicyDocument>>,
    uses: Vec<Use>,
}

fn levels(membership: &Membership, report: &Report) -> Vec<Vec<PolicyDocument>> {
    let wanted = |policy: &&NamedPolicy| match &report.policy {
        Some(id) => policy.name.rsplit('/').next() == Some(id.as_str()),
        None => true,
    };
    let parse = |level: &Vec<NamedPolicy>| -> Vec<PolicyDocument> {
        let texts = level.iter().filter(wanted).map(|policy| &policy.document);
        texts.filter_map(|text| PolicyDocument::parse(text).ok()).collect()
    };
    let levels = membership.service_control.iter().map(parse);
    // A level that lacks the policy says nothing of it.
    levels.filter(|level| report.policy.is_none() || !level.is_empty()).collect()
}

fn rows(accounts: &[Account]) -> Vec<ServiceRow> {
    let grants: Vec<Vec<Grants<'_>>> =
        accounts.iter().map(|account| account.levels.iter().map(Grants::of).collect()).collect();
    let mut rows = Vec::new();
    for service in authref::services().filter_map(authref::service) {
        let lets = |levels: &Vec<Grants<'_>>| levels.iter().all(|level| level.service(service));
        if !grants.iter().any(lets) {
            continue;
        }
        let mut row = ServiceRow { namespace: service.prefix.to_owned(), last: None, accounts: 0 };
        for account in accounts {
            let of_service = account.uses.iter().filter(|one| {
                let namespace = one.action.split_once(':').map(|(namespace, _)| namespace);
                namespace.is_some_and(|n| n.eq_ignore_ascii_case(service.prefix))
            });
            let Some(latest) = of_service.max_by_key(|one| one.facts.last) else { continue };
            row.accounts += 1;
            if row.last.as_ref().is_none_or(|known| known.at < latest.facts.last) {
                row.last = Some(LastUse {
                    at: latest.facts.last,
                    region: latest.facts.region.clone(),
                    path: account.path.clone(),
                });
            }
        }
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use kernel::UseFacts;

    use super::*;

    #[test]
    fn parts_of_an_organization() {
        let path = "o-aaaaaaaaaa/r-abcd/ou-abcd-11111111/111122223333";
        for (part, expected) in [
            ("o-aaaaaaaaaa/r-abcd", true),
            ("o-aaaaaaaaaa/r-abcd/ou-abcd-11111111", true),
            (path, true),
            ("o-aaaaaaaaaa/r-abcd/ou-abcd", false),
            ("o-bbbbbbbbbb/r-abcd", false),
        ] {
            assert_eq!(is_below(path, part), expected, "{part}");
        }
    }

    #[test]
    fn services_that_every_level_lets_through() {
        let policy = |action: &str| {
            let text = format!(
                r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": {action}, "Resource": "*"}}}}"#
            );
            vec![PolicyDocument::parse(&text).expect("a policy")]
        };
        let at = Timestamp::from_secs(10);
        let facts =
            UseFacts { first: at, last: at, region: "eu-west-1".to_owned(), allowed: 1, denied: 0 };
        let used = Use {
            principal: "p".to_owned(),
            action: "sqs:SendMessage".to_owned(),
            resource: "*".to_owned(),
            facts,
        };
        let accounts = [Account {
            path: "o/r/a".to_owned(),
            levels: vec![policy(r#""*""#), policy(r#"["sqs:*", "iam:GetUser"]"#)],
            uses: vec![used],
        }];
        let rows = rows(&accounts);
        let names: Vec<&str> = rows.iter().map(|row| row.namespace.as_str()).collect();
        assert_eq!(names, ["iam", "sqs"]);
        assert_eq!((rows[0].accounts, &rows[0].last), (0, &None));
        let last = rows[1].last.as_ref().expect("a use");
        assert_eq!((rows[1].accounts, last.region.as_str()), (1, "eu-west-1"));
    }
}
