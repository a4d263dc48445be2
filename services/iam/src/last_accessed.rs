//! When identities last used services: made from the calls that this cloud saw, for the services that the identities'
//! policies grant. A report is made once, by a job, and kept for a while.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>

use std::time::Duration;

use gen_iam::ErrorDetails;
use gen_iam::values::job_status_type;
use kernel::{ApiError, ApiResult, Cx, Job, Timestamp, Use};
use policy::PolicyDocument;
use serde::{Deserialize, Serialize};

use crate::grants::Grants;
use crate::identities::{self, Subject};
use crate::tables::LAST_ACCESSED;
use crate::{held, review_errors};

/// Makes the report with this id.
pub(crate) static MAKE: Job<String> = Job::new("iam.last-accessed-report");

/// How long calls are remembered by reports.
pub(crate) const TRACKED: Duration = Duration::from_secs(400 * 86_400);
/// Reports of an account that are kept; the oldest give way.
const KEPT: usize = 100;

/// A report, or one that is being made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Report {
    /// The user, group, role or policy.
    pub(crate) arn: String,
    /// Whether single actions are told.
    pub(crate) actions: bool,
    pub(crate) created: Timestamp,
    pub(crate) completed: Option<Timestamp>,
    /// Why it failed.
    pub(crate) failure: Option<String>,
    /// The users and roles that it is about.
    pub(crate) entities: Vec<EntityRow>,
    /// Those that are granted, by namespace.
    pub(crate) services: Vec<ServiceRow>,
}

/// A user or role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EntityRow {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) is_role: bool,
}

/// A service that the policies grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ServiceRow {
    pub(crate) namespace: String,
    /// Who used it, the latest first.
    pub(crate) uses: Vec<LastUse>,
    /// The actions that are tracked, with their last use.
    pub(crate) actions: Vec<(String, Option<LastUse>)>,
}

/// A last use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LastUse {
    /// Place among the report's entities.
    pub(crate) entity: u32,
    pub(crate) at: Timestamp,
    pub(crate) region: String,
}

impl Report {
    pub(crate) fn status(&self) -> &'static str {
        status(self.completed, self.failure.as_deref())
    }

    /// Why it failed, as the API says it.
    pub(crate) fn error(&self) -> Option<ErrorDetails> {
        self.failure.as_ref().map(|message| ErrorDetails {
            message: Some(message.clone()),
            code: Some("NoSuchEntity".to_owned()),
        })
    }

    pub(crate) fn entity_of(&self, last: &LastUse) -> Option<&EntityRow> {
        self.entities.get(usize::try_from(last.entity).ok()?)
    }

    pub(crate) fn arn_of(&self, last: &LastUse) -> Option<String> {
        self.entity_of(last).map(|entity| entity.arn.clone())
    }
}

/// How far the making of a report is.
pub(crate) fn status(completed: Option<Timestamp>, failure: Option<&str>) -> &'static str {
    match (completed, failure) {
        (None, _) => job_status_type::IN_PROGRESS,
        (Some(_), None) => job_status_type::COMPLETED,
        (Some(_), Some(_)) => job_status_type::FAILED,
    }
}

/// Orders a report; returns its id.
pub(crate) async fn order(cx: &mut Cx<'_>, arn: &str, actions: bool) -> ApiResult<String> {
    forget_oldest(cx).await?;
    let id = cx.random().uuid();
    let report = Report {
        arn: arn.to_owned(),
        actions,
        created: cx.now(),
        completed: None,
        failure: None,
        entities: Vec::new(),
        services: Vec::new(),
    };
    cx.put(&LAST_ACCESSED, &id, &report);
    let now = cx.now();
    cx.schedule(&MAKE, &id, now, &id).await?;
    Ok(id)
}

async fn forget_oldest(cx: &mut Cx<'_>) -> ApiResult<()> {
    let range = cx.rows(&LAST_ACCESSED);
    let rows = cx.range(&LAST_ACCESSED, &range, KEPT + 1).await?;
    if rows.len() >= KEPT
        && let Some((oldest, _)) = rows.iter().min_by_key(|(_, report)| report.created)
    {
        cx.delete(&LAST_ACCESSED, oldest);
    }
    Ok(())
}

/// The report with this id, made or not.
pub(crate) async fn find(cx: &mut Cx<'_>, id: &str) -> ApiResult<Report> {
    let report = cx.get(&LAST_ACCESSED, &id.to_owned()).await?;
    report.ok_or_else(|| review_errors::no_such_job(id))
}

/// Runs the job.
pub(crate) async fn make(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = MAKE.payload(raw)?;
    let Some(mut report) = cx.get(&LAST_ACCESSED, &id).await? else { return Ok(()) };
    match identities::find(cx, &report.arn).await? {
        None => report.failure = Some(format!("ARN {} does not exist.", report.arn)),
        Some(subject) => {
            report.entities = identities::members(cx, &subject).await?;
            report.services = services(cx, &subject, &report).await?;
        }
    }
    report.completed = Some(cx.now());
    cx.put(&LAST_ACCESSED, &id, &report);
    Ok(())
}

