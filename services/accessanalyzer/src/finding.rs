//! Findings: what is found, and what becomes of it from one analysis to the next.
//!
//! A finding stays the same while it says the same of the same resource. What is found no more is resolved; what comes
//! back is active again, or archived when a rule says so.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings.html>

use gen_accessanalyzer::values::{finding_status, finding_type};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::archive_rule::ArchiveRule;
use crate::criteria::Attributes;

/// A finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Finding {
    pub(crate) id: String,
    pub(crate) found: Found,
    pub(crate) status: Status,
    pub(crate) created_at: Timestamp,
    pub(crate) analyzed_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

/// What an analysis found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Found {
    pub(crate) resource: String,
    /// `AWS::SQS::Queue`.
    pub(crate) resource_type: String,
    pub(crate) owner: String,
    pub(crate) details: Details,
    pub(crate) error: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Details {
    External(External),
    UnusedRole { last: Option<Timestamp> },
    UnusedKey { id: String, last: Option<Timestamp> },
    UnusedPassword { last: Option<Timestamp> },
    UnusedPermission { services: Vec<UnusedService> },
}

/// Access from outside of the zone of trust.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct External {
    /// `AWS`, and whom.
    pub(crate) principal: (String, String),
    pub(crate) actions: Vec<String>,
    pub(crate) conditions: Vec<(String, String)>,
    pub(crate) public: bool,
    /// How access is granted, where there are several ways: `POLICY`, `BUCKET_ACL`.
    pub(crate) source: Option<String>,
    /// Whether the organization has resource control policies, which are not looked at.
    pub(crate) restriction: String,
}

/// Permissions of one service that were not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnusedService {
    pub(crate) namespace: String,
    pub(crate) last: Option<Timestamp>,
    /// Empty when nothing of the service was used.
    pub(crate) actions: Vec<(String, Option<Timestamp>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Active,
    Archived,
    Resolved,
}

impl Status {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Active => finding_status::ACTIVE,
            Status::Archived => finding_status::ARCHIVED,
            Status::Resolved => finding_status::RESOLVED,
        }
    }
}

impl Details {
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Details::External(_) => finding_type::EXTERNAL_ACCESS,
            Details::UnusedRole { .. } => finding_type::UNUSED_IAM_ROLE,
            Details::UnusedKey { .. } => finding_type::UNUSED_IAM_USER_ACCESS_KEY,
            Details::UnusedPassword { .. } => finding_type::UNUSED_IAM_USER_PASSWORD,
            Details::UnusedPermission { .. } => finding_type::UNUSED_PERMISSION,
        }
    }

    pub(crate) fn as_external(&self) -> Option<&External> {
        match self {
            Details::External(external) => Some(external),
            _ => None,
        }
    }
}

impl Found {
    /// Whether both are the same finding, be it with other actions.
    pub(crate) fn is_same(&self, other: &Found) -> bool {
        self.resource == other.resource
            && match (&self.details, &other.details) {
                (Details::External(a), Details::External(b)) => {
                    a.principal == b.principal
                        && a.conditions == b.conditions
                        && a.source == b.source
                }
                (Details::UnusedKey { id: a, .. }, Details::UnusedKey { id: b, .. }) => a == b,
                (a, b) => a.type_name() == b.type_name(),
            }
    }
}

impl Attributes for Found {
    fn attribute(&self, name: &str) -> Vec<String> {
        let one = |value: &str| vec![value.to_owned()];
        match name {
            "resource" => one(&self.resource),
            "resourceType" => one(&self.resource_type),
            "resourceOwnerAccount" => one(&self.owner),
            "findingType" => one(self.details.type_name()),
            "error" => self.error.iter().cloned().collect(),
            _ => match &self.details {
                Details::External(external) => external.attribute(name),
                _ => Vec::new(),
            },
        }
    }
}

impl Attributes for External {
    fn attribute(&self, name: &str) -> Vec<String> {
        match name {
            "isPublic" => vec![self.public.to_string()],
            "resourceControlPolicyRestriction" => vec![self.restriction.clone()],
            _ => {
                if let Some(kind) = name.strip_prefix("principal.") {
                    let (of, value) = &self.principal;
                    return if of == kind { vec![value.clone()] } else { Vec::new() };
                }
                let Some(key) = name.strip_prefix("condition.") else { return Vec::new() };
                let of = self.conditions.iter().filter(|(k, _)| k.eq_ignore_ascii_case(key));
                of.map(|(_, value)| value.clone()).collect()
            }
        }
    }
}

impl Attributes for Finding {
    fn attribute(&self, name: &str) -> Vec<String> {
        match name {
            "id" => vec![self.id.clone()],
            "status" => vec![self.status.name().to_owned()],
            _ => self.found.attribute(name),
        }
    }
}

