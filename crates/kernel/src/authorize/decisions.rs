//! What was decided lately, kept so that it can be explained, and told to whoever listens.

use std::collections::VecDeque;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clock::Timestamp;
use parking_lot::Mutex;
use policy::{Decision, Explanation, Outcome};
use serde::Serialize;
use tokio::sync::broadcast;

use super::denial;
use super::question::Question;
use crate::call::Caller;
use crate::cx::Cx;
use crate::kernel::Kernel;

/// How many denied calls can be explained.
const DENIED: usize = 2_000;
/// How many allowed ones: few, since what every call writes must stay in the processor's caches.
const ALLOWED: usize = 128;
/// How far a listener may fall behind before it misses decisions.
const BEHIND: usize = 256;

/// A question and its answer.
#[derive(Debug)]
pub(crate) struct Ruling {
    pub(crate) question: Question,
    pub(crate) decision: Decision,
}

/// Everything that decided one call.
#[derive(Debug)]
pub(crate) struct Evidence {
    pub(crate) time: Timestamp,
    request_id: String,
    service: &'static str,
    operation: &'static str,
    caller: Arc<Caller>,
    enforced: bool,
    pub(crate) rulings: Vec<Ruling>,
}

impl Evidence {
    pub(super) fn new(cx: &Cx<'_>, operation: &'static str, rulings: Vec<Ruling>) -> Evidence {
        Evidence {
            time: cx.now(),
            request_id: cx.request_id().to_owned(),
            service: cx.service(),
            operation,
            caller: cx.caller_shared(),
            enforced: true,
            rulings,
        }
    }

    /// The same, of a denial that policies only warned of.
    pub(super) fn only_warned(mut self) -> Evidence {
        self.enforced = false;
        self
    }

    /// The place of the ruling that denies, which is the last.
    pub(super) fn denial(&self) -> Option<usize> {
        let last = self.rulings.len().checked_sub(1)?;
        (!self.rulings[last].decision.is_allowed()).then_some(last)
    }
}

/// The latest decisions.
pub(crate) struct Decisions {
    allowed: Mutex<VecDeque<Arc<Evidence>>>,
    denied: Mutex<VecDeque<Arc<Evidence>>>,
    listeners: broadcast::Sender<Arc<Evidence>>,
}

impl Default for Decisions {
    fn default() -> Self {
        Decisions {
            allowed: Mutex::default(),
            denied: Mutex::default(),
            listeners: broadcast::Sender::new(BEHIND),
        }
    }
}

impl Decisions {
    pub(super) fn keep(&self, evidence: Evidence) {
        let (list, most) = match evidence.denial() {
            Some(_) => (&self.denied, DENIED),
            None => (&self.allowed, ALLOWED),
        };
        let evidence = Arc::new(evidence);
        if self.listeners.receiver_count() > 0 {
            // Fails when the last listener has just left.
            let _told = self.listeners.send(evidence.clone());
        }
        let mut list = list.lock();
        let forgotten = if list.len() == most { list.pop_front() } else { None };
        list.push_back(evidence);
        drop(list);
        // What it held is given back outside of the lock.
        drop(forgotten);
    }

    fn find(&self, request_id: &str) -> Option<Arc<Evidence>> {
        let among = |list: &Mutex<VecDeque<Arc<Evidence>>>| {
            list.lock().iter().rev().find(|e| e.request_id == request_id).cloned()
        };
        among(&self.denied).or_else(|| among(&self.allowed))
    }

    fn newest(&self, denied: bool) -> Option<Arc<Evidence>> {
        let list = if denied { &self.denied } else { &self.allowed };
        list.lock().back().cloned()
    }
}

/// A decision as it is shown: in short, or with every statement that was looked at.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecisionView {
    /// The id that the client got.
    pub request_id: String,
    /// When, ISO 8601.
    pub time: String,
    /// Who: an ARN, or `anonymous`.
    pub principal: String,
    /// The key that signed.
    pub access_key_id: String,
    /// `sqs:SendMessage` of our service names.
    pub operation: String,
    /// Region.
    pub region: String,
    /// `allowed`, `denied`, or `would be denied` while policies only warn.
    pub outcome: &'static str,
    /// Each thing that was required, up to the first denial.
    pub checks: Vec<CheckView>,
}

/// One thing that was required.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The account that owns it.
    pub resource_account: String,
    /// `allowed`, `explicitly denied`, `implicitly denied`.
    pub decision: &'static str,
    /// The kind of policy that decided; of an implicit denial, the kind that should have allowed.
    pub decided_by: &'static str,
    /// The statement that decided, as `POLICY statement N (SID)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// The denial as the client saw it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Every statement that was looked at, and what became of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<String>,
    /// Condition keys that statements for this action asked for and the request does not have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_keys: Vec<String>,
    /// The values of all condition keys.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<(String, Vec<String>)>,
    /// For `sts:DecodeAuthorizationMessage`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoded_message: Option<String>,
}

/// Hears of every decision from now on.
pub struct DecisionStream(broadcast::Receiver<Arc<Evidence>>);

