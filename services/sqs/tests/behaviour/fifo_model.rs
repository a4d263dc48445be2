//! FIFO queues against a model: random sends, receives, deletes, changes and waits, in many groups. The model
//! is the rule itself: a group is walked up to its first hidden message, and an id counts once in five minutes.

use std::collections::{BTreeMap, HashMap};

use clock::Random;

use crate::common::{Cloud, bodies, cloud, grouped};

struct Model {
    now: u64,
    /// Bodies of each group, in order, with when each is visible.
    groups: BTreeMap<String, Vec<(String, u64)>>,
    /// Until when ids are remembered.
    ids: HashMap<String, u64>,
}

impl Model {
    fn send(&mut self, group: &str, body: &str, id: &str) {
        if self.ids.get(id).is_none_or(|until| *until <= self.now) {
            self.ids.insert(id.to_owned(), self.now + 300);
            self.groups.entry(group.to_owned()).or_default().push((body.to_owned(), self.now));
        }
    }

    /// What may be received of a group now, in order.
    fn deliverable(&self, group: &str) -> Vec<String> {
        let visible = |m: &&(String, u64)| m.1 <= self.now;
        self.groups[group].iter().take_while(visible).map(|m| m.0.clone()).collect()
    }

    fn hide(&mut self, body: &str, until: u64) {
        let all = self.groups.values_mut().flatten();
        all.filter(|m| m.0 == body).for_each(|m| m.1 = until);
    }

    fn in_flight(&self) -> usize {
        self.groups.values().flatten().filter(|m| m.1 > self.now).count()
    }

    fn len(&self) -> usize {
        self.groups.values().map(Vec::len).sum()
    }

    /// Checks one receive of up to `want` messages, and does to itself what it must have done.
    fn receive(&mut self, received: &[String], want: usize, timeout: u64) {
        let groups: Vec<String> = self.groups.keys().cloned().collect();
        let ready: usize = groups.iter().map(|g| self.deliverable(g).len()).sum();
        assert_eq!(received.len(), want.min(ready), "as many as there are");
        for group in groups {
            let deliverable = self.deliverable(&group);
            let own = |body: &&String| self.groups[&group].iter().any(|m| m.0 == **body);
            let got: Vec<_> = received.iter().filter(own).cloned().collect();
            assert_eq!(got, deliverable[..got.len()], "in the order of the group");
        }
        for body in received {
            self.hide(body, self.now + timeout);
        }
    }
}

async fn run(seed: u64, cloud: &Cloud, steps: usize) {
    let random = Random::from_seed(seed);
    let url = cloud.create(&format!("q{seed}.fifo"), &[("FifoQueue", "true")]).await;
    let mut model = Model { now: 0, groups: BTreeMap::new(), ids: HashMap::new() };
    let mut held = Vec::new();
    for step in 0..steps {
        match random.below(100) {
            0..45 => {
                let group = format!("g{}", random.below(4));
                let (body, id) = (format!("m{step}"), format!("i{}", random.below(200)));
                cloud.try_send(grouped(&url, &group, &body, &id)).await.expect("sent");
                model.send(&group, &body, &id);
            }
            45..70 => {
                let (want, timeout) = (1 + random.below(10), random.below(4) * 10);
                let (want, seconds) = (want as i32, timeout as i32);
                let received = cloud.receive_for(&url, want, seconds).await;
                model.receive(&bodies(&received), want as usize, timeout);
                held.extend(received.into_iter().map(|m| (m, model.now + timeout)));
            }
            70..85 if !held.is_empty() => {
                let at = random.below(held.len() as u64) as usize;
                let (message, until) = held.swap_remove(at);
                let body = message.body.clone().expect("a body");
                let current = model.groups.values().flatten().find(|m| m.0 == body).map(|m| m.1);
                let outcome = cloud.delete(&url, &message).await;
                // Only the latest handle of a message in flight deletes; gone messages delete again.
                let good = current.is_none() || (until > model.now && current == Some(until));
                assert_eq!(outcome.is_ok(), good, "step {step}: {body} {until} {current:?}");
                if good {
                    model.groups.values_mut().for_each(|group| group.retain(|m| m.0 != body));
                }
            }
            85..93 if !held.is_empty() => {
                let at = random.below(held.len() as u64) as usize;
                let timeout = random.below(3) * 7;
                let body = held[at].0.body.clone().expect("a body");
                let current = model.groups.values().flatten().find(|m| m.0 == body).map(|m| m.1);
                let outcome = cloud.change(&url, &held[at].0, timeout as i32).await;
                let good = held[at].1 > model.now && current == Some(held[at].1);
                assert_eq!(outcome.is_ok(), good, "step {step}: {body}");
                if good {
                    held[at].1 = model.now + timeout;
                    model.hide(&body, model.now + timeout);
                }
            }
            _ => {
                let seconds = 1 + random.below(12);
                cloud.advance(seconds);
                model.now += seconds;
            }
        }
        let (visible, in_flight, delayed) = cloud.counts(&url).await;
        assert_eq!(in_flight, model.in_flight() as u64, "step {step}");
        assert_eq!((visible + in_flight, delayed), (model.len() as u64, 0), "step {step}");
    }
}

#[tokio::test]
async fn order_and_exactly_once_hold() {
    let cloud = cloud().await;
    for seed in 0..20 {
        run(seed, &cloud, 300).await;
    }
}
