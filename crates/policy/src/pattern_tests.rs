//! The matcher against a plain recursive one that tries everything.

use clock::Random;

use super::*;
use crate::context::RequestContext;

/// Tries every length for every star. `colons` counts those of the pattern so far.
fn plain(pattern: &[char], subject: &[char], fields: bool, colons: usize) -> bool {
    let head = fields && colons < ARN_COLONS;
    match pattern {
        [] => subject.is_empty(),
        ['*', rest @ ..] => {
            let after = rest.iter().find(|c| **c != '*');
            let inside = head && !matches!(after, None | Some(':'));
            let longest = if inside {
                subject.iter().take_while(|c| **c != ':').count()
            } else {
                subject.len()
            };
            (0..=longest).any(|length| plain(rest, &subject[length..], fields, colons))
        }
        ['?', rest @ ..] => match subject {
            [first, left @ ..] if !(head && *first == ':') => plain(rest, left, fields, colons),
            _ => false,
        },
        [wanted, rest @ ..] => match subject {
            [first, left @ ..] if first == wanted => {
                plain(rest, left, fields, colons + usize::from(*wanted == ':'))
            }
            _ => false,
        },
    }
}

fn agree(random: &Random, alphabet: &str, fields: bool, longest: u64, turns: usize) {
    let context = RequestContext::new();
    let (mut matched, syntax) = (0, Syntax { wildcards: true, variables: false, fields });
    for _ in 0..turns {
        let length = |bound| usize::try_from(random.below(bound)).expect("small");
        let pattern = random.text(length(longest), alphabet);
        let subject = random.text(length(longest + 3), &alphabet.replace(['*', '?'], ""));
        let expected = plain(
            &pattern.chars().collect::<Vec<_>>(),
            &subject.chars().collect::<Vec<_>>(),
            fields,
            0,
        );
        let found = Pattern::compile(&pattern, syntax).matches(&subject, false, &context);
        assert_eq!(found, expected, "{pattern:?} {subject:?} fields: {fields}");
        matched += usize::from(found);
    }
    assert!(matched * 100 > turns, "hardly anything matched: {matched} of {turns}");
}

#[test]
fn matches_as_the_plain_matcher_does() {
    let random = Random::from_seed(1);
    agree(&random, "ab*?", false, 7, 40_000);
    agree(&random, "ab*", false, 10, 40_000);
    agree(&random, "a:*?", true, 9, 60_000);
    agree(&random, "ab:**", true, 12, 60_000);
    agree(&random, "a::*", true, 14, 60_000);
}

#[test]
fn a_question_mark_is_one_character_of_any_length() {
    let context = RequestContext::new();
    let syntax = Syntax { wildcards: true, variables: false, fields: false };
    for (pattern, subject, expected) in
        [("a?c", "aéc", true), ("a??c", "aéc", false), ("*é", "éé", true), ("?", "日", true)]
    {
        let found = Pattern::compile(pattern, syntax).matches(subject, true, &context);
        assert_eq!(found, expected, "{pattern}");
    }
}

/// A pattern made to go wrong late must not take exponential time: this ends at once or never.
#[test]
fn many_stars_take_no_exponential_time() {
    let context = RequestContext::new();
    let syntax = Syntax { wildcards: true, variables: false, fields: true };
    let pattern = format!("arn:aws:s3:::{}b", "a*".repeat(200));
    let subject = format!("arn:aws:s3:::{}", "a".repeat(2000));
    assert!(!Pattern::compile(&pattern, syntax).matches(&subject, false, &context));
}

#[test]
fn folding_ignores_case_of_ascii_only() {
    let context = RequestContext::new();
    let syntax = Syntax { wildcards: true, variables: false, fields: false };
    for (pattern, subject, expected) in [
        ("Get*", "getObject", true),
        ("*OBJECT", "getObject", true),
        ("g?tObject", "GETOBJECT", true),
        ("É", "é", false),
    ] {
        let compiled = Pattern::compile(pattern, syntax);
        assert_eq!(compiled.matches(subject, true, &context), expected, "{pattern}");
    }
    assert!(!Pattern::compile("Get*", syntax).matches("getObject", false, &context));
}
