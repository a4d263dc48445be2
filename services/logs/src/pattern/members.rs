//! Members of JSON messages: `{ ($.status >= 500) && ($.user.name = "a*") }`.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>

use std::fmt;

use super::condition::{Condition, Seen};
use super::expression::Expr;
use super::json::Json;
use super::scanner::Scanner;
use super::{Extracted, PatternError};

/// A pattern of members.
#[derive(Debug)]
pub(crate) struct Members(Expr<Selector>);

/// The way to a value: `$.a.b[0]['c d'][*]`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Selector(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    Element(usize),
    AnyElement,
}

/// Steps of a selector.
const MAX_STEPS: usize = 64;

impl Members {
    pub(crate) fn parse(scanner: &mut Scanner<'_>) -> Result<Members, PatternError> {
        scanner.require("{", "a brace is missing")?;
        let expr = Expr::parse(scanner, &Selector::parse)?;
        scanner.require("}", "a brace is not closed")?;
        scanner.end()?;
        Ok(Members(expr))
    }

    pub(crate) fn matches(&self, message: &str) -> bool {
        Json::of_message(message).is_some_and(|json| self.holds(&json))
    }

    /// The values that the pattern looks at.
    pub(crate) fn extract(&self, message: &str) -> Option<Extracted> {
        let json = Json::of_message(message).filter(|json| self.holds(json))?;
        let mut selectors = Vec::new();
        self.0.selectors(&mut selectors);
        let mut out = Extracted::new();
        for selector in selectors {
            let mut found = Vec::new();
            walk(&json, &selector.0, &mut found);
            let name = selector.to_string();
            if let Some(value) = found.first().filter(|_| out.iter().all(|(own, _)| *own != name)) {
                out.push((name, value.text()));
            }
        }
        Some(out)
    }

    fn holds(&self, json: &Json) -> bool {
        self.0.holds(&|selector, condition| selector.fulfils(json, condition))
    }
}

impl Selector {
    fn parse(scanner: &mut Scanner<'_>) -> Result<Selector, PatternError> {
        scanner.require("$", "a selector begins with $")?;
        let mut steps = Vec::new();
        loop {
            if steps.len() > MAX_STEPS {
                return Err(PatternError::Form("a selector has too many steps"));
            }
            if scanner.take(".[") || scanner.take("[") {
                steps.push(bracket(scanner)?);
            } else if scanner.take(".") {
                let name = scanner.take_while(|c| c.is_alphanumeric() || "_-@#/:".contains(c));
                if name.is_empty() {
                    return Err(PatternError::Form("a selector names no member"));
                }
                steps.push(Step::Member(name.to_owned()));
            } else if steps.is_empty() {
                return Err(PatternError::Form("a selector names no member"));
            } else {
                return Ok(Selector(steps));
            }
        }
    }

    fn fulfils(&self, json: &Json, condition: &Condition) -> bool {
        let mut found = Vec::new();
        walk(json, &self.0, &mut found);
        if found.is_empty() {
            return condition.holds(Seen::Missing);
        }
        found.iter().any(|value| condition.holds(seen(value)))
    }
}

fn bracket(scanner: &mut Scanner<'_>) -> Result<Step, PatternError> {
    scanner.skip_space();
    let step = match scanner.peek() {
        Some('*') => {
            scanner.take("*");
            Step::AnyElement
        }
        Some(quote @ ('\'' | '"')) => Step::Member(scanner.quoted(quote)?),
        _ => {
            let digits = scanner.take_while(|c| c.is_ascii_digit());
            Step::Element(digits.parse().map_err(|_| PatternError::Form("an index is no number"))?)
        }
    };
    scanner.require("]", "a bracket is not closed")?;
    Ok(step)
}

fn walk<'j>(json: &'j Json, steps: &[Step], found: &mut Vec<&'j Json>) {
    let Some((step, rest)) = steps.split_first() else {
        found.push(json);
        return;
    };
    match (step, json) {
        (Step::Member(name), _) => {
            if let Some(member) = json.member(name) {
                walk(member, rest, found);
            }
        }
        (Step::Element(at), Json::List(elements)) => {
            if let Some(element) = elements.get(*at) {
                walk(element, rest, found);
            }
        }
        (Step::AnyElement, Json::List(elements)) => {
            elements.iter().for_each(|element| walk(element, rest, found));
        }
        _ => {}
    }
}

fn seen(json: &Json) -> Seen<'_> {
    match json {
        Json::Null => Seen::Null,
        Json::Bool(value) => Seen::Bool(*value),
        Json::Number(number) => Seen::Number(*number),
        Json::Text(text) => Seen::Text(text),
        Json::List(_) | Json::Object(_) => Seen::Other,
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        self.0.iter().try_for_each(|step| match step {
            Step::Member(name) => write!(f, ".{name}"),
            Step::Element(at) => write!(f, "[{at}]"),
            Step::AnyElement => f.write_str("[*]"),
        })
    }
}
