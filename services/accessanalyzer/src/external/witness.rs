//! Circumstances in which a statement's conditions hold: for each key the values that a caller from outside could
//! bring, and for keys that only denies ask about also nothing at all.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use kernel::{AccountId, Arn};
use policy::{
    ConditionEntry, ContextSource as _, Effect, PolicyDocument, Qualifier, RequestContext,
    Statement, Value,
};

use crate::zone::Zone;

/// An address that stands for any in the internet.
const ANY_ADDRESS: &str = "203.0.113.77";
/// Combinations of values that are tried.
const MAX_PICKS: usize = 48;
/// Values of one key that are tried.
const MAX_VALUES: usize = 8;

/// The principal's own keys and the resource's: they follow from who calls what.
const GIVEN: [&str; 15] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltype",
    "aws:principalisawsservice",
    "aws:principalservicename",
    "aws:principalservicenameslist",
    "aws:userid",
    "aws:username",
    "aws:federatedprovider",
    "kms:calleraccount",
    "aws:resourceaccount",
    "aws:resourceorgid",
    "aws:resourceorgpaths",
];

/// Keys that set callers apart: with a value of these not everybody can get in.
const RESTRICTING: [&str; 20] = [
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:sourcearn",
    "aws:sourceorgid",
    "aws:sourceorgpaths",
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpcarn",
    "aws:sourcevpce",
    "aws:vpcsourceip",
    "aws:vpceaccount",
    "aws:vpceorgid",
    "aws:vpceorgpaths",
    "aws:calledvia",
    "aws:calledviafirst",
    "aws:calledvialast",
    "aws:viaawsservice",
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
    "sts:externalid",
];

/// Whether a key tells whose resource a service acts for, or whose endpoint a call came through.
fn is_source(key: &str) -> bool {
    matches!(
        key,
        "aws:sourceaccount"
            | "aws:sourceowner"
            | "aws:sourcearn"
            | "aws:sourceorgid"
            | "aws:sourceorgpaths"
            | "aws:vpceaccount"
            | "aws:vpceorgid"
            | "aws:vpceorgpaths"
            | "aws:sourcevpcarn"
            | "s3:dataaccesspointarn"
            | "s3:dataaccesspointaccount"
    )
}

/// Whose a value of such a key is: the zone's, a stranger's, or nobody can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Inside,
    Outside,
    Unknown,
}

fn side(key: &str, value: &str, zone: &Zone) -> Side {
    let trusted = |inside| if inside { Side::Inside } else { Side::Outside };
    match key {
        "aws:principalorgid" | "aws:sourceorgid" | "aws:vpceorgid" => {
            trusted(zone.trusts_organization(value))
        }
        "aws:principalorgpaths" | "aws:sourceorgpaths" | "aws:vpceorgpaths" => {
            trusted(zone.trusts_organization(value.split('/').next().unwrap_or_default()))
        }
        "aws:sourcearn" | "aws:principalarn" | "aws:sourcevpcarn" | "s3:dataaccesspointarn" => {
            match concrete(value).parse::<Arn>() {
                Ok(arn) if AccountId::parse(arn.account()).is_some() => {
                    trusted(zone.trusts(arn.account()))
                }
                _ => Side::Unknown,
            }
        }
        "aws:sourceaccount"
        | "aws:sourceowner"
        | "aws:vpceaccount"
        | "aws:principalaccount"
        | "kms:calleraccount"
        | "s3:dataaccesspointaccount" => match AccountId::parse(value) {
            Some(account) => trusted(zone.trusts(account.as_str())),
            None => Side::Unknown,
        },
        _ => Side::Unknown,
    }
}

/// A value that a pattern matches. A wildcard for an account becomes a stranger's.
pub(super) fn concrete(pattern: &str) -> String {
    if pattern.contains("${") {
        return pattern.to_owned();
    }
    if pattern == "*" {
        return "any".to_owned();
    }
    let plain = |text: &str| text.replace('*', "any").replace('?', "x");
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    if parts.len() < 6 || parts[0] != "arn" {
        return plain(pattern);
    }
    let field = |at: usize| match (at, parts[at].contains(['*', '?'])) {
        (1, true) => "aws".to_owned(),
        (3, true) => "us-east-1".to_owned(),
        (4, true) => "999999999999".to_owned(),
        _ => plain(parts[at]),
    };
    (0..6).map(field).collect::<Vec<_>>().join(":")
}

