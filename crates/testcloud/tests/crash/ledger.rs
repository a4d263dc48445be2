//! What the clients know: every message by its key, what was acknowledged, and what was seen.

use std::collections::HashMap;

use md5::Md5;
use parking_lot::Mutex;
use serde_json::Value;

/// How far a message has come, as its clients know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Sent, not acknowledged: it may be there or not.
    Sending,
    /// Acknowledged: it must be there.
    There,
    /// A delete was sent, and not acknowledged.
    Deleting,
    /// It must not be seen again.
    Deleted,
}

struct Entry {
    queue: &'static str,
    md5: String,
    state: State,
    id: Option<String>,
    /// It was received and is not due before its visibility ends.
    in_flight: bool,
    /// Received when all was emptied at the end.
    drained: u32,
}

#[derive(Default)]
struct Inner {
    messages: HashMap<String, Entry>,
    acknowledged: u64,
    /// FIFO: the number last received of each group.
    last: HashMap<String, u64>,
    verdict: Verdict,
}

/// What is wrong.
#[derive(Clone, Default)]
pub(crate) struct Verdict {
    pub(crate) lost: u64,
    pub(crate) torn: u64,
    pub(crate) duplicated: u64,
    pub(crate) details: Vec<String>,
}

/// Shared by all connections.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Inner>);

pub(crate) fn md5_hex(text: &str) -> String {
    Md5::digest(text).iter().map(|b| format!("{b:02x}")).collect()
}

/// A body begins with its key: `standard-3-17 ...`, or `group-n key ...` in FIFO queues.
fn key_of(body: &str) -> &str {
    body.split_once(' ').map_or(body, |(key, _)| key)
}

impl Ledger {
    /// A send begins.
    pub(crate) fn sending(&self, queue: &'static str, body: &str) {
        let entry = Entry {
            queue,
            md5: md5_hex(body),
            state: State::Sending,
            id: None,
            in_flight: false,
            drained: 0,
        };
        self.0.lock().messages.entry(key_of(body).to_owned()).or_insert(entry);
    }

    /// A send was acknowledged; answers how many acknowledgements there were.
    pub(crate) fn sent(&self, body: &str, reply: &Value) -> u64 {
        let inner = &mut *self.0.lock();
        let key = key_of(body);
        let Some(entry) = inner.messages.get_mut(key) else { return inner.acknowledged };
        if reply["MD5OfMessageBody"].as_str() != Some(&entry.md5) {
            inner.verdict.torn(format!("{key}: acknowledged with {reply}"));
        }
        if entry.state == State::Sending {
            entry.state = State::There;
        }
        inner.verdict.same_id(key, entry, &reply["MessageId"]);
        inner.acknowledged += 1;
        inner.acknowledged
    }

    /// A message was received under load; answers its key, when it is to be deleted.
    pub(crate) fn received(&self, queue: &str, message: &Value) -> Option<String> {
        let inner = &mut *self.0.lock();
        let key = inner.known(queue, message)?;
        let verdict = &mut inner.verdict;
        let entry = inner.messages.get_mut(&key)?;
        verdict.same_id(&key, entry, &message["MessageId"]);
        match entry.state {
            State::Deleted => {
                verdict.duplicated(format!("{key}: seen after its acknowledged delete"))
            }
            _ if entry.in_flight => {
                verdict.duplicated(format!("{key}: received again before its time"));
            }
            State::Sending => entry.state = State::There,
            State::There | State::Deleting => {}
        }
        entry.in_flight = true;
        inner.in_order(&key, message);
        Some(key)
    }

    /// A delete begins.
    pub(crate) fn deleting(&self, key: &str) {
        if let Some(entry) = self.0.lock().messages.get_mut(key) {
            entry.state = State::Deleting;
        }
    }

    /// A delete was acknowledged; answers how many acknowledgements there were.
    pub(crate) fn deleted(&self, key: &str) -> u64 {
        let inner = &mut *self.0.lock();
        if let Some(entry) = inner.messages.get_mut(key) {
            entry.state = State::Deleted;
        }
        inner.acknowledged += 1;
        inner.acknowledged
    }

    /// A message was received when all was emptied at the end.
    pub(crate) fn drained(&self, queue: &str, message: &Value) {
        let inner = &mut *self.0.lock();
        let Some(key) = inner.known(queue, message) else { return };
        let Some(entry) = inner.messages.get_mut(&key) else { return };
        inner.verdict.same_id(&key, entry, &message["MessageId"]);
        entry.drained += 1;
        if entry.drained > 1 {
            inner.verdict.duplicated(format!("{key}: received {} times at the end", entry.drained));
        }
        if entry.state == State::Deleted {
            inner.verdict.duplicated(format!("{key}: seen after its acknowledged delete"));
        }
    }

    /// The order within groups begins anew: what was in flight comes back.
    pub(crate) fn forget_order(&self) {
        self.0.lock().last.clear();
    }

