//! Event patterns: JSON that says which events a rule of EventBridge, or a filter of a Lambda event source mapping, lets
//! through. Pure: [`Pattern::parse`] reads one, [`Pattern::matches`] asks it about an event.
//!
//! Keys of objects in a pattern all have to match; of an array's entries one. Dots in keys and nesting mean the same.
//! Ref: <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html>

mod json;
mod matching;
mod parse;
mod wildcard;

pub use json::{Json, JsonError};
pub use parse::PatternError;

use matching::Fields;

/// A pattern, ready to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    fields: Fields,
}

impl Pattern {
    /// Reads a pattern. The error words what is wrong as EventBridge does.
    pub fn parse(text: &str) -> Result<Pattern, PatternError> {
        let json = Json::parse(text).map_err(PatternError::Json)?;
        Ok(Pattern { fields: parse::root(&json)? })
    }

    /// Whether the event passes.
    pub fn matches(&self, event: &Json) -> bool {
        self.fields.match_event(event)
    }

    /// Whether the pattern asks something about the field of this name at the top, and whether it asks about fields
    /// within (rather than about a value).
    pub fn asks_within(&self, field: &str) -> Option<bool> {
        self.fields.asks_within(field)
    }
}
