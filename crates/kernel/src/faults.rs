//! Faults and throttles that a user asks for: by service, operation, account, region and probability.
//! Ref: docs/faults.md

use std::time::Duration;

use arn::Region;
use clock::{Clock, Random, Timestamp};
use parking_lot::RwLock;
use schema::ApiError;
use serde::{Deserialize, Serialize};

use crate::call::Call;

/// One rule: calls that match all that is given suffer the effect, with the probability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Chosen by the server when empty.
    #[serde(default)]
    pub id: String,
    /// Service, such as `sqs`; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Operation, such as `SendMessage`; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// Account; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Region; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// 0 to 1; 1 when absent.
    #[serde(default = "always")]
    pub probability: f64,
    /// What happens.
    pub effect: Effect,
}

fn always() -> f64 {
    1.0
}

/// What a fault does to a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Effect {
    /// Fails with this error, before anything happened.
    Error {
        /// Such as `InternalFailure`.
        code: String,
        /// HTTP status.
        status: u16,
        /// Message.
        #[serde(default)]
        message: String,
    },
    /// Waits, by the cloud's clock, then goes on.
    Latency {
        /// Milliseconds.
        ms: u64,
    },
    /// Lets `rate` calls a second through, `burst` at once, and refuses the rest as AWS does.
    Throttle {
        /// Calls a second.
        rate: f64,
        /// Size of the bucket.
        burst: f64,
    },
    /// Closes the connection without an answer.
    Reset,
}

/// The error code by which the gateway knows that it must drop the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResetConnection;

impl ResetConnection {
    /// No AWS error has this code.
    pub const CODE: &'static str = "stratus:ResetConnection";
}

struct Rule {
    fault: Fault,
    tokens: f64,
    filled: Timestamp,
}

/// The rules in force.
#[derive(Default)]
pub struct Faults {
    rules: RwLock<Vec<Rule>>,
}

/// At most this many rules at once.
const MAX_RULES: usize = 1_000;

impl Faults {
    /// The rules in force.
    pub fn list(&self) -> Vec<Fault> {
        self.rules.read().iter().map(|r| r.fault.clone()).collect()
    }

    /// Adds a rule, or replaces the one with its id; says what is wrong with it otherwise.
    pub fn add(&self, mut fault: Fault, random: &Random, now: Timestamp) -> Result<Fault, String> {
        if !(0.0..=1.0).contains(&fault.probability) {
            return Err(format!("probability {} is not between 0 and 1", fault.probability));
        }
        if let Some(region) = &fault.region
            && Region::parse(region).is_none()
        {
            return Err(format!("'{region}' is not a region"));
        }
        let mut tokens = 0.0;
        match fault.effect {
            Effect::Error { status, .. } if !(400..600).contains(&status) => {
                return Err(format!("status {status} is not an error's: use 400 to 599"));
            }
            Effect::Throttle { rate, burst } if rate.is_nan() || rate < 0.0 || burst < 1.0 => {
                return Err("a throttle needs rate >= 0 and burst >= 1".to_owned());
            }
            Effect::Throttle { burst, .. } => tokens = burst,
            _ => {}
        }
        if fault.id.is_empty() {
            fault.id = random.hex(4);
        }
        let mut rules = self.rules.write();
        rules.retain(|r| r.fault.id != fault.id);
        if rules.len() >= MAX_RULES {
            return Err(format!("there are {MAX_RULES} faults already: remove some"));
        }
        rules.push(Rule { fault: fault.clone(), tokens, filled: now });
        Ok(fault)
    }

    /// Removes one rule; false when there is none with this id.
    pub fn remove(&self, id: &str) -> bool {
        let mut rules = self.rules.write();
        let before = rules.len();
        rules.retain(|r| r.fault.id != id);
        rules.len() < before
    }

    /// Removes all.
    pub fn clear(&self) {
        self.rules.write().clear();
    }

    /// What this call suffers.
    pub(crate) async fn apply(
        &self,
        call: &Call,
        operation: &str,
        clock: &Clock,
        random: &Random,
    ) -> Result<(), ApiError> {
        if self.rules.read().is_empty() {
            return Ok(());
        }
        let mut wait = Duration::ZERO;
        let mut failure = None;
        for rule in self.rules.write().iter_mut() {
            if !matches(&rule.fault, call, operation) || random.unit() >= rule.fault.probability {
                continue;
            }
            match &rule.fault.effect {
                Effect::Latency { ms } => wait += Duration::from_millis(*ms),
                Effect::Error { code, status, message } => {
                    failure = Some(ApiError::new(code.clone(), *status, message.clone()));
                }
                Effect::Reset => {
                    failure = Some(ApiError::new(ResetConnection::CODE, 500, "connection reset"));
                }
                Effect::Throttle { rate, burst } => {
                    let now = clock.now();
                    let earned = now.since(rule.filled).as_secs_f64() * rate;
                    rule.tokens = (rule.tokens + earned).min(*burst);
                    rule.filled = now;
                    if rule.tokens >= 1.0 {
                        rule.tokens -= 1.0;
                    } else {
                        failure = Some(ApiError::new("ThrottlingException", 400, "Rate exceeded"));
                    }
                }
            }
            if failure.is_some() {
                break;
            }
        }
        if !wait.is_zero() {
            clock.sleep_until(clock.now().plus(wait)).await;
        }
        failure.map_or(Ok(()), Err)
    }
}

fn matches(fault: &Fault, call: &Call, operation: &str) -> bool {
    let given = |want: &Option<String>, have: &str| want.as_ref().is_none_or(|w| w == have);
    given(&fault.service, call.service)
        && given(&fault.operation, operation)
        && given(&fault.account, call.caller.account.as_str())
        && given(&fault.region, call.region.as_str())
}
