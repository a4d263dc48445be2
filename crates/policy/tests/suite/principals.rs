//! Whom a resource policy names. Provenance stands above each table.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use policy::Outcome::{Allow, ExplicitDeny, ImplicitDeny};
use policy::{Layer, Principal};

use crate::support::{ALLOW, DENY, HERE, OTHER, THERE, account, check, get, grant, session, user};

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
