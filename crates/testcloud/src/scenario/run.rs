//! One run: a case file in one protocol, in a fresh cloud.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use kernel::Service;
use schema::Protocol;
use serde_json::Value;
use tokio::task::JoinHandle;

use super::case::{
    Action, CallStep, CallerStep, Case, ClockStep, Expectation, Expected, ExpectedError, Message,
    Step, Who,
};
use super::compare::{Comparison, Mode};
use super::vars::Vars;
use super::word_of;
use crate::client::{CallError, Client};
use crate::cloud::Cloud;
use crate::sign::Credentials;
use crate::speak::{Answer, ApiFailure};

/// How long a call in the background may take to begin to wait, in real time.
const TO_WAIT: Duration = Duration::from_secs(10);

/// What came of one run.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Steps that were run.
    pub(super) steps: usize,
    /// What went wrong, as text to show.
    pub(super) failures: Vec<String>,
}

struct Run<'c> {
    case: &'c Case,
    protocol: Protocol,
    cloud: Cloud,
    /// One connection for all calls in the foreground of one caller in one region.
    clients: Vec<(Who, Option<String>, Client)>,
    callers: BTreeMap<String, Credentials>,
    waiting: VecDeque<Waiting>,
    vars: Vars,
    outcome: Outcome,
}

/// A call in the background.
struct Waiting {
    service: String,
    text: String,
    task: JoinHandle<Result<Answer, CallError>>,
}

/// The run cannot go on.
struct Stopped;

pub(super) async fn run(case: &Case, protocol: Protocol, services: Vec<Service>) -> Outcome {
    let cloud = Cloud::start(services).await;
    let mut vars = Vars::default();
    vars.set("endpoint", cloud.endpoint());
    vars.set("account", cloud.kernel().settings().default_account.to_string());
    vars.set("region", cloud.kernel().settings().default_region.to_string());
    let mut run = Run {
        case,
        protocol,
        cloud,
        clients: Vec::new(),
        callers: BTreeMap::new(),
        waiting: VecDeque::new(),
        vars,
        outcome: Outcome::default(),
    };
    for step in &case.steps {
        run.outcome.steps += 1;
        if run.step(step).await.is_err() {
            break;
        }
    }
    run.end().await
}