/// The conditions of a statement, as far as they narrow who may come.
pub(super) struct Conditions {
    /// As written, with the values that are not inside.
    positive: Vec<(String, Vec<(String, Side)>)>,
}

impl Conditions {
    pub(super) fn of(statement: &Statement, zone: &Zone) -> Conditions {
        let positive = statement.conditions.iter().filter(|entry| is_positive(entry));
        let of = |entry: &ConditionEntry| {
            let key = entry.key.to_ascii_lowercase();
            let sides = entry.values.iter().map(|value| (value.clone(), side(&key, value, zone)));
            (entry.key.clone(), sides.filter(|(_, side)| *side != Side::Inside).collect())
        };
        Conditions { positive: positive.map(of).collect() }
    }

    /// Whether some condition lets in only who is inside.
    pub(super) fn are_closed(&self) -> bool {
        self.positive.iter().any(|(_, values)| values.is_empty())
    }

    /// Whether some condition names an account or organization outside as the one that a service acts for.
    pub(super) fn tie_to_outside(&self) -> bool {
        self.positive.iter().any(|(key, values)| {
            is_source(&key.to_ascii_lowercase())
                && values.iter().any(|(_, side)| *side == Side::Outside)
        })
    }

    /// Key and values, for a finding.
    pub(super) fn shown(self) -> Vec<(String, String)> {
        let mut shown: Vec<(String, String)> = Vec::new();
        for (key, values) in self.positive {
            let values: Vec<String> = values.into_iter().map(|(value, _)| value).collect();
            shown.push((key, values.join(",")));
        }
        shown.sort();
        shown
    }
}

/// The operator's test, without set operator and `IfExists`.
fn test_of(entry: &ConditionEntry) -> String {
    let name = entry.operator.to_string();
    let name = name.rsplit(':').next().unwrap_or_default();
    name.strip_suffix("IfExists").unwrap_or(name).to_owned()
}

fn is_positive(entry: &ConditionEntry) -> bool {
    let test = test_of(entry);
    !test.contains("Not") && test != "Null" && !entry.values.is_empty()
}

/// The values of one key that are tried; `None`: the request lacks it.
struct Axis {
    key: String,
    several: bool,
    values: Vec<Option<String>>,
}

/// All keys that are tried.
pub(super) struct Axes(Vec<Axis>);

/// One value for each key.
pub(super) type Pick<'a> = Vec<(&'a str, bool, Option<&'a str>)>;

impl Axes {
    pub(super) fn of(statement: &Statement, document: &PolicyDocument, zone: &Zone) -> Axes {
        let mut axes = Axes(Vec::new());
        axes.0.push(Axis {
            key: "aws:sourceip".to_owned(),
            several: false,
            values: vec![Some(ANY_ADDRESS.to_owned())],
        });
        axes.0.push(Axis {
            key: "aws:securetransport".to_owned(),
            several: false,
            values: vec![Some("true".to_owned())],
        });
        for entry in &statement.conditions {
            axes.put(entry, satisfying(entry, zone), true);
        }
        for deny in document.statements.iter().filter(|s| s.effect == Effect::Deny) {
            for entry in &deny.conditions {
                axes.put(entry, escaping(entry, zone), false);
            }
        }
        axes
    }

    /// Values that meet the statement come first and replace what stood for anything; denies add more.
    fn put(&mut self, entry: &ConditionEntry, values: Vec<Option<String>>, first: bool) {
        let key = entry.key.to_ascii_lowercase();
        if GIVEN.contains(&key.as_str()) {
            return;
        }
        let several = entry.operator.qualifier != Qualifier::None;
        let Some(axis) = self.0.iter_mut().find(|axis| axis.key == key) else {
            self.0.push(Axis { key, several, values });
            return;
        };
        axis.several |= several;
        let at = if first { 0 } else { axis.values.len() };
        let new: Vec<_> = values.into_iter().filter(|v| !axis.values.contains(v)).collect();
        axis.values.splice(at..at, new);
    }

    /// The same for a caller of whom nothing is known: no value of a key that sets callers apart.
    pub(super) fn unrestricted(&self) -> Axes {
        let open = |axis: &Axis| {
            let values = match axis.key.as_str() {
                "aws:sourceip" => vec![Some(ANY_ADDRESS.to_owned())],
                key if RESTRICTING.contains(&key) || is_claim(key) => vec![None],
                _ => axis.values.clone(),
            };
            Axis { key: axis.key.clone(), several: axis.several, values }
        };
        Axes(self.0.iter().map(open).collect())
    }

