//! Denials in AWS's words. Documented on the page on access denied messages; names are that page's.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>

use crate::support::{Case, account, policy};
use policy::{Principal, ResourceRule};

const USER: &str = "User: arn:aws:iam::777788889999:user/JohnDoe is not authorized to perform: ";

fn john() -> Principal {
    Principal::user(account("777788889999"), "JohnDoe", "AIDAJOHNDOE0000000001")
}

fn case(action: &str, resource: &str) -> Case {
    Case::new(john(), action, resource).owner(Some("777788889999"))
}

fn statement(effect: &str, action: &str) -> String {
    format!(r#"{{"Effect": "{effect}", "Action": "{action}", "Resource": "*"}}"#)
}

fn of_everyone(effect: &str, action: &str) -> String {
    format!(r#"{{"Effect": "{effect}", "Principal": "*", "Action": "{action}", "Resource": "*"}}"#)
}

#[test]
fn denials_name_the_kind_of_policy() {
    let list = "codecommit:ListRepositories";
    let allow = statement("Allow", list);
    let deny = statement("Deny", list);
    let other = statement("Allow", "s3:*");
    let session = || case(list, "*").identity(&allow);
    for (case, expected) in [
        (
            case(list, "*").identity(&allow).service_control(&deny),
            "codecommit:ListRepositories with an explicit deny in a service control policy",
        ),
        (
            case(list, "*").identity(&allow).service_control(&other),
            "codecommit:ListRepositories because no service control policy allows the codecommit:ListRepositories action",
        ),
        (
            case(list, "*").identity(&allow).endpoint(&of_everyone("Allow", "s3:*")),
            "codecommit:ListRepositories because no VPC endpoint policy allows the codecommit:ListRepositories action",
        ),
        (
            case(list, "*").endpoint(&of_everyone("Deny", list)),
            "codecommit:ListRepositories with an explicit deny in a VPC endpoint policy",
        ),
        (
            case(list, "*").identity(&allow).boundary(&other),
            "codecommit:ListRepositories because no permissions boundary allows the codecommit:ListRepositories action",
        ),
        (
            case(list, "*").boundary(&deny),
            "codecommit:ListRepositories with an explicit deny in a permissions boundary",
        ),
        (
            session().session(&other),
            "codecommit:ListRepositories because no session policy allows the codecommit:ListRepositories action",
        ),
        (
            session().session(&deny),
            "codecommit:ListRepositories with an explicit deny in a session policy",
        ),
        (
            case(list, "*"),
            "codecommit:ListRepositories because no identity-based policy allows the codecommit:ListRepositories action",
        ),
        (
            case(list, "*").identity(&deny),
            "codecommit:ListRepositories with an explicit deny in an identity-based policy",
        ),
        (
            case(list, "*").identity(&allow).resource_control(&of_everyone("Deny", list)),
            "codecommit:ListRepositories with an explicit deny in a resource control policy",
        ),
    ] {
        assert_eq!(case.message(), format!("{USER}{expected}"));
    }
}

#[test]
fn denials_name_the_resource() {
    let secret = "arn:aws:secretsmanager:us-east-1:777788889999:secret:x";
    let get = "secretsmanager:GetSecretValue";
    let allow = statement("Allow", get);
    for (case, expected) in [
        (
            case(get, secret).of_resource(&of_everyone("Deny", get)),
            "with an explicit deny in a resource-based policy",
        ),
        (
            case(get, secret).identity(&allow).rule(ResourceRule::Required),
            "because no resource-based policy allows the secretsmanager:GetSecretValue action",
        ),
        (
            case(get, secret).identity(&allow).owner(Some("123456789012")),
            "because no resource-based policy allows the secretsmanager:GetSecretValue action",
        ),
    ] {
        assert_eq!(case.message(), format!("{USER}{get} on resource: {secret} {expected}"));
        let brief = case.decide().message_without_reason(&case.request());
        assert_eq!(brief, format!("{USER}{get} on resource: {secret}"));
    }
}

#[test]
fn denials_of_roles() {
    let role = "arn:aws:iam::777788889999:role/r";
    let assume = "sts:AssumeRole";
    let allow = statement("Allow", assume);
    let trust_deny = format!(r#"{{"Effect": "Deny", "Principal": "*", "Action": "{assume}"}}"#);
    for (case, expected) in [
        (
            case(assume, role).identity(&allow),
            "because no role trust policy allows the sts:AssumeRole action",
        ),
        (
            case(assume, role).of_resource(&trust_deny),
            "with an explicit deny in the role trust policy",
        ),
    ] {
        let case = case.rule(ResourceRule::Trust);
        assert_eq!(case.message(), format!("{USER}{assume} on resource: {role} {expected}"));
    }
}

/// Documented in the blog on policy ARNs, reported of inline policies and of implicit denials, which stay without.
/// Ref: <https://aws.amazon.com/blogs/security/enhanced-access-denied-error-messages-with-policy-arns>
#[test]
fn explicit_denials_name_the_policy() {
    let list = "codecommit:ListRepositories";
    let deny = statement("Deny", list);
    let scp =
        "arn:aws:organizations::987654321098:policy/o-qv5af4abcd/service_control_policy/p-2kgnabcd";
    let rcp = "arn:aws:organizations::987654321098:policy/o-qv5af4abcd/resource_control_policy/p-2kgnabce";
    let managed = "arn:aws:iam::777788889999:policy/ExampleDenyPolicy";
    let mut cases: Vec<(Case, String)> = Vec::new();
    let mut case_of = |change: &dyn Fn(&mut Case), words: String| {
        let mut case = case(list, "*").identity(&statement("Allow", list));
        change(&mut case);
        cases.push((case, format!("{USER}{list} with an explicit deny in {words}")));
    };
    let levels = |name: &str, text: &str| vec![vec![policy(name, text)]];
    case_of(
        &|case| case.service_control = levels(scp, &deny),
        format!("a service control policy: {scp}"),
    );
    case_of(
        &|case| case.resource_control = levels(rcp, &of_everyone("Deny", list)),
        format!("a resource control policy: {rcp}"),
    );
    case_of(
        &|case| case.identity.push(policy(managed, &deny)),
        format!("an identity-based policy: {managed}"),
    );
    case_of(
        &|case| case.identity.push(policy("inline", &deny)),
        "an identity-based policy".to_owned(),
    );
    case_of(
        &|case| case.boundary = Some(policy(managed, &deny)),
        format!("a permissions boundary: {managed}"),
    );
    case_of(
        &|case| case.session = Some(vec![policy(managed, &deny)]),
        format!("a session policy: {managed}"),
    );
    case_of(
        &|case| case.of_resource = Some(policy("arn:aws:s3:::b", &of_everyone("Deny", list))),
        "a resource-based policy".to_owned(),
    );
    for (case, expected) in cases {
        assert_eq!(case.message(), expected);
    }
    let mut lacks = case(list, "*").identity(&statement("Allow", list));
    lacks.boundary = Some(policy(managed, &statement("Allow", "s3:*")));
    assert!(lacks.message().ends_with(
        "because no permissions boundary allows the codecommit:ListRepositories action"
    ));
}

/// Reported: SQS writes actions in lower case, IAM a role's name, Organizations `*`.
#[test]
fn services_word_action_and_resource_in_their_own_ways() {
    let queues = "arn:aws:sqs:us-east-1:777788889999:";
    let case = case("sqs:ListQueues", queues);
    let message = |action, resource| case.decide().message_as(&case.request(), action, resource);
    assert_eq!(
        message("sqs:listqueues", Some(queues)),
        format!(
            "{USER}sqs:listqueues on resource: {queues} because no identity-based policy allows the sqs:listqueues action"
        )
    );
    assert_eq!(
        message("organizations:LeaveOrganization", Some("*")),
        format!(
            "{USER}organizations:LeaveOrganization on resource: * because no identity-based policy allows the organizations:LeaveOrganization action"
        )
    );
    assert_eq!(
        message("iam:GetRole", Some("role voclabs")),
        format!(
            "{USER}iam:GetRole on resource: role voclabs because no identity-based policy allows the iam:GetRole action"
        )
    );
}

/// Reported, of API Gateway.
#[test]
fn the_anonymous_are_named_so() {
    let arn = "arn:aws:execute-api:us-east-1:777788889999:abc/prod/GET/";
    let case = Case::new(Principal::anonymous(), "execute-api:Invoke", arn);
    assert_eq!(
        case.message(),
        format!(
            "User: anonymous is not authorized to perform: execute-api:Invoke on resource: {arn} \
             because no resource-based policy allows the execute-api:Invoke action"
        )
    );
}

#[test]
fn what_is_allowed_has_no_message() {
    let case = case("s3:ListAllMyBuckets", "*").identity(&statement("Allow", "s3:*"));
    assert_eq!(case.message(), "");
    assert_eq!(case.decide().message_without_reason(&case.request()), "");
}

#[test]
fn an_explanation_names_statements_and_missing_keys() {
    let case = case("s3:GetObject", "arn:aws:s3:::b/k")
        .identity(
            r#"{"Sid": "Other", "Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
               {"Sid": "Vpc", "Effect": "Allow", "Action": "s3:*", "Resource": "*",
                "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}}},
               {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::c/*"}"#,
        )
        .boundary(r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}"#)
        .key("aws:SecureTransport", "false");
    let explanation = case.explain();
    assert_eq!(explanation.missing_keys, ["aws:sourcevpc"]);
    assert_eq!(
        explanation.to_string(),
        "denied: nothing allows it (identity-based policy)\
         \n  identity-based policy: identity-1 statement 1 (Other): Allow is for other actions\
         \n  identity-based policy: identity-1 statement 2 (Vpc): Allow does not apply: StringEquals aws:sourcevpc, which the request lacks\
         \n  identity-based policy: identity-1 statement 3: Allow is for other resources\
         \n  permissions boundary: boundary statement 1: Allow does not apply: Bool aws:securetransport, which is false\
         \n  keys that the request lacks: aws:sourcevpc"
    );
}
