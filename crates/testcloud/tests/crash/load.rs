//! The load: connections that send, receive and delete until the server is killed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use clock::Random;
use serde_json::json;
use tokio::sync::Notify;

use crate::api::Gone;
use crate::ledger::Ledger;
use crate::process::Server;
use crate::sqs::{FIFO, STANDARD, Sqs};

/// Connections to the standard queue and to the FIFO queue.
const STANDARD_WORKERS: u64 = 5;
const FIFO_WORKERS: u64 = 3;
/// Message groups of each FIFO worker.
const GROUPS: u64 = 300;
/// The longest body, in bytes.
const LONGEST: u64 = 3_000;

/// The workers, with what they remember from one server to the next.
pub(crate) struct Load {
    workers: Vec<Worker>,
}

struct Worker {
    number: u64,
    fifo: bool,
    random: Random,
    /// Keys count up, so that no two messages share one.
    next: u64,
    /// FIFO: a send without an answer, which must be sent again with the same deduplication id.
    unanswered: Option<(String, String)>,
}

/// Tells when enough was acknowledged.
struct Target {
    left: AtomicU64,
    reached: Notify,
}

impl Target {
    fn count(&self) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.reached.notify_one();
        }
    }
}

impl Load {
    pub(crate) fn new(random: &Random) -> Load {
        let worker = |number| Worker {
            number,
            fifo: number >= STANDARD_WORKERS,
            random: Random::from_seed(random.u64()),
            next: 0,
            unanswered: None,
        };
        Load { workers: (0..STANDARD_WORKERS + FIFO_WORKERS).map(worker).collect() }
    }

    /// Loads the server until so many calls were acknowledged, then has it killed and waits until every
    /// connection has noticed.
    #[expect(clippy::disallowed_methods, reason = "every worker is awaited below")]
    pub(crate) async fn run_until(
        &mut self,
        server: &Server,
        ledger: &Arc<Ledger>,
        acknowledgements: u64,
        kill: impl FnOnce(),
    ) {
        let target =
            Arc::new(Target { left: AtomicU64::new(acknowledgements), reached: Notify::new() });
        let mut tasks = Vec::new();
        for mut worker in std::mem::take(&mut self.workers) {
            let sqs = Sqs::connect(server).await.expect("nobody killed it yet");
            let (ledger, target) = (ledger.clone(), target.clone());
            tasks.push(tokio::spawn(async move {
                let Gone = worker.work(sqs, &ledger, &target).await;
                worker
            }));
        }
        let patience = std::time::Duration::from_secs(60);
        let reached = tokio::time::timeout(patience, target.reached.notified()).await;
        kill();
        for task in tasks {
            self.workers.push(task.await.expect("a worker found no error"));
        }
        assert!(reached.is_ok(), "the server did not acknowledge {acknowledgements} calls in 60 s");
    }
}

impl Worker {
    /// Works until the server is gone.
    async fn work(&mut self, mut sqs: Sqs, ledger: &Ledger, target: &Target) -> Gone {
        loop {
            let step = match (self.fifo, self.random.below(10)) {
                (false, 0..=4) => self.send(&mut sqs, ledger, target).await,
                (false, 5) => self.send_batch(&mut sqs, ledger, target).await,
                (true, 0..=5) => self.send_fifo(&mut sqs, ledger, target).await,
                _ => self.receive(&mut sqs, ledger, target).await,
            };
            if let Err(gone) = step {
                return gone;
            }
        }
    }

    /// A key that was never used, and bytes.
    fn body(&mut self, prefix: &str) -> String {
        self.next += 1;
        let len = usize::try_from(self.random.below(LONGEST)).unwrap();
        let filler = self.random.text(len, "abcdefghijklmnopqrstuvwxyz ");
        format!("{prefix}-{}-{} {filler}", self.number, self.next)
    }

    async fn send(&mut self, sqs: &mut Sqs, ledger: &Ledger, target: &Target) -> Result<(), Gone> {
        let body = self.body("s");
        ledger.sending(STANDARD, &body);
        let reply = sqs.send(STANDARD, json!({"MessageBody": body})).await?;
        ledger.sent(&body, &reply);
        target.count();
        Ok(())
    }

    async fn send_batch(
        &mut self,
        sqs: &mut Sqs,
        ledger: &Ledger,
        target: &Target,
    ) -> Result<(), Gone> {
        let bodies: Vec<String> = (0..10).map(|_| self.body("b")).collect();
        for body in &bodies {
            ledger.sending(STANDARD, body);
        }
        let reply = sqs.send_batch(STANDARD, &bodies).await?;
        let results = reply["Successful"].as_array().map_or(&[][..], Vec::as_slice);
        assert_eq!(results.len(), bodies.len(), "{reply}");
        for result in results {
            let at: usize = result["Id"].as_str().unwrap().parse().unwrap();
            ledger.sent(&bodies[at], result);
        }
        target.count();
        Ok(())
    }

    async fn send_fifo(
        &mut self,
        sqs: &mut Sqs,
        ledger: &Ledger,
        target: &Target,
    ) -> Result<(), Gone> {
        let (group, body) = match self.unanswered.take() {
            Some(again) => again,
            None => {
                let group = format!("g{}-{}", self.number, self.random.below(GROUPS));
                let body = self.body(&group);
                (group, body)
            }
        };
        ledger.sending(FIFO, &body);
        let (key, _) = body.split_once(' ').unwrap();
        let message = json!({
            "MessageBody": body, "MessageGroupId": group, "MessageDeduplicationId": key,
        });
        match sqs.send(FIFO, message).await {
            Ok(reply) => ledger.sent(&body, &reply),
            Err(gone) => {
                self.unanswered = Some((group, body));
                return Err(gone);
            }
        };
        target.count();
        Ok(())
    }

    async fn receive(
        &mut self,
        sqs: &mut Sqs,
        ledger: &Ledger,
        target: &Target,
    ) -> Result<(), Gone> {
        let queue = if self.fifo { FIFO } else { STANDARD };
        for message in sqs.receive(queue).await? {
            let Some(key) = ledger.received(queue, &message) else { continue };
            // Some stay in flight, and must come back at the end.
            if !self.fifo && self.random.below(4) == 0 {
                continue;
            }
            ledger.deleting(&key);
            sqs.delete(queue, &message["ReceiptHandle"]).await?;
            ledger.deleted(&key);
            target.count();
        }
        Ok(())
    }
}
