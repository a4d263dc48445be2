//! Standard queues against a model: random sends with and without delays, receives, deletes, changes and waits.
//! The model is a list of messages in the order of their sends, each with when it can be received next.

use clock::Random;
use gen_sqs::{Message, SendMessageRequest};

use crate::common::{Cloud, bodies, cloud, message};

struct Entry {
    body: String,
    visible_at: u64,
    received: bool,
}

#[derive(Default)]
struct Model {
    now: u64,
    messages: Vec<Entry>,
}

impl Model {
    fn visible(&self, limit: usize) -> Vec<String> {
        let visible = self.messages.iter().filter(|m| m.visible_at <= self.now);
        visible.take(limit).map(|m| m.body.clone()).collect()
    }

    fn entry(&mut self, body: &str) -> Option<&mut Entry> {
        self.messages.iter_mut().find(|m| m.body == body)
    }

    /// Visible, in flight, delayed.
    fn counts(&self) -> (u64, u64, u64) {
        let hidden = |m: &&Entry| m.visible_at > self.now;
        let in_flight = self.messages.iter().filter(hidden).filter(|m| m.received).count() as u64;
        let delayed = self.messages.iter().filter(hidden).count() as u64 - in_flight;
        (self.messages.len() as u64 - in_flight - delayed, in_flight, delayed)
    }
}

fn pick(random: &Random, held: &[Message]) -> Option<Message> {
    let at = usize::try_from(random.below(held.len() as u64)).ok()?;
    (at < held.len()).then(|| held[at].clone())
}

async fn run(seed: u64, cloud: &Cloud, steps: usize) {
    let random = Random::from_seed(seed);
    let url = cloud.create(&format!("q{seed}"), &[]).await;
    let mut model = Model::default();
    let mut held = Vec::new();
    for step in 0..steps {
        match random.below(100) {
            0..40 => {
                let (body, delay) = (format!("m{step}"), random.below(3) * 4);
                let delay_seconds = i32::try_from(delay).ok();
                let request = SendMessageRequest { delay_seconds, ..message(&url, &body) };
                cloud.try_send(request).await.expect("sent");
                let visible_at = model.now + delay;
                model.messages.push(Entry { body, visible_at, received: false });
            }
            40..65 => {
                let (want, timeout) = (1 + random.below(10), random.below(4) * 5);
                let received = cloud.receive_for(&url, want as i32, timeout as i32).await;
                let expected = model.visible(want as usize);
                assert_eq!(bodies(&received), expected, "step {step}");
                let until = model.now + timeout;
                for body in &expected {
                    let entry = model.entry(body).expect("expected");
                    (entry.visible_at, entry.received) = (until, true);
                }
                held.extend(received);
            }
            65..80 => {
                // Any handle of a message deletes it, and deleting again is fine.
                let Some(message) = pick(&random, &held) else { continue };
                cloud.delete(&url, &message).await.expect("deleted");
                model.messages.retain(|m| Some(&m.body) != message.body.as_ref());
            }
            80..92 => {
                let Some(message) = pick(&random, &held) else { continue };
                let timeout = random.below(3) * 6;
                let outcome = cloud.change(&url, &message, timeout as i32).await;
                let until = model.now + timeout;
                let entry = model.entry(message.body.as_deref().expect("a body"));
                assert_eq!(outcome.is_ok(), entry.is_some(), "step {step}");
                if let Some(entry) = entry {
                    entry.visible_at = until;
                }
            }
            _ => {
                let seconds = 1 + random.below(8);
                cloud.advance(seconds);
                model.now += seconds;
            }
        }
        assert_eq!(cloud.counts(&url).await, model.counts(), "step {step}");
    }
}

#[tokio::test]
async fn order_visibility_and_counts_hold() {
    let cloud = cloud().await;
    for seed in 0..20 {
        run(seed, &cloud, 300).await;
    }
}
