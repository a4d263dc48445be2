//! How policies of different kinds come together. Provenance stands above each table.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use crate::support::{Case, HERE, THERE, account};
use policy::{Layer, Outcome, Principal, ResourceRule};

const OBJECT: &str = "arn:aws:s3:::bucket/key";
const ALLOW: &str = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}"#;
const DENY: &str = r#"{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}"#;
/// Allows something, but not this.
const OTHER: &str = r#"{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}"#;

fn user(account_id: &str) -> Principal {
    Principal::user(account(account_id), "finance/bob", "AIDAEXAMPLEOFAUSER0001")
}

fn session(account_id: &str) -> Principal {
    Principal::assumed_role(account(account_id), "apps/reader", "AROAEXAMPLEOFAROLE0001", "s1")
}

fn federated() -> Principal {
    Principal::federated_user(&user(HERE), "fed")
}

fn get(principal: Principal) -> Case {
    Case::new(principal, "s3:GetObject", OBJECT)
}

fn grant(principal: &str) -> String {
    format!(r#"{{"Effect": "Allow", "Principal": {principal}, "Action": "s3:*", "Resource": "*"}}"#)
}

fn check(name: &str, case: Case, outcome: Outcome, layer: Layer) {
    let decision = case.decide();
    assert_eq!((decision.outcome, decision.layer), (outcome, layer), "{name}\n{}", case.explain());
}

use Outcome::{Allow, ExplicitDeny, ImplicitDeny};

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
    let of_federated = grant(r#"{"AWS": "arn:aws:sts::111111111111:federated-user/fed"}"#);
    let of_account = grant(r#"{"AWS": "111111111111"}"#);
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

/// Documented on the page on principals.
#[test]
fn services_federated_callers_and_the_anonymous() {
    let sns = || get(Principal::service("sns.amazonaws.com"));
    let of_sns = grant(r#"{"Service": "sns.amazonaws.com"}"#);
    let google = || get(Principal::federated("accounts.google.com"));
    for (name, case, outcome, layer) in [
        ("service, nothing", sns(), ImplicitDeny, Layer::Resource),
        ("service named", sns().of_resource(&of_sns), Allow, Layer::Resource),
        (
            "another service",
            sns().of_resource(&grant(r#"{"Service": "sqs.amazonaws.com"}"#)),
            ImplicitDeny,
            Layer::Resource,
        ),
        ("everyone", sns().of_resource(&grant(r#"{"AWS": "*"}"#)), Allow, Layer::Resource),
        (
            "an account",
            sns().of_resource(&grant(r#"{"AWS": "111111111111"}"#)),
            ImplicitDeny,
            Layer::Resource,
        ),
        (
            "SCPs do not apply to services",
            sns().of_resource(&of_sns).service_control(DENY),
            Allow,
            Layer::Resource,
        ),
        (
            "RCPs do",
            sns().of_resource(&of_sns).resource_control(&grant(r#""*""#).replace("Allow", "Deny")),
            ExplicitDeny,
            Layer::ResourceControl,
        ),
        ("user is no service", get(user(HERE)).of_resource(&of_sns), ImplicitDeny, Layer::Identity),
        (
            "federated named",
            google().of_resource(&grant(r#"{"Federated": "accounts.google.com"}"#)),
            Allow,
            Layer::Resource,
        ),
        (
            "another provider",
            google().of_resource(&grant(r#"{"Federated": "graph.facebook.com"}"#)),
            ImplicitDeny,
            Layer::Resource,
        ),
        ("anonymous", get(Principal::anonymous()), ImplicitDeny, Layer::Resource),
        (
            "anonymous, public",
            get(Principal::anonymous()).of_resource(&grant(r#""*""#)),
            Allow,
            Layer::Resource,
        ),
        (
            "anonymous, public by AWS",
            get(Principal::anonymous()).of_resource(&grant(r#"{"AWS": "*"}"#)),
            Allow,
            Layer::Resource,
        ),
        (
            "anonymous, an account",
            get(Principal::anonymous()).of_resource(&grant(r#"{"AWS": "111111111111"}"#)),
            ImplicitDeny,
            Layer::Resource,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}

/// Documented: the unique id stands for a user or role; the rest of what ids and canonical ids reach is assumed.
#[test]
fn unique_and_canonical_ids() {
    let of_id = |id: &str| grant(&format!(r#"{{"AWS": "{id}"}}"#));
    let mut canonical = user(THERE);
    canonical.canonical_id = Some("79a5".to_owned());
    for (name, case, outcome, layer) in [
        (
            "user's id",
            get(user(HERE)).of_resource(&of_id("AIDAEXAMPLEOFAUSER0001")),
            Allow,
            Layer::Resource,
        ),
        (
            "a later user of that name",
            get(user(HERE)).of_resource(&of_id("AIDAEXAMPLEOFAUSER0002")),
            ImplicitDeny,
            Layer::Identity,
        ),
        (
            "role's id",
            get(session(HERE)).of_resource(&of_id("AROAEXAMPLEOFAROLE0001")),
            Allow,
            Layer::Resource,
        ),
        (
            "role's id, limited",
            get(session(HERE)).session(OTHER).of_resource(&of_id("AROAEXAMPLEOFAROLE0001")),
            ImplicitDeny,
            Layer::Session,
        ),
        (
            "canonical id",
            get(canonical).identity(ALLOW).of_resource(&grant(r#"{"CanonicalUser": "79a5"}"#)),
            Allow,
            Layer::Resource,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}

/// Documented on the page on NotPrincipal: the examples, and what is said of leaving out account or role.
#[test]
fn not_principal() {
    let deny = |listed: &str| {
        format!(
            r#"{{"Effect": "Deny", "NotPrincipal": {{"AWS": [{listed}]}}, "Action": "s3:*", "Resource": "*"}}"#
        )
    };
    let bob = r#""arn:aws:iam::222222222222:user/finance/bob""#;
    let here_session = r#""arn:aws:sts::222222222222:assumed-role/reader/s1""#;
    let role = r#""arn:aws:iam::222222222222:role/apps/reader""#;
    let root = r#""arn:aws:iam::222222222222:root""#;
    let open = grant(r#""*""#);
    let with = |principal: Principal, listed: String| {
        get(principal).identity(ALLOW).of_resource(&format!("{open}, {}", deny(&listed)))
    };
    for (name, case, outcome) in [
        ("user and account", with(user(THERE), format!("{bob}, {root}")), Allow),
        ("user without account", with(user(THERE), bob.to_owned()), ExplicitDeny),
        ("account without user", with(user(THERE), root.to_owned()), ExplicitDeny),
        ("somebody else", with(user(HERE), format!("{bob}, {root}")), ExplicitDeny),
        (
            "session, role and account",
            with(session(THERE), format!("{here_session}, {role}, {root}")),
            Allow,
        ),
        (
            "session without role",
            with(session(THERE), format!("{here_session}, {root}")),
            ExplicitDeny,
        ),
        ("role without session", with(session(THERE), format!("{role}, {root}")), ExplicitDeny),
        ("root of the account", with(Principal::root(account(THERE)), root.to_owned()), Allow),
        ("anonymous", with(Principal::anonymous(), format!("{bob}, {root}")), ExplicitDeny),
    ] {
        check(name, case, outcome, Layer::Resource);
    }
    let but_bob = format!(
        r#"{{"Effect": "Allow", "NotPrincipal": {{"AWS": {bob}}}, "Action": "s3:*", "Resource": "*"}}"#
    );
    check(
        "allow, excepted",
        get(user(THERE)).identity(ALLOW).of_resource(&but_bob),
        ImplicitDeny,
        Layer::Resource,
    );
    check("allow, others", get(user(HERE)).of_resource(&but_bob), Allow, Layer::Resource);
    check(
        "allow, the public",
        get(Principal::anonymous()).of_resource(&but_bob),
        Allow,
        Layer::Resource,
    );
}

/// Documented on the pages on the evaluation of SCPs and RCPs: an allow at every level, a deny at any.
#[test]
fn levels_of_control_policies() {
    let bob = || get(user(HERE)).identity(ALLOW);
    let everyone = grant(r#""*""#);
    for (name, case, outcome, layer) in [
        (
            "all three allow",
            bob().service_control(ALLOW).service_control(ALLOW).service_control(ALLOW),
            Allow,
            Layer::Identity,
        ),
        (
            "root of the organization lacks it",
            bob().service_control(OTHER).service_control(ALLOW),
            ImplicitDeny,
            Layer::ServiceControl,
        ),
        (
            "account lacks it",
            bob().service_control(ALLOW).service_control(OTHER),
            ImplicitDeny,
            Layer::ServiceControl,
        ),
        (
            "unit denies",
            bob().service_control(ALLOW).service_control(DENY).service_control(ALLOW),
            ExplicitDeny,
            Layer::ServiceControl,
        ),
        (
            "RCP allows",
            bob().resource_control(&everyone).resource_control(&everyone),
            Allow,
            Layer::Identity,
        ),
        (
            "RCP lacks it",
            bob().resource_control(&everyone).resource_control(OTHER),
            ImplicitDeny,
            Layer::ResourceControl,
        ),
        (
            "RCP denies",
            bob().resource_control(&everyone).resource_control(&everyone.replace("Allow", "Deny")),
            ExplicitDeny,
            Layer::ResourceControl,
        ),
        (
            "root is under RCPs",
            get(Principal::root(account(HERE)))
                .resource_control(&everyone.replace("Allow", "Deny")),
            ExplicitDeny,
            Layer::ResourceControl,
        ),
        ("endpoint allows", bob().endpoint(&everyone), Allow, Layer::Identity),
        (
            "endpoint lacks it",
            bob().endpoint(&everyone.replace("s3:", "sqs:")),
            ImplicitDeny,
            Layer::Endpoint,
        ),
        (
            "endpoint denies",
            bob().endpoint(&format!("{everyone}, {}", everyone.replace("Allow", "Deny"))),
            ExplicitDeny,
            Layer::Endpoint,
        ),
        (
            "endpoint is for another account",
            bob().endpoint(&grant(r#"{"AWS": "222222222222"}"#)),
            ImplicitDeny,
            Layer::Endpoint,
        ),
    ] {
        check(name, case, outcome, layer);
    }
}

/// Statements that lack what validation demands must not open anything: ours.
#[test]
fn incomplete_statements_allow_nothing() {
    let bob = || get(user(HERE));
    for (name, case, layer) in [
        ("no action", bob().identity(r#"{"Effect": "Allow", "Resource": "*"}"#), Layer::Identity),
        ("no resource", bob().identity(r#"{"Effect": "Allow", "Action": "*"}"#), Layer::Identity),
        ("no principal", bob().of_resource(ALLOW), Layer::Identity),
        (
            "principal of somebody else in an identity policy",
            bob().identity(&grant(r#"{"AWS": "333333333333"}"#)),
            Layer::Identity,
        ),
        (
            "no values",
            bob().identity(r#"{"Effect": "Allow", "Action": [], "Resource": []}"#),
            Layer::Identity,
        ),
    ] {
        check(name, case, ImplicitDeny, layer);
    }
}