    /// What a queue says it has must lie between what must be there and what may be.
    pub(crate) fn check_counts(&self, kill: u64, counts: &[(&'static str, u64)]) {
        let inner = &mut *self.0.lock();
        for (queue, count) in counts {
            let of = |wanted: &[State]| {
                let mine = inner.messages.values().filter(|e| e.queue == *queue);
                mine.filter(|e| wanted.contains(&e.state)).count() as u64
            };
            let least = of(&[State::There]);
            let most = least + of(&[State::Sending, State::Deleting]);
            let what = format!("after kill {kill} {queue} has {count}, not {least} to {most}");
            if *count < least {
                inner.verdict.lost += least - count;
                inner.verdict.details.push(what);
            } else if *count > most {
                inner.verdict.duplicated += count - most;
                inner.verdict.details.push(what);
            }
        }
    }

    pub(crate) fn acknowledged(&self) -> u64 {
        self.0.lock().acknowledged
    }

    /// The verdict, once everything was emptied.
    pub(crate) fn verdict(&self) -> Verdict {
        let inner = self.0.lock();
        let mut verdict = inner.verdict.clone();
        for (key, entry) in &inner.messages {
            if entry.state == State::There && entry.drained == 0 {
                verdict.lost += 1;
                verdict.details.push(format!("{key}: acknowledged ({:?}), and lost", entry.id));
            }
        }
        verdict
    }
}

impl Inner {
    /// The key of a received message whose body is as it was sent.
    fn known(&mut self, queue: &str, message: &Value) -> Option<String> {
        let body = message["Body"].as_str().unwrap_or("");
        let key = key_of(body).to_owned();
        let known = self.messages.get(&key).filter(|entry| entry.queue == queue);
        let intact = known.is_some_and(|entry| {
            entry.md5 == md5_hex(body) && message["MD5OfBody"].as_str() == Some(&entry.md5)
        });
        if !intact {
            let shown: String = message.to_string().chars().take(300).collect();
            self.verdict.torn(format!("{queue}: a message as nobody sent it: {shown}"));
            return None;
        }
        Some(key)
    }

    /// FIFO messages come in the order in which their group was sent.
    fn in_order(&mut self, key: &str, message: &Value) {
        let Some(group) = message["Attributes"]["MessageGroupId"].as_str() else { return };
        let number = key.rsplit('-').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        let last = self.last.insert(group.to_owned(), number);
        if last.is_some_and(|last| last >= number) {
            self.verdict.torn(format!("{key}: came after {} of its group", last.unwrap_or(0)));
        }
    }
}

impl Verdict {
    fn torn(&mut self, what: String) {
        self.torn += 1;
        self.details.push(what);
    }

    fn duplicated(&mut self, what: String) {
        self.duplicated += 1;
        self.details.push(what);
    }

    /// One message has one id, for ever.
    fn same_id(&mut self, key: &str, entry: &mut Entry, id: &Value) {
        let id = id.as_str().unwrap_or("").to_owned();
        match &entry.id {
            Some(known) if *known != id => self.duplicated(format!("{key}: is {known} and {id}")),
            Some(_) => {}
            None => entry.id = Some(id),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BODY: &str = "s-1-1 text";

    fn reply(id: &str) -> Value {
        json!({"MessageId": id, "MD5OfMessageBody": md5_hex(BODY)})
    }

    fn message(id: &str, body: &str) -> Value {
        json!({"MessageId": id, "Body": body, "MD5OfBody": md5_hex(body)})
    }

    /// What is found wrong by a story: lost, torn, duplicated.
    fn verdict(story: impl FnOnce(&Ledger)) -> (u64, u64, u64) {
        let ledger = Ledger::default();
        ledger.sending("q", BODY);
        story(&ledger);
        let Verdict { lost, torn, duplicated, .. } = ledger.verdict();
        (lost, torn, duplicated)
    }

    #[test]
    fn what_is_right_is_not_blamed() {
        let unanswered = verdict(|_| {});
        let kept = verdict(|l| {
            l.sent(BODY, &reply("m"));
            l.drained("q", &message("m", BODY));
        });
        let deleted = verdict(|l| {
            l.sent(BODY, &reply("m"));
            l.received("q", &message("m", BODY)).expect("it is known");
            l.deleting("s-1-1");
            l.deleted("s-1-1");
        });
        assert_eq!([unanswered, kept, deleted], [(0, 0, 0); 3]);
    }

    #[test]
    fn what_is_wrong_is_found() {
        let lost = verdict(|l| {
            l.sent(BODY, &reply("m"));
        });
        assert_eq!(lost, (1, 0, 0));
        let torn = verdict(|l| l.drained("q", &message("m", "s-1-1 tex")));
        assert_eq!(torn, (0, 1, 0));
        let elsewhere = verdict(|l| l.drained("other", &message("m", BODY)));
        assert_eq!(elsewhere, (0, 1, 0));
        let twice = verdict(|l| {
            l.drained("q", &message("m", BODY));
            l.drained("q", &message("m", BODY));
        });
        assert_eq!(twice, (0, 0, 1));
        let two_ids = verdict(|l| {
            l.sent(BODY, &reply("m"));
            l.drained("q", &message("n", BODY));
        });
        assert_eq!(two_ids, (0, 0, 1));
        let undead = verdict(|l| {
            l.sent(BODY, &reply("m"));
            l.deleted("s-1-1");
            l.drained("q", &message("m", BODY));
        });
        assert_eq!(undead, (0, 0, 1));
        let early = verdict(|l| {
            l.received("q", &message("m", BODY));
            l.received("q", &message("m", BODY));
            l.drained("q", &message("m", BODY));
        });
        assert_eq!(early, (0, 0, 1));
    }

    #[test]
    fn counts_out_of_bounds_are_found() {
        let few = verdict(|l| {
            l.sent(BODY, &reply("m"));
            l.check_counts(1, &[("q", 0)]);
            l.drained("q", &message("m", BODY));
        });
        assert_eq!(few, (1, 0, 0));
        assert_eq!(verdict(|l| l.check_counts(1, &[("q", 2)])), (0, 0, 1));
        assert_eq!(verdict(|l| l.check_counts(1, &[("q", 1)])), (0, 0, 0));
    }
}
