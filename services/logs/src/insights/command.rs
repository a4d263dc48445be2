//! Commands of queries.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html>

use regex::bytes::Regex;

use super::QueryError;
use super::evaluate;
use super::expression::{Expr, Pieces, compile};
use super::lexer::{self, Token};
use super::stats::Aggregation;

/// Rows that a query returns at most when it does not say how many.
pub(crate) const DEFAULT_LIMIT: usize = 10_000;
/// Commands of a query.
const MAX_COMMANDS: usize = 64;

/// A query.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) commands: Vec<Command>,
}

/// A column: an expression and its name.
pub(crate) type Column = (Expr, String);

/// A command.
#[derive(Debug)]
pub(crate) enum Command {
    Fields(Vec<Column>),
    Display(Vec<Column>),
    Filter(Expr),
    Parse {
        from: Expr,
        by: Regex,
        names: Vec<String>,
    },
    Stats {
        aggregations: Vec<(Aggregation, String)>,
        by: Vec<Column>,
    },
    /// Expressions, and whether the greatest comes first.
    Sort(Vec<(Expr, bool)>),
    Limit(usize),
    Dedup(Vec<Expr>),
}

impl Query {
    pub(crate) fn parse(text: &str) -> Result<Query, QueryError> {
        let all = lexer::pieces(text)?;
        let mut pieces = Pieces::new(text, &all);
        let mut commands = Vec::new();
        loop {
            commands.push(command(&mut pieces)?);
            if pieces.peek().is_none() {
                return Ok(Query { commands });
            }
            pieces.require("|")?;
            if commands.len() >= MAX_COMMANDS {
                return pieces.fail("a query has too many commands");
            }
        }
    }
}

fn command(pieces: &mut Pieces<'_>) -> Result<Command, QueryError> {
    let Some(Token::Word(name)) = pieces.peek() else { return pieces.fail("expected a command") };
    pieces.at += 1;
    match name.to_ascii_lowercase().as_str() {
        "fields" => columns(pieces).map(Command::Fields),
        "display" => columns(pieces).map(Command::Display),
        "filter" | "where" => checked(pieces).map(Command::Filter),
        "parse" => parse(pieces),
        "stats" => stats(pieces),
        "sort" | "order" => sort(pieces),
        "limit" | "head" => match pieces.peek() {
            Some(Token::Number(count, unit)) if unit.is_empty() && count.fract() == 0.0 => {
                let count = (*count as usize).clamp(1, DEFAULT_LIMIT);
                pieces.at += 1;
                Ok(Command::Limit(count))
            }
            _ => pieces.fail("expected a number"),
        },
        "dedup" => {
            let mut all = vec![checked(pieces)?];
            while pieces.sign(",") {
                all.push(checked(pieces)?);
            }
            Ok(Command::Dedup(all))
        }
        _ => {
            pieces.at -= 1;
            pieces.fail("this command is not known")
        }
    }
}

fn checked(pieces: &mut Pieces<'_>) -> Result<Expr, QueryError> {
    let at = pieces.at;
    let expr = pieces.expression()?;
    match evaluate::check(&expr) {
        Ok(()) => Ok(expr),
        Err(problem) => {
            pieces.at = at;
            pieces.fail(&problem)
        }
    }
}

fn columns(pieces: &mut Pieces<'_>) -> Result<Vec<Column>, QueryError> {
    let mut all = Vec::new();
    loop {
        let from = pieces.at;
        let expr = checked(pieces)?;
        let name = named(pieces, from)?;
        all.push((expr, name));
        if !pieces.sign(",") {
            return Ok(all);
        }
    }
}

/// The name after `as`; without, the text of what is named.
fn named(pieces: &mut Pieces<'_>, from: usize) -> Result<String, QueryError> {
    let written = pieces.written(from);
    if pieces.word("as") { pieces.name() } else { Ok(written) }
}

fn parse(pieces: &mut Pieces<'_>) -> Result<Command, QueryError> {
    let at_once = matches!(pieces.peek(), Some(Token::Text(_) | Token::Regex(_)));
    let from = match at_once {
        true => Expr::Field("@message".to_owned()),
        false => Expr::Field(pieces.name()?),
    };
    let (text, is_glob) = match pieces.peek() {
        Some(Token::Text(text)) => (text.clone(), true),
        Some(Token::Regex(text)) => (text.clone(), false),
        _ => return pieces.fail("expected a text with stars or a regular expression"),
    };
    let by = if is_glob { compile(&glob(&text)) } else { compile(&text) };
    let Some(by) = by else { return pieces.fail("an invalid regular expression") };
    pieces.at += 1;
    let mut names: Vec<String> = Vec::new();
    if pieces.word("as") {
        names.push(pieces.name()?);
        while pieces.sign(",") {
            names.push(pieces.name()?);
        }
    } else {
        names.extend(by.capture_names().flatten().map(str::to_owned));
    }
    if names.is_empty() || names.len() != by.captures_len() - 1 {
        return pieces.fail("there are not as many names as parts that are taken out");
    }
    Ok(Command::Parse { from, by, names })
}

/// The regular expression that a text with stars is: what stands for a star is as short as can be, the last as long
/// as can be.
fn glob(text: &str) -> String {
    let mut out = String::from("(?s)");
    let parts: Vec<&str> = text.split('*').collect();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            let last = at + 1 == parts.len() && part.is_empty();
            out.push_str(if last { "(.*)" } else { "(.*?)" });
        }
        out.push_str(&regex::escape(part));
    }
    out
}

fn stats(pieces: &mut Pieces<'_>) -> Result<Command, QueryError> {
    let mut aggregations = Vec::new();
    loop {
        let from = pieces.at;
        let call = pieces.expression()?;
        let aggregation = Aggregation::of(call);
        let known = aggregation.filter(|aggregation| {
            aggregation.expression().is_none_or(|expr| evaluate::check(expr).is_ok())
        });
        let Some(aggregation) = known else {
            pieces.at = from;
            return pieces.fail("expected an aggregation");
        };
        let name = named(pieces, from)?;
        aggregations.push((aggregation, name));
        if !pieces.sign(",") {
            break;
        }
    }
    let by = if pieces.word("by") { columns(pieces)? } else { Vec::new() };
    Ok(Command::Stats { aggregations, by })
}

fn sort(pieces: &mut Pieces<'_>) -> Result<Command, QueryError> {
    pieces.word("by");
    let mut all = Vec::new();
    loop {
        // What stats made is called as it was written, calls included.
        let from = pieces.at;
        let expr = pieces.expression()?;
        let expr = match expr {
            Expr::Call(..) if evaluate::check(&expr).is_err() => Expr::Field(pieces.written(from)),
            expr => expr,
        };
        let descending = pieces.word("desc");
        if !descending {
            pieces.word("asc");
        }
        all.push((expr, descending));
        if !pieces.sign(",") {
            return Ok(Command::Sort(all));
        }
    }
}
