//! Aggregations: what `stats` makes of many rows.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html>

use std::collections::HashSet;

use super::expression::Expr;
use super::record::{Row, Value};

/// Values that one percentile, median or distinct count remembers.
const MAX_VALUES: usize = 1_000_000;

/// A kind of aggregation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Count,
    CountDistinct,
    Sum,
    Average,
    Min,
    Max,
    Deviation,
    Percentile(f64),
    Earliest,
    Latest,
}

/// An aggregation of what an expression is worth; without one, of rows.
#[derive(Clone, Debug)]
pub(crate) struct Aggregation {
    pub(crate) kind: Kind,
    of: Option<Expr>,
}

impl Aggregation {
    /// What a call means; nothing when it is no aggregation.
    pub(crate) fn of(call: Expr) -> Option<Aggregation> {
        let Expr::Call(name, arguments) = call else { return None };
        let mut arguments = arguments.into_iter();
        let (of, second) = (arguments.next(), arguments.next());
        let kind = match (name.as_str(), &second) {
            ("count", None) => Kind::Count,
            ("count_distinct", None) => Kind::CountDistinct,
            ("sum", None) => Kind::Sum,
            ("avg", None) => Kind::Average,
            ("min", None) => Kind::Min,
            ("max", None) => Kind::Max,
            ("stddev", None) => Kind::Deviation,
            ("median", None) => Kind::Percentile(50.0),
            ("pct" | "percentile", Some(Expr::Number(p))) if (0.0..=100.0).contains(p) => {
                Kind::Percentile(*p)
            }
            ("earliest", None) => Kind::Earliest,
            ("latest", None) => Kind::Latest,
            _ => return None,
        };
        let whole = of.is_some() || kind == Kind::Count;
        (whole && arguments.next().is_none()).then_some(Aggregation { kind, of })
    }

    pub(crate) fn expression(&self) -> Option<&Expr> {
        self.of.as_ref()
    }
}

/// What an aggregation has seen so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    count: u64,
    sum: f64,
    squares: f64,
    least: Option<Value>,
    most: Option<Value>,
    values: Vec<f64>,
    distinct: HashSet<String>,
    /// A value and its time.
    timed: Option<(i64, Value)>,
}

impl Seen {
    /// Adds a row; false when that is more than can be remembered.
    pub(crate) fn add(&mut self, aggregation: &Aggregation, row: &Row, now: i64) -> bool {
        let value = match &aggregation.of {
            Some(expr) => expr.value(row, now),
            None => Some(Value::Number(1.0)),
        };
        let Some(value) = value else { return true };
        let time = row.event.as_ref().map_or(0, |event| event.time);
        match aggregation.kind {
            Kind::Count => self.count += 1,
            Kind::CountDistinct => {
                self.distinct.insert(value.to_string());
            }
            Kind::Min => self.least = least(self.least.take(), value, true),
            Kind::Max => self.most = least(self.most.take(), value, false),
            Kind::Earliest => {
                if self.timed.as_ref().is_none_or(|(seen, _)| time < *seen) {
                    self.timed = Some((time, value));
                }
            }
            Kind::Latest => {
                if self.timed.as_ref().is_none_or(|(seen, _)| time > *seen) {
                    self.timed = Some((time, value));
                }
            }
            Kind::Sum | Kind::Average | Kind::Deviation | Kind::Percentile(_) => {
                if let Some(number) = value.number() {
                    self.count += 1;
                    self.sum += number;
                    self.squares += number * number;
                    if matches!(aggregation.kind, Kind::Percentile(_)) {
                        self.values.push(number);
                    }
                }
            }
        }
        self.values.len() <= MAX_VALUES && self.distinct.len() <= MAX_VALUES
    }

    pub(crate) fn result(mut self, kind: Kind) -> Option<Value> {
        let count = self.count as f64;
        let mean = self.sum / count;
        let number = match kind {
            Kind::Count => count,
            Kind::CountDistinct => self.distinct.len() as f64,
            Kind::Min => return self.least,
            Kind::Max => return self.most,
            Kind::Earliest | Kind::Latest => return self.timed.map(|(_, value)| value),
            _ if self.count == 0 => return None,
            Kind::Sum => self.sum,
            Kind::Average => mean,
            Kind::Deviation => (self.squares / count - mean * mean).max(0.0).sqrt(),
            Kind::Percentile(p) => {
                self.values.sort_by(f64::total_cmp);
                // Between the two values that the rank falls between.
                let rank = p / 100.0 * (self.values.len() - 1) as f64;
                let (low, part) = (rank.floor() as usize, rank.fract());
                let at = |at: usize| self.values.get(at).copied().unwrap_or_default();
                let next = at((low + 1).min(self.values.len() - 1));
                at(low) + (next - at(low)) * part
            }
        };
        Some(Value::Number(number))
    }
}

fn least(known: Option<Value>, value: Value, less: bool) -> Option<Value> {
    match known {
        Some(known) if value.order(&known).is_lt() != less || value.order(&known).is_eq() => {
            Some(known)
        }
        _ => Some(value),
    }
}
