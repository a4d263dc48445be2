//! What expressions are worth for a row.

use std::cmp::Ordering;

use super::expression::{Expr, compile};
use super::record::{Row, Value};

/// Functions of values, with the least and the most arguments that they take.
const FUNCTIONS: [(&str, usize, usize); 27] = [
    ("abs", 1, 1),
    ("bin", 1, 1),
    ("ceil", 1, 1),
    ("coalesce", 1, 16),
    ("concat", 1, 16),
    ("datefloor", 2, 2),
    ("floor", 1, 1),
    ("frommillis", 1, 1),
    ("greatest", 1, 16),
    ("if", 3, 3),
    ("isblank", 1, 1),
    ("isempty", 1, 1),
    ("ispresent", 1, 1),
    ("least", 1, 16),
    ("log", 1, 1),
    ("ltrim", 1, 1),
    ("now", 0, 0),
    ("replace", 3, 3),
    ("rtrim", 1, 1),
    ("sqrt", 1, 1),
    ("strcontains", 2, 2),
    ("strlen", 1, 1),
    ("substr", 2, 3),
    ("tolower", 1, 1),
    ("tomillis", 1, 1),
    ("toupper", 1, 1),
    ("trim", 1, 1),
];

/// Whether all functions of an expression are known, with as many arguments as they have.
pub(crate) fn check(expr: &Expr) -> Result<(), String> {
    match expr {
        Expr::Two(_, a, b) => check(a).and_then(|()| check(b)),
        Expr::Not(a) | Expr::Minus(a) => check(a),
        Expr::In(a, all) => check(a).and_then(|()| all.iter().try_for_each(check)),
        Expr::Call(name, arguments) => {
            let known = FUNCTIONS.iter().find(|(known, _, _)| known == name);
            let (_, least, most) = known.ok_or_else(|| format!("unknown function {name}"))?;
            if !(*least..=*most).contains(&arguments.len()) {
                return Err(format!("function {name} has another number of arguments"));
            }
            arguments.iter().try_for_each(check)
        }
        _ => Ok(()),
    }
}

impl Expr {
    /// Its value; nothing when a value that it needs is not there. `now` is milliseconds.
    pub(crate) fn value(&self, row: &Row, now: i64) -> Option<Value> {
        match self {
            Expr::Field(name) => row.get(name),
            Expr::Number(number) | Expr::Duration(number) => Some(Value::Number(*number)),
            Expr::Text(text) => Some(Value::Text(text.clone())),
            Expr::Regex(_) => None,
            Expr::Not(inner) => Some(Value::truth(!inner.holds(row, now))),
            Expr::Minus(inner) => Some(Value::Number(-inner.value(row, now)?.number()?)),
            Expr::In(left, all) => {
                let left = left.value(row, now)?;
                let found = all.iter().filter_map(|expr| expr.value(row, now));
                let found = found.map(|v| v.order(&left)).any(|o| o == Ordering::Equal);
                Some(Value::truth(found))
            }
            Expr::Two(sign, left, right) => two(sign, left, right, row, now),
            Expr::Call(name, arguments) => call(name, arguments, row, now),
        }
    }

    /// Whether it is true: a number other than 0, a text that is not empty.
    pub(crate) fn holds(&self, row: &Row, now: i64) -> bool {
        match self.value(row, now) {
            Some(Value::Number(number)) => number != 0.0,
            Some(Value::Text(text)) => !text.is_empty(),
            None => false,
        }
    }
}

fn two(sign: &str, left: &Expr, right: &Expr, row: &Row, now: i64) -> Option<Value> {
    match sign {
        "and" => return Some(Value::truth(left.holds(row, now) && right.holds(row, now))),
        "or" => return Some(Value::truth(left.holds(row, now) || right.holds(row, now))),
        "like" => return like(&left.value(row, now)?, right, row, now).map(Value::truth),
        _ => {}
    }
    let (a, b) = (left.value(row, now)?, right.value(row, now)?);
    let order = a.order(&b);
    let truth = match sign {
        "=" => order == Ordering::Equal,
        "!=" => order != Ordering::Equal,
        "<" => order == Ordering::Less,
        "<=" => order != Ordering::Greater,
        ">" => order == Ordering::Greater,
        ">=" => order != Ordering::Less,
        _ => {
            let (a, b) = (a.number()?, b.number()?);
            let number = match sign {
                "+" => a + b,
                "-" => a - b,
                "*" => a * b,
                "/" => a / b,
                "%" => a % b,
                _ => a.powf(b),
            };
            return number.is_finite().then_some(Value::Number(number));
        }
    };
    Some(Value::truth(truth))
}

