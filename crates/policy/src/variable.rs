//! Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`, `${*}`, `${?}`, `${$}`.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::borrow::Cow;

use crate::context::ContextSource;

/// A reference to a single-valued context key, with the text to use where the key is absent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    /// Lower case: keys are compared without regard to case.
    pub(crate) key: Box<str>,
    pub(crate) default: Option<Box<str>>,
}

/// What a `${...}` means.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// `${*}`, `${?}` and `${$}`: the character itself.
    Character(char),
    Variable(Variable),
}

impl Variable {
    /// The text to put in place; `None` when the key is absent or has several values, which "matches nothing".
    pub(crate) fn resolve<'c>(&'c self, context: &'c dyn ContextSource) -> Option<Cow<'c, str>> {
        match context.values(&self.key) {
            Some([one]) => Some(one.text()),
            Some([]) | None => self.default.as_deref().map(Cow::Borrowed),
            Some(_) => None,
        }
    }
}

/// Longer references are none, so that a text of nothing but `${` is read in a time that its length bounds.
const LONGEST: usize = 1024;

/// Reads a reference at the start of `text`; also how many bytes it takes. `None` when there is none that is
/// well formed: the characters then stand for themselves.
pub(crate) fn parse(text: &str) -> Option<(Reference, usize)> {
    let body = text.strip_prefix("${")?;
    let within = (0..=LONGEST.min(body.len())).rev().find(|at| body.is_char_boundary(*at))?;
    let end = body[..within].find('}')?;
    let (body, used) = (&body[..end], end + 3);
    let mut characters = body.chars();
    if let (Some(only @ ('*' | '?' | '$')), None) = (characters.next(), characters.next()) {
        return Some((Reference::Character(only), used));
    }
    let (key, default) = match body.split_once(',') {
        None => (body, None),
        Some((key, rest)) => {
            let quoted = rest.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            (key, Some(quoted.into()))
        }
    };
    let key = key.trim();
    let named = key.contains(':') && !key.contains(['$', '{', '*', '?']);
    named.then(|| {
        let key = key.to_ascii_lowercase().into();
        (Reference::Variable(Variable { key, default }), used)
    })
}

/// The keys of all variables in `text`, in lower case.
pub(crate) fn keys(text: &str) -> Vec<Box<str>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        rest = &rest[at..];
        match parse(rest) {
            Some((reference, used)) => {
                if let Reference::Variable(variable) = reference {
                    found.push(variable.key);
                }
                rest = &rest[used..];
            }
            None => rest = &rest[2..],
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(key: &str, default: Option<&str>) -> Option<Reference> {
        let default = default.map(Into::into);
        Some(Reference::Variable(Variable { key: key.into(), default }))
    }

    #[test]
    fn forms_of_a_reference() {
        for (text, expected) in [
            ("${aws:username}", variable("aws:username", None)),
            ("${AWS:UserName}/x", variable("aws:username", None)),
            (
                "${aws:PrincipalTag/team, 'company-wide'}",
                variable("aws:principaltag/team", Some("company-wide")),
            ),
            ("${aws:PrincipalTag/team,'a'}", variable("aws:principaltag/team", Some("a"))),
            ("${aws:PrincipalTag/team, ''}", variable("aws:principaltag/team", Some(""))),
            ("${*}", Some(Reference::Character('*'))),
            ("${?}", Some(Reference::Character('?'))),
            ("${$}", Some(Reference::Character('$'))),
            ("${aws:username", None),
            ("$aws:username}", None),
            ("${}", None),
            ("${username}", None),
            ("${aws:PrincipalTag/team, none}", None),
        ] {
            assert_eq!(parse(text).map(|(reference, _)| reference), expected, "{text}");
        }
    }

    #[test]
    fn keys_of_a_text() {
        let found = keys("${a:b}x${*}${c:D, 'e'}${broken");
        assert_eq!(found, ["a:b".into(), "c:d".into()]);
    }
}