/// What becomes of the findings of a resource, given what an analysis found now: the rows to write.
pub(crate) fn reconcile(
    known: Vec<Finding>,
    found: Vec<Found>,
    rules: &[ArchiveRule],
    now: Timestamp,
    mut new_id: impl FnMut() -> String,
) -> Vec<Finding> {
    let status = |found: &Found| {
        let archived = rules.iter().any(|rule| rule.filter.holds(found));
        if archived { Status::Archived } else { Status::Active }
    };
    let mut written = Vec::new();
    let mut left = known;
    for found in found {
        let at = left.iter().position(|finding| finding.found.is_same(&found));
        let mut finding = match at {
            Some(at) => left.swap_remove(at),
            None => {
                let (id, status) = (new_id(), status(&found));
                written.push(Finding {
                    id,
                    found,
                    status,
                    created_at: now,
                    analyzed_at: now,
                    updated_at: now,
                });
                continue;
            }
        };
        if finding.status == Status::Resolved {
            (finding.status, finding.updated_at) = (status(&found), now);
        } else if finding.found != found {
            finding.updated_at = now;
        }
        (finding.found, finding.analyzed_at) = (found, now);
        written.push(finding);
    }
    for mut finding in left.into_iter().filter(|finding| finding.status != Status::Resolved) {
        finding.status = Status::Resolved;
        (finding.updated_at, finding.analyzed_at) = (now, now);
        written.push(finding);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::{Filter, Purpose};

    fn found(who: &str, actions: &[&str]) -> Found {
        Found {
            resource: "arn:aws:sqs:us-east-1:111122223333:q".to_owned(),
            resource_type: "AWS::SQS::Queue".to_owned(),
            owner: "111122223333".to_owned(),
            details: Details::External(External {
                principal: ("AWS".to_owned(), who.to_owned()),
                actions: actions.iter().map(|a| (*a).to_owned()).collect(),
                ..External::default()
            }),
            error: None,
        }
    }

    fn run(known: Vec<Finding>, found: Vec<Found>, rules: &[ArchiveRule], at: i64) -> Vec<Finding> {
        let mut next = 0;
        let id = || {
            next += 1;
            format!("id-{next}")
        };
        reconcile(known, found, rules, Timestamp::from_secs(at), id)
    }

    #[test]
    fn a_finding_lives() {
        let first = run(Vec::new(), vec![found("*", &["sqs:SendMessage"])], &[], 1);
        assert_eq!((first.len(), first[0].status), (1, Status::Active));
        let same = run(first.clone(), vec![found("*", &["sqs:SendMessage"])], &[], 2);
        assert_eq!((same[0].updated_at.as_secs(), same[0].analyzed_at.as_secs()), (1, 2));
        let more = run(same, vec![found("*", &["sqs:*"])], &[], 3);
        assert_eq!((more[0].id.as_str(), more[0].updated_at.as_secs()), ("id-1", 3));
        let gone = run(more, vec![found("444455556666", &["sqs:*"])], &[], 4);
        let statuses: Vec<_> =
            gone.iter().map(|f| (f.id.as_str(), f.status, f.updated_at.as_secs())).collect();
        assert_eq!(statuses, [("id-1", Status::Active, 4), ("id-1", Status::Resolved, 4)]);
        let quiet = run(vec![gone[1].clone()], Vec::new(), &[], 5);
        assert_eq!(quiet, []);
        let back = run(vec![gone[1].clone()], vec![found("*", &["sqs:*"])], &[], 6);
        assert_eq!((back[0].status, back[0].created_at.as_secs()), (Status::Active, 1));
    }

    #[test]
    fn rules_archive_what_is_new_and_what_comes_back() {
        let eq = Some(vec!["444455556666".to_owned()]);
        let criterion = gen_accessanalyzer::Criterion { eq, ..Default::default() };
        let given = [("principal.AWS".to_owned(), criterion)].into_iter().collect();
        let rule = ArchiveRule {
            name: "r".to_owned(),
            filter: Filter::parse(&given, Purpose::ArchiveRule).expect("a filter"),
            created_at: Timestamp::EPOCH,
            updated_at: Timestamp::EPOCH,
            token: None,
        };
        let rules = [rule];
        let both = vec![found("444455556666", &["a"]), found("*", &["a"])];
        let new = run(Vec::new(), both.clone(), &rules, 1);
        assert_eq!([new[0].status, new[1].status], [Status::Archived, Status::Active]);
        // An active finding that a rule would archive stays as it is.
        let active = run(run(Vec::new(), both.clone(), &[], 1), both, &rules, 2);
        assert!(active.iter().all(|finding| finding.status == Status::Active));
    }
}
