//! What passes between an environment and the processes in it: the event that the runtime is to get, its answer, which
//! extensions there are and whether they are done. The API's handlers and the environment's owner meet here.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc, oneshot};

/// A call on its way to the runtime.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) payload: Bytes,
    /// Milliseconds since the epoch by the system's clock, which is what processes inside see.
    pub(crate) deadline_ms: i64,
    pub(crate) client_context: Option<String>,
    pub(crate) trace: String,
}

/// What the runtime answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The whole answer; empty when it was streamed to its receiver.
    Payload(Bytes),
    /// The function failed, in the runtime's words.
    Error { kind: String, payload: Bytes },
}

/// Where the pieces of a streamed answer go.
#[derive(Debug)]
pub(crate) struct Pieces {
    /// Told when the answer begins: its content type.
    pub(crate) begin: oneshot::Sender<Option<String>>,
    pub(crate) data: mpsc::Sender<Bytes>,
}

/// What an extension is told.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    Invoke(Arc<Task>),
    Shutdown { reason: &'static str, deadline_ms: i64 },
}

#[derive(Debug)]
pub(crate) struct Extension {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) on_invoke: bool,
    pub(crate) on_shutdown: bool,
    /// Whether it asks for its next event right now.
    waits: bool,
    events: VecDeque<Event>,
}

#[derive(Debug, Default)]
struct Current {
    id: String,
    pieces: Option<Pieces>,
    /// An answer is being read.
    answering: bool,
    answer: Option<Answer>,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    /// Whether the runtime has asked for its first event.
    begun: bool,
    runtime_waits: bool,
    offered: Option<Arc<Task>>,
    current: Option<Current>,
    init_error: Option<Answer>,
    extensions: Vec<Extension>,
    /// An extension that failed: its name and what it said.
    extension_failed: Option<(String, String)>,
    stopping: bool,
}

/// Most extensions of an environment, as AWS has it.
pub(crate) const MAX_EXTENSIONS: usize = 10;

#[derive(Debug, Default)]
pub(crate) struct Exchange {
    state: Mutex<State>,
    changed: Notify,
}

impl Exchange {
    /// Changes the state, and lets everybody look who waits for something.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.state.lock());
        self.changed.notify_waiters();
        changed
    }

    /// Waits until there is something.
    pub(crate) async fn until<T>(&self, mut look: impl FnMut(&mut State) -> Option<T>) -> T {
        loop {
            let notified = self.changed.notified();
            tokio::pin!(notified);
            notified.as_mut().enable();
            if let Some(found) = look(&mut self.state.lock()) {
                // What was taken may be what others wait to see taken.
                self.changed.notify_waiters();
                return found;
            }
            notified.await;
        }
    }

    pub(crate) fn look<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock())
    }
}

impl State {
    // The runtime's side.

    pub(crate) fn runtime_asks(&mut self) {
        self.begun = true;
        self.runtime_waits = true;
    }

    /// It asks no more: it went away while it waited.
    pub(crate) fn runtime_left(&mut self) {
        self.runtime_waits = false;
    }

    pub(crate) fn take_task(&mut self) -> Option<Arc<Task>> {
        let task = self.offered.take()?;
        self.runtime_waits = false;
        Some(task)
    }

    /// The answer to `id` begins; gives where its pieces go. `None` when nothing with this id waits for one.
    pub(crate) fn begin_answer(&mut self, id: &str) -> Option<Option<Pieces>> {
        let current = self.current.as_mut().filter(|current| current.id == id)?;
        if current.answering || current.answer.is_some() {
            return None;
        }
        current.answering = true;
        Some(current.pieces.take())
    }

    pub(crate) fn answer(&mut self, id: &str, answer: Answer) {
        if let Some(current) = self.current.as_mut().filter(|current| current.id == id) {
            current.answering = false;
            current.pieces = None;
            current.answer = Some(answer);
        }
    }

    /// The reading of an answer was cut off.
    pub(crate) fn give_up_answer(&mut self, id: &str) {
        if let Some(current) = self.current.as_mut().filter(|current| current.id == id) {
            current.answering = false;
        }
    }

    /// False when the runtime has begun already.
    pub(crate) fn fail_init(&mut self, error: Answer) -> bool {
        if self.begun {
            return false;
        }
        self.init_error = Some(error);
        true
    }

    // The environment's side.

    pub(crate) fn offer(&mut self, task: Arc<Task>, pieces: Option<Pieces>) {
        for extension in self.extensions.iter_mut().filter(|extension| extension.on_invoke) {
            extension.events.push_back(Event::Invoke(task.clone()));
        }
        let id = task.id.clone();
        self.current = Some(Current { id, pieces, ..Current::default() });
        self.offered = Some(task);
    }

    pub(crate) fn answered(&self) -> Option<Answer> {
        self.current.as_ref()?.answer.clone()
    }