fn like(left: &Value, right: &Expr, row: &Row, now: i64) -> Option<bool> {
    let text = left.to_string();
    match right {
        Expr::Regex(regex) => Some(regex.is_match(text.as_bytes())),
        // A text between percent signs is an expression as well.
        Expr::Text(wanted) => match wanted.strip_prefix('%').and_then(|w| w.strip_suffix('%')) {
            Some(inner) => Some(compile(inner)?.is_match(text.as_bytes())),
            None => Some(text.contains(wanted.as_str())),
        },
        other => Some(text.contains(&other.value(row, now)?.to_string())),
    }
}

/// The start of the period of a time that it is in.
fn bin(time: f64, period: f64) -> Option<Value> {
    (period >= 1.0).then(|| Value::Number((time / period).floor() * period))
}

fn call(name: &str, arguments: &[Expr], row: &Row, now: i64) -> Option<Value> {
    let value = |at: usize| arguments.get(at).and_then(|expr| expr.value(row, now));
    let number = |at: usize| value(at).and_then(|value| value.number());
    let text = |at: usize| value(at).map(|value| value.to_string());
    let finite = |number: f64| number.is_finite().then_some(Value::Number(number));
    let extreme = |wanted: Ordering| {
        let all = (0..arguments.len()).filter_map(value);
        all.reduce(|a, b| if b.order(&a) == wanted { b } else { a })
    };
    match name {
        "abs" => finite(number(0)?.abs()),
        "ceil" => finite(number(0)?.ceil()),
        "floor" => finite(number(0)?.floor()),
        "log" => finite(number(0)?.ln()),
        "sqrt" => finite(number(0)?.sqrt()),
        "greatest" => extreme(Ordering::Greater),
        "least" => extreme(Ordering::Less),
        "bin" => bin(row.get("@timestamp")?.number()?, number(0)?),
        "datefloor" => bin(number(0)?, number(1)?),
        "frommillis" | "tomillis" => value(0),
        "now" => Some(Value::Number((now / 1_000) as f64)),
        "if" => value(if arguments.first()?.holds(row, now) { 1 } else { 2 }),
        "coalesce" => (0..arguments.len()).find_map(value),
        "concat" => Some(Value::Text((0..arguments.len()).filter_map(text).collect())),
        "ispresent" => Some(Value::truth(value(0).is_some())),
        "isempty" => Some(Value::truth(text(0).is_none_or(|text| text.is_empty()))),
        "isblank" => Some(Value::truth(text(0).is_none_or(|text| text.trim().is_empty()))),
        "strlen" => Some(Value::Number(text(0)?.chars().count() as f64)),
        "strcontains" => Some(Value::truth(text(0)?.contains(&text(1)?))),
        "toupper" => Some(Value::Text(text(0)?.to_uppercase())),
        "tolower" => Some(Value::Text(text(0)?.to_lowercase())),
        "trim" => Some(Value::Text(text(0)?.trim().to_owned())),
        "ltrim" => Some(Value::Text(text(0)?.trim_start().to_owned())),
        "rtrim" => Some(Value::Text(text(0)?.trim_end().to_owned())),
        "replace" => replace(&text(0)?, &text(1)?, &text(2)?),
        "substr" => {
            let count = if arguments.len() > 2 { number(2)? } else { f64::MAX };
            let (from, count) = (number(1)?.max(0.0) as usize, count.max(0.0) as usize);
            Some(Value::Text(text(0)?.chars().skip(from).take(count).collect()))
        }
        _ => None,
    }
}

/// A text that grows beyond an event's size is none.
fn replace(text: &str, from: &str, to: &str) -> Option<Value> {
    if from.is_empty() {
        return Some(Value::Text(text.to_owned()));
    }
    let more = text.matches(from).count().saturating_mul(to.len());
    (text.len() + more <= crate::limits::MAX_BATCH_BYTES)
        .then(|| Value::Text(text.replace(from, to)))
}
