//! A second evaluator, slow and plain: it reads documents as they stand, tries every way a wildcard can match, and states
//! the rules as one formula instead of a sequence of steps. It shares no code with the crate but the parser.

#![allow(clippy::print_stdout, reason = "a random run says its seed")]

use std::collections::BTreeMap;

use policy::{
    Effect, PolicyDocument, Principal, PrincipalKind, PrincipalSpec, ResourceRule, Statement,
    Version,
};

use crate::generator::{Chooser, Texts, case, texts};
use crate::reference_conditions::{condition, fits, glob, seen, signs};
use crate::support::Case;

/// What a statement's principal is to the caller, as bits.
const ACCOUNT: u8 = 1;
const ISSUER: u8 = 2;
const DIRECT: u8 = 4;

fn named(spec: &PrincipalSpec, who: &Principal) -> u8 {
    match spec {
        PrincipalSpec::Everyone => DIRECT,
        PrincipalSpec::Account(account) if who.account == Some(*account) => ACCOUNT,
        PrincipalSpec::Arn(arn) if arn.as_str() == who.arn => DIRECT,
        PrincipalSpec::Arn(arn) if Some(arn.as_str()) == who.issuer_arn.as_deref() => ISSUER,
        PrincipalSpec::UniqueId(id) if *id == who.unique_id => DIRECT,
        PrincipalSpec::UniqueId(id) if who.unique_id.starts_with(&format!("{id}:")) => ISSUER,
        PrincipalSpec::CanonicalUser(id) if who.canonical_id.as_ref() == Some(id) => ACCOUNT,
        PrincipalSpec::Service(name)
            if who.service_names.contains(name)
                || name == "*" && who.kind == PrincipalKind::Service =>
        {
            DIRECT
        }
        PrincipalSpec::Federated(name)
            if who.kind == PrincipalKind::Federated && who.provider.as_ref() == Some(name) =>
        {
            DIRECT
        }
        _ => 0,
    }
}

/// What the statement is to the caller; 0 when it does not concern them.
fn relation(statement: &Statement, who: &Principal, needs_name: bool) -> u8 {
    let Some(element) = &statement.principal else { return if needs_name { 0 } else { DIRECT } };
    let bits = element.principals.iter().fold(0, |bits, spec| bits | named(spec, who));
    if !element.negated {
        return bits;
    }
    let everyone = element.principals.contains(&PrincipalSpec::Everyone);
    let mut chain = 0;
    if who.account.is_some() {
        chain |= ACCOUNT;
    }
    if who.issuer_arn.is_some() {
        chain |= ISSUER;
    }
    if who.kind != PrincipalKind::Root {
        chain |= DIRECT;
    }
    let spared = match statement.effect {
        Effect::Allow => bits != 0,
        Effect::Deny => everyone || bits & chain == chain,
    };
    if spared { 0 } else { DIRECT }
}

fn covers(statement: &Statement, case: &Case, variables: bool) -> bool {
    let Some(actions) = &statement.action else { return false };
    let action = case.action.to_lowercase();
    let listed = actions.values.iter().any(|pattern| glob(&pattern.to_lowercase(), &action));
    let Some(resources) = &statement.resource else {
        return listed != actions.negated && statement.principal.is_some();
    };
    let text: Vec<char> = case.resource.chars().collect();
    let found = resources.values.iter().any(|pattern| {
        signs(pattern, true, variables, case).is_some_and(|signs| fits(&signs, &text, Some(0)))
    });
    listed != actions.negated && found != resources.negated
}

fn conditions(statement: &Statement, case: &Case, variables: bool) -> bool {
    statement.conditions.iter().all(|entry| {
        let holds = condition(entry, case, variables);
        seen::note(&entry.operator.to_string(), holds);
        holds
    })
}

/// What a document does: whether it denies, and to whom it allows.
fn verdict(text: &str, case: &Case, needs_name: bool) -> (bool, u8) {
    let document = PolicyDocument::parse(text).expect("a policy");
    let variables = document.version == Version::V2012;
    let (mut denied, mut allowed) = (false, 0);
    for statement in &document.statements {
        let bits = relation(statement, &case.principal, needs_name);
        if bits == 0
            || !covers(statement, case, variables)
            || !conditions(statement, case, variables)
        {
            continue;
        }
        match statement.effect {
            Effect::Deny => denied = true,
            Effect::Allow => allowed |= bits,
        }
    }
    (denied, allowed)
}

