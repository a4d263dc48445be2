//! Which services and actions a set of permissions policies grants, whatever the resource and the conditions: what
//! last-accessed reports list. Boundaries, control policies and resource policies are not asked.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>

use policy::{Effect, PolicyDocument, Statement};

/// The statements of some policies, as far as they say anything about actions.
pub(crate) struct Grants<'d> {
    allows: Vec<Patterns<'d>>,
    /// Denials of everything, always: others leave something that is granted.
    denies: Vec<Patterns<'d>>,
}

/// `Action` or `NotAction` of a statement: service and name, each with wildcards.
struct Patterns<'d> {
    negated: bool,
    parts: Vec<(&'d str, &'d str)>,
}

impl<'d> Grants<'d> {
    pub(crate) fn of(documents: impl IntoIterator<Item = &'d PolicyDocument>) -> Grants<'d> {
        let mut grants = Grants { allows: Vec::new(), denies: Vec::new() };
        for statement in documents.into_iter().flat_map(|document| &document.statements) {
            let Some(patterns) = patterns(statement) else { continue };
            match statement.effect {
                Effect::Allow => grants.allows.push(patterns),
                Effect::Deny if is_total(statement) => grants.denies.push(patterns),
                Effect::Deny => {}
            }
        }
        grants
    }

    /// Of the actions of a service those that are granted.
    pub(crate) fn actions<'a>(
        &self,
        service: &str,
        actions: impl Iterator<Item = &'a str>,
    ) -> impl Iterator<Item = &'a str> {
        let allows = narrowed(&self.allows, service);
        let denies = narrowed(&self.denies, service);
        actions.filter(move |action| {
            let covers = |of: &Vec<Narrowed<'_>>| of.iter().any(|patterns| patterns.cover(action));
            covers(&allows) && !covers(&denies)
        })
    }

    /// Whether any action of the service is granted.
    pub(crate) fn service(&self, service: &authref::Service) -> bool {
        let actions = service.actions.iter().map(|action| action.name);
        self.actions(service.prefix, actions).next().is_some()
    }
}

/// Of a statement's patterns those for one service, without it.
struct Narrowed<'d> {
    negated: bool,
    names: Vec<&'d str>,
}

impl Narrowed<'_> {
    fn cover(&self, action: &str) -> bool {
        self.names.iter().any(|name| matches(name, action)) != self.negated
    }
}

fn narrowed<'d>(statements: &[Patterns<'d>], service: &str) -> Vec<Narrowed<'d>> {
    let narrow = |patterns: &Patterns<'d>| Narrowed {
        negated: patterns.negated,
        names: patterns
            .parts
            .iter()
            .filter(|(of, _)| matches(of, service))
            .map(|(_, name)| *name)
            .collect(),
    };
    let all = statements.iter().map(narrow);
    all.filter(|patterns| patterns.negated || !patterns.names.is_empty()).collect()
}

fn patterns(statement: &Statement) -> Option<Patterns<'_>> {
    let element = statement.action.as_ref()?;
    let parts = element.values.iter().map(|value| value.split_once(':').unwrap_or((value, "*")));
    Some(Patterns { negated: element.negated, parts: parts.collect() })
}

/// Whether a denial concerns every resource and every request.
fn is_total(statement: &Statement) -> bool {
    let everywhere = |r: &policy::Element| !r.negated && r.values.iter().any(|value| value == "*");
    statement.conditions.is_empty() && statement.resource.as_ref().is_some_and(everywhere)
}

/// Whether `text` is of the pattern, without regard to case; `*` is any run, `?` one character.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                back = Some((p + 1, t));
                p += 1;
            }
            Some(c) if *c == b'?' || c.eq_ignore_ascii_case(&text[t]) => (p, t) = (p + 1, t + 1),
            _ => {
                let Some((star, from)) = back else { return false };
                back = Some((star, from + 1));
                (p, t) = (star, from + 1);
            }
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted(statements: &str, service: &str, actions: &[&str]) -> Vec<String> {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        let document = PolicyDocument::parse(&text).expect("a policy");
        let grants = Grants::of([&document]);
        grants.actions(service, actions.iter().copied()).map(str::to_owned).collect()
    }

    #[test]
    fn actions_of_a_service() {
        let all = &["GetItem", "PutItem", "ListTables"][..];
        let allow = |action: &str| {
            format!(r#"{{"Effect": "Allow", "Action": {action}, "Resource": "arn:aws:x:::y"}}"#)
        };
        for (statements, expected) in [
            (allow(r#""*""#), all),
            (allow(r#""dynamodb:*""#), all),
            (allow(r#""dynamo*:?etItem""#), &all[..1]),
            (allow(r#"["s3:*", "DYNAMODB:putitem"]"#), &all[1..2]),
            (allow(r#""s3:*""#), &[]),
            (
                r#"{"Effect": "Allow", "NotAction": "dynamodb:*Item", "Resource": "*"}"#.into(),
                &all[2..],
            ),
            (r#"{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}"#.into(), all),
            (
                format!(
                    "{}, {}",
                    allow(r#""*""#),
                    r#"{"Effect": "Deny", "Action": "dynamodb:Put*", "Resource": "*"}"#
                ),
                &["GetItem", "ListTables"],
            ),
            (
                format!(
                    "{}, {}",
                    allow(r#""*""#),
                    r#"{"Effect": "Deny", "Action": "dynamodb:*", "Resource": "arn:aws:x:::y"}"#
                ),
                all,
            ),
        ] {
            assert_eq!(granted(&statements, "dynamodb", all), expected, "{statements}");
        }
    }

    #[test]
    fn wildcards() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abbd", false),
            ("a*b*c", "aXbXbc", true),
            ("?", "", false),
            ("?b", "ab", true),
            ("Get", "get", true),
            ("", "x", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
