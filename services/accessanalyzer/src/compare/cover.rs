//! When the resources, principals or conditions of one statement contain those of another.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html>

use policy::{ConditionEntry, PrincipalSpec, Statement};

use crate::facts::like_exactly;

/// Whether `wide` is about all resources that `narrow` is about.
pub(super) fn resources_cover(wide: &Statement, narrow: &Statement) -> bool {
    let (Some(wide), Some(narrow)) = (&wide.resource, &narrow.resource) else {
        // Without resources both are about the one that they are attached to.
        return wide.resource.is_none() == narrow.resource.is_none();
    };
    let covers = |pattern: &String| wide.values.iter().any(|w| like_exactly(w, pattern));
    match (wide.negated, narrow.negated) {
        (false, false) => narrow.values.iter().all(covers),
        (false, true) => wide.values.iter().any(|pattern| pattern == "*"),
        (true, false) => {
            narrow.values.iter().all(|n| !wide.values.iter().any(|except| overlap(except, n)))
        }
        (true, true) => {
            wide.values.iter().all(|except| narrow.values.iter().any(|n| like_exactly(n, except)))
        }
    }
}

/// Whether there may be a resource that both are about.
pub(super) fn resources_may_meet(a: &Statement, b: &Statement) -> bool {
    match (&a.resource, &b.resource) {
        (Some(a), Some(b)) if !a.negated && !b.negated => {
            a.values.iter().any(|x| b.values.iter().any(|y| overlap(x, y)))
        }
        _ => true,
    }
}

/// Whether there may be a text of both patterns. Told by what stands before the first and behind the last wildcard.
pub(super) fn overlap(a: &str, b: &str) -> bool {
    let wild = |text: &str| text.contains(['*', '?']);
    match (wild(a), wild(b)) {
        (false, false) => a == b,
        (true, false) => like_exactly(a, b),
        (false, true) => like_exactly(b, a),
        (true, true) => {
            let head = |text: &str| text.split(['*', '?']).next().unwrap_or_default().to_owned();
            let tail = |text: &str| text.rsplit(['*', '?']).next().unwrap_or_default().to_owned();
            let (head_a, head_b, tail_a, tail_b) = (head(a), head(b), tail(a), tail(b));
            (head_a.starts_with(&head_b) || head_b.starts_with(&head_a))
                && (tail_a.ends_with(&tail_b) || tail_b.ends_with(&tail_a))
        }
    }
}

/// Whether `wide` names all principals that `narrow` names. Policies of identities name none.
pub(super) fn principals_cover(wide: &Statement, narrow: &Statement) -> bool {
    let (Some(wide), Some(narrow)) = (&wide.principal, &narrow.principal) else {
        return wide.principal.is_none() == narrow.principal.is_none();
    };
    let in_wide = |spec: &PrincipalSpec| wide.principals.iter().any(|w| covers(w, spec));
    match (wide.negated, narrow.negated) {
        (false, false) => narrow.principals.iter().all(in_wide),
        (false, true) => wide.principals.contains(&PrincipalSpec::Everyone),
        (true, false) => false,
        (true, true) => {
            wide.principals.iter().all(|except| narrow.principals.iter().any(|n| covers(n, except)))
        }
    }
}

fn covers(wide: &PrincipalSpec, narrow: &PrincipalSpec) -> bool {
    match (wide, narrow) {
        (PrincipalSpec::Everyone, _) => true,
        (PrincipalSpec::Account(account), PrincipalSpec::Arn(arn)) => {
            account.as_str() == arn.account()
        }
        _ => wide == narrow,
    }
}

/// Whether the conditions of `wide` hold wherever those of `narrow` hold: each of them has one at least as strict
/// beside it.
pub(super) fn conditions_imply(narrow: &Statement, wide: &Statement) -> bool {
    wide.conditions.iter().all(|w| narrow.conditions.iter().any(|n| implies(n, w)))
}

fn implies(narrow: &ConditionEntry, wide: &ConditionEntry) -> bool {
    if narrow.operator != wide.operator || !narrow.key.eq_ignore_ascii_case(&wide.key) {
        return false;
    }
    let name = narrow.operator.to_string();
    let like = name.contains("Like") || name.contains("Arn");
    let within = |a: &[String], b: &[String]| {
        a.iter().all(|x| b.iter().any(|y| if like { like_exactly(y, x) } else { x == y }))
    };
    // Fewer values are stricter, of negated operators more.
    if name.contains("Not") {
        within(&wide.values, &narrow.values)
    } else {
        !narrow.values.is_empty() && within(&narrow.values, &wide.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_patterns() {
        for (a, b, expected) in [
            ("a", "a", true),
            ("a", "b", false),
            ("a*", "ab", true),
            ("a*", "ba", false),
            ("a*", "ab*", true),
            ("a*x", "b*x", false),
            ("a*x", "a*y", false),
            ("*", "b*y", true),
            ("a*x", "*x", true),
        ] {
            assert_eq!(overlap(a, b), expected, "{a} {b}");
            assert_eq!(overlap(b, a), expected, "{b} {a}");
        }
    }
}
