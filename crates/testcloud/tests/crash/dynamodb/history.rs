//! What the clients did and saw, and the judgement over it.
//!
//! A writer appends its own number to lists in several items, so each list tells the order of its writers. A reader that
//! saw a list came behind its last writer and before the next one. A call that ended before another began comes before
//! it. All of this together must have no cycle: then one order of the calls explains everything that was seen, and
//! nobody saw the past. A call without an answer may have happened, whole or not at all, until the server was gone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use super::order::Order;

/// A list by the item's number.
pub(super) type Lists = BTreeMap<u64, Vec<u64>>;

/// What was there at the end.
#[derive(Clone, Debug, Default)]
pub(super) struct End {
    pub(super) lists: Lists,
    /// The counter that writers read before they raise it, and the one that they only raise.
    pub(super) careful: u64,
    pub(super) quick: u64,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    Refused,
    Unanswered,
}

/// What a call was.
#[derive(Clone, Debug)]
pub(super) enum What {
    /// An append of the call's number to these items.
    Append(BTreeSet<u64>),
    /// Lists that were read at once.
    Read(Lists),
    /// The careful counter from this value to the next.
    Careful(u64),
    /// The quick counter, by one.
    Quick,
}

#[derive(Clone, Debug)]
struct Call {
    number: u64,
    began: u64,
    ended: u64,
    outcome: Outcome,
    what: What,
}

/// Shared by all clients of a generation.
pub(super) struct History {
    pub(super) generation: u64,
    time: AtomicU64,
    numbers: AtomicU64,
    calls: Mutex<Vec<Call>>,
}

/// What was checked.
#[derive(Default)]
pub(super) struct Counts {
    done: usize,
    refused: usize,
    unanswered: usize,
    happened: usize,
    reads: usize,
}

impl Counts {
    pub(super) fn add(&mut self, other: &Counts) {
        self.done += other.done;
        self.refused += other.refused;
        self.unanswered += other.unanswered;
        self.happened += other.happened;
        self.reads += other.reads;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { done, refused, unanswered, happened, reads } = self;
        write!(
            f,
            "{done} writes acknowledged, {refused} refused, {unanswered} unanswered ({happened} of them happened), \
             {reads} reads: all serialisable"
        )
    }
}

impl History {
    pub(super) fn new(generation: u64) -> History {
        History {
            generation,
            time: AtomicU64::new(1),
            numbers: AtomicU64::new(1),
            calls: Mutex::default(),
        }
    }

    fn tick(&self) -> u64 {
        self.time.fetch_add(1, Ordering::SeqCst)
    }

    /// A call begins: its number and its time.
    pub(super) fn begin(&self) -> (u64, u64) {
        (self.numbers.fetch_add(1, Ordering::SeqCst), self.tick())
    }

    /// It has ended.
    pub(super) fn end(&self, (number, began): (u64, u64), outcome: Outcome, what: What) {
        let ended = self.tick();
        self.calls.lock().push(Call { number, began, ended, outcome, what });
    }

    /// The server was killed and is back: what had no answer has happened or never will.
    pub(super) fn restarted(&self) {
        let now = self.tick();
        for call in self.calls.lock().iter_mut() {
            if call.outcome == Outcome::Unanswered {
                call.ended = now;
            }
        }
    }

    /// Judges the whole history by what was there at the end.
    pub(super) fn check(&self, end: &End) -> Result<Counts, Vec<String>> {
        let calls = self.calls.lock();
        let mut judge = Judge::new(end);
        for call in calls.iter() {
            judge.see(call);
        }
        judge.finish(&calls)
    }
}

/// Nodes above this are moments, not calls.
const MOMENT: u64 = 1 << 32;

struct Judge<'e> {
    end: &'e End,
    /// Where each number stands, by item.
    places: HashMap<(u64, u64), usize>,
    order: Order,
    counts: Counts,
    problems: Vec<String>,
    known: HashSet<u64>,
    careful: Tally,
    quick: Tally,
}

#[derive(Default)]
struct Tally {
    done: u64,
    perhaps: u64,
    from: HashSet<u64>,
}

