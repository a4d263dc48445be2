//! Decisions of simulations: which statements make them, what limits them, which keys they lack, and their pages.

use super::answer::{Slice, answer};
use super::requests::Questions;
use super::*;

const ALLOW_S3: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}}"#;
const DENY_PUT: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}}"#;
const ALLOW_GET: &str = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}"#;

fn list(texts: &[&str]) -> Vec<Source> {
    let texts: Vec<String> = texts.iter().map(|t| (*t).to_owned()).collect();
    Source::parse_list("PolicyInputList", &texts).expect("policies")
}

fn simulation(policies: &[&str]) -> Simulation {
    let caller = Principal::user(AccountId::DEFAULT, "bob", "AIDAEXAMPLE");
    Simulation {
        identity: list(policies),
        boundary: None,
        organization: None,
        resource: None,
        caller,
        owner: None,
        context: RequestContext::new(),
    }
}

fn ids<'v>(verdict: &'v Verdict<'_>) -> Vec<&'v str> {
    verdict.matched.iter().map(|m| m.source.id.as_str()).collect()
}

#[test]
fn the_statements_that_decide() {
    let simulation = simulation(&[ALLOW_S3, DENY_PUT, ALLOW_GET]);
    let got = simulation.run("s3:GetObject", "*");
    assert_eq!(got.outcome, Outcome::Allow);
    assert_eq!(ids(&got), ["PolicyInputList.1", "PolicyInputList.3"]);
    let put = simulation.run("s3:PutObject", "*");
    assert_eq!((put.outcome, ids(&put)), (Outcome::ExplicitDeny, vec!["PolicyInputList.2"]));
    let other = simulation.run("sqs:SendMessage", "*");
    assert_eq!((other.outcome, other.matched.len()), (Outcome::ImplicitDeny, 0));
}

#[test]
fn boundaries_and_organizations_limit() {
    let mut limited = simulation(&[ALLOW_S3]);
    limited.boundary = list(&[ALLOW_GET]).pop();
    let put = limited.run("s3:PutObject", "*");
    assert_eq!((put.outcome, put.boundary), (Outcome::ImplicitDeny, Some(false)));
    let get = limited.run("s3:GetObject", "*");
    assert_eq!((get.outcome, get.boundary), (Outcome::Allow, Some(true)));
    let mut member = simulation(&[ALLOW_S3]);
    member.organization = Some(vec![list(&[ALLOW_S3]), list(&[ALLOW_GET])]);
    let put = member.run("s3:PutObject", "*");
    assert_eq!((put.outcome, put.organization), (Outcome::ImplicitDeny, Some(false)));
    let get = member.run("s3:GetObject", "*");
    assert_eq!((get.outcome, get.organization), (Outcome::Allow, Some(true)));
}

#[test]
fn across_accounts_both_sides_count() {
    let mut crossing = simulation(&[ALLOW_S3]);
    crossing.owner = AccountId::parse("111122223333");
    let without = crossing.run("s3:GetObject", "arn:aws:s3:::b/k");
    assert_eq!(without.outcome, Outcome::ImplicitDeny);
    assert_eq!(
        without.details,
        [("IAM Policy", Outcome::Allow), ("Resource Policy", Outcome::ImplicitDeny)]
    );
    let policy = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
        "Principal": {"AWS": "arn:aws:iam::000000000000:user/bob"}}}"#;
    crossing.resource =
        Some(Source::parse("ResourcePolicy", "ResourcePolicy", policy).expect("one"));
    let with = crossing.run("s3:GetObject", "arn:aws:s3:::b/k");
    assert_eq!(with.outcome, Outcome::Allow);
    assert_eq!(ids(&with), ["ResourcePolicy", "PolicyInputList.1"]);
}

#[test]
fn keys_that_nobody_gave() {
    let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
        "Condition": {"StringEquals": {"s3:prefix": "x", "aws:username": "bob"}}}}"#;
    let mut asking = simulation(&[text]);
    let lacking = asking.run("s3:ListBucket", "*");
    assert_eq!(lacking.outcome, Outcome::ImplicitDeny);
    assert_eq!(lacking.missing, ["s3:prefix", "aws:username"]);
    asking.context.set("AWS:USERNAME", "bob").set("s3:Prefix", "x");
    let complete = asking.run("s3:ListBucket", "*");
    assert_eq!((complete.outcome, complete.missing.len()), (Outcome::Allow, 0));
    assert!(asking.run("sqs:SendMessage", "*").missing.is_empty());
}

#[test]
fn pages_of_results() {
    let simulation = simulation(&[ALLOW_GET]);
    let actions = ["s3:GetObject".to_owned(), "s3:PutObject".to_owned()];
    let resources = ["arn:aws:s3:::a".to_owned(), "arn:aws:s3:::b".to_owned()];
    let questions = Questions::parse(&actions, Some(&resources), None).expect("questions");
    let (first, next) = answer(&simulation, &questions, Slice { from: 0, limit: 3 });
    assert_eq!((first.len(), next), (3, Some(3)));
    let (last, end) = answer(&simulation, &questions, Slice { from: 3, limit: 3 });
    assert_eq!((last.len(), end), (1, None));
    let only = &last[0];
    assert_eq!(only.eval_decision.as_deref(), Some("implicitDeny"));
    assert_eq!(only.eval_resource_name.as_deref(), Some("arn:aws:s3:::b"));
    assert_eq!(only.resource_specific_results.as_ref().map(Vec::len), Some(1));
    let (none, _) = answer(&simulation, &questions, Slice { from: usize::MAX, limit: 3 });
    assert!(none.is_empty());
}
