//! Examples of AWS's guides: policies of queues, keys and roles. The policies are the guides' in effect, in our words
//! and order; the page stands above each test.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-creating-custom-policies-access-policy-examples.html>

use policy::Outcome::{Allow, ImplicitDeny};
use policy::{Layer, Principal, ResourceRule};

use crate::support::{Case, HERE, THERE, account, check, user};

const EVERYTHING: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

const QUEUE: &str = "arn:aws:sqs:us-east-2:111111111111:queue1";

fn of_queue(principal: &str, action: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "Allow", "Principal": {principal}, "Action": {action}, "Resource": "{QUEUE}"{condition}}}"#
    )
}

fn check_queue(policy: &str, who: Principal, action: &str, keys: &[(&str, &str)], allowed: bool) {
    let mut case = Case::new(who, action, QUEUE).identity(EVERYTHING).of_resource(policy);
    for (key, value) in keys {
        case = case.key(key, value);
    }
    assert_eq!(case.decide().is_allowed(), allowed, "{policy} {keys:?}");
}

/// sqs-creating-custom-policies-access-policy-examples: one account, several actions, everybody.
#[test]
fn queues_for_others() {
    let them = r#"{"AWS": ["222222222222"]}"#;
    let one = of_queue(them, r#""sqs:SendMessage""#, "");
    let two = of_queue(them, r#"["sqs:SendMessage", "sqs:ReceiveMessage"]"#, "");
    let public = of_queue(r#""*""#, r#""sqs:ReceiveMessage""#, "");
    check_queue(&one, user(THERE), "sqs:SendMessage", &[], true);
    check_queue(&one, user(THERE), "sqs:ReceiveMessage", &[], false);
    check_queue(&one, Principal::root(account("333333333333")), "sqs:SendMessage", &[], false);
    check_queue(&two, user(THERE), "sqs:ReceiveMessage", &[], true);
    check_queue(&two, user(THERE), "sqs:DeleteMessage", &[], false);
    check_queue(&public, Principal::anonymous(), "sqs:ReceiveMessage", &[], true);
    check_queue(&public, Principal::anonymous(), "sqs:SendMessage", &[], false);
}

/// The same page: for a time, and for an office.
#[test]
fn queues_with_conditions() {
    let dated = r#", "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2009-01-31T12:00Z"},
        "DateLessThan": {"aws:CurrentTime": "2009-01-31T15:00Z"}}"#;
    let dated = of_queue(r#""*""#, r#""sqs:*""#, dated);
    for (now, allowed) in [
        ("2009-01-31T13:00:00Z", true),
        ("2009-01-31T15:00:00Z", false),
        ("2009-01-31T12:00:00Z", false),
    ] {
        let keys = [("aws:CurrentTime", now)];
        check_queue(&dated, Principal::anonymous(), "sqs:SendMessage", &keys, allowed);
    }
    let office = r#", "Condition": {"IpAddress": {"aws:SourceIp": "192.168.143.0/24"}}"#;
    let office = of_queue(r#""*""#, r#""sqs:*""#, office);
    let from = |ip| [("aws:SourceIp", ip)];
    check_queue(&office, user(THERE), "sqs:SendMessage", &from("192.168.143.9"), true);
    check_queue(&office, user(THERE), "sqs:SendMessage", &from("192.168.144.9"), false);
    check_queue(&office, user(THERE), "sqs:SendMessage", &[], false);
}

/// key-policy-default of the KMS guide: the account's statement lets IAM policies decide, without it they do not.
#[test]
fn default_key_policies() {
    let key = "arn:aws:kms:us-east-1:111111111111:key/k";
    let of_account = r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"}, "Action": "kms:*", "Resource": "*"}"#;
    let of_bob = r#"{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:user/finance/bob"}, "Action": ["kms:Encrypt", "kms:Decrypt"], "Resource": "*"}"#;
    let kms = r#"{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}"#;
    let case =
        |who: Principal, action: &str| Case::new(who, action, key).rule(ResourceRule::Required);
    for (name, case, outcome, layer) in [
        (
            "account and identity",
            case(user(HERE), "kms:Decrypt").identity(kms).of_resource(of_account),
            Allow,
            Layer::Identity,
        ),
        (
            "account alone",
            case(user(HERE), "kms:Decrypt").of_resource(of_account),
            ImplicitDeny,
            Layer::Identity,
        ),
        (
            "identity alone",
            case(user(HERE), "kms:Decrypt")
                .identity(kms)
                .of_resource(of_bob.replace("bob", "eve").as_str()),
            ImplicitDeny,
            Layer::Resource,
        ),
        ("user named", case(user(HERE), "kms:Decrypt").of_resource(of_bob), Allow, Layer::Resource),
        (
            "user named, other action",
            case(user(HERE), "kms:ScheduleKeyDeletion").identity(kms).of_resource(of_bob),
            ImplicitDeny,
            Layer::Resource,
        ),
        (
            "root without the account's statement",
            case(Principal::root(account(HERE)), "kms:Decrypt").of_resource(of_bob),
            ImplicitDeny,
            Layer::Resource,
        ),
        (
            "root with it",
            case(Principal::root(account(HERE)), "kms:Decrypt").of_resource(of_account),
            Allow,
            Layer::Root,
        ),
        (
            "another account",
            case(user(THERE), "kms:Decrypt").identity(kms).of_resource(of_account),
            ImplicitDeny,
            Layer::Resource,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}

/// id_roles_create_for-idp_oidc, id_roles_create_for-idp_saml and the guides of GitHub and EKS: roles of federated callers.
#[test]
fn trust_in_providers() {
    let role = "arn:aws:iam::111111111111:role/r";
    let github = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
    let saml = "arn:aws:iam::111111111111:saml-provider/ExampleOrgSSO";
    let trust = |provider: &str, action: &str, condition: &str| {
        format!(
            r#"{{"Effect": "Allow", "Principal": {{"Federated": "{provider}"}}, "Action": "{action}", "Condition": {{{condition}}}}}"#
        )
    };
    let of_github = trust(
        github,
        "sts:AssumeRoleWithWebIdentity",
        r#""StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
           "StringLike": {"token.actions.githubusercontent.com:sub": "repo:octo-org/octo-repo:*"}"#,
    );
    let of_saml = trust(
        saml,
        "sts:AssumeRoleWithSAML",
        r#""StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}"#,
    );
    let aud = ("token.actions.githubusercontent.com:aud", "sts.amazonaws.com");
    let sub = "token.actions.githubusercontent.com:sub";
    let web = "sts:AssumeRoleWithWebIdentity";
    for (trust, provider, action, keys, allowed) in [
        (
            &of_github,
            github,
            web,
            &[aud, (sub, "repo:octo-org/octo-repo:ref:refs/heads/main")][..],
            true,
        ),
        (&of_github, github, web, &[aud, (sub, "repo:octo-org/other:ref:refs/heads/main")], false),
        (&of_github, github, web, &[(sub, "repo:octo-org/octo-repo:x")], false),
        (&of_github, saml, web, &[aud, (sub, "repo:octo-org/octo-repo:x")], false),
        (
            &of_github,
            github,
            "sts:AssumeRoleWithSAML",
            &[aud, (sub, "repo:octo-org/octo-repo:x")],
            false,
        ),
        (
            &of_saml,
            saml,
            "sts:AssumeRoleWithSAML",
            &[("saml:aud", "https://signin.aws.amazon.com/saml")],
            true,
        ),
        (&of_saml, saml, "sts:AssumeRoleWithSAML", &[("saml:aud", "https://example.com")], false),
    ] {
        let mut case = Case::new(Principal::federated(provider), action, role)
            .of_resource(trust)
            .rule(ResourceRule::Trust);
        for (key, value) in keys {
            case = case.key(key, value);
        }
        assert_eq!(case.decide().is_allowed(), allowed, "{provider} {action} {keys:?}");
    }
}