    /// Combinations, bounded; the first values of all keys first.
    pub(super) fn picks(&self) -> Vec<Pick<'_>> {
        let mut picks: Vec<Pick<'_>> = vec![Vec::new()];
        for axis in &self.0 {
            let mut next = Vec::new();
            for value in axis.values.iter().take(MAX_VALUES) {
                for pick in &picks {
                    if next.len() < MAX_PICKS {
                        let mut pick = pick.clone();
                        pick.push((&axis.key, axis.several, value.as_deref()));
                        next.push(pick);
                    }
                }
            }
            if !next.is_empty() {
                picks = next;
            }
        }
        picks
    }
}

/// Whether the key is a claim of a token, which an identity provider vouches for.
fn is_claim(key: &str) -> bool {
    let service = key.split(':').next().unwrap_or_default();
    service == "saml" || service.contains('.')
}

/// Values with which the condition holds.
fn satisfying(entry: &ConditionEntry, zone: &Zone) -> Vec<Option<String>> {
    let key = entry.key.to_ascii_lowercase();
    let outside = entry.values.iter().filter(|value| side(&key, value, zone) != Side::Inside);
    let mut values: Vec<Option<String>> = match test_of(entry).as_str() {
        "StringLike" | "ArnLike" | "ArnEquals" => outside.map(|v| Some(concrete(v))).collect(),
        "IpAddress" => outside.map(|v| v.split('/').next().map(str::to_owned)).collect(),
        "NumericLessThan" | "NumericGreaterThan" => outside.map(|v| beside(entry, v)).collect(),
        "DateLessThan" | "DateLessThanEquals" => vec![Some("1970-01-02T00:00:00Z".to_owned())],
        "DateGreaterThan" | "DateGreaterThanEquals" => {
            vec![Some("2999-01-01T00:00:00Z".to_owned())]
        }
        "Null" => entry
            .values
            .iter()
            .map(|absent| (!absent.eq_ignore_ascii_case("true")).then(|| "any".to_owned()))
            .collect(),
        test if test.contains("Not") => vec![None, Some(other(entry)), Some("any".to_owned())],
        _ => outside.map(|v| Some(v.clone())).collect(),
    };
    if entry.operator.if_exists || entry.operator.qualifier == Qualifier::ForAllValues {
        values.push(None);
    }
    values
}

/// Values that may keep a deny's condition from holding.
fn escaping(entry: &ConditionEntry, zone: &Zone) -> Vec<Option<String>> {
    let key = entry.key.to_ascii_lowercase();
    let outside = entry.values.iter().filter(|value| side(&key, value, zone) != Side::Inside);
    let listed = outside.map(|v| v.split('/').next().unwrap_or(v)).map(|v| Some(concrete(v)));
    let mut values = vec![None, Some(other(entry))];
    if test_of(entry) == "Bool" {
        values.extend([Some("true".to_owned()), Some("false".to_owned())]);
    } else {
        values.extend(listed);
    }
    values
}

/// A value that the condition does not list.
fn other(entry: &ConditionEntry) -> String {
    if test_of(entry).contains("IpAddress") {
        return ANY_ADDRESS.to_owned();
    }
    let mut value = "other".to_owned();
    while entry.values.contains(&value) {
        value.push('x');
    }
    value
}

/// A number just below or above.
fn beside(entry: &ConditionEntry, value: &str) -> Option<String> {
    let number: i64 = value.parse().ok()?;
    let less = test_of(entry) == "NumericLessThan";
    let next = if less { number.checked_sub(1) } else { number.checked_add(1) };
    next.map(|number| number.to_string())
}

/// Puts the picked values into the context; variables in them become what the context says.
pub(super) fn apply(pick: &Pick<'_>, context: &mut RequestContext) {
    for (key, several, value) in pick {
        match value {
            None => context.remove(key),
            Some(value) => {
                let value = expanded(value, context);
                if *several {
                    context.set_all(key, vec![Value::from(value)]);
                } else {
                    context.set(key, value);
                }
            }
        }
    }
}

fn expanded(text: &str, context: &RequestContext) -> String {
    let Some((head, rest)) = text.split_once("${") else { return text.to_owned() };
    let Some((name, tail)) = rest.split_once('}') else { return text.to_owned() };
    let name = name.split(',').next().unwrap_or_default().trim().to_ascii_lowercase();
    let value = context.values(&name).and_then(|values| values.first());
    let value = value.map_or_else(|| "any".to_owned(), |value| value.text().into_owned());
    format!("{head}{value}{}", expanded(tail, context))
}
