//! A second evaluator, slow and plain: it reads documents as they stand, tries every way a wildcard can match, and states
//! the rules as one formula instead of a sequence of steps. It shares no code with the crate but the parser.

use std::net::Ipv4Addr;

use policy::{
    ContextSource as _, Effect, PolicyDocument, Principal, PrincipalKind, PrincipalSpec, Qualifier,
    ResourceRule, Statement, Version,
};

use crate::generator::{Chooser, Texts, case, texts};
use crate::support::Case;

/// What a statement's principal is to the caller, as bits.
const ACCOUNT: u8 = 1;
const ISSUER: u8 = 2;
const DIRECT: u8 = 4;

/// A character of a pattern once variables are gone: wildcards are `None`-tagged apart from literal ones.
#[derive(Clone, Copy, PartialEq)]
enum Sign {
    Star,
    Mark,
    Plain(char),
}

/// The pattern's characters with variables replaced; `None` when a variable has no value.
fn signs(text: &str, wild: bool, variables: bool, case: &Case) -> Option<Vec<Sign>> {
    let mut out = Vec::new();
    let mut rest: Vec<char> = text.chars().collect();
    while !rest.is_empty() {
        let body: String = rest.iter().skip(2).take_while(|c| **c != '}').collect();
        if variables && rest.starts_with(&['$', '{']) {
            let (key, default) = match body.split_once(", ") {
                Some((key, quoted)) => (key, Some(quoted.trim_matches('\''))),
                None => (body.as_str(), None),
            };
            let value = match key {
                "*" | "?" | "$" => key.to_owned(),
                _ => match case.context.values(&key.to_lowercase()) {
                    Some([one]) => one.text().into_owned(),
                    Some([_, ..]) => return None,
                    _ => default?.to_owned(),
                },
            };
            out.extend(value.chars().map(Sign::Plain));
            rest.drain(..body.chars().count() + 3);
            continue;
        }
        out.push(match rest.remove(0) {
            '*' if wild => Sign::Star,
            '?' if wild => Sign::Mark,
            other => Sign::Plain(other),
        });
    }
    Some(out)
}

/// Whether `text` is of the pattern; `written` holds for each sign whether it came with a colon of the ARN's head
/// still to come, which only resources heed.
fn fits(pattern: &[Sign], text: &[char], head: Option<usize>) -> bool {
    let in_head = head.is_some_and(|colons| colons < 5);
    match pattern {
        [] => text.is_empty(),
        [Sign::Star, rest @ ..] => {
            let crosses = !in_head || matches!(rest, [] | [Sign::Plain(':'), ..]);
            (0..=text.len())
                .take_while(|n| crosses || !text[..*n].contains(&':'))
                .any(|n| fits(rest, &text[n..], head))
        }
        [Sign::Mark, rest @ ..] => {
            matches!(text, [first, ..] if !in_head || *first != ':') && fits(rest, &text[1..], head)
        }
        [Sign::Plain(c), rest @ ..] => {
            let head = head.map(|colons| colons + usize::from(*c == ':'));
            text.first() == Some(c) && fits(rest, &text[1..], head)
        }
    }
}

fn glob(pattern: &str, text: &str) -> bool {
    let signs: Vec<Sign> = pattern
        .chars()
        .map(|c| match c {
            '*' => Sign::Star,
            '?' => Sign::Mark,
            other => Sign::Plain(other),
        })
        .collect();
    fits(&signs, &text.chars().collect::<Vec<_>>(), None)
}

