//! Random transactions, interleaved, against a naive model that keeps every state there ever was.

use std::collections::{BTreeMap, BTreeSet};

use store::{KeyRange, Tx};

use crate::{Fixture, Random, for_all_levels, now, text};

for_all_levels!(random_transactions_match_the_model);

const SEEDS: u64 = 12;
const STEPS: usize = 600;

type State = BTreeMap<String, String>;

impl Random {
    fn key(&mut self) -> String {
        format!("{}/{}", ["a", "b"][self.below(2) as usize], self.below(8))
    }
}

/// The model's view of a transaction.
struct Running {
    tx: Tx,
    /// The index of the state that it reads, once it has read.
    sees: Option<usize>,
    own: BTreeMap<String, Option<String>>,
    /// What was read: closed ranges of keys (`high` inclusive, `None` to the end).
    read: Vec<(String, Option<String>)>,
    serial: u64,
}

struct Model {
    states: Vec<State>,
    /// What the commit that led to each state wrote.
    written: Vec<BTreeSet<String>>,
}

impl Model {
    fn view(&self, running: &Running) -> State {
        let mut state = self.states[running.sees.unwrap()].clone();
        for (key, value) in &running.own {
            match value {
                Some(value) => state.insert(key.clone(), value.clone()),
                None => state.remove(key),
            };
        }
        state
    }

    fn conflicts(&self, running: &Running) -> bool {
        let Some(sees) = running.sees else { return false };
        self.written[sees + 1..].iter().flatten().any(|key| {
            running
                .read
                .iter()
                .any(|(low, high)| low <= key && high.as_ref().is_none_or(|high| key <= high))
        })
    }
}

fn random_transactions_match_the_model(mut fixture: Fixture) {
    for seed in 1..=SEEDS {
        run(&fixture, seed);
        if seed % 4 == 0 && fixture.level != store::Durability::Memory {
            let before = fixture.dump();
            fixture = fixture.reopen();
            assert_eq!(fixture.dump(), before);
        }
        fixture.store.reset().unwrap();
    }
}

fn run(fixture: &Fixture, seed: u64) {
    let mut random = Random::seeded(seed);
    let mut model = Model { states: vec![State::new()], written: vec![BTreeSet::new()] };
    let mut running: Vec<Running> = Vec::new();
    for step in 0..STEPS {
        let context = format!("seed {seed} step {step}");
        if running.is_empty() || (running.len() < 4 && random.below(3) == 0) {
            let (sees, own, read) = (None, BTreeMap::new(), Vec::new());
            running.push(Running {
                tx: fixture.store.begin(),
                sees,
                own,
                read,
                serial: step as u64,
            });
        }
        let at = random.below(running.len() as u64) as usize;
        if random.below(100) == 0 {
            fixture.settle();
        }
        match random.below(10) {
            0..=1 => read_key(&mut running[at], &model, &mut random, &context),
            2..=3 => read_range(&mut running[at], &model, &mut random, &context),
            4 => read_head(&mut running[at], &model, &mut random, &context),
            5..=6 => write(&mut running[at], &mut random),
            7 => {
                running.swap_remove(at);
            }
            _ => commit(running.swap_remove(at), &mut model, &context),
        }
        check_counts(fixture, &model, &context);
    }
    drop(running);
    assert_eq!(fixture.store.stats().readers, 0);
    let last = model.states.last().unwrap();
    let expected: Vec<_> = last.iter().map(|(key, value)| format!("{key}={value}")).collect();
    assert_eq!(fixture.dump(), expected.join(" "), "seed {seed}");
}

fn read_key(running: &mut Running, model: &Model, random: &mut Random, context: &str) {
    let key = random.key();
    let found = now(running.tx.get("test", key.as_bytes())).unwrap().map(text);
    if let Some(own) = running.own.get(&key) {
        assert_eq!(&found, own, "{context}");
        return;
    }
    running.sees.get_or_insert(model.states.len() - 1);
    assert_eq!(found.as_ref(), model.view(running).get(&key), "{context}");
    running.read.push((key.clone(), Some(key)));
}