/// Whether the request is allowed, as one formula.
pub(crate) fn allowed(texts: &Texts, case: &Case) -> bool {
    let who = &case.principal;
    let fold = |list: &[String], needs_name| {
        list.iter()
            .map(|text| verdict(text, case, needs_name))
            .fold((false, 0), |(d, a), (e, b)| (d || e, a | b))
    };
    let one = |text: &Option<String>, needs_name| {
        text.as_ref().map(|text| verdict(text, case, needs_name))
    };
    let identity = fold(&texts.identity, false);
    let boundary = one(&texts.boundary, false);
    let session = texts.session.as_ref().map(|list| fold(list, false));
    let in_account = who.account.is_some();
    let scps: Vec<_> = if in_account {
        texts.service_control.iter().map(|level| fold(level, false)).collect()
    } else {
        Vec::new()
    };
    let rcps: Vec<_> = texts.resource_control.iter().map(|level| fold(level, true)).collect();
    let resource = one(&texts.resource, true);
    let endpoint = one(&texts.endpoint, true);

    let layers = [Some(identity), boundary, session, resource, endpoint];
    let denied = layers
        .into_iter()
        .flatten()
        .chain(scps.iter().copied())
        .chain(rcps.iter().copied())
        .any(|(d, _)| d);
    let passes = |layer: &Option<(bool, u8)>| layer.is_none_or(|(_, bits)| bits != 0);
    let levels = scps.iter().chain(&rcps).all(|(_, bits)| *bits != 0);
    let granted = resource.map_or(0, |(_, bits)| bits);

    let of_root = who.issuer_arn.as_ref().is_some_and(|issuer| issuer.ends_with(":root"));
    let own = who.kind == PrincipalKind::Root || of_root || identity.1 != 0;
    let session_passes = match who.kind {
        PrincipalKind::FederatedUser => session.is_some_and(|(_, bits)| bits != 0),
        _ => passes(&session),
    };
    let limits = passes(&boundary) && session_passes;
    let same = case.owner.is_none() || case.owner == who.account;
    let permitted = if !in_account {
        granted != 0
    } else if !same {
        granted != 0 && own && limits
    } else {
        let issuer = granted & ISSUER != 0;
        let basis = match case.rule {
            ResourceRule::Either => own || issuer,
            ResourceRule::Required | ResourceRule::Trust => issuer || (own && granted != 0),
        };
        granted & DIRECT != 0 || (basis && limits)
    };
    !denied && levels && passes(&endpoint) && permitted
}

/// The seed of the run; another finds other cases.
const SEED: u64 = 20;
const TURNS: usize = 15_000;

#[test]
fn random_cases_agree() {
    println!("seed {SEED}");
    let choose = Chooser::new(SEED);
    let mut decided: BTreeMap<String, usize> = BTreeMap::new();
    for turn in 0..TURNS {
        let texts = texts(&choose);
        let case = case(&choose);
        let expected = allowed(&texts, &case);
        let case = texts.clone().into_case(case);
        let decision = case.decide();
        assert_eq!(
            decision.is_allowed(),
            expected,
            "seed {SEED}, turn {turn}\n{:?}\n{} {} owner {:?} {:?}\n{:?}\n{texts:#?}\n{}",
            case.principal,
            case.action,
            case.resource,
            case.owner,
            case.rule,
            case.context,
            case.explain()
        );
        *decided.entry(format!("{:?} by {:?}", decision.outcome, decision.layer)).or_default() += 1;
    }
    let yes: usize = decided.iter().filter(|(k, _)| k.starts_with("Allow")).map(|(_, n)| n).sum();
    assert!((TURNS / 10..TURNS * 9 / 10).contains(&yes), "one-sided: {decided:#?}");
    // Every layer denies explicitly and lacks an allowance; every layer that can grant does.
    for layer in [
        "ServiceControl",
        "ResourceControl",
        "Endpoint",
        "Resource",
        "Trust",
        "Identity",
        "Boundary",
        "Session",
    ] {
        for outcome in ["ExplicitDeny", "ImplicitDeny"] {
            let name = format!("{outcome} by {layer}");
            assert!(decided.get(&name).is_some_and(|count| *count > 5), "{name}: {decided:#?}");
        }
    }
    for layer in ["Root", "Resource", "Trust", "Identity"] {
        assert!(decided.contains_key(&format!("Allow by {layer}")), "{layer}: {decided:#?}");
    }
    seen::check_all_operators();
}
