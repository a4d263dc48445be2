//! Patterns and conditions of the second evaluator: characters one by one, every way a star can go, values as text.

use std::net::IpAddr;

use policy::{ConditionEntry, ContextSource as _, Qualifier};

use crate::support::Case;

/// A character of a pattern once variables are gone: wildcards are `None`-tagged apart from literal ones.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Sign {
    Star,
    Mark,
    Plain(char),
}

/// The pattern's characters with variables replaced; `None` when a variable has no value.
pub(crate) fn signs(text: &str, wild: bool, variables: bool, case: &Case) -> Option<Vec<Sign>> {
    let mut out = Vec::new();
    let mut rest: Vec<char> = text.chars().collect();
    while !rest.is_empty() {
        let body: String = rest.iter().skip(2).take_while(|c| **c != '}').collect();
        if variables && rest.starts_with(&['$', '{']) && rest.contains(&'}') {
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
pub(crate) fn fits(pattern: &[Sign], text: &[char], head: Option<usize>) -> bool {
    let in_head = head.is_some_and(|colons| colons < 5);
    match pattern {
        [] => text.is_empty(),
        [Sign::Star, rest @ ..] => {
            let crosses = !in_head || matches!(rest, [] | [Sign::Plain(':'), ..]);
            (0..=text.len())
                .take_while(|n| crosses || !text[..*n].contains(&':'))
                // Only where the next plain character is: spares time, changes nothing.
                .filter(|n| !matches!(rest, [Sign::Plain(c), ..] if text.get(*n) != Some(c)))
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

pub(crate) fn glob(pattern: &str, text: &str) -> bool {
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

/// Whether one key of one operator holds.
pub(crate) fn condition(entry: &ConditionEntry, case: &Case, variables: bool) -> bool {
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
    if name.ends_with("IfExists") && found.is_empty() {
        return true;
    }
    let negated = test.contains("Not");
    let any =
        |have: &String| entry.values.iter().any(|want| compare(test, have, want, case, variables));
    let nothing = found.iter().all(String::is_empty);
    match entry.operator.qualifier {
        Qualifier::None => found.iter().any(any) != negated,
        Qualifier::ForAllValues => nothing || found.iter().all(|have| any(have) != negated),
        Qualifier::ForAnyValue => !nothing && found.iter().any(|have| any(have) != negated),
    }
}

/// Whether a value of the request and one of the policy match, negation aside.
fn compare(test: &str, have: &str, want: &str, case: &Case, variables: bool) -> bool {
    if let Some(order) = test.strip_prefix("Numeric") {
        let (have, want) = (have.parse::<f64>(), want.parse::<f64>());
        return matches!((have, want), (Ok(have), Ok(want)) if in_order(order, have, want));
    }
    if let Some(order) = test.strip_prefix("Date") {
        let (have, want) = (seconds(have), seconds(want));
        return matches!((have, want), (Some(have), Some(want)) if in_order(order, have, want));
    }
    let like = |wild: bool, have: &str, want: &str| {
        let text: Vec<char> = have.chars().collect();
        signs(want, wild, variables, case).is_some_and(|signs| fits(&signs, &text, None))
    };
    match test {
        "StringEquals" | "StringNotEquals" => like(false, have, want),
        "StringLike" | "StringNotLike" => like(true, have, want),
        "StringEqualsIgnoreCase" | "StringNotEqualsIgnoreCase" | "Bool" => {
            let Some(signs) = signs(want, false, variables, case) else { return false };
            let lower = signs.into_iter().map(|sign| match sign {
                Sign::Plain(c) => Sign::Plain(c.to_ascii_lowercase()),
                other => other,
            });
            let text: Vec<char> = have.to_lowercase().chars().collect();
            fits(&lower.collect::<Vec<_>>(), &text, None)
        }
        "BinaryEquals" => have == want,
        "IpAddress" | "NotIpAddress" => within(have, want),
        "ArnEquals" | "ArnNotEquals" | "ArnLike" | "ArnNotLike" => {
            let have: Vec<&str> = have.splitn(6, ':').collect();
            if want == "*" {
                return have.len() == 6;
            }
            if variables && want.starts_with("${") {
                return like(true, &have.join(":"), want);
            }
            let want = components(want);
            want.len() == 6
                && have.len() == 6
                && want.iter().zip(have).all(|(want, have)| like(true, have, want))
        }
        other => panic!("the generator makes no {other}"),
    }
}

fn in_order<T: PartialOrd>(order: &str, have: T, want: T) -> bool {
    match order {
        "Equals" | "NotEquals" => have == want,
        "LessThan" => have < want,
        "LessThanEquals" => have <= want,
        "GreaterThan" => have > want,
        _ => have >= want,
    }
}

/// Seconds of the epoch, of a number, a date, or a date and a time in UTC.
fn seconds(text: &str) -> Option<i64> {
    if text.len() > 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let number = |at: std::ops::Range<usize>| text.get(at)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let years: i64 = (1970..year).map(|year| if leap(year) { 366 } else { 365 }).sum();
    let months: i64 = lengths.iter().take(usize::try_from(month - 1).ok()?).sum();
    let days = years + months + day - 1;
    let clock = match text.len() {
        10 => 0,
        _ => number(11..13)? * 3600 + number(14..16)? * 60 + number(17..19)?,
    };
    Some(days * 86_400 + clock)
}

/// Whether the address lies in the network, bit by bit.
fn within(have: &str, want: &str) -> bool {
    let bits = |address: IpAddr| -> Vec<bool> {
        let octets = match address {
            IpAddr::V4(four) => four.octets().to_vec(),
            IpAddr::V6(six) => six.octets().to_vec(),
        };
        octets.iter().flat_map(|octet| (0..8).rev().map(move |at| octet >> at & 1 == 1)).collect()
    };
    let (network, length) = want.split_once('/').unwrap_or((want, "128"));
    let (Ok(have), Ok(network)) = (have.parse::<IpAddr>(), network.parse::<IpAddr>()) else {
        return false;
    };
    let (have, network) = (bits(have), bits(network));
    let length: usize = length.parse().expect("a length");
    let same = have.iter().zip(&network).take(length).all(|(a, b)| a == b);
    have.len() == network.len() && same
}

/// Cut at the first five colons that are not within `${...}`.
fn components(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut inside = false;
    for c in text.chars() {
        inside = (inside || c == '{') && c != '}';
        if c == ':' && !inside && parts.len() < 6 {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts
}

/// How often each operator held and failed.
pub(crate) mod seen {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use crate::world::FAMILIES;

    thread_local! {
        static SEEN: RefCell<BTreeMap<String, (u32, u32)>> = const { RefCell::new(BTreeMap::new()) };
    }

    pub(crate) fn note(operator: &str, holds: bool) {
        SEEN.with_borrow_mut(|seen| {
            let (yes, no) = seen.entry(operator.to_owned()).or_default();
            *(if holds { yes } else { no }) += 1;
        });
    }

    /// Every operator, with every qualifier, with `IfExists` and without, has held and has failed.
    pub(crate) fn check_all_operators() {
        let seen = SEEN.take();
        for test in FAMILIES.iter().flat_map(|family| family.tests) {
            for qualifier in ["", "ForAllValues:", "ForAnyValue:"] {
                for suffix in ["", "IfExists"] {
                    if *test == "Null" && suffix == "IfExists" {
                        continue;
                    }
                    let name = format!("{qualifier}{test}{suffix}");
                    let (yes, no) = seen.get(&name).copied().unwrap_or_default();
                    assert!(yes > 0 && no > 0, "{name} held {yes} times, failed {no}");
                }
            }
        }
    }
}
