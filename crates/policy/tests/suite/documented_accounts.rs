//! More examples of AWS's guides: resource policies, control policies, boundaries and trust within and across accounts.
//! The policies are the guides' in effect, in our words and order; the page stands above each test.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>

use policy::Outcome::{Allow, ExplicitDeny, ImplicitDeny};
use policy::{Layer, Outcome, Principal};

use crate::support::{
    ALLOW, Case, HERE, OTHER, THERE, account, check, federated, get, grant, session, user,
};

/// reference_policies_evaluation-logic_policy-eval-denyallow, the table "Resource-based policies and implicit denies in
/// other policy types": the first value says whether boundary and session policy are there and lack the action.
#[test]
fn implicit_denies_beside_a_resource_policy() {
    let role = r#"{"AWS": "arn:aws:iam::111111111111:role/apps/reader"}"#;
    let of_session = r#"{"AWS": "arn:aws:sts::111111111111:assumed-role/reader/s1"}"#;
    let of_user = r#"{"AWS": "arn:aws:iam::111111111111:user/finance/bob"}"#;
    let of_federated = r#"{"AWS": "arn:aws:sts::111111111111:federated-user/fed"}"#;
    let limited = |case: Case| case.boundary(OTHER).session(OTHER);
    for (name, case, outcome, layer) in [
        (
            "role named",
            limited(get(session(HERE))).of_resource(&grant(role)),
            ImplicitDeny,
            Layer::Boundary,
        ),
        (
            "role named, no limits",
            get(session(HERE)).of_resource(&grant(role)),
            Allow,
            Layer::Resource,
        ),
        (
            "role named, session lacks it",
            get(session(HERE)).session(OTHER).of_resource(&grant(role)),
            ImplicitDeny,
            Layer::Session,
        ),
        (
            "role named, session has it",
            get(session(HERE)).session(ALLOW).of_resource(&grant(role)),
            Allow,
            Layer::Resource,
        ),
        (
            "session named",
            limited(get(session(HERE))).of_resource(&grant(of_session)),
            Allow,
            Layer::Resource,
        ),
        (
            "user named",
            get(user(HERE)).boundary(OTHER).of_resource(&grant(of_user)),
            Allow,
            Layer::Resource,
        ),
        (
            "federated, user named",
            limited(get(federated())).of_resource(&grant(of_user)),
            ImplicitDeny,
            Layer::Boundary,
        ),
        (
            "federated, itself named",
            limited(get(federated())).of_resource(&grant(of_federated)),
            Allow,
            Layer::Resource,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}

/// The last rows of the same table.
#[test]
fn principals_without_limits() {
    let root = Principal::root(account(HERE));
    for (name, case, outcome, layer) in [
        (
            "root named",
            get(root).of_resource(&grant(r#"{"AWS": "arn:aws:iam::111111111111:root"}"#)),
            Allow,
            Layer::Root,
        ),
        (
            "service named",
            get(Principal::service("sns.amazonaws.com"))
                .of_resource(&grant(r#"{"Service": "sns.amazonaws.com"}"#)),
            Allow,
            Layer::Resource,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}

/// reference_policies_elements_principal, "IAM role principals": a role named by `aws:PrincipalArn` under `*` is not limited.
#[test]
fn a_role_named_by_condition() {
    let statement = |effect: &str, operator: &str| {
        format!(
            r#"{{"Effect": "{effect}", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {{
                "{operator}": {{"aws:PrincipalArn": "arn:aws:iam::111111111111:role/apps/reader"}}}}}}"#
        )
    };
    let key =
        |case: Case| case.key("aws:PrincipalArn", "arn:aws:iam::111111111111:role/apps/reader");
    let named = statement("Allow", "ArnEquals");
    check(
        "not limited",
        key(get(session(HERE)).boundary(OTHER).session(OTHER)).of_resource(&named),
        Allow,
        Layer::Resource,
    );
    check("others", get(user(HERE)).of_resource(&named), ImplicitDeny, Layer::Identity);
    let but = statement("Deny", "ArnNotEquals");
    check(
        "spared",
        key(get(session(HERE)).identity(ALLOW)).of_resource(&but),
        Allow,
        Layer::Identity,
    );
    check(
        "not spared",
        get(user(HERE)).identity(ALLOW).of_resource(&but),
        ExplicitDeny,
        Layer::Resource,
    );
}

/// access_policies_boundaries: Shirley's boundary, and the user that she may not create.
#[test]
fn shirleys_boundary() {
    let boundary =
        r#"{"Effect": "Allow", "Action": ["s3:*", "cloudwatch:*", "ec2:*"], "Resource": "*"}"#;
    let creates = r#"{"Effect": "Allow", "Action": "iam:CreateUser", "Resource": "*"}"#;
    let shirley = || Principal::user(account(HERE), "ShirleyRodriguez", "AIDASHIRLEY");
    let case = |action: &str| Case::new(shirley(), action, "*").boundary(boundary);
    check("no policy", case("s3:ListAllMyBuckets"), ImplicitDeny, Layer::Identity);
    check("beyond", case("iam:CreateUser").identity(creates), ImplicitDeny, Layer::Boundary);
    check("within", case("s3:ListAllMyBuckets").identity(ALLOW), Allow, Layer::Identity);
    check(
        "resource, user named",
        case("s3:GetObject")
            .of_resource(&grant(r#"{"AWS": "arn:aws:iam::111111111111:user/ShirleyRodriguez"}"#)),
        Allow,
        Layer::Resource,
    );
    check(
        "resource, account named",
        case("sqs:SendMessage").identity(OTHER).of_resource(&grant(r#"{"AWS": "111111111111"}"#)),
        ImplicitDeny,
        Layer::Boundary,
    );
}

/// reference_policies_evaluation-logic-cross-account: Carlos of one account and the bucket of another.
#[test]
fn carlos_in_another_account() {
    let carlos = Principal::user(account(THERE), "carlossalazar", "AIDACARLOS");
    let identity = r#"
        {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::amzn-s3-demo-bucket-production/*"},
        {"Effect": "Deny", "Action": ["s3:*"], "Resource": ["arn:aws:s3:::*log*", "arn:aws:s3:::*log*/*"]}"#;
    let bucket = r#"{"Effect": "Allow", "Action": ["s3:GetObject*", "s3:PutObject*", "s3:ReplicateObject", "s3:RestoreObject"],
        "Principal": {"AWS": "arn:aws:iam::222222222222:user/carlossalazar"}, "Resource": "arn:aws:s3:::amzn-s3-demo-bucket-production/*"}"#;
    for (action, resource, policy, outcome, layer) in [
        ("s3:GetObject", "amzn-s3-demo-bucket-production/x", Some(bucket), Allow, Layer::Resource),
        (
            "s3:PutObject",
            "amzn-s3-demo-bucket-production/x",
            Some(bucket),
            ImplicitDeny,
            Layer::Identity,
        ),
        ("s3:GetObject", "amzn-s3-demo-bucket-production/x", None, ImplicitDeny, Layer::Resource),
        ("s3:GetObject", "amzn-s3-demo-bucket-logs/x", None, ExplicitDeny, Layer::Identity),
        ("s3:GetObject", "other/x", Some(bucket), ImplicitDeny, Layer::Identity),
    ] {
        let mut case = Case::new(carlos.clone(), action, &format!("arn:aws:s3:::{resource}"))
            .identity(identity);
        if let Some(policy) = policy {
            case = case.of_resource(policy);
        }
        check(&format!("{action} {resource}"), case, outcome, layer);
    }
}

const EVERYTHING: &str = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;

/// Decides with one service control policy beside FullAWSAccess, for a caller who may do everything.
fn under(scp: &str, who: Principal, action: &str, keys: &[(&str, &str)]) -> Outcome {
    let case = Case::new(who, action, "*").identity(EVERYTHING);
    let mut case = case.service_control(&format!("{EVERYTHING}, {scp}"));
    for (key, value) in keys {
        case = case.key(key, value);
    }
    case.decide().outcome
}

/// orgs_manage_policies_scps_examples: the examples that deny.
#[test]
fn examples_of_service_control_policies() {
    let regions = r#"{"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "support:*"], "Resource": "*", "Condition": {
        "StringNotEquals": {"aws:RequestedRegion": ["eu-central-1", "eu-west-1"]},
        "ArnNotLike": {"aws:PrincipalARN": ["arn:aws:iam::*:role/Role1AllowedToBypassThisSCP"]}}}"#;
    let no_root = r#"{"Effect": "Deny", "Action": "ec2:*", "Resource": "*",
        "Condition": {"StringLike": {"aws:PrincipalArn": ["arn:aws:iam::*:root"]}}}"#;
    let stay =
        r#"{"Effect": "Deny", "Action": ["organizations:LeaveOrganization"], "Resource": "*"}"#;
    let types = r#"{"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*",
        "Condition": {"StringNotEquals": {"ec2:InstanceType": "t2.micro"}}}"#;
    let mfa = r#"{"Effect": "Deny", "Action": ["ec2:StopInstances", "ec2:TerminateInstances"], "Resource": "*",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": false}}}"#;
    let tagged = r#"{"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*", "Condition": {"Null": {"aws:RequestTag/Project": "true"}}}"#;
    let root = || Principal::root(account(HERE));
    let bob = || user(HERE);
    let arn = "aws:PrincipalArn";
    let region = "aws:RequestedRegion";
    let of_bob = (arn, "arn:aws:iam::111111111111:user/finance/bob");
    let of_role = (arn, "arn:aws:iam::111111111111:role/Role1AllowedToBypassThisSCP");
    let of_root = (arn, "arn:aws:iam::111111111111:root");
    for (scp, who, action, keys, outcome) in [
        (regions, bob(), "ec2:RunInstances", &[(region, "eu-west-1"), of_bob][..], Allow),
        (regions, bob(), "ec2:RunInstances", &[(region, "us-east-1"), of_bob], ExplicitDeny),
        (regions, bob(), "ec2:RunInstances", &[(region, "us-east-1"), of_role], Allow),
        (regions, bob(), "iam:GetUser", &[(region, "us-east-1"), of_bob], Allow),
        (no_root, root(), "ec2:RunInstances", &[of_root], ExplicitDeny),
        (no_root, root(), "s3:ListAllMyBuckets", &[of_root], Allow),
        (no_root, bob(), "ec2:RunInstances", &[of_bob], Allow),
        (stay, root(), "organizations:LeaveOrganization", &[], ExplicitDeny),
        (stay, bob(), "organizations:DescribeOrganization", &[], Allow),
        (types, bob(), "ec2:RunInstances", &[("ec2:InstanceType", "t2.micro")], Allow),
        (types, bob(), "ec2:RunInstances", &[("ec2:InstanceType", "m5.large")], ExplicitDeny),
        (mfa, bob(), "ec2:StopInstances", &[], ExplicitDeny),
        (mfa, bob(), "ec2:StopInstances", &[("aws:MultiFactorAuthPresent", "true")], Allow),
        (tagged, bob(), "ec2:RunInstances", &[], ExplicitDeny),
        (tagged, bob(), "ec2:RunInstances", &[("aws:RequestTag/Project", "x")], Allow),
    ] {
        assert_eq!(under(scp, who, action, keys), outcome, "{scp} {action} {keys:?}");
    }
}

/// orgs_manage_policies_rcps_examples: only the organization's identities, and no confused deputies.
#[test]
fn examples_of_resource_control_policies() {
    let everyone = grant(r#""*""#).replace("s3:*", "*");
    let ours = r#"{"Effect": "Deny", "Principal": "*", "Action": ["s3:*", "sqs:*"], "Resource": "*", "Condition": {
        "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}"#;
    let deputies = r#"{"Effect": "Deny", "Principal": "*", "Action": ["s3:*", "sqs:*"], "Resource": "*", "Condition": {
        "StringNotEqualsIfExists": {"aws:SourceOrgID": "o-1", "aws:SourceAccount": ["333333333333"]},
        "Null": {"aws:SourceArn": "false"}, "Bool": {"aws:PrincipalIsAWSService": "true"}}}"#;
    let secure = r#"{"Effect": "Deny", "Principal": "*", "Action": ["sts:*", "s3:*", "sqs:*"], "Resource": "*",
        "Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}}"#;
    let service = "aws:PrincipalIsAWSService";
    let case = |who: Principal| get(who).identity(ALLOW).of_resource(&everyone);
    let sns = || Principal::service("sns.amazonaws.com");
    let source = ("aws:SourceArn", "arn:aws:sns:us-east-1:1:t");
    for (rcp, who, keys, outcome) in [
        (ours, user(HERE), &[("aws:PrincipalOrgID", "o-1"), (service, "false")][..], Allow),
        (ours, user(THERE), &[("aws:PrincipalOrgID", "o-2"), (service, "false")], ExplicitDeny),
        (ours, Principal::anonymous(), &[(service, "false")], ExplicitDeny),
        (ours, sns(), &[(service, "true")], Allow),
        (
            deputies,
            sns(),
            &[(service, "true"), source, ("aws:SourceOrgID", "o-1"), ("aws:SourceAccount", "1")],
            Allow,
        ),
        (
            deputies,
            sns(),
            &[(service, "true"), source, ("aws:SourceOrgID", "o-2"), ("aws:SourceAccount", "1")],
            ExplicitDeny,
        ),
        (deputies, sns(), &[(service, "true")], Allow),
        (deputies, user(HERE), &[(service, "false"), source], Allow),
        (secure, user(HERE), &[("aws:SecureTransport", "true")], Allow),
        (secure, user(HERE), &[("aws:SecureTransport", "false")], ExplicitDeny),
    ] {
        let mut case = case(who).resource_control(&format!("{everyone}, {rcp}"));
        for (key, value) in keys {
            case = case.key(key, value);
        }
        assert_eq!(case.decide().outcome, outcome, "{keys:?}\n{}", case.explain());
    }
}