impl DecisionStream {
    /// The next decision, in short; `None` when the cloud has stopped. A listener that falls behind misses some.
    pub async fn next(&mut self) -> Option<DecisionView> {
        loop {
            match self.0.recv().await {
                Ok(evidence) => return Some(view(&evidence)),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

impl Kernel {
    /// Why the call with this request id was allowed or denied; `None` when it is not among the latest. `latest` and
    /// `latest-denied` name the newest of their kind.
    pub fn explain_decision(&self, request_id: &str) -> Option<DecisionView> {
        let decisions = &self.0.decisions;
        let evidence = match request_id {
            "latest" => {
                let both = [decisions.newest(true), decisions.newest(false)];
                both.into_iter().flatten().max_by_key(|evidence| evidence.time)
            }
            "latest-denied" => decisions.newest(true),
            id => decisions.find(id),
        }?;
        let mut shown = view(&evidence);
        for (check, ruling) in shown.checks.iter_mut().zip(&evidence.rulings) {
            let explanation = ruling.question.explain();
            check.statements = explanation.steps.iter().map(ToString::to_string).collect();
            check.missing_keys.clone_from(&explanation.missing_keys);
            check.context = context(ruling);
            check.encoded_message = Some(self.encoded(ruling, &explanation));
        }
        Some(shown)
    }

    /// Listens to decisions.
    pub fn decision_stream(&self) -> DecisionStream {
        DecisionStream(self.0.decisions.listeners.subscribe())
    }

    /// What `sts:DecodeAuthorizationMessage` opens: as AWS's, a document of the decision.
    /// Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>
    fn encoded(&self, ruling: &Ruling, explanation: &Explanation) -> String {
        let applied = |step: &&policy::Step| step.fate.is_applied();
        let matched = explanation.steps.iter().filter(applied).map(|step| MatchedStatement {
            statement_id: step.statement.sid.as_deref().unwrap_or(""),
            effect: if step.effect == policy::Effect::Allow { "ALLOW" } else { "DENY" },
            source_policy_id: &step.statement.policy,
        });
        let question = &ruling.question;
        let document = AuthorizationMessage {
            allowed: ruling.decision.is_allowed(),
            explicit_deny: ruling.decision.outcome == Outcome::ExplicitDeny,
            matched_statements: Items { items: matched.collect() },
            failures: Items { items: Vec::<()>::new() },
            context: MessageContext {
                principal: MessagePrincipal {
                    id: &question.standing.who.unique_id,
                    arn: &question.standing.who.arn,
                },
                action: &question.required.action,
                resource: &question.required.resource,
                conditions: Items {
                    items: context(ruling)
                        .into_iter()
                        .map(|(key, values)| MessageCondition {
                            key,
                            values: Items {
                                items: values
                                    .into_iter()
                                    .map(|value| MessageValue { value })
                                    .collect(),
                            },
                        })
                        .collect(),
                },
            },
        };
        let text = serde_json::to_vec(&document).expect("plain data");
        STANDARD.encode(self.seal("authorization-message", &text))
    }
}

#[derive(Serialize)]
struct Items<T> {
    items: Vec<T>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthorizationMessage<'a> {
    allowed: bool,
    explicit_deny: bool,
    matched_statements: Items<MatchedStatement<'a>>,
    failures: Items<()>,
    context: MessageContext<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MatchedStatement<'a> {
    statement_id: &'a str,
    effect: &'static str,
    source_policy_id: &'a str,
}

#[derive(Serialize)]
struct MessageContext<'a> {
    principal: MessagePrincipal<'a>,
    action: &'a str,
    resource: &'a str,
    conditions: Items<MessageCondition>,
}

#[derive(Serialize)]
struct MessagePrincipal<'a> {
    id: &'a str,
    arn: &'a str,
}

#[derive(Serialize)]
struct MessageCondition {
    key: String,
    values: Items<MessageValue>,
}

#[derive(Serialize)]
struct MessageValue {
    value: String,
}

fn context(ruling: &Ruling) -> Vec<(String, Vec<String>)> {
    let context = ruling.question.context();
    let mut all: Vec<(String, Vec<String>)> = context
        .iter()
        .map(|(key, values)| {
            (key.to_owned(), values.iter().map(|value| value.text().into_owned()).collect())
        })
        .collect();
    all.sort();
    all
}

/// What was called; a visit to a resource's own address is no operation, and is called after its action.
fn operation(evidence: &Evidence) -> String {
    match evidence.rulings.first() {
        Some(first) if evidence.operation.is_empty() => first.question.required.action.to_string(),
        _ => format!("{}:{}", evidence.service, evidence.operation),
    }
}

fn view(evidence: &Evidence) -> DecisionView {
    let first = evidence.rulings.first();
    let outcome = match (evidence.denial(), evidence.enforced) {
        (None, _) => "allowed",
        (Some(_), true) => "denied",
        (Some(_), false) => "would be denied",
    };
    DecisionView {
        request_id: evidence.request_id.clone(),
        time: evidence.time.iso8601_millis(),
        principal: first
            .map_or_else(String::new, |r| r.question.standing.who.display_name().to_owned()),
        access_key_id: evidence.caller.access_key_id.clone(),
        operation: operation(evidence),
        region: first.map_or_else(String::new, |r| r.question.circumstances.region.to_string()),
        outcome,
        checks: evidence.rulings.iter().map(|ruling| check(evidence, ruling)).collect(),
    }
}

fn check(evidence: &Evidence, ruling: &Ruling) -> CheckView {
    let Ruling { question, decision } = ruling;
    let message = denial::message(evidence.service, evidence.operation, ruling);
    CheckView {
        action: question.required.action.to_string(),
        resource: question.required.resource.clone(),
        resource_account: question.owner.to_string(),
        decision: match decision.outcome {
            Outcome::Allow => "allowed",
            Outcome::ExplicitDeny => "explicitly denied",
            Outcome::ImplicitDeny => "implicitly denied",
        },
        decided_by: decision.layer.name(),
        statement: decision.statement.as_ref().map(ToString::to_string),
        message: (!message.is_empty()).then_some(message),
        statements: Vec::new(),
        missing_keys: Vec::new(),
        context: Vec::new(),
        encoded_message: None,
    }
}
