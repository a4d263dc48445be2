//! Policies that grant nothing but limit: control policies and endpoint policies; and statements that lack something.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html>

use policy::Outcome::{Allow, ExplicitDeny, ImplicitDeny};
use policy::{Layer, Principal};

use crate::support::{ALLOW, DENY, HERE, OTHER, account, check, get, grant, user};

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
    ] {
        check(name, case, outcome, layer);
    }
}

/// Documented on the page on endpoint policies: they have to allow what passes through the endpoint.
#[test]
fn endpoint_policies() {
    let bob = || get(user(HERE)).identity(ALLOW);
    let everyone = grant(r#""*""#);
    for (name, case, outcome, layer) in [
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
