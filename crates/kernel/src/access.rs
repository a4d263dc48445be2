//! What a call is about, as policies see it: actions on resources. The facts of the Service Authorization
//! Reference say it for most operations; a service's [`AccessFn`] says what they cannot.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use std::borrow::Cow;
use std::sync::Arc;

use arn::AccountId;
use policy::{Attached, Granted, ResourceRule, Value, Values};
use schema::ApiResult;

use crate::cx::Cx;
use crate::members::Members;
use crate::operations::{AnyInput, BoxFuture};

/// One thing that policies must allow before a call goes on. A call that needs several needs all.
#[derive(Clone, Debug)]
pub struct Required {
    /// Such as `sqs:SendMessage`.
    pub action: Cow<'static, str>,
    /// The resource's ARN; `*` where the action has none.
    pub resource: String,
    /// Whose the resource is; `None` means the account that the call acts in. When the first thing that a call
    /// requires belongs to another account and is allowed, the call acts in that account.
    pub owner: Option<AccountId>,
    /// The resource's own policy.
    pub policy: Option<Attached>,
    /// What that policy means to callers of the resource's own account.
    pub rule: ResourceRule,
    /// What the owner granted the caller beside that policy, and which fits the call.
    pub granted: Option<Granted>,
    /// Condition keys that only the service knows: `iam:PassedToService`, `aws:ResourceTag/...`.
    pub keys: Vec<(Cow<'static, str>, Values)>,
}

impl Required {
    /// `action` on `resource`, which has no policy and belongs to the caller's account.
    pub fn new(action: impl Into<Cow<'static, str>>, resource: impl Into<String>) -> Required {
        Required {
            action: action.into(),
            resource: resource.into(),
            owner: None,
            policy: None,
            rule: ResourceRule::Either,
            granted: None,
            keys: Vec::new(),
        }
    }

    /// The same, for a resource of `owner`.
    #[must_use]
    pub fn owned_by(mut self, owner: AccountId) -> Required {
        self.owner = Some(owner);
        self
    }

    /// The same, for a resource that has a policy. [`crate::Kernel::compiled`] makes one from text.
    #[must_use]
    pub fn with_policy(mut self, policy: Attached, rule: ResourceRule) -> Required {
        self.policy = Some(policy);
        self.rule = rule;
        self
    }

    /// The same, with what the caller was granted beside policies.
    #[must_use]
    pub fn with_grant(mut self, granted: Option<Granted>) -> Required {
        self.granted = granted;
        self
    }

    /// The same, with a condition key of one value.
    #[must_use]
    pub fn with_key(
        mut self,
        key: impl Into<Cow<'static, str>>,
        value: impl Into<Value>,
    ) -> Required {
        self.keys.push((key.into(), Values::one(value)));
        self
    }

    /// The same, with a condition key of several values.
    #[must_use]
    pub fn with_keys(
        mut self,
        key: impl Into<Cow<'static, str>>,
        values: impl IntoIterator<Item = impl Into<Value>>,
    ) -> Required {
        let values = values.into_iter().map(Into::into).collect();
        self.keys.push((key.into(), Values::Many(values)));
        self
    }

    /// The same, with the resource's tags: `aws:ResourceTag/...`.
    #[must_use]
    pub fn with_tags<'t>(mut self, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> Required {
        for (key, value) in tags {
            self.keys.push((format!("aws:ResourceTag/{key}").into(), Values::one(value)));
        }
        self
    }
}

/// The call that an [`AccessFn`] is asked about.
pub struct AccessQuery<'a> {
    /// AWS's name of the operation.
    pub operation: &'static str,
    /// The operation's action: `sqs:SendMessage`. A batch's is that of the single operation.
    pub action: &'a Arc<str>,
    /// The input's members, by their names in the model.
    pub input: Members<'a>,
    /// The same input as its own type, for what members' names do not reach: see [`AccessQuery::input_as`].
    pub typed: &'a dyn AnyInput,
    /// Whether a policy of the caller asks for `aws:ResourceTag/...`: reading tags for nobody is a waste. A service
    /// adds them also when the resource's own policy asks.
    pub wants_resource_tags: bool,
}

impl AccessQuery<'_> {
    /// The input, when it is a `T`.
    pub fn input_as<T: 'static>(&self) -> Option<&T> {
        self.typed.as_any().downcast_ref()
    }

    /// The operation's action on `resource`.
    pub fn on(&self, resource: impl Into<String>) -> Required {
        Required::new(self.action.to_string(), resource)
    }
}

/// What a service says of its calls.
#[derive(Clone, Debug)]
pub enum Access {
    /// Nobody is asked: `sts:GetCallerIdentity` cannot be denied.
    Open,
    /// The facts say it: the action on the resource whose ARN the input's members give.
    ByFacts,
    /// All of these; never empty.
    Requires(Vec<Required>),
}

/// Says what a call requires. It may read the service's tables, in the account that the call acts in. An error is
/// what the client sees before anything is evaluated: a resource name that no resource can have.
pub type AccessFn =
    for<'a> fn(&'a mut Cx<'_>, &'a AccessQuery<'a>) -> BoxFuture<'a, ApiResult<Access>>;

/// Whether the policy with this text may ask for the tags of resources, under whatever service's name for them.
pub fn policy_asks_resource_tags(text: &str) -> bool {
    const KEY: &str = "resourcetag/";
    // The key's last letter is seldom in a policy, and looked for quickly.
    text.match_indices('/').any(|(at, _)| {
        let start = (at + 1).checked_sub(KEY.len());
        start.is_some_and(|start| text.as_bytes()[start..=at].eq_ignore_ascii_case(KEY.as_bytes()))
    })
}
