//! The keys that follow from a principal. Documented on the page on global keys and in the table "Principal key values" of
//! the page on variables.

use std::net::{IpAddr, Ipv4Addr};

use clock::Timestamp;
use policy::{ContextSource as _, Principal, RequestContext};

use crate::support::{HERE, account};

const NOW: Timestamp = Timestamp::from_secs(1_600_000_000);

fn filled(principal: &Principal) -> RequestContext {
    let mut context = RequestContext::new();
    principal.fill(&mut context, NOW);
    context
}

/// The values of a key, joined; `-` when there is none.
fn value(context: &RequestContext, key: &str) -> String {
    let values = context.values(&key.to_ascii_lowercase());
    values.map_or("-".to_owned(), |values| {
        values.iter().map(|value| value.text().into_owned()).collect::<Vec<_>>().join(",")
    })
}

#[test]
fn names_and_ids_by_kind_of_principal() {
    let user = Principal::user(account(HERE), "finance/bob", "AIDA1");
    for (principal, name, id, kind, arn) in [
        (Principal::root(account(HERE)), "-", HERE, "Account", "arn:aws:iam::111111111111:root"),
        (user.clone(), "bob", "AIDA1", "User", "arn:aws:iam::111111111111:user/finance/bob"),
        (
            Principal::federated_user(&user, "fed"),
            "-",
            "111111111111:fed",
            "FederatedUser",
            "arn:aws:sts::111111111111:federated-user/fed",
        ),
        (
            Principal::assumed_role(account(HERE), "apps/reader", "AROA1", "s1"),
            "-",
            "AROA1:s1",
            "AssumedRole",
            "arn:aws:iam::111111111111:role/apps/reader",
        ),
        (Principal::anonymous(), "-", "anonymous", "Anonymous", "-"),
        (Principal::service("sns.amazonaws.com"), "-", "-", "-", "-"),
    ] {
        let context = filled(&principal);
        assert_eq!(value(&context, "aws:username"), name, "{principal:?}");
        assert_eq!(value(&context, "aws:userid"), id, "{principal:?}");
        assert_eq!(value(&context, "aws:PrincipalType"), kind, "{principal:?}");
        assert_eq!(value(&context, "aws:PrincipalArn"), arn, "{principal:?}");
    }
}

#[test]
fn facts_of_a_session() {
    let mut session = Principal::assumed_role(account(HERE), "reader", "AROA1", "s1");
    assert_eq!(value(&filled(&session), "aws:MultiFactorAuthPresent"), "-");
    session.token_issued = Some(Timestamp::from_secs(1_599_999_000));
    session.source_identity = Some("alice".to_owned());
    session.tags = vec![("Team".to_owned(), "red".to_owned())];
    session.organization = Some("o-1".to_owned());
    session.organization_path = Some("o-1/r-1/ou-1/".to_owned());
    let context = filled(&session);
    for (key, expected) in [
        ("aws:TokenIssueTime", "2020-09-13T12:10:00Z"),
        ("aws:MultiFactorAuthPresent", "false"),
        ("aws:MultiFactorAuthAge", "-"),
        ("aws:SourceIdentity", "alice"),
        ("aws:PrincipalTag/team", "red"),
        ("aws:PrincipalOrgID", "o-1"),
        ("aws:PrincipalOrgPaths", "o-1/r-1/ou-1/"),
        ("aws:PrincipalAccount", HERE),
        ("aws:PrincipalIsAWSService", "false"),
    ] {
        assert_eq!(value(&context, key), expected, "{key}");
    }
    session.mfa_given = Some(Timestamp::from_secs(1_599_999_700));
    let context = filled(&session);
    assert_eq!(value(&context, "aws:MultiFactorAuthPresent"), "true");
    assert_eq!(value(&context, "aws:MultiFactorAuthAge"), "300");
}

#[test]
fn names_of_a_service() {
    let mut service = Principal::service("s3.amazonaws.com");
    service.service_names.push("s3.us-east-1.amazonaws.com".to_owned());
    let context = filled(&service);
    assert_eq!(value(&context, "aws:PrincipalIsAWSService"), "true");
    assert_eq!(value(&context, "aws:PrincipalServiceName"), "s3.amazonaws.com");
    let all = "s3.amazonaws.com,s3.us-east-1.amazonaws.com";
    assert_eq!(value(&context, "aws:PrincipalServiceNamesList"), all);
}

#[test]
fn facts_of_the_connection_and_the_resource() {
    let mut context = RequestContext::new();
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    context.set_time(NOW).set_connection(Some(address), true, None);
    context.set_resource(Some(account(HERE)), [("Stage", "prod")]);
    for (key, expected) in [
        ("aws:CurrentTime", "2020-09-13T12:26:40Z"),
        ("aws:EpochTime", "1600000000"),
        ("aws:SourceIp", "127.0.0.1"),
        ("aws:SecureTransport", "true"),
        ("aws:UserAgent", "-"),
        ("aws:ResourceAccount", HERE),
        ("aws:ResourceTag/stage", "prod"),
        ("aws:TagKeys", "-"),
    ] {
        assert_eq!(value(&context, key), expected, "{key}");
    }
}