async fn services(
    cx: &mut Cx<'_>,
    subject: &Subject,
    report: &Report,
) -> ApiResult<Vec<ServiceRow>> {
    let held = held::of_subject(cx, subject).await?;
    let documents: Vec<PolicyDocument> =
        held.iter().filter_map(|policy| PolicyDocument::parse(&policy.text).ok()).collect();
    let oldest = cx.now().minus(TRACKED);
    let mut seen: Vec<(u32, Use)> = Vec::new();
    for (entity, row) in (0u32..).zip(&report.entities) {
        let uses = cx.kernel().uses_of(cx.account(), &row.arn).await.map_err(ApiError::bug)?;
        let tracked = uses.into_iter().filter(|one| one.facts.last >= oldest);
        seen.extend(tracked.map(|one| (entity, one)));
    }
    let local: Vec<&str> = cx
        .kernel()
        .services()
        .iter()
        .map(|service| service.service.schema.facts().signing_name)
        .collect();
    let grants = Grants::of(&documents);
    Ok(rows(&grants, &seen, |namespace| report.actions && local.contains(&namespace)))
}

/// The services that are granted, with what was seen of them. Actions are told of services that `tracks` knows.
fn rows(
    grants: &Grants<'_>,
    seen: &[(u32, Use)],
    tracks: impl Fn(&str) -> bool,
) -> Vec<ServiceRow> {
    let mut rows = Vec::new();
    for service in authref::services().filter_map(authref::service) {
        if !grants.service(service) {
            continue;
        }
        let of_service = seen.iter().filter(|(_, one)| is_of(&one.action, service.prefix));
        let of_service: Vec<&(u32, Use)> = of_service.collect();
        let actions = match tracks(service.prefix) {
            false => Vec::new(),
            true => {
                let names = service.actions.iter().map(|action| action.name);
                let told = grants.actions(service.prefix, names);
                told.map(|name| (name.to_owned(), latest_of(&of_service, name))).collect()
            }
        };
        let namespace = service.prefix.to_owned();
        rows.push(ServiceRow { namespace, uses: latest_by_entity(&of_service), actions });
    }
    rows
}

fn is_of(action: &str, namespace: &str) -> bool {
    action.split_once(':').is_some_and(|(service, _)| service.eq_ignore_ascii_case(namespace))
}

fn last_use((entity, one): &(u32, Use)) -> LastUse {
    LastUse { entity: *entity, at: one.facts.last, region: one.facts.region.clone() }
}

/// The last use of each entity, the latest first.
fn latest_by_entity(seen: &[&(u32, Use)]) -> Vec<LastUse> {
    let mut latest: Vec<LastUse> = Vec::new();
    for one in seen {
        match latest.iter_mut().find(|known| known.entity == one.0) {
            None => latest.push(last_use(one)),
            Some(known) if known.at < one.1.facts.last => *known = last_use(one),
            Some(_) => {}
        }
    }
    latest.sort_by_key(|known| std::cmp::Reverse(known.at));
    latest
}

fn latest_of(seen: &[&(u32, Use)], name: &str) -> Option<LastUse> {
    let of_action = |one: &&&(u32, Use)| {
        one.1.action.split_once(':').is_some_and(|(_, action)| action.eq_ignore_ascii_case(name))
    };
    seen.iter().filter(of_action).max_by_key(|one| one.1.facts.last).map(|one| last_use(one))
}

#[cfg(test)]
mod tests {
    use kernel::UseFacts;

    use super::*;

    fn seen(entity: u32, action: &str, at: i64) -> (u32, Use) {
        let at = Timestamp::from_secs(at);
        let region = "us-east-1".to_owned();
        let facts = UseFacts { first: at, last: at, region, allowed: 1, denied: 0 };
        let (principal, resource) = ("arn".to_owned(), "*".to_owned());
        (entity, Use { principal, action: action.to_owned(), resource, facts })
    }

    #[test]
    fn what_is_granted_with_what_was_seen() {
        let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Resource": "*",
            "Action": ["sqs:SendMessage", "sqs:ReceiveMessage", "dynamodb:*"]}}"#;
        let documents = [PolicyDocument::parse(text).expect("a policy")];
        let seen = [
            seen(0, "sqs:SendMessage", 10),
            seen(1, "sqs:SendMessage", 30),
            seen(0, "sqs:CreateQueue", 20),
            seen(0, "iam:GetUser", 40),
        ];
        let rows = rows(&Grants::of(&documents), &seen, |namespace| namespace == "sqs");
        let names: Vec<&str> = rows.iter().map(|row| row.namespace.as_str()).collect();
        assert_eq!(names, ["dynamodb", "sqs"]);
        assert!(rows[0].uses.is_empty() && rows[0].actions.is_empty());
        let at = |uses: &[LastUse]| -> Vec<_> {
            uses.iter().map(|one| (one.entity, one.at.as_secs())).collect()
        };
        assert_eq!(at(&rows[1].uses), [(1, 30), (0, 20)]);
        let actions: Vec<_> = rows[1]
            .actions
            .iter()
            .map(|(name, last)| (name.as_str(), last.as_ref().map(|one| one.at.as_secs())))
            .collect();
        assert_eq!(actions, [("ReceiveMessage", None), ("SendMessage", Some(30))]);
    }
}
