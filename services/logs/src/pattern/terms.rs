//! Terms: all that are wanted, none that are excluded; where all are optional, any of them. They are found anywhere
//! in a message, in their own case.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>

use super::PatternError;
use super::scanner::Scanner;

/// Terms by what they ask for.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Terms {
    wanted: Vec<String>,
    excluded: Vec<String>,
    /// Of no account beside the others.
    optional: Vec<String>,
}

impl Terms {
    pub(crate) fn parse(scanner: &mut Scanner<'_>) -> Result<Terms, PatternError> {
        let mut terms = Terms::default();
        loop {
            scanner.skip_space();
            if scanner.peek().is_none() {
                return Ok(terms);
            }
            let kind = if scanner.take("?") {
                &mut terms.optional
            } else if scanner.take("-") {
                &mut terms.excluded
            } else {
                &mut terms.wanted
            };
            let term = match scanner.peek() {
                Some('"') => scanner.quoted('"')?,
                _ => word(scanner)?,
            };
            kind.push(term);
        }
    }

    pub(crate) fn matches(&self, message: &str) -> bool {
        let has = |term: &String| message.contains(term.as_str());
        if self.wanted.is_empty() && self.excluded.is_empty() {
            return self.optional.iter().any(has);
        }
        self.wanted.iter().all(has) && !self.excluded.iter().any(has)
    }
}

/// What is more than letters, digits and underscores must stand in quotes.
fn word(scanner: &mut Scanner<'_>) -> Result<String, PatternError> {
    let word = scanner.take_while(|c| !c.is_whitespace());
    let good = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
    match good {
        true => Ok(word.to_owned()),
        false => Err(PatternError::Term(word.chars().take(200).collect())),
    }
}