    /// Whether the runtime has answered and asks for more.
    pub(crate) fn runtime_is_done(&self) -> bool {
        self.runtime_waits && self.offered.is_none()
    }

    /// Whether every extension has dealt with what it was told.
    pub(crate) fn extensions_are_done(&self) -> bool {
        self.extensions.iter().all(|extension| extension.waits && extension.events.is_empty())
    }

    pub(crate) fn has_extensions(&self) -> bool {
        !self.extensions.is_empty()
    }

    pub(crate) fn init_error(&self) -> Option<Answer> {
        self.init_error.clone()
    }

    pub(crate) fn begun(&self) -> bool {
        self.begun
    }

    pub(crate) fn extension_failed(&self) -> Option<(String, String)> {
        self.extension_failed.clone()
    }

    /// How many of these have registered.
    pub(crate) fn registered(&self, names: &[String]) -> usize {
        names.iter().filter(|name| self.extensions.iter().any(|e| e.name == **name)).count()
    }

    // The extensions' side.

    /// Adds one; false when the name is taken or there are too many.
    pub(crate) fn register(&mut self, id: String, name: String, events: &[String]) -> bool {
        let taken = self.extensions.iter().any(|extension| extension.name == name);
        if taken || self.extensions.len() >= MAX_EXTENSIONS {
            return false;
        }
        let on = |event: &str| events.iter().any(|own| own == event);
        self.extensions.push(Extension {
            id,
            name,
            on_invoke: on("INVOKE"),
            on_shutdown: on("SHUTDOWN"),
            waits: false,
            events: VecDeque::new(),
        });
        true
    }

    pub(crate) fn extension(&self, id: &str) -> Option<&Extension> {
        self.extensions.iter().find(|extension| extension.id == id)
    }

    pub(crate) fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    pub(crate) fn extension_asks(&mut self, id: &str, asks: bool) {
        if let Some(extension) = self.extensions.iter_mut().find(|e| e.id == id) {
            extension.waits = asks;
        }
    }

    pub(crate) fn take_event(&mut self, id: &str) -> Option<Event> {
        let extension = self.extensions.iter_mut().find(|extension| extension.id == id)?;
        let event = extension.events.pop_front()?;
        extension.waits = false;
        Some(event)
    }

    /// An extension failed or ended. At the end of the environment that is as it should be.
    pub(crate) fn fail_extension(&mut self, name: String, what: String) {
        if !self.stopping && self.extension_failed.is_none() {
            self.extension_failed = Some((name, what));
        }
    }

    /// Tells the extensions that want to hear of it that this is the end; says whether there are any.
    pub(crate) fn shut_down(&mut self, reason: &'static str, deadline_ms: i64) -> bool {
        self.stopping = true;
        let mut any = false;
        for extension in self.extensions.iter_mut().filter(|extension| extension.on_shutdown) {
            extension.events.clear();
            extension.events.push_back(Event::Shutdown { reason, deadline_ms });
            any = true;
        }
        any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(id: &str) -> Arc<Task> {
        Arc::new(Task {
            id: id.to_owned(),
            arn: String::new(),
            payload: Bytes::new(),
            deadline_ms: 0,
            client_context: None,
            trace: String::new(),
        })
    }

    #[test]
    fn an_answer_counts_once_and_for_its_own_call() {
        let mut state = State::default();
        state.runtime_asks();
        state.offer(task("a"), None);
        assert!(!state.runtime_is_done());
        assert!(state.begin_answer("b").is_none());
        assert_eq!(state.take_task().map(|task| task.id.clone()), Some("a".to_owned()));
        assert!(state.begin_answer("a").is_some());
        assert!(state.begin_answer("a").is_none(), "two at a time");
        state.answer("a", Answer::Payload(Bytes::from_static(b"1")));
        assert!(state.begin_answer("a").is_none(), "again");
        assert_eq!(state.answered(), Some(Answer::Payload(Bytes::from_static(b"1"))));
        assert!(!state.runtime_is_done());
        state.runtime_asks();
        assert!(state.runtime_is_done());
    }

    #[test]
    fn extensions_are_done_when_they_ask_again() {
        let mut state = State::default();
        assert!(state.register("1".into(), "x".into(), &["INVOKE".into()]));
        assert!(!state.register("2".into(), "x".into(), &[]));
        assert!(!state.extensions_are_done());
        state.extension_asks("1", true);
        assert!(state.extensions_are_done());
        state.offer(task("a"), None);
        assert!(!state.extensions_are_done());
        assert!(matches!(state.take_event("1"), Some(Event::Invoke(_))));
        assert!(!state.extensions_are_done());
        state.extension_asks("1", true);
        assert!(state.extensions_are_done());
        assert!(!state.shut_down("spindown", 0), "it does not want to hear of it");
    }
}
