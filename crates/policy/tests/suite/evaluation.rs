//! How policies of different kinds come together within and across accounts. Provenance stands above each table.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use policy::Outcome::{Allow, ExplicitDeny, ImplicitDeny};
use policy::{Layer, Principal, Reach, ResourceRule};

use crate::support::{
    ALLOW, Case, DENY, HERE, OTHER, THERE, account, check, federated, get, grant, session, user,
};

/// Documented: "By default, all requests are implicitly denied with the exception of the root user", "an explicit allow
/// overrides this default", boundary, SCP and session policy limit, "an explicit deny in any policy overrides any allows".
#[test]
fn within_one_account() {
    let bob = || get(user(HERE));
    let reader = || get(session(HERE));
    for (name, case, outcome, layer) in [
        ("nothing", bob(), ImplicitDeny, Layer::Identity),
        ("identity", bob().identity(ALLOW), Allow, Layer::Identity),
        ("other identity", bob().identity(OTHER), ImplicitDeny, Layer::Identity),
        ("second identity policy", bob().identity(OTHER).identity(ALLOW), Allow, Layer::Identity),
        ("identity deny", bob().identity(ALLOW).identity(DENY), ExplicitDeny, Layer::Identity),
        ("deny before allow", bob().identity(DENY).identity(ALLOW), ExplicitDeny, Layer::Identity),
        ("boundary alone grants nothing", bob().boundary(ALLOW), ImplicitDeny, Layer::Identity),
        ("boundary and identity", bob().identity(ALLOW).boundary(ALLOW), Allow, Layer::Identity),
        ("boundary lacks it", bob().identity(ALLOW).boundary(OTHER), ImplicitDeny, Layer::Boundary),
        ("boundary denies", bob().identity(ALLOW).boundary(DENY), ExplicitDeny, Layer::Boundary),
        ("role", reader().identity(ALLOW), Allow, Layer::Identity),
        ("session alone grants nothing", reader().session(ALLOW), ImplicitDeny, Layer::Identity),
        ("session and identity", reader().identity(ALLOW).session(ALLOW), Allow, Layer::Identity),
        ("session lacks it", reader().identity(ALLOW).session(OTHER), ImplicitDeny, Layer::Session),
        (
            "one of two session policies",
            reader().identity(ALLOW).session(OTHER).session(ALLOW),
            Allow,
            Layer::Identity,
        ),
        (
            "session denies",
            reader().identity(ALLOW).session(ALLOW).session(DENY),
            ExplicitDeny,
            Layer::Session,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}

/// Documented, as above: service control policies, the root user, and federated users, who need a session policy.
#[test]
fn limits_of_the_account_and_special_users() {
    let bob = || get(user(HERE));
    for (name, case, outcome, layer) in [
        ("SCP allows", bob().identity(ALLOW).service_control(ALLOW), Allow, Layer::Identity),
        ("SCP grants nothing", bob().service_control(ALLOW), ImplicitDeny, Layer::Identity),
        (
            "SCP lacks it",
            bob().identity(ALLOW).service_control(OTHER),
            ImplicitDeny,
            Layer::ServiceControl,
        ),
        (
            "SCP denies",
            bob().identity(ALLOW).service_control(ALLOW).service_control(DENY),
            ExplicitDeny,
            Layer::ServiceControl,
        ),
        ("root", get(Principal::root(account(HERE))), Allow, Layer::Root),
        (
            "root under an SCP",
            get(Principal::root(account(HERE))).service_control(OTHER),
            ImplicitDeny,
            Layer::ServiceControl,
        ),
        (
            "federated without session policy",
            get(federated()).identity(ALLOW),
            ImplicitDeny,
            Layer::Session,
        ),
        (
            "federated with one",
            get(federated()).identity(ALLOW).session(ALLOW),
            Allow,
            Layer::Identity,
        ),
        (
            "federated, user lacks it",
            get(federated()).session(ALLOW),
            ImplicitDeny,
            Layer::Identity,
        ),
        ("resource owner unknown", bob().identity(ALLOW).owner(None), Allow, Layer::Identity),
    ] {
        check(name, case, outcome, layer);
    }
}

/// Documented: the table "Resource-based policies and implicit denies in other policy types (same account)", and the
/// list before it.
#[test]
fn grants_of_the_resource_and_implicit_denies_elsewhere() {
    let role = grant(r#"{"AWS": "arn:aws:iam::111111111111:role/apps/reader"}"#);
    let of_session = grant(r#"{"AWS": "arn:aws:sts::111111111111:assumed-role/reader/s1"}"#);
    let other_session = grant(r#"{"AWS": "arn:aws:sts::111111111111:assumed-role/reader/s2"}"#);
    let of_user = grant(r#"{"AWS": "arn:aws:iam::111111111111:user/finance/bob"}"#);
    let limited = |principal| get(principal).boundary(OTHER).session(OTHER);
    for (name, case, outcome, layer) in [
        (
            "role ARN, boundary and session lack it",
            limited(session(HERE)).of_resource(&role),
            ImplicitDeny,
            Layer::Boundary,
        ),
        (
            "role ARN, session lacks it",
            get(session(HERE)).session(OTHER).of_resource(&role),
            ImplicitDeny,
            Layer::Session,
        ),
        (
            "role ARN, identity lacks it",
            get(session(HERE)).identity(OTHER).of_resource(&role),
            Allow,
            Layer::Resource,
        ),
        (
            "role ARN within its limits",
            get(session(HERE)).boundary(ALLOW).session(ALLOW).of_resource(&role),
            Allow,
            Layer::Resource,
        ),
        ("session ARN", limited(session(HERE)).of_resource(&of_session), Allow, Layer::Resource),
        (
            "another session's ARN",
            get(session(HERE)).of_resource(&other_session),
            ImplicitDeny,
            Layer::Identity,
        ),
        ("user ARN", get(user(HERE)).boundary(OTHER).of_resource(&of_user), Allow, Layer::Resource),
    ] {
        check(name, case, outcome, layer);
    }
}

/// The same table: federated users; and everybody, who is named directly too.
#[test]
fn grants_to_federated_users_and_everybody() {
    let of_user = grant(r#"{"AWS": "arn:aws:iam::111111111111:user/finance/bob"}"#);
    let of_federated = grant(r#"{"AWS": "arn:aws:sts::111111111111:federated-user/fed"}"#);
    let limited = |principal| get(principal).boundary(OTHER).session(OTHER);
    for (name, case, outcome, layer) in [
        (
            "federated, user ARN",
            limited(federated()).of_resource(&of_user),
            ImplicitDeny,
            Layer::Boundary,
        ),
        (
            "federated, user ARN, no session policy",
            get(federated()).of_resource(&of_user),
            ImplicitDeny,
            Layer::Session,
        ),
        (
            "federated, its ARN",
            limited(federated()).of_resource(&of_federated),
            Allow,
            Layer::Resource,
        ),
        ("everyone", limited(session(HERE)).of_resource(&grant(r#""*""#)), Allow, Layer::Resource),
    ] {
        check(name, case, outcome, layer);
    }
}

/// Documented: the account's ARN delegates; denies and SCPs hold whatever the resource grants.
#[test]
fn grants_to_the_account_and_denies_of_the_resource() {
    let role = grant(r#"{"AWS": "arn:aws:iam::111111111111:role/apps/reader"}"#);
    let of_user = grant(r#"{"AWS": "arn:aws:iam::111111111111:user/finance/bob"}"#);
    let of_account = grant(r#"{"AWS": "111111111111"}"#);
    for (name, case, outcome, layer) in [
        (
            "an explicit deny still denies",
            get(user(HERE)).identity(DENY).of_resource(&of_user),
            ExplicitDeny,
            Layer::Identity,
        ),
        (
            "the account's ARN delegates",
            get(user(HERE)).of_resource(&of_account),
            ImplicitDeny,
            Layer::Identity,
        ),
        (
            "and needs the identity",
            get(user(HERE)).identity(ALLOW).of_resource(&of_account),
            Allow,
            Layer::Identity,
        ),
        ("root", get(Principal::root(account(HERE))).of_resource(&of_account), Allow, Layer::Root),
        (
            "SCP limits grants of the resource",
            get(user(HERE)).service_control(OTHER).of_resource(&of_user),
            ImplicitDeny,
            Layer::ServiceControl,
        ),
        (
            "resource denies",
            get(user(HERE)).identity(ALLOW).of_resource(&grant(r#""*""#).replace("Allow", "Deny")),
            ExplicitDeny,
            Layer::Resource,
        ),
        (
            "resource denies root",
            get(Principal::root(account(HERE)))
                .of_resource(&grant(r#""*""#).replace("Allow", "Deny")),
            ExplicitDeny,
            Layer::Resource,
        ),
        (
            "deny of the account",
            get(user(HERE)).identity(ALLOW).of_resource(&of_account.replace("Allow", "Deny")),
            ExplicitDeny,
            Layer::Resource,
        ),
        (
            "deny of the role",
            get(session(HERE)).identity(ALLOW).of_resource(&role.replace("Allow", "Deny")),
            ExplicitDeny,
            Layer::Resource,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}

/// Documented on the page on cross-account evaluation: "the request is allowed only if both evaluations return Allow".
#[test]
fn across_accounts() {
    let bob = || get(user(THERE));
    let of_account = grant(r#"{"AWS": "arn:aws:iam::222222222222:root"}"#);
    let of_user = grant(r#"{"AWS": "arn:aws:iam::222222222222:user/finance/bob"}"#);
    let of_session = grant(r#"{"AWS": "arn:aws:sts::222222222222:assumed-role/reader/s1"}"#);
    let of_other = grant(r#"{"AWS": "333333333333"}"#);
    for (name, case, outcome, layer) in [
        ("neither", bob(), ImplicitDeny, Layer::Identity),
        ("identity alone", bob().identity(ALLOW), ImplicitDeny, Layer::Resource),
        ("resource alone", bob().of_resource(&of_user), ImplicitDeny, Layer::Identity),
        ("everyone alone", bob().of_resource(&grant(r#""*""#)), ImplicitDeny, Layer::Identity),
        (
            "session alone",
            get(session(THERE)).of_resource(&of_session),
            ImplicitDeny,
            Layer::Identity,
        ),
        (
            "both, by account",
            bob().identity(ALLOW).of_resource(&of_account),
            Allow,
            Layer::Resource,
        ),
        ("both, by user", bob().identity(ALLOW).of_resource(&of_user), Allow, Layer::Resource),
        (
            "both, everyone",
            bob().identity(ALLOW).of_resource(&grant(r#""*""#)),
            Allow,
            Layer::Resource,
        ),
        (
            "another account is named",
            bob().identity(ALLOW).of_resource(&of_other),
            ImplicitDeny,
            Layer::Resource,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}

/// Documented on the same page: each side has its own limits.
#[test]
fn across_accounts_within_limits() {
    let bob = || get(user(THERE));
    let of_account = grant(r#"{"AWS": "arn:aws:iam::222222222222:root"}"#);
    let of_user = grant(r#"{"AWS": "arn:aws:iam::222222222222:user/finance/bob"}"#);
    let of_session = grant(r#"{"AWS": "arn:aws:sts::222222222222:assumed-role/reader/s1"}"#);
    for (name, case, outcome, layer) in [
        (
            "boundary lacks it",
            bob().identity(ALLOW).boundary(OTHER).of_resource(&of_user),
            ImplicitDeny,
            Layer::Boundary,
        ),
        (
            "session lacks it",
            get(session(THERE)).identity(ALLOW).session(OTHER).of_resource(&of_session),
            ImplicitDeny,
            Layer::Session,
        ),
        (
            "SCP of the caller's account",
            bob().identity(ALLOW).of_resource(&of_user).service_control(OTHER),
            ImplicitDeny,
            Layer::ServiceControl,
        ),
        (
            "RCP of the owner's account",
            bob()
                .identity(ALLOW)
                .of_resource(&of_user)
                .resource_control(&grant(r#""*""#).replace("s3:", "sqs:")),
            ImplicitDeny,
            Layer::ResourceControl,
        ),
        (
            "foreign root",
            get(Principal::root(account(THERE))).of_resource(&of_account),
            Allow,
            Layer::Resource,
        ),
        (
            "foreign root, not named",
            get(Principal::root(account(THERE))),
            ImplicitDeny,
            Layer::Resource,
        ),
        (
            "deny on either side",
            bob().identity(ALLOW).identity(DENY).of_resource(&of_user),
            ExplicitDeny,
            Layer::Identity,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}

/// Documented: "IAM role trust policies and KMS key policies are exceptions to this logic, because they must explicitly
/// allow access for principals."
#[test]
fn keys_and_trust() {
    let rule = |case: Case, rule| case.rule(rule);
    let of_user = grant(r#"{"AWS": "arn:aws:iam::111111111111:user/finance/bob"}"#);
    let of_account = grant(r#"{"AWS": "111111111111"}"#);
    let of_role = grant(r#"{"AWS": "arn:aws:iam::111111111111:role/apps/reader"}"#);
    let root = || get(Principal::root(account(HERE)));
    for (resource_rule, layer) in
        [(ResourceRule::Required, Layer::Resource), (ResourceRule::Trust, Layer::Trust)]
    {
        for (name, case, outcome, expected) in [
            ("identity alone", get(user(HERE)).identity(ALLOW), ImplicitDeny, layer),
            ("no policy, root", root(), ImplicitDeny, layer),
            ("user named", get(user(HERE)).of_resource(&of_user), Allow, layer),
            (
                "account named alone",
                get(user(HERE)).of_resource(&of_account),
                ImplicitDeny,
                Layer::Identity,
            ),
            (
                "account and identity",
                get(user(HERE)).identity(ALLOW).of_resource(&of_account),
                Allow,
                Layer::Identity,
            ),
            ("account, root", root().of_resource(&of_account), Allow, Layer::Root),
            ("role named", get(session(HERE)).of_resource(&of_role), Allow, layer),
            (
                "role named, boundary lacks it",
                get(session(HERE)).boundary(OTHER).of_resource(&of_role),
                ImplicitDeny,
                Layer::Boundary,
            ),
            (
                "another account",
                get(user(THERE)).identity(ALLOW).of_resource(&of_account),
                ImplicitDeny,
                layer,
            ),
        ] {
            check(name, rule(case, resource_rule), outcome, expected);
        }
    }
}

/// Documented: grants of KMS "can be considered an alternative to key policies"; a grant to the service-linked role of
/// another account works, whose own policy has no permission for keys. What denies or limits does so as ever.
/// Ref: <https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html>
#[test]
fn what_is_granted_beside_the_resource_policy() {
    let bob = || get(user(HERE)).rule(ResourceRule::Required);
    let stranger = || get(user(THERE)).rule(ResourceRule::Required);
    let reader = || get(session(HERE)).rule(ResourceRule::Required);
    use Reach::{Account, Direct, Issuer};
    for (name, case, outcome, layer) in [
        ("by name", bob().granted(Direct), Allow, Layer::Resource),
        ("by name, across accounts", stranger().granted(Direct), Allow, Layer::Resource),
        ("identity denies", bob().granted(Direct).identity(DENY), ExplicitDeny, Layer::Identity),
        (
            "SCP lacks it",
            bob().granted(Direct).service_control(OTHER),
            ImplicitDeny,
            Layer::ServiceControl,
        ),
        (
            "their own identity denies",
            stranger().granted(Direct).identity(DENY),
            ExplicitDeny,
            Layer::Identity,
        ),
        ("to the role", reader().granted(Issuer), Allow, Layer::Resource),
        ("session lacks it", reader().granted(Issuer).session(OTHER), ImplicitDeny, Layer::Session),
        ("to the account", bob().granted(Account), ImplicitDeny, Layer::Identity),
        (
            "to the account, which allows",
            bob().granted(Account).identity(ALLOW),
            Allow,
            Layer::Identity,
        ),
        ("to the other account", stranger().granted(Account), ImplicitDeny, Layer::Identity),
        (
            "to the other account, which allows",
            stranger().granted(Account).identity(ALLOW),
            Allow,
            Layer::Resource,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}