impl Run<'_> {
    async fn step(&mut self, step: &Step) -> Result<(), Stopped> {
        match &step.action {
            Action::Clock(clock) => self.clock(clock).await,
            Action::Caller(caller) => self.caller(step, caller)?,
            Action::Call(call, expectation) => {
                let input = self.input(step, call)?;
                let protocol = self.protocol_for(&call.service);
                let answer = self
                    .client(step, call)?
                    .call_in(protocol, &call.service, &call.operation, &input)
                    .await;
                self.judge(step, &call.service, &step.text, expectation.as_ref(), answer)?;
            }
            Action::Begin(call) => self.begin(step, call).await?,
            Action::Await(expectation) => {
                let Some(waiting) = self.waiting.pop_front() else {
                    return self.stop(step.line, &step.text, "no call is in the background");
                };
                let answer = waiting.task.await.unwrap_or_else(|e| {
                    Err(CallError::Connection(format!("the call was not finished: {e}")))
                });
                self.judge(step, &waiting.service, &waiting.text, Some(expectation), answer)?;
            }
        }
        Ok(())
    }

    async fn clock(&mut self, step: &ClockStep) {
        let clock = self.cloud.clock();
        match step {
            ClockStep::Advance(by) => clock.advance(*by),
            ClockStep::Freeze(Some(at)) => clock.freeze_at(*at),
            ClockStep::Freeze(None) => clock.freeze(),
            ClockStep::Resume => clock.resume(),
        }
        self.cloud.kernel().settle().await.expect("what is due can be done");
    }

    fn input(&mut self, step: &Step, call: &CallStep) -> Result<Value, Stopped> {
        match self.vars.fill_value(&call.input) {
            Ok(input) => Ok(input),
            Err(error) => self.stop(step.line, &step.text, &error).map(|()| Value::Null),
        }
    }

    /// The run's protocol where the service speaks it, or else the service's own.
    fn protocol_for(&self, service: &str) -> Protocol {
        let spoken = self.cloud.kernel().registered(service).ok();
        let spoken = spoken.map_or(&[][..], |s| s.service.schema.facts().protocols);
        let fallback = spoken.first().copied().unwrap_or(self.protocol);
        if spoken.contains(&self.protocol) { self.protocol } else { fallback }
    }

    /// Names a caller; a name that is given again means the new one.
    fn caller(&mut self, step: &Step, caller: &CallerStep) -> Result<(), Stopped> {
        let mut filled = Vec::new();
        for text in [&caller.id, &caller.secret].into_iter().chain(&caller.token) {
            match self.vars.fill_text(text) {
                Ok(value) => filled.push(value),
                Err(error) => return self.stop(step.line, &step.text, &error),
            }
        }
        let mut filled = filled.into_iter();
        let (id, secret) = (filled.next().unwrap_or_default(), filled.next().unwrap_or_default());
        let credentials = Credentials { id, secret, token: filled.next() };
        self.callers.insert(caller.name.clone(), credentials);
        self.clients.retain(|(who, ..)| *who != Who::Caller(caller.name.clone()));
        Ok(())
    }

    fn new_client(&mut self, step: &Step, call: &CallStep) -> Result<Client, Stopped> {
        let credentials = match &call.who {
            Who::Root => self.cloud.root(),
            Who::Account(account) => Credentials::new(account.clone(), "test"),
            Who::Nobody => Credentials::none(),
            Who::Caller(name) => match self.callers.get(name) {
                Some(credentials) => credentials.clone(),
                None => {
                    self.stop(step.line, &step.text, &format!("no caller {name} is known yet"))?;
                    return Err(Stopped);
                }
            },
        };
        let client = Client::new(&self.cloud, credentials);
        Ok(match &call.region {
            Some(region) => client.in_region(region),
            None => client,
        })
    }

    fn client(&mut self, step: &Step, call: &CallStep) -> Result<&mut Client, Stopped> {
        let known =
            self.clients.iter().position(|(who, at, _)| *who == call.who && *at == call.region);
        let at = match known {
            Some(at) => at,
            None => {
                let client = self.new_client(step, call)?;
                self.clients.push((call.who.clone(), call.region.clone(), client));
                self.clients.len() - 1
            }
        };
        Ok(&mut self.clients[at].2)
    }

    /// Starts a call on a connection of its own and lets it come to its wait.
    #[expect(clippy::disallowed_methods, reason = "awaited by a later step, or aborted at the end")]
    async fn begin(&mut self, step: &Step, call: &CallStep) -> Result<(), Stopped> {
        let input = self.input(step, call)?;
        let protocol = self.protocol_for(&call.service);
        let mut client = self.new_client(step, call)?;
        let before = self.cloud.kernel().waiting();
        let (service, operation) = (call.service.clone(), call.operation.clone());
        let task =
            tokio::spawn(
                async move { client.call_in(protocol, &service, &operation, &input).await },
            );
        let settled = async {
            while !task.is_finished() && self.cloud.kernel().waiting() <= before {
                tokio::task::yield_now().await;
            }
        };
        let came = tokio::time::timeout(TO_WAIT, settled).await;
        let (service, text) = (call.service.clone(), step.text.clone());
        self.waiting.push_back(Waiting { service, text, task });
        match came {
            Ok(()) => Ok(()),
            Err(_) => self.stop(step.line, &step.text, "the call neither waits nor has an answer"),
        }
    }

    fn judge(
        &mut self,
        step: &Step,
        service: &str,
        text: &str,
        expectation: Option<&Expectation>,
        answer: Result<Answer, CallError>,
    ) -> Result<(), Stopped> {
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return self.stop(step.line, text, &error.to_string()),
        };
        let line = expectation.map_or(step.line, |e| e.line);
        let problems = match (expectation.map(|e| &e.what), &answer) {
            (None, Answer::Output(_)) => return Ok(()),
            (Some(Expected::Output(mode, expected)), Answer::Output(actual)) => {
                self.compare(*mode, expected, actual)
            }
            (Some(Expected::Error(expected)), Answer::Error(actual)) => {
                self.compare_error(service, expected, actual)
            }
            (None | Some(Expected::Output(..)), Answer::Error(error)) => {
                vec![format!("expected an output, got an error: {error:?}")]
            }
            (Some(Expected::Error(expected)), Answer::Output(output)) => {
                vec![format!("expected the error {}, got an output: {output}", expected.code)]
            }
        };
        if !problems.is_empty() {
            let shown = match &answer {
                Answer::Output(output) => format!("answer: {output}"),
                Answer::Error(error) => format!("answer: {error:?}"),
            };
            self.fail(line, text, &format!("{}\n    {shown}", problems.join("\n    ")));
        }
        Ok(())
    }

    fn compare(&mut self, mode: Mode, expected: &Value, actual: &Value) -> Vec<String> {
        let empty_is_absent =
            matches!(self.protocol, Protocol::AwsQuery | Protocol::Ec2Query | Protocol::RestXml);
        let mut comparison =
            Comparison { vars: &mut self.vars, mode, empty_is_absent, differences: Vec::new() };
        comparison.value("$", expected, actual);
        comparison.differences
    }

    fn compare_error(
        &mut self,
        service: &str,
        expected: &ExpectedError,
        actual: &ApiFailure,
    ) -> Vec<String> {
        let protocol = self.protocol_for(service);
        let registered = self.cloud.kernel().registered(service).ok();
        let schema = registered.map(|s| s.service.schema.get());
        let modelled = schema.and_then(|schema| schema.shape(&expected.code)?.error.as_ref());
        let plain = expected.code.strip_suffix("Exception").unwrap_or(&expected.code);
        let derived = modelled.map_or(plain, |facts| facts.code);
        let query_code = expected.query_code.as_deref().unwrap_or(derived);
        let query = matches!(protocol, Protocol::AwsQuery | Protocol::Ec2Query);
        let code = if query { query_code } else { &expected.code };
        let mut problems = Vec::new();
        let mut check = |what: &str, want: &str, got: &str| {
            if want != got {
                problems.push(format!("{what}: expected {want:?}, got {got:?}"));
            }
        };
        check("code", code, &actual.code);
        check("status", &expected.status.to_string(), &actual.status.to_string());
        if protocol == Protocol::AwsJson && schema.is_some_and(|schema| schema.query_compatible) {
            let fault = if expected.status < 500 { "Sender" } else { "Receiver" };
            let header = actual.query_error.as_deref().unwrap_or("");
            check("x-amzn-query-error", &format!("{query_code};{fault}"), header);
        }
        let message = if query { &expected.query_message } else { &expected.message };
        problems.extend(message.as_ref().and_then(|m| self.message_problem(m, actual)));
        problems
    }

    fn message_problem(&self, expected: &Message, actual: &ApiFailure) -> Option<String> {
        let got = actual.message.as_deref().unwrap_or("");
        let (Message::Is(raw) | Message::Contains(raw)) = expected;
        let want = match self.vars.fill(raw) {
            Ok(want) => want,
            Err(error) => return Some(error),
        };
        let same = match expected {
            Message::Is(_) => want == got,
            Message::Contains(_) => got.contains(&want),
        };
        (!same).then(|| format!("message: expected {want:?}, got {got:?}"))
    }

    fn fail(&mut self, line: usize, text: &str, what: &str) {
        let (file, protocol) = (&self.case.file, word_of(self.protocol));
        let failure = format!("{file}:{line} [{protocol}] {text}\n    {what}");
        self.outcome.failures.push(failure);
    }

    fn stop(&mut self, line: usize, text: &str, what: &str) -> Result<(), Stopped> {
        self.fail(line, text, &format!("{what}; the rest of the file was not run"));
        Err(Stopped)
    }

    async fn end(mut self) -> Outcome {
        let left = std::mem::take(&mut self.waiting);
        for waiting in &left {
            waiting.task.abort();
        }
        if let Some(first) = left.front().filter(|_| self.outcome.failures.is_empty()) {
            let last = self.case.steps.last().map_or(1, |step| step.line);
            let text = first.text.clone();
            self.fail(last, &text, "the file ends, but nothing waited for this call (&<)");
        }
        self.clients.clear();
        self.cloud.stop().await;
        self.outcome
    }
}