fn named(spec: &PrincipalSpec, who: &Principal) -> u8 {
    match spec {
        PrincipalSpec::Everyone => DIRECT,
        PrincipalSpec::Account(account) if who.account == Some(*account) => ACCOUNT,
        PrincipalSpec::Arn(arn) if arn.as_str() == who.arn => DIRECT,
        PrincipalSpec::Arn(arn) if Some(arn.as_str()) == who.issuer_arn.as_deref() => ISSUER,
        PrincipalSpec::UniqueId(id) if *id == who.unique_id => DIRECT,
        PrincipalSpec::Service(name) if who.service_names.contains(name) => DIRECT,
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

/// Whether a value of the request and one of the policy match, negation aside.
fn compare(test: &str, have: &str, want: &str, case: &Case, variables: bool) -> bool {
    let chars: Vec<char> = have.chars().collect();
    let signs_of = |wild| signs(want, wild, variables, case);
    match test {
        "StringEquals" | "StringNotEquals" => {
            signs_of(false).is_some_and(|s| fits(&s, &chars, None))
        }
        "StringLike" | "StringNotLike" => signs_of(true).is_some_and(|s| fits(&s, &chars, None)),
        "StringEqualsIgnoreCase" | "Bool" => have.to_lowercase() == want.to_lowercase(),
        "NumericLessThan" | "NumericNotEquals" | "NumericGreaterThanEquals" => {
            let (Ok(have), Ok(want)) = (have.parse::<f64>(), want.parse::<f64>()) else {
                return false;
            };
            match test {
                "NumericLessThan" => have < want,
                "NumericNotEquals" => have == want,
                _ => have >= want,
            }
        }
        "IpAddress" | "NotIpAddress" => {
            let (network, bits) = want.split_once('/').expect("a network");
            let octets = bits.parse::<usize>().expect("bits") / 8;
            let parse = |text: &str| text.parse::<Ipv4Addr>().expect("an address").octets();
            parse(have)[..octets] == parse(network)[..octets]
        }
        "ArnLike" | "ArnNotEquals" => {
            let (have, want): (Vec<_>, Vec<_>) =
                (have.splitn(6, ':').collect(), want.splitn(6, ':').collect());
            have.len() == want.len() && want.iter().zip(have).all(|(want, have)| glob(want, have))
        }
        other => panic!("the generator makes no {other}"),
    }
}

fn conditions(statement: &Statement, case: &Case, variables: bool) -> bool {
    statement.conditions.iter().all(|entry| {
        let name = entry.operator.to_string();
        let test = name.rsplit(':').next().expect("a name").trim_end_matches("IfExists");
        let found: Vec<String> = case
            .context
            .values(&entry.key.to_lowercase())
            .unwrap_or_default()
            .iter()
            .map(|value| value.text().into_owned())
            .collect();
        if test == "Null" {
            return entry.values.contains(&found.is_empty().to_string());
        }
        if entry.operator.if_exists && found.is_empty() {
            return true;
        }
        let negated = test.contains("Not");
        let any = |have: &String| {
            entry.values.iter().any(|want| compare(test, have, want, case, variables))
        };
        let nothing = found.iter().all(String::is_empty);
        match entry.operator.qualifier {
            Qualifier::None => found.iter().any(any) != negated,
            Qualifier::ForAllValues => nothing || found.iter().all(|have| any(have) != negated),
            Qualifier::ForAnyValue => !nothing && found.iter().any(|have| any(have) != negated),
        }
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

    let own = who.kind == PrincipalKind::Root || identity.1 != 0;
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

#[test]
fn ten_thousand_random_cases_agree() {
    let choose = Chooser::new(20);
    let mut yes = 0;
    for turn in 0..10_000 {
        let texts = texts(&choose);
        let case = case(&choose);
        let expected = allowed(&texts, &case);
        let case = texts.clone().into_case(case);
        let found = case.decide().is_allowed();
        assert_eq!(
            found,
            expected,
            "turn {turn}\n{:?}\n{} {} owner {:?} {:?}\n{:?}\n{texts:#?}\n{}",
            case.principal,
            case.action,
            case.resource,
            case.owner,
            case.rule,
            case.context,
            case.explain()
        );
        yes += usize::from(found);
    }
    assert!((1_000..9_000).contains(&yes), "one-sided: {yes} allowed");
}
