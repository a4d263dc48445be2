//! AWS policy evaluation, pure: documents in, a decision and its reasons out. No I/O, no clock.
//!
//! [`PolicyDocument`] is the parsed text, [`validate`] checks it for the place where it is to be attached,
//! [`Compiled`] is its form for evaluation, and [`evaluate`] decides a [`Request`] against a [`PolicySet`].
//! [`explain`] decides again, slowly, and says of every statement why it applied or did not.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod action;
mod compiled;
mod condition;
mod context;
mod decision;
mod document;
mod errors;
mod evaluate;
mod explain;
mod global_keys;
mod json;
mod kinds;
mod pattern;
mod principal;
mod request;
mod resource;
mod value;
mod variable;

pub use compiled::{Attached, Compiled};
pub use condition::{ConditionOperator, Qualifier};
pub use context::{ContextSource, RequestContext};
pub use decision::{Decision, Layer, Outcome, StatementRef};
pub use document::{
    ConditionEntry, Effect, Element, Limits, PolicyDocument, PrincipalElement, Statement, Version,
};
pub use errors::PolicyError;
pub use evaluate::{PolicySet, ResourceRule, evaluate};
pub use explain::{Explanation, Fate, Step, explain};
pub use global_keys::{GLOBAL_KEYS, GlobalKey, KeyType};
pub use kinds::{Kind, validate};
pub use principal::PrincipalSpec;
pub use request::{Principal, PrincipalKind, Request};
pub use value::Value;
