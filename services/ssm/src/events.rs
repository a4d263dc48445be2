//! What Parameter Store tells others: changes of parameters, and what their policies did.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-eventbridge-events.html>

use kernel::Topic;
use serde::{Deserialize, Serialize};

/// A parameter was created, updated, deleted or labelled.
pub(crate) const CHANGED: Topic<Change> = Topic::new("ssm.parameter-change");
/// A parameter's policy did what it says.
pub(crate) const POLICY_ACTED: Topic<PolicyAction> = Topic::new("ssm.parameter-policy-action");

/// What happened to a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// `Create`, `Update`, `Delete` or `LabelParameterVersion`.
    pub(crate) operation: String,
    pub(crate) name: String,
    /// `String`, `StringList` or `SecureString`.
    pub(crate) kind: String,
    pub(crate) description: Option<String>,
    /// The version that was labelled, and its new labels.
    pub(crate) labelled: Option<(u64, Vec<String>)>,
}

/// What a policy did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PolicyAction {
    pub(crate) name: String,
    pub(crate) kind: String,
    /// `Expiration`, `ExpirationNotification` or `NoChangeNotification`.
    pub(crate) policy_type: String,
    /// The policy as it was given.
    pub(crate) policy_content: String,
}
