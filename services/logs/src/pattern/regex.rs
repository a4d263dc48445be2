//! Expressions between percent signs: a part of regular expressions, matched in linear time and of a bounded size.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#regex-expressions>

use regex::bytes::{Regex, RegexBuilder};

use super::PatternError;

/// Bytes that a compiled expression, and what it remembers while it matches, may have.
const MAX_COMPILED: usize = 512 * 1024;

/// An expression.
#[derive(Clone, Debug)]
pub(crate) struct Expression(Regex);

impl Expression {
    pub(crate) fn parse(text: &str) -> Result<Expression, PatternError> {
        let refused = || PatternError::Regex(text.chars().take(200).collect());
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b" :_#=@/;,-^$?[]{}|\\*+.".contains(&b);
        if text.is_empty() || !text.bytes().all(allowed) {
            return Err(refused());
        }
        let built = RegexBuilder::new(text)
            .unicode(false)
            .size_limit(MAX_COMPILED)
            .dfa_size_limit(MAX_COMPILED)
            .nest_limit(32)
            .build();
        built.map(Expression).map_err(|_| refused())
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.0.is_match(text.as_bytes())
    }
}
