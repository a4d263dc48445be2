//! AWS policy evaluation, pure: documents in, a decision and its reasons out. No I/O, no clock.
//!
//! [`PolicyDocument`] is the parsed text, [`validate`] checks it for the place where it is to be attached,
//! [`Compiled`] is its form for evaluation, and [`evaluate()`] decides a [`Request`] against a [`PolicySet`].
//! [`explain()`] decides again, slowly, and says of every statement why it applied or did not.
//!
//! ```
//! use policy::{Attached, PolicyDocument, PolicySet, Principal, Request, RequestContext, evaluate};
//!
//! let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Get*",
//!     "Resource": "arn:aws:s3:::home/${aws:username}/*"}}"#;
//! let identity = [Attached::new("own-files", &PolicyDocument::parse(text)?)];
//! let account = arn::AccountId::DEFAULT;
//! let bob = Principal::user(account, "bob", "AIDAEXAMPLE");
//! let mut context = RequestContext::new();
//! bob.fill(&mut context, clock::Timestamp::EPOCH);
//! let request = Request {
//!     principal: &bob,
//!     action: "s3:GetObject",
//!     resource: "arn:aws:s3:::home/bob/notes",
//!     resource_account: Some(account),
//!     context: &context,
//! };
//! let policies = PolicySet { identity: &identity, ..PolicySet::default() };
//! assert!(evaluate(&request, &policies).is_allowed());
//! let denied = Request { action: "s3:PutObject", ..request };
//! assert_eq!(
//!     evaluate(&denied, &policies).message(&denied),
//!     "User: arn:aws:iam::000000000000:user/bob is not authorized to perform: s3:PutObject on resource: \
//!      arn:aws:s3:::home/bob/notes because no identity-based policy allows the s3:PutObject action",
//! );
//! # Ok::<(), policy::PolicyError>(())
//! ```
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
mod suggest;
mod value;
mod variable;

pub use compiled::{Attached, Compiled};
pub use condition::{ConditionOperator, Qualifier};
pub use context::{ContextSource, RequestContext, Values};
pub use decision::{Decision, Layer, Outcome, StatementRef};
pub use document::{
    ConditionEntry, Effect, Element, Limits, PolicyDocument, PrincipalElement, Statement, Version,
};
pub use errors::PolicyError;
pub use evaluate::{Granted, PolicySet, ResourceRule, evaluate};
pub use explain::{Explanation, Fate, Step, explain};
pub use global_keys::{GLOBAL_KEYS, GlobalKey, KeyType};
pub use kinds::{Kind, validate};
pub use principal::{PrincipalSpec, Reach};
pub use request::{Principal, PrincipalKind, Request};
pub use suggest::suggest;
pub use value::Value;
