//! One condition on one value: a comparison with a number, a text with stars or an expression; or what the value is.

use std::cmp::Ordering;

use super::PatternError;
use super::glob::Glob;
use super::regex::Expression;
use super::scanner::Scanner;

/// A value that a message has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Seen<'m> {
    Missing,
    Null,
    Bool(bool),
    Number(f64),
    Text(&'m str),
    /// A list or an object.
    Other,
}

/// What is asked of a value.
#[derive(Debug)]
pub(crate) enum Condition {
    Compare(Comparison, Operand),
    IsNull,
    Is(bool),
    NotExists,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug)]
pub(crate) enum Operand {
    Number(f64),
    Text(Glob),
    Regex(Expression),
}

impl Condition {
    /// Reads what stands after a selector.
    pub(crate) fn parse(scanner: &mut Scanner<'_>) -> Result<Condition, PatternError> {
        scanner.skip_space();
        if scanner.take_word("IS") {
            scanner.skip_space();
            return match () {
                () if scanner.take_word("NULL") => Ok(Condition::IsNull),
                () if scanner.take_word("TRUE") => Ok(Condition::Is(true)),
                () if scanner.take_word("FALSE") => Ok(Condition::Is(false)),
                () => Err(PatternError::Form("IS goes with NULL, TRUE or FALSE")),
            };
        }
        if scanner.take_word("NOT") {
            scanner.skip_space();
            return match scanner.take_word("EXISTS") {
                true => Ok(Condition::NotExists),
                false => Err(PatternError::Form("NOT goes with EXISTS")),
            };
        }
        let comparison = Comparison::parse(scanner)?;
        let operand = Operand::parse(scanner)?;
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        if ordered && !matches!(operand, Operand::Number(_)) {
            return Err(PatternError::Form("only numbers are less or greater"));
        }
        Ok(Condition::Compare(comparison, operand))
    }

    /// Whether it holds. What is not there fulfils nothing but NOT EXISTS.
    pub(crate) fn holds(&self, seen: Seen<'_>) -> bool {
        match self {
            Condition::NotExists => seen == Seen::Missing,
            Condition::IsNull => seen == Seen::Null,
            Condition::Is(wanted) => seen == Seen::Bool(*wanted),
            Condition::Compare(comparison, operand) => match seen {
                Seen::Missing | Seen::Null | Seen::Other => false,
                Seen::Number(number) => comparison.of_number(number, None, operand),
                Seen::Bool(value) => {
                    comparison.of_text(if value { "true" } else { "false" }, operand)
                }
                Seen::Text(text) => comparison.of_text(text, operand),
            },
        }
    }
}

impl Comparison {
    fn parse(scanner: &mut Scanner<'_>) -> Result<Comparison, PatternError> {
        const ALL: [(&str, Comparison); 6] = [
            ("!=", Comparison::NotEqual),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("=", Comparison::Equal),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ];
        let found = ALL.iter().find(|(sign, _)| scanner.take(sign));
        found
            .map(|(_, comparison)| *comparison)
            .ok_or(PatternError::Form("a comparison is missing"))
    }

    fn of_text(self, text: &str, operand: &Operand) -> bool {
        match operand {
            Operand::Number(_) => match text.parse::<f64>() {
                Ok(number) => self.of_number(number, Some(text), operand),
                Err(_) => self == Comparison::NotEqual,
            },
            Operand::Text(glob) => self.equality(glob.matches(text)),
            Operand::Regex(expression) => self.equality(expression.matches(text)),
        }
    }

    fn of_number(self, number: f64, text: Option<&str>, operand: &Operand) -> bool {
        let Operand::Number(wanted) = operand else {
            let shown;
            let text = match text {
                Some(text) => text,
                None => {
                    shown = number.to_string();
                    &shown
                }
            };
            return self.of_text(text, operand);
        };
        let Some(ordering) = number.partial_cmp(wanted) else { return false };
        match self {
            Comparison::Equal => ordering == Ordering::Equal,
            Comparison::NotEqual => ordering != Ordering::Equal,
            Comparison::Less => ordering == Ordering::Less,
            Comparison::LessOrEqual => ordering != Ordering::Greater,
            Comparison::Greater => ordering == Ordering::Greater,
            Comparison::GreaterOrEqual => ordering != Ordering::Less,
        }
    }

    fn equality(self, equal: bool) -> bool {
        match self {
            Comparison::Equal => equal,
            Comparison::NotEqual => !equal,
            _ => false,
        }
    }
}

impl Operand {
    fn parse(scanner: &mut Scanner<'_>) -> Result<Operand, PatternError> {
        scanner.skip_space();
        match scanner.peek() {
            Some('%') => return scanner.regex().map(Operand::Regex),
            Some('"') => return scanner.quoted('"').map(|text| Operand::Text(Glob::new(&text))),
            _ => {}
        }
        let ends = |c: char| c.is_whitespace() || "(){}[],&|=<>!\"%".contains(c);
        let text = scanner.take_while(|c| !ends(c));
        if text.is_empty() {
            return Err(PatternError::Form("a comparison has nothing to compare with"));
        }
        let numeric = text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        let number = text.parse::<f64>().ok().filter(|number| numeric && number.is_finite());
        Ok(match number {
            Some(number) => Operand::Number(number),
            None => Operand::Text(Glob::new(text)),
        })
    }
}
