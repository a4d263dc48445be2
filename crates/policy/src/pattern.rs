//! Text patterns: literal text, wildcards and variables, compiled once and matched without allocation.
//!
//! `*` stands for any run of characters, also none, and `?` for exactly one. In a resource ARN the five fields
//! before the resource are kept apart: `?` there is never a colon, and neither is a `*` in the middle of a field;
//! a `*` that ends its field "can expand to match beyond the colon boundaries", as the reference has it.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use std::borrow::Cow;

use crate::context::ContextSource;
use crate::variable::{self, Reference, Variable};

/// Which characters are special in a pattern's text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Syntax {
    /// `*` and `?` are wildcards.
    pub(crate) wildcards: bool,
    /// `${...}` is read: policies of version 2012-10-17.
    pub(crate) variables: bool,
    /// The text is an ARN: wildcards heed its fields.
    pub(crate) fields: bool,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(crate) enum Pattern {
    /// `*`.
    Any,
    /// No wildcard.
    Exact(Box<str>),
    /// One `*`, at the end.
    Prefix(Box<str>),
    /// All else; `true` when there are variables among the pieces.
    Pieces(Box<[Piece]>, bool),
}

/// A part of a pattern.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(Box<str>),
    One { in_field: bool },
    Many { in_field: bool },
    Variable(Variable),
}

/// A part of a pattern at the time of matching: variables have become text.
#[derive(Clone, Copy)]
enum Token<'a> {
    Text(&'a str),
    One { in_field: bool },
    Many { in_field: bool },
}

/// The colons of an ARN before its resource.
const ARN_COLONS: usize = 5;

impl Pattern {
    pub(crate) fn compile(text: &str, syntax: Syntax) -> Pattern {
        let mut pieces = pieces(text, syntax);
        match pieces.as_mut_slice() {
            [] => Pattern::Exact("".into()),
            [Piece::Text(only)] => Pattern::Exact(std::mem::take(only)),
            [Piece::Many { in_field: false }] => Pattern::Any,
            [Piece::Text(start), Piece::Many { in_field: false }] => {
                Pattern::Prefix(std::mem::take(start))
            }
            _ => {
                let variables = pieces.iter().any(|piece| matches!(piece, Piece::Variable(_)));
                Pattern::Pieces(pieces.into(), variables)
            }
        }
    }

    /// Whether `subject` is of this pattern. `fold` ignores the case of ASCII letters. A pattern with a variable that
    /// has no value matches nothing.
    pub(crate) fn matches(&self, subject: &str, fold: bool, context: &dyn ContextSource) -> bool {
        match self {
            Pattern::Any => true,
            Pattern::Exact(text) => same(text, subject, fold),
            Pattern::Prefix(start) => starts_with(subject, start, fold),
            Pattern::Pieces(pieces, false) => {
                run(pieces.len(), |at| pieces[at].token(), subject, fold)
            }
            Pattern::Pieces(pieces, true) => with_variables(pieces, subject, fold, context),
        }
    }
}

impl Piece {
    /// `Variable` never gets here but resolved: it stands for the empty text.
    fn token(&self) -> Token<'_> {
        match self {
            Piece::Text(text) => Token::Text(text),
            Piece::One { in_field } => Token::One { in_field: *in_field },
            Piece::Many { in_field } => Token::Many { in_field: *in_field },
            Piece::Variable(_) => Token::Text(""),
        }
    }
}

fn pieces(text: &str, syntax: Syntax) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut colons = 0;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let reference = if syntax.variables { variable::parse(rest) } else { None };
        if let Some((reference, used)) = reference {
            match reference {
                Reference::Character(character) => literal.push(character),
                Reference::Variable(variable) => {
                    flush(&mut literal, &mut pieces);
                    pieces.push(Piece::Variable(variable));
                }
            }
            rest = &rest[used..];
            continue;
        }
        rest = &rest[character.len_utf8()..];
        let head = syntax.fields && colons < ARN_COLONS;
        match character {
            '*' if syntax.wildcards => {
                flush(&mut literal, &mut pieces);
                rest = rest.trim_start_matches('*');
                let in_field = head && !rest.is_empty() && !rest.starts_with(':');
                pieces.push(Piece::Many { in_field });
            }
            '?' if syntax.wildcards => {
                flush(&mut literal, &mut pieces);
                pieces.push(Piece::One { in_field: head });
            }
            _ => {
                colons += usize::from(character == ':');
                literal.push(character);
            }
        }
    }
    flush(&mut literal, &mut pieces);
    pieces
}

fn flush(literal: &mut String, pieces: &mut Vec<Piece>) {
    if !literal.is_empty() {
        pieces.push(Piece::Text(std::mem::take(literal).into()));
    }
}

