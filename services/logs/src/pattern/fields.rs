//! Fields between spaces: `[ip, user, ..., status = 4*, bytes > 1000]`. What stands in quotation marks or brackets is
//! one field of a message. A message matches when it has as many fields as the pattern; an ellipsis stands for any
//! number.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>

use super::condition::Seen;
use super::expression::Expr;
use super::scanner::Scanner;
use super::{Extracted, PatternError};

/// A pattern of fields.
#[derive(Debug)]
pub(crate) struct Fields {
    fields: Vec<Field>,
    /// Before which field any number of others may stand.
    ellipsis: Option<usize>,
}

#[derive(Debug)]
struct Field {
    name: String,
    condition: Option<Expr<String>>,
}

impl Fields {
    /// `None` is the pattern without fields, which asks for nothing.
    pub(crate) fn parse(scanner: &mut Scanner<'_>) -> Result<Option<Fields>, PatternError> {
        scanner.require("[", "a bracket is missing")?;
        let mut parsed = Fields { fields: Vec::new(), ellipsis: None };
        scanner.skip_space();
        if scanner.take("]") {
            scanner.end()?;
            return Ok(None);
        }
        loop {
            scanner.skip_space();
            if scanner.take("...") {
                if parsed.ellipsis.replace(parsed.fields.len()).is_some() {
                    return Err(PatternError::Form("there is more than one ellipsis"));
                }
            } else {
                parsed.fields.push(Field::parse(scanner)?);
            }
            scanner.skip_space();
            if scanner.take("]") {
                scanner.end()?;
                return Ok(Some(parsed));
            }
            scanner.require(",", "fields are parted by commas")?;
        }
    }

    pub(crate) fn matches(&self, message: &str) -> bool {
        let words = words(message);
        self.pairs(&words).is_some_and(|pairs| {
            pairs.iter().all(|(at, field)| {
                let seen = Seen::Text(words.get(*at).copied().unwrap_or_default());
                let condition = field.condition.as_ref();
                condition.is_none_or(|expr| expr.holds(&|_, condition| condition.holds(seen)))
            })
        })
    }

    /// The fields by their names, or by their numbers where an ellipsis stands.
    pub(crate) fn extract(&self, message: &str) -> Option<Extracted> {
        if !self.matches(message) {
            return None;
        }
        let words = words(message);
        let pairs = self.pairs(&words)?;
        let named = |at: usize| pairs.iter().find(|(own, _)| *own == at).map(|(_, field)| field);
        let shown = words.iter().enumerate().map(|(at, word)| {
            let name = match named(at) {
                Some(field) if !field.name.is_empty() => format!("${}", field.name),
                _ => format!("${}", at + 1),
            };
            (name, (*word).to_owned())
        });
        Some(shown.collect())
    }

    /// Which word each field is about; `None` when the message has another number of words.
    fn pairs(&self, words: &[&str]) -> Option<Vec<(usize, &Field)>> {
        let skipped = words.len().checked_sub(self.fields.len())?;
        if self.ellipsis.is_none() && skipped > 0 {
            return None;
        }
        let place = |at: usize| match self.ellipsis {
            Some(gap) if at >= gap => at + skipped,
            _ => at,
        };
        Some(self.fields.iter().enumerate().map(|(at, field)| (place(at), field)).collect())
    }
}

impl Field {
    fn parse(scanner: &mut Scanner<'_>) -> Result<Field, PatternError> {
        if scanner.peek() != Some('(') {
            let name = name(scanner);
            scanner.skip_space();
            if matches!(scanner.peek(), Some(',' | ']')) {
                return Ok(Field { name, condition: None });
            }
            return Field::with_condition(scanner, Some(name));
        }
        Field::with_condition(scanner, None)
    }

    /// Reads the conditions of a field whose name may have been read before; all name the same field.
    fn with_condition(
        scanner: &mut Scanner<'_>,
        read: Option<String>,
    ) -> Result<Field, PatternError> {
        let first = std::cell::RefCell::new(read);
        let selector = |scanner: &mut Scanner<'_>| {
            Ok(first.borrow_mut().take().unwrap_or_else(|| name(scanner)))
        };
        let condition = Expr::parse(scanner, &selector)?;
        let mut names = Vec::new();
        condition.selectors(&mut names);
        let named = names.first().map(|name| (*name).clone()).unwrap_or_default();
        if names.iter().any(|name| **name != named) {
            return Err(PatternError::Form("a field has conditions on another"));
        }
        Ok(Field { name: named, condition: Some(condition) })
    }
}

fn name(scanner: &mut Scanner<'_>) -> String {
    scanner.skip_space();
    scanner.take_while(|c| c.is_alphanumeric() || "_-.$".contains(c)).to_owned()
}

/// The fields of a message. What is not closed once is closed nowhere after: it is not looked for again.
fn words(message: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = message.trim_start();
    let (mut quotes, mut brackets) = (true, true);
    while let Some(first) = rest.chars().next() {
        let (closing, closes) = match first {
            '"' => ('"', &mut quotes),
            '[' => (']', &mut brackets),
            _ => (' ', &mut false),
        };
        let whole = if *closes { rest[1..].split_once(closing) } else { None };
        *closes = whole.is_some();
        let (word, after) = match whole {
            Some((word, after)) => (word, after),
            None => rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len())),
        };
        out.push(word);
        rest = after.trim_start();
    }
    out
}