impl Judge<'_> {
    fn new(end: &End) -> Judge<'_> {
        let mut places = HashMap::new();
        let mut problems = Vec::new();
        let mut order = Order::default();
        for (item, list) in &end.lists {
            for (at, number) in list.iter().enumerate() {
                if places.insert((*item, *number), at).is_some() {
                    problems.push(format!("item {item} has {number} twice"));
                }
            }
            list.windows(2).for_each(|pair| order.before(pair[0], pair[1]));
        }
        Judge {
            end,
            places,
            order,
            counts: Counts::default(),
            problems,
            known: HashSet::new(),
            careful: Tally::default(),
            quick: Tally::default(),
        }
    }

    fn see(&mut self, call: &Call) {
        match call.outcome {
            _ if matches!(call.what, What::Read(_)) => self.counts.reads += 1,
            Outcome::Done => self.counts.done += 1,
            Outcome::Refused => self.counts.refused += 1,
            Outcome::Unanswered => self.counts.unanswered += 1,
        }
        match &call.what {
            What::Append(items) => self.appended(call, items),
            What::Read(lists) => self.read(call.number, lists),
            What::Careful(from) => {
                if call.outcome == Outcome::Done && !self.careful.from.insert(*from) {
                    self.problems.push(format!("two writers raised the counter from {from}"));
                }
                self.careful.count(call.outcome);
            }
            What::Quick => self.quick.count(call.outcome),
        }
    }

    fn appended(&mut self, call: &Call, items: &BTreeSet<u64>) {
        let number = call.number;
        self.known.insert(number);
        let there = items.iter().filter(|item| self.places.contains_key(&(**item, number))).count();
        let problem = match call.outcome {
            Outcome::Done if there < items.len() => "was acknowledged and is lost",
            Outcome::Refused if there > 0 => "was refused and is there",
            _ if there > 0 && there < items.len() => "is there in part",
            Outcome::Unanswered => {
                self.counts.happened += usize::from(there > 0);
                return;
            }
            _ => return,
        };
        self.problems.push(format!("{number} {problem}: {there} of {items:?}"));
    }

    fn read(&mut self, reader: u64, lists: &Lists) {
        for (item, seen) in lists {
            let all = self.end.lists.get(item).map_or(&[][..], Vec::as_slice);
            if !all.starts_with(seen) {
                self.problems
                    .push(format!("{reader} saw {seen:?} of item {item}, which never was"));
                continue;
            }
            if let Some(last) = seen.last() {
                self.order.before(*last, reader);
            }
            if let Some(next) = all.get(seen.len()) {
                self.order.before(reader, *next);
            }
        }
    }

    /// Calls that ended come before calls that began later: by way of the moments between.
    fn in_real_time(&mut self, calls: &[Call]) {
        let counts = |call: &&Call| match &call.what {
            What::Append(items) => {
                items.iter().any(|item| self.places.contains_key(&(*item, call.number)))
            }
            What::Read(_) => true,
            What::Careful(_) | What::Quick => false,
        };
        let mut events: Vec<(u64, bool, u64)> = calls
            .iter()
            .filter(counts)
            .flat_map(|call| [(call.began, true, call.number), (call.ended, false, call.number)])
            .collect();
        events.sort_unstable();
        let mut moment = MOMENT;
        for (_, begins, number) in events {
            if begins {
                self.order.before(moment, number);
            } else {
                self.order.before(moment, moment + 1);
                moment += 1;
                self.order.before(number, moment);
            }
        }
    }

    fn finish(mut self, calls: &[Call]) -> Result<Counts, Vec<String>> {
        for (item, list) in &self.end.lists {
            for number in list.iter().filter(|number| !self.known.contains(number)) {
                self.problems.push(format!("nobody wrote {number} of item {item}"));
            }
        }
        let careful = self.careful.judge("careful", self.end.careful, &mut self.problems);
        let quick = self.quick.judge("quick", self.end.quick, &mut self.problems);
        self.counts.happened += usize::try_from(careful + quick).unwrap_or_default();
        self.in_real_time(calls);
        let tangle: Vec<u64> =
            self.order.tangle().into_iter().filter(|node| *node < MOMENT).take(20).collect();
        if !tangle.is_empty() {
            let told = calls.iter().filter(|call| tangle.contains(&call.number));
            let told: Vec<String> = told.map(|call| format!("  {call:?}")).collect();
            self.problems.push(format!("what was seen fits no order:\n{}", told.join("\n")));
        }
        if self.problems.is_empty() { Ok(self.counts) } else { Err(self.problems) }
    }
}

impl Tally {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Done => self.done += 1,
            Outcome::Unanswered => self.perhaps += 1,
            Outcome::Refused => {}
        }
    }

    /// How many unanswered calls raised it.
    fn judge(&self, name: &str, end: u64, problems: &mut Vec<String>) -> u64 {
        let most = self.done + self.perhaps;
        if end < self.done || end > most {
            problems.push(format!("the {name} counter is {end}, not {} to {most}", self.done));
        }
        end.saturating_sub(self.done)
    }
}

#[cfg(test)]
mod tests;
