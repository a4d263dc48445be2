//! The language of filter patterns: terms, expressions between percent signs, fields between spaces, members of JSON.
//! Pure.
//!
//! Hostile patterns cost no more than their length and hostile messages no more than theirs: expressions are matched
//! in linear time and have a bounded size, wildcards do not try again what they tried, and nesting is bounded.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>

mod condition;
mod expression;
mod fields;
mod glob;
pub(crate) mod json;
mod members;
mod regex;
mod scanner;
mod terms;
#[cfg(test)]
mod tests;

use thiserror::Error;

use self::fields::Fields;
use self::members::Members;
use self::regex::Expression;
use self::scanner::Scanner;
use self::terms::Terms;

/// Why a text is no filter pattern.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum PatternError {
    #[error("Invalid character(s) in term '{0}'")]
    Term(String),
    #[error("Invalid regular expression '{0}'")]
    Regex(String),
    #[error("Too many regular expressions: a filter pattern can have 2")]
    TooManyRegexes,
    #[error("Invalid filter pattern: {0}")]
    Form(&'static str),
}

/// Expressions that one pattern may have.
const MAX_REGEXES: usize = 2;

/// A filter pattern.
#[derive(Debug)]
pub(crate) enum Pattern {
    /// Everything.
    All,
    Terms(Terms),
    Regex(Expression),
    Fields(Fields),
    Json(Members),
}

/// What a matching message has to show, by name.
pub(crate) type Extracted = Vec<(String, String)>;

impl Pattern {
    pub(crate) fn parse(text: &str) -> Result<Pattern, PatternError> {
        let text = text.trim();
        let mut scanner = Scanner::new(text);
        match text.as_bytes().first() {
            None => Ok(Pattern::All),
            Some(b'{') => Members::parse(&mut scanner).map(Pattern::Json),
            Some(b'[') => Ok(match Fields::parse(&mut scanner)? {
                Some(fields) => Pattern::Fields(fields),
                None => Pattern::All,
            }),
            Some(b'%') => {
                let expression = scanner.regex()?;
                scanner.end()?;
                Ok(Pattern::Regex(expression))
            }
            Some(_) => Terms::parse(&mut scanner).map(Pattern::Terms),
        }
    }

    /// Whether a message matches.
    pub(crate) fn matches(&self, message: &str) -> bool {
        match self {
            Pattern::All => true,
            Pattern::Terms(terms) => terms.matches(message),
            Pattern::Regex(expression) => expression.matches(message),
            Pattern::Fields(fields) => fields.matches(message),
            Pattern::Json(members) => members.matches(message),
        }
    }

    /// What a message shows when it matches.
    pub(crate) fn extract(&self, message: &str) -> Option<Extracted> {
        match self {
            Pattern::Fields(fields) => fields.extract(message),
            Pattern::Json(members) => members.extract(message),
            _ => self.matches(message).then(Vec::new),
        }
    }
}