/// Puts values in place of variables. What a value holds is taken literally, wildcards and all: a caller who may
/// choose a tag must not be able to widen a policy with it.
fn with_variables(
    pieces: &[Piece],
    subject: &str,
    fold: bool,
    context: &dyn ContextSource,
) -> bool {
    if let Some(matched) = with_plain_variables(pieces, subject, fold, context) {
        return matched;
    }
    let mut values: Vec<Cow<'_, str>> = Vec::new();
    for piece in pieces {
        if let Piece::Variable(variable) = piece {
            let Some(value) = variable.resolve(context) else { return false };
            values.push(value);
        }
    }
    let mut next = values.iter();
    let tokens: Vec<Token<'_>> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Variable(_) => Token::Text(next.next().map_or("", |value| value)),
            other => other.token(),
        })
        .collect();
    run(tokens.len(), |at| tokens[at], subject, fold)
}

/// Patterns of at most so many pieces are matched without allocation.
const USUAL: usize = 16;

/// The same for a usual number of pieces and values that are text; `None` when it is not so.
fn with_plain_variables(
    pieces: &[Piece],
    subject: &str,
    fold: bool,
    context: &dyn ContextSource,
) -> Option<bool> {
    let mut tokens = [Token::Text(""); USUAL];
    for (token, piece) in tokens.get_mut(..pieces.len())?.iter_mut().zip(pieces) {
        *token = match piece {
            Piece::Variable(variable) => match variable.resolve(context) {
                Some(Cow::Borrowed(text)) => Token::Text(text),
                Some(Cow::Owned(_)) => return None,
                None => return Some(false),
            },
            other => other.token(),
        };
    }
    Some(run(pieces.len(), |at| tokens[at], subject, fold))
}

/// Matches tokens against `subject`, going back to the last `*` on a mismatch. Two places to go back to suffice: the
/// last `*` that heeds fields, and when the field ends under it, the last that does not. What follows a `*` is looked
/// for, not tried at every place, so that a pattern of many stars costs little more than reading the subject.
fn run<'a, 't>(
    count: usize,
    token: impl Fn(usize) -> Token<'a>,
    subject: &'t str,
    fold: bool,
) -> bool {
    let next = |at: usize, from: &'t str| match (at < count).then(|| token(at)) {
        Some(Token::Text(text)) if !fold => from.find(text).map(|found| &from[found..]),
        _ => Some(from),
    };
    let (mut at, mut rest) = (0, subject);
    let mut inside: Option<(usize, &'t str)> = None;
    let mut free: Option<(usize, &'t str)> = None;
    loop {
        let advanced = if at == count {
            if rest.is_empty() {
                return true;
            }
            None
        } else {
            match token(at) {
                Token::Many { in_field: false } if at + 1 == count => return true,
                Token::Many { in_field: false } => {
                    let Some(found) = next(at + 1, rest) else { return false };
                    (free, inside) = (Some((at + 1, found)), None);
                    Some(found)
                }
                Token::Many { in_field: true } => {
                    inside = Some((at + 1, rest));
                    Some(rest)
                }
                Token::One { in_field } => after_one(rest, in_field),
                Token::Text(text) => {
                    starts_with(rest, text, fold).then(|| rest.get(text.len()..)).flatten()
                }
            }
        };
        if let Some(left) = advanced {
            (at, rest) = (at + 1, left);
            continue;
        }
        let inner = inside.and_then(|(to, from)| Some((to, after_one(from, true)?)));
        let outer = |(to, from)| Some((to, next(to, after_one(from, false)?)?));
        if let Some(state) = inner {
            inside = Some(state);
            (at, rest) = state;
        } else if let Some(state) = free.and_then(outer) {
            (free, inside) = (Some(state), None);
            (at, rest) = state;
        } else {
            return false;
        }
    }
}

/// `text` without its first character; `None` at the end, or at a colon that may not be crossed.
fn after_one(text: &str, in_field: bool) -> Option<&str> {
    let first = text.chars().next()?;
    (!(in_field && first == ':')).then(|| &text[first.len_utf8()..])
}

fn same(a: &str, b: &str, fold: bool) -> bool {
    if fold { a.eq_ignore_ascii_case(b) } else { a == b }
}

/// Whether `text` begins with `start`; then it can also be cut there.
fn starts_with(text: &str, start: &str, fold: bool) -> bool {
    if fold {
        text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
    } else {
        text.starts_with(start)
    }
}

/// Patterns joined by OR.
#[derive(Clone, Debug)]
pub(crate) struct Patterns(Box<[Pattern]>);

impl Patterns {
    pub(crate) fn compile<'t>(
        texts: impl IntoIterator<Item = &'t str>,
        syntax: Syntax,
    ) -> Patterns {
        Patterns(texts.into_iter().map(|text| Pattern::compile(text, syntax)).collect())
    }

    pub(crate) fn any(&self, subject: &str, fold: bool, context: &dyn ContextSource) -> bool {
        self.0.iter().any(|pattern| pattern.matches(subject, fold, context))
    }
}

#[cfg(test)]
#[path = "pattern_tests.rs"]
mod tests;
