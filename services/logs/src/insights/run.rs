//! A query at work: rows go through its commands, those of the first kind one by one as they are read, the rest when
//! all are there.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use thiserror::Error;

use super::command::{Column, Command, DEFAULT_LIMIT, Query};
use super::record::{Record, Row, Value};
use super::stats::{Aggregation, Seen};

/// Rows that are kept to be sorted, and groups.
const MAX_ROWS: usize = 200_000;

/// A query that remembers too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the query keeps too many rows or groups in memory")]
pub(crate) struct TooMuch;

/// Rows of the same group, by the text of its values.
type Groups = HashMap<Vec<Option<String>>, Group>;

/// A group's values, and what its aggregations saw.
type Group = (Vec<Option<Value>>, Vec<Seen>);

/// A query that events are fed to, the latest first.
pub(crate) struct Run<'q> {
    query: &'q Query,
    /// How many commands treat each row by itself.
    streaming: usize,
    limit: usize,
    now: i64,
    rows: Vec<Row>,
    groups: Groups,
    pub(crate) matched: u64,
}

impl<'q> Run<'q> {
    /// `limit` counts when the query has none of its own; `now` is milliseconds.
    pub(crate) fn new(query: &'q Query, limit: Option<usize>, now: i64) -> Run<'q> {
        let by_itself = |command: &&Command| {
            matches!(
                command,
                Command::Fields(_)
                    | Command::Display(_)
                    | Command::Filter(_)
                    | Command::Parse { .. }
            )
        };
        let streaming = query.commands.iter().take_while(by_itself).count();
        let limit = limit.unwrap_or(DEFAULT_LIMIT).min(DEFAULT_LIMIT);
        let (rows, groups) = (Vec::new(), HashMap::new());
        Run { query, streaming, limit, now, rows, groups, matched: 0 }
    }

    /// Takes an event; whether more are wanted.
    pub(crate) fn feed(&mut self, record: Record) -> Result<bool, TooMuch> {
        let mut row = Row::of(record);
        for command in &self.query.commands[..self.streaming] {
            if !each(command, &mut row, self.now) {
                return Ok(true);
            }
        }
        self.matched += 1;
        match self.query.commands.get(self.streaming) {
            Some(Command::Stats { aggregations, by }) => {
                group(&mut self.groups, aggregations, by, &row, self.now)?;
                Ok(true)
            }
            Some(Command::Limit(limit)) => {
                self.rows.push(row);
                Ok(self.rows.len() < *limit)
            }
            None => {
                self.rows.push(row);
                Ok(self.rows.len() < self.limit)
            }
            Some(_) => {
                if self.rows.len() >= MAX_ROWS {
                    return Err(TooMuch);
                }
                self.rows.push(row);
                Ok(true)
            }
        }
    }

    /// The rows of the answer: names and values.
    pub(crate) fn finish(mut self) -> Result<Vec<Vec<(String, String)>>, TooMuch> {
        let (first, rest) = self.query.commands.split_at(self.streaming);
        let mut columns = Columns::default();
        first.iter().for_each(|command| columns.note(command));
        let mut rows = std::mem::take(&mut self.rows);
        let mut limited = false;
        for (at, command) in rest.iter().enumerate() {
            columns.note(command);
            match command {
                Command::Stats { aggregations, by } => {
                    let mut groups = std::mem::take(&mut self.groups);
                    if at > 0 {
                        for row in &rows {
                            group(&mut groups, aggregations, by, row, self.now)?;
                        }
                    }
                    rows = results(groups, aggregations, by);
                }
                Command::Sort(keys) => sort(&mut rows, keys, self.now),
                Command::Limit(limit) => {
                    rows.truncate(*limit);
                    limited = true;
                }
                Command::Dedup(keys) => {
                    let mut seen = HashSet::new();
                    rows.retain(|row| {
                        let key: Vec<Option<String>> = keys
                            .iter()
                            .map(|key| key.value(row, self.now).map(|value| value.to_string()))
                            .collect();
                        seen.insert(key)
                    });
                }
                other => rows.retain_mut(|row| each(other, row, self.now)),
            }
        }
        if !limited {
            rows.truncate(self.limit);
        }
        Ok(rows.iter().map(|row| columns.show(row)).collect())
    }
}

/// What a command that treats each row by itself does; whether the row stays.
fn each(command: &Command, row: &mut Row, now: i64) -> bool {
    match command {
        Command::Fields(columns) | Command::Display(columns) => {
            for (expr, name) in columns {
                let value = expr.value(row, now);
                row.set(name, value);
            }
            true
        }
        Command::Filter(expr) => expr.holds(row, now),
        Command::Parse { from, by, names } => {
            let text = from.value(row, now).map(|value| value.to_string()).unwrap_or_default();
            let found = by.captures(text.as_bytes());
            for (at, name) in names.iter().enumerate() {
                let part = found.as_ref().and_then(|found| found.get(at + 1));
                let part = part.map(|part| String::from_utf8_lossy(part.as_bytes()).into_owned());
                row.set(name, part.map(Value::Text));
            }
            true
        }
        _ => true,
    }
}

fn group(
    groups: &mut Groups,
    aggregations: &[(Aggregation, String)],
    by: &[Column],
    row: &Row,
    now: i64,
) -> Result<(), TooMuch> {
    let values: Vec<Option<Value>> = by.iter().map(|(expr, _)| expr.value(row, now)).collect();
    let key = values.iter().map(|value| value.as_ref().map(Value::to_string)).collect();
    let empty = || (values, vec![Seen::default(); aggregations.len()]);
    let (_, seen) = groups.entry(key).or_insert_with(empty);
    let fits = aggregations.iter().zip(seen).all(|((of, _), seen)| seen.add(of, row, now));
    if fits && groups.len() <= MAX_ROWS { Ok(()) } else { Err(TooMuch) }
}

/// A row for each group; of no rows at all, one row of counts when nothing groups them.
fn results(mut groups: Groups, aggregations: &[(Aggregation, String)], by: &[Column]) -> Vec<Row> {
    if groups.is_empty() && by.is_empty() {
        groups.insert(Vec::new(), (Vec::new(), vec![Seen::default(); aggregations.len()]));
    }
    let mut all: Vec<_> = groups.into_iter().collect();
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    let row = |(_, (values, seen)): (Vec<Option<String>>, Group)| {
        let mut row = Row::default();
        for ((_, name), value) in by.iter().zip(values) {
            row.set(name, value);
        }
        for ((aggregation, name), seen) in aggregations.iter().zip(seen) {
            row.set(name, seen.result(aggregation.kind));
        }
        row
    };
    all.into_iter().map(row).collect()
}

/// What has no value comes last.
fn sort(rows: &mut Vec<Row>, keys: &[(super::expression::Expr, bool)], now: i64) {
    let taken = std::mem::take(rows).into_iter();
    let keyed = taken.map(|row| {
        let values: Vec<Option<Value>> =
            keys.iter().map(|(expr, _)| expr.value(&row, now)).collect();
        (values, row)
    });
    let mut keyed: Vec<_> = keyed.collect();
    keyed.sort_by(|(a, _), (b, _)| {
        let pairs = a.iter().zip(b).zip(keys);
        let orders = pairs.map(|((a, b), (_, descending))| match (a, b) {
            (Some(a), Some(b)) if *descending => b.order(a),
            (Some(a), Some(b)) => a.order(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        });
        orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    rows.extend(keyed.into_iter().map(|(_, row)| row));
}

/// The columns of the answer.
#[derive(Default)]
struct Columns {
    names: Vec<String>,
    displayed: bool,
    aggregated: bool,
}

impl Columns {
    fn note(&mut self, command: &Command) {
        match command {
            Command::Fields(columns) if !self.displayed => {
                self.names.extend(columns.iter().map(|(_, name)| name.clone()));
            }
            Command::Display(columns) => {
                self.names = columns.iter().map(|(_, name)| name.clone()).collect();
                self.displayed = true;
            }
            Command::Stats { aggregations, by } => {
                let groups = by.iter().map(|(_, name)| name);
                let results = aggregations.iter().map(|(_, name)| name);
                self.names = groups.chain(results).cloned().collect();
                self.aggregated = true;
            }
            _ => {}
        }
    }

    fn show(&self, row: &Row) -> Vec<(String, String)> {
        let usual = ["@timestamp".to_owned(), "@message".to_owned()];
        let names = if self.names.is_empty() { &usual[..] } else { &self.names[..] };
        let pointer = ["@ptr".to_owned()];
        let pointer = if self.aggregated { &[][..] } else { &pointer[..] };
        let all = names.iter().chain(pointer);
        all.filter_map(|name| Some((name.clone(), row.show(name)?))).collect()
    }
}
