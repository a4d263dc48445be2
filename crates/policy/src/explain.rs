//! The decision once more, with its reasons: every statement of every policy, and why it applied or did not.
//! Slower than [`evaluate`](crate::evaluate()), and never needed to decide.

use std::fmt;

use crate::action::Asked;
use crate::compiled::{Attached, CompiledStatement, Mismatch};
use crate::decision::{Decision, Layer, Outcome, StatementRef};
use crate::document::Effect;
use crate::evaluate::{PolicySet, concerns, evaluate, layers, names_principals};
use crate::principal::Reach;
use crate::request::Request;

/// A decision and the way to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What was decided.
    pub decision: Decision,
    /// Every statement, in the order in which policies are looked at.
    pub steps: Vec<Step>,
    /// Condition keys that statements for this action asked for and the request does not have: lower case, sorted.
    pub missing_keys: Vec<String>,
}

/// One statement and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The kind of policy.
    pub layer: Layer,
    /// The statement.
    pub statement: StatementRef,
    /// What it does when it applies.
    pub effect: Effect,
    /// Whether it did.
    pub fate: Fate,
}

/// Whether a statement applied, or the first element that kept it from applying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It applies to the request.
    Applies,
    /// It names the account only: the account's identities need a permission of their own.
    AppliesToAccount,
    /// Another principal is meant.
    OtherPrincipal,
    /// Another action is meant.
    OtherAction,
    /// Another resource is meant.
    OtherResource,
    /// A condition does not hold.
    Condition {
        /// Such as `StringEquals`.
        operator: String,
        /// The key, in lower case.
        key: String,
        /// What the request has under the key; `None`: nothing.
        found: Option<Vec<String>>,
    },
}

impl Fate {
    /// Whether the statement applied, be it to the account alone.
    pub fn is_applied(&self) -> bool {
        matches!(self, Fate::Applies | Fate::AppliesToAccount)
    }
}

/// Decides `request` as [`evaluate`] does, and says why.
pub fn explain(request: &Request<'_>, policies: &PolicySet<'_>) -> Explanation {
    let steps: Vec<Step> = Asked::with(request.action, |asked| {
        let layers = layers(policies).filter(|(layer, _)| concerns(*layer, request));
        let steps = layers.flat_map(|(layer, attached)| {
            let all = attached.policy.in_order().into_iter();
            all.map(move |statement| step(request, asked, layer, attached, statement))
        });
        steps.collect()
    });
    let mut missing_keys: Vec<String> = steps.iter().filter_map(Step::missing_key).collect();
    missing_keys.sort();
    missing_keys.dedup();
    Explanation { decision: evaluate(request, policies), steps, missing_keys }
}

fn step(
    request: &Request<'_>,
    asked: Asked<'_>,
    layer: Layer,
    attached: &Attached,
    statement: &CompiledStatement,
) -> Step {
    let fate = match statement.applies(request, asked, names_principals(layer)) {
        Ok(Reach::Account) => Fate::AppliesToAccount,
        Ok(Reach::Issuer | Reach::Direct) => Fate::Applies,
        Err(Mismatch::Principal) => Fate::OtherPrincipal,
        Err(Mismatch::Action) => Fate::OtherAction,
        Err(Mismatch::Resource) => Fate::OtherResource,
        Err(Mismatch::Condition(condition)) => Fate::Condition {
            operator: condition.operator().to_string(),
            key: condition.key().to_owned(),
            found: request
                .context
                .values(condition.key())
                .map(|values| values.iter().map(|value| value.text().into_owned()).collect()),
        },
    };
    Step {
        layer,
        statement: StatementRef {
            policy: attached.name.clone(),
            index: statement.index,
            sid: statement.sid.clone(),
        },
        effect: statement.effect,
        fate,
    }
}

impl Step {
    fn missing_key(&self) -> Option<String> {
        match &self.fate {
            Fate::Condition { key, found: None, .. } => Some(key.clone()),
            _ => None,
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.decision.outcome {
            Outcome::Allow => "allowed",
            Outcome::ExplicitDeny => "denied explicitly",
            Outcome::ImplicitDeny => "denied: nothing allows it",
        };
        write!(f, "{outcome} ({})", self.decision.layer.name())?;
        if let Some(statement) = &self.decision.statement {
            write!(f, " by {statement}")?;
        }
        for step in &self.steps {
            write!(f, "\n  {step}")?;
        }
        if !self.missing_keys.is_empty() {
            write!(f, "\n  keys that the request lacks: {}", self.missing_keys.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for StatementRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} statement {}", self.policy, self.index + 1)?;
        match &self.sid {
            Some(sid) => write!(f, " ({sid})"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let effect = match self.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        };
        write!(f, "{}: {}: {effect} ", self.layer.name(), self.statement)?;
        match &self.fate {
            Fate::Applies => f.write_str("applies"),
            Fate::AppliesToAccount => f.write_str("applies to the caller's account"),
            Fate::OtherPrincipal => f.write_str("is for other principals"),
            Fate::OtherAction => f.write_str("is for other actions"),
            Fate::OtherResource => f.write_str("is for other resources"),
            Fate::Condition { operator, key, found: None } => {
                write!(f, "does not apply: {operator} {key}, which the request lacks")
            }
            Fate::Condition { operator, key, found: Some(values) } => {
                write!(f, "does not apply: {operator} {key}, which is {}", values.join(", "))
            }
        }
    }
}