fn read_range(running: &mut Running, model: &Model, random: &mut Random, context: &str) {
    let (a, b) = (random.key(), random.key());
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    let (limit, reverse) = (random.below(6) as usize, random.below(2) == 0);
    if limit == 0 || low == high {
        return;
    }
    let range = KeyRange { reverse, ..KeyRange::new(low.clone(), high.clone()) };
    let found = now(running.tx.range("test", range, limit)).unwrap();
    running.sees.get_or_insert(model.states.len() - 1);
    let view = model.view(running);
    let mut expected: Vec<_> = view.range(low.clone()..high.clone()).collect();
    if reverse {
        expected.reverse();
    }
    expected.truncate(limit);
    let found: Vec<_> = found.into_iter().map(|(key, value)| (text(key), text(value))).collect();
    assert!(
        found.iter().map(|(key, value)| (key, value)).eq(expected.iter().copied()),
        "{context}"
    );
    // The end is exclusive; no key lies between it and the one that replaces its last character by a lower.
    let before_high = format!("{}{}", &high[..2], (high.as_bytes()[2] - 1) as char);
    let full = found.len() == limit;
    let last = found.last().map(|(key, _)| key.clone());
    running.read.push(match (reverse, last.filter(|_| full)) {
        (false, Some(last)) => (low, Some(last)),
        (true, Some(last)) => (last, Some(before_high)),
        (_, None) => (low, Some(before_high)),
    });
}

fn read_head(running: &mut Running, model: &Model, random: &mut Random, context: &str) {
    let prefix = ["a/", "b/"][random.below(2) as usize];
    let limit = 1 + random.below(3) as usize;
    let end = (random.below(2) == 0).then(|| format!("{prefix}{}", 1 + random.below(7)));
    let rows =
        running.tx.range_head("test", prefix.as_bytes(), end.as_ref().map(String::as_bytes), limit);
    let found = now(rows).unwrap();
    running.sees.get_or_insert(model.states.len() - 1);
    let stop = end.unwrap_or_else(|| format!("{prefix}~"));
    let view = model.view(running);
    let expected: Vec<_> = view.range(prefix.to_owned()..stop.clone()).take(limit).collect();
    let found: Vec<_> = found.into_iter().map(|(key, value)| (text(key), text(value))).collect();
    assert!(
        found.iter().map(|(key, value)| (key, value)).eq(expected.iter().copied()),
        "{context}"
    );
    let before_stop = format!("{}{}", &stop[..2], (stop.as_bytes()[2] - 1) as char);
    let last = found.last().filter(|_| found.len() == limit).map(|(key, _)| key.clone());
    running.read.push((prefix.to_owned(), Some(last.unwrap_or(before_stop))));
}

fn write(running: &mut Running, random: &mut Random) {
    let key = random.key();
    if random.below(2) == 0 {
        running.tx.delete("test", key.clone());
        running.own.insert(key, None);
    } else {
        let value = format!("{}.{}", running.serial, random.below(100));
        running.tx.put("test", key.clone(), value.clone());
        running.own.insert(key, Some(value));
    }
}

fn commit(mut running: Running, model: &mut Model, context: &str) {
    let conflicts = model.conflicts(&running);
    // Blind differences: the model knows what the state will be when this commits now.
    let latest = model.states.last().unwrap();
    let mut next = latest.clone();
    for (key, value) in &running.own {
        match value {
            Some(value) => next.insert(key.clone(), value.clone()),
            None => next.remove(key),
        };
    }
    for prefix in ["a/", "b/"] {
        let count =
            |state: &State| state.keys().filter(|key| key.starts_with(prefix)).count() as i64;
        running.tx.add_count("test", prefix.as_bytes(), count(&next) - count(latest));
    }
    let outcome = now(running.tx.commit());
    if running.own.is_empty() {
        assert!(outcome.is_ok(), "{context}: reading alone commits");
        return;
    }
    assert_eq!(outcome.is_err(), conflicts, "{context}: {outcome:?}");
    if outcome.is_ok() {
        model.states.push(next);
        model.written.push(running.own.into_keys().collect());
    }
}

fn check_counts(fixture: &Fixture, model: &Model, context: &str) {
    let last = model.states.last().unwrap();
    for prefix in ["a/", "b/"] {
        let expected = last.keys().filter(|key| key.starts_with(prefix)).count() as u64;
        let found = now(fixture.store.begin().count("test", prefix.as_bytes())).unwrap();
        assert_eq!(found, expected, "{context}: count of {prefix}");
    }
}
