//! Tables of expressions, each with what comes of it: a truth value, an item, or AWS's message. The files in
//! `tests/cases` say how they know.
//!
//! A file has lines `let {names and values}` and `item {attributes}` in PartiQL's notation, which hold from there on,
//! and cases `expression => outcome`. Of the names and values, a case is given those that it mentions.

use lang_dynamodb::expression::apply::apply;
use lang_dynamodb::expression::{self, Bindings, Kind, key_condition};
use lang_dynamodb::partiql::{self, Statement};
use lang_dynamodb::{Item, Value};

fn item(text: &str) -> Item {
    match partiql::parse(&format!("INSERT INTO t VALUE {text}"), Vec::new()) {
        Ok(Statement::Insert { item, .. }) => item,
        other => panic!("{text}: {other:?}"),
    }
}

/// Those of `defined` that the expression mentions.
fn bindings(defined: &Item, text: &str) -> Bindings {
    let mentions = |key: &str| {
        text.match_indices(key).any(|(at, _)| {
            let next = text[at + key.len()..].chars().next();
            !next.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_')
        })
    };
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (key, value) in defined.iter().filter(|(key, _)| mentions(key)) {
        match value {
            Value::S(name) if key.starts_with('#') => names.push((key.to_owned(), name.clone())),
            value => values.push((key.to_owned(), value.clone())),
        }
    }
    Bindings::new(names, values)
}

/// Runs a file's cases through `evaluate`; the outcome is compared as text.
fn run(name: &str, least: usize, evaluate: impl Fn(&str, &mut Bindings, &Item) -> String) {
    let path = format!("{}/tests/cases/{name}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the file is there");
    let (mut defined, mut subject) = (Item::new(), Item::new());
    let (mut cases, mut failures) = (0, Vec::new());
    for (number, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with("# ") {
            continue;
        }
        if let Some(rest) = line.strip_prefix("let ") {
            defined = item(rest);
        } else if let Some(rest) = line.strip_prefix("item ") {
            subject = item(rest);
        } else {
            let (expression, wanted) = line.split_once(" => ").expect("a case has an arrow");
            let expression = expand(expression);
            let wanted = match wanted.strip_prefix('{') {
                Some(_) => format!("{:?}", item(wanted)),
                None => wanted.to_owned(),
            };
            cases += 1;
            let got = evaluate(&expression, &mut bindings(&defined, &expression), &subject);
            if got != wanted {
                failures.push(format!("{name}:{}: {line}\n    got {got}", number + 1));
            }
        }
    }
    assert!(failures.is_empty(), "{} of {cases} failed:\n{}", failures.len(), failures.join("\n"));
    assert!(cases >= least, "{name} has only {cases} cases");
}

/// `{{N:text}}` stands for the text N times.
fn expand(text: &str) -> String {
    let Some((before, rest)) = text.split_once("{{") else { return text.to_owned() };
    let (inner, after) = rest.split_once("}}").expect("a repetition ends");
    let (count, what) = inner.split_once(':').expect("a repetition has a count");
    format!("{before}{}{}", what.repeat(count.parse().expect("a number")), expand(after))
}

#[test]
fn conditions() {
    run("conditions.txt", 150, |text, bindings, item| {
        match expression::condition(Kind::Condition, text, bindings) {
            Ok(condition) => condition.holds(item).to_string(),
            Err(error) => error.0,
        }
    });
}

#[test]
fn updates() {
    run("updates.txt", 90, |text, bindings, item| match expression::update(text, bindings) {
        Ok(update) => match apply(&update, item) {
            Ok(item) => format!("{item:?}"),
            Err(error) => error.to_string(),
        },
        Err(error) => error.0,
    });
}

#[test]
fn projections() {
    run("projections.txt", 35, |text, bindings, item| {
        match expression::projection(text, bindings) {
            Ok(projection) => format!("{:?}", projection.of(item)),
            Err(error) => error.0,
        }
    });
}

#[test]
fn key_conditions() {
    run("key_conditions.txt", 30, |text, bindings, _| match key_condition::parse(text, bindings) {
        Ok(tests) => tests.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" "),
        Err(error) => error.0,
    });
}
