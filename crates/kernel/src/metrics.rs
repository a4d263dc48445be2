//! Counts and times of every operation, in Prometheus's text form.
//! Ref: <https://prometheus.io/docs/instrumenting/exposition_formats/>

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use hashbrown::HashMap;
use parking_lot::Mutex;

/// Upper bounds of the time buckets, in microseconds.
const BUCKETS: [u64; 10] =
    [50, 100, 250, 500, 1_000, 5_000, 25_000, 100_000, 1_000_000, 20_000_000];

#[derive(Default)]
struct OpCount {
    calls: AtomicU64,
    micros: AtomicU64,
    buckets: [AtomicU64; BUCKETS.len()],
}

/// Counters of one process; they begin at zero with it.
pub struct Metrics {
    names: Vec<(&'static str, Vec<&'static str>)>,
    counts: Vec<Vec<OpCount>>,
    errors: Mutex<HashMap<(&'static str, &'static str, String), u64>>,
    /// What services count, by name and labels as they are written.
    counters: Mutex<HashMap<(&'static str, String), u64>>,
    conflicts: AtomicU64,
}

/// At most this many different (service, operation, code) are told apart.
const MAX_ERROR_SERIES: usize = 10_000;
/// Series of services' own counters; what would be one more is not counted.
const MAX_COUNTERS: usize = 10_000;

impl Metrics {
    pub(crate) fn new(names: Vec<(&'static str, Vec<&'static str>)>) -> Metrics {
        let counts =
            names.iter().map(|(_, ops)| ops.iter().map(|_| OpCount::default()).collect()).collect();
        Metrics {
            names,
            counts,
            errors: Mutex::default(),
            counters: Mutex::default(),
            conflicts: AtomicU64::new(0),
        }
    }

    pub(crate) fn record(&self, service: usize, op: usize, took: Duration, code: Option<&str>) {
        let Some(count) = self.counts.get(service).and_then(|s| s.get(op)) else { return };
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        count.calls.fetch_add(1, Relaxed);
        count.micros.fetch_add(micros, Relaxed);
        if let Some(at) = BUCKETS.iter().position(|bound| micros <= *bound) {
            count.buckets[at].fetch_add(1, Relaxed);
        }
        if let Some(code) = code {
            let (name, ops) = &self.names[service];
            let mut errors = self.errors.lock();
            let room = errors.len() < MAX_ERROR_SERIES;
            let key = (*name, ops[op], if room { code.to_owned() } else { "other".to_owned() });
            *errors.entry(key).or_insert(0) += 1;
        }
    }

    /// Adds to a service's own counter. `name` ends in `_total`, as Prometheus has it.
    pub fn count(&self, name: &'static str, labels: &[(&str, &str)], n: usize) {
        let shown: Vec<String> = labels
            .iter()
            .map(|(label, value)| format!("{label}=\"{}\"", value.replace(['\\', '"', '\n'], "_")))
            .collect();
        let key = (name, shown.join(","));
        let mut counters = self.counters.lock();
        let room = counters.len() < MAX_COUNTERS;
        if room || counters.contains_key(&key) {
            *counters.entry(key).or_insert(0) += u64::try_from(n).unwrap_or(u64::MAX);
        }
    }

    pub(crate) fn conflict(&self) {
        self.conflicts.fetch_add(1, Relaxed);
    }

    /// Calls answered so far, of all operations.
    pub fn calls(&self) -> u64 {
        self.counts.iter().flatten().map(|c| c.calls.load(Relaxed)).sum()
    }

    /// Prometheus's text, operations never called left out.
    pub fn prometheus(&self) -> String {
        let mut out = String::from(
            "# HELP stratus_operation_seconds Time from dispatch to result.\n\
             # TYPE stratus_operation_seconds histogram\n",
        );
        for ((service, ops), counts) in self.names.iter().zip(&self.counts) {
            for (op, count) in ops.iter().zip(counts) {
                count.write(service, op, &mut out);
            }
        }
        out.push_str(
            "# HELP stratus_errors_total Failed calls by error code.\n\
             # TYPE stratus_errors_total counter\n",
        );
        let mut errors: Vec<_> =
            self.errors.lock().iter().map(|(key, n)| (key.clone(), *n)).collect();
        errors.sort();
        for ((service, op, code), n) in errors {
            let code = code.replace(['\\', '"', '\n'], "_");
            let _infallible = writeln!(
                out,
                "stratus_errors_total{{service=\"{service}\",operation=\"{op}\",code=\"{code}\"}} {n}"
            );
        }
        self.write_counters(&mut out);
        let _infallible = write!(
            out,
            "# HELP stratus_conflicts_total Transactions run again after a conflict.\n\
             # TYPE stratus_conflicts_total counter\nstratus_conflicts_total {}\n",
            self.conflicts.load(Relaxed)
        );
        out
    }
}

impl Metrics {
    fn write_counters(&self, out: &mut String) {
        let counters = self.counters.lock();
        let mut all: Vec<_> =
            counters.iter().map(|((name, labels), n)| (*name, labels, n)).collect();
        all.sort();
        let mut last = "";
        for (name, labels, n) in all {
            if name != last {
                let _infallible = writeln!(out, "# TYPE {name} counter");
                last = name;
            }
            let _infallible = writeln!(out, "{name}{{{labels}}} {n}");
        }
    }
}

impl OpCount {
    fn write(&self, service: &str, op: &str, out: &mut String) {
        let calls = self.calls.load(Relaxed);
        if calls == 0 {
            return;
        }
        let labels = format!("service=\"{service}\",operation=\"{op}\"");
        let mut total = 0;
        for (bound, bucket) in BUCKETS.iter().zip(&self.buckets) {
            total += bucket.load(Relaxed);
            let le = *bound as f64 / 1e6;
            let _infallible =
                writeln!(out, "stratus_operation_seconds_bucket{{{labels},le=\"{le}\"}} {total}");
        }
        let _infallible = writeln!(
            out,
            "stratus_operation_seconds_bucket{{{labels},le=\"+Inf\"}} {calls}\n\
             stratus_operation_seconds_sum{{{labels}}} {}\n\
             stratus_operation_seconds_count{{{labels}}} {calls}",
            self.micros.load(Relaxed) as f64 / 1e6
        );
    }
}
