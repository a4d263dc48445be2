//! One question to the policies: who, what, on what, in which circumstances. It owns all that it needs, so that it
//! can be asked again later, when somebody wants to know why.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use arn::{AccountId, Region};
use clock::Timestamp;
use policy::{
    ContextSource, Decision, Explanation, PolicySet, Request, RequestContext, ResourceRule, Value,
    evaluate, explain,
};

use super::standing::{AccountStanding, Standing};
use crate::access::{AccessQuery, Required};
use crate::call::Via;
use crate::cx::Cx;

/// Services whose resources resource control policies concern, by the prefix of their actions.
/// Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html>
const WITH_RESOURCE_CONTROL: [&str; 10] = [
    "aoss",
    "cognito-identity",
    "cognito-idp",
    "dynamodb",
    "ecr",
    "kms",
    "s3",
    "secretsmanager",
    "sqs",
    "sts",
];

/// What is the same for all that one call requires.
#[derive(Debug)]
pub(crate) struct Circumstances {
    pub(crate) now: Timestamp,
    pub(crate) region: Region,
    pub(crate) secure: bool,
    pub(crate) via: Via,
    request_tags: Vec<(String, String)>,
    tag_keys: Vec<String>,
}

impl Circumstances {
    /// Those of a handler's own question, which is about no input.
    pub(super) fn plain(cx: &Cx<'_>) -> Circumstances {
        Circumstances {
            now: cx.now(),
            region: cx.region().clone(),
            secure: cx.is_secure(),
            via: cx.via().clone(),
            request_tags: Vec::new(),
            tag_keys: Vec::new(),
        }
    }

    /// The same, with the tags that a session is to have.
    pub(super) fn with_tags(self, request_tags: Vec<(String, String)>) -> Circumstances {
        Circumstances { request_tags, ..self }
    }

    pub(super) fn of(cx: &Cx<'_>, query: &AccessQuery<'_>) -> Circumstances {
        let (mut request_tags, mut tag_keys) = (Vec::new(), Vec::new());
        for name in query.input.names() {
            match name {
                "Tags" | "tags" => request_tags = query.input.tags(name),
                "TagKeys" | "tagKeys" => tag_keys = query.input.texts(name),
                _ => {}
            }
        }
        Circumstances {
            now: cx.now(),
            region: cx.region().clone(),
            secure: cx.is_secure(),
            via: cx.via().clone(),
            request_tags,
            tag_keys,
        }
    }
}

/// One thing that a call requires, with everything that decides it.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) standing: Arc<Standing>,
    pub(crate) circumstances: Arc<Circumstances>,
    /// Whose the resource is, and where that account stands.
    pub(crate) owner: AccountId,
    pub(crate) resource_side: Arc<AccountStanding>,
    pub(crate) required: Required,
}

/// The context, made when the first condition asks: most policies have none.
struct LazyContext<'q> {
    question: &'q Question,
    made: OnceLock<RequestContext>,
}

impl ContextSource for LazyContext<'_> {
    fn values(&self, key: &str) -> Option<&[Value]> {
        // What the service says of the call goes before all else, and is there without making a context.
        let own = self.question.required.keys.iter().rev();
        if let Some((_, values)) = own.clone().find(|(name, _)| name.eq_ignore_ascii_case(key)) {
            return (!values.is_empty()).then_some(&**values);
        }
        self.made.get_or_init(|| self.question.context()).values(key)
    }
}

impl Question {
    /// The decision.
    pub(super) fn decide(&self) -> Decision {
        let context = LazyContext { question: self, made: OnceLock::new() };
        evaluate(&self.request(&context), &self.policies())
    }

    /// The decision again, with its reasons.
    pub(super) fn explain(&self) -> Explanation {
        let context = LazyContext { question: self, made: OnceLock::new() };
        explain(&self.request(&context), &self.policies())
    }

    /// A denial in AWS's words. Why is told to callers of the resource's own account or organization, and never of
    /// trust policies.
    /// Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>
    pub(super) fn message(&self, decision: &Decision) -> String {
        let context = LazyContext { question: self, made: OnceLock::new() };
        let request = self.request(&context);
        match self.is_at_home() && self.required.rule != ResourceRule::Trust {
            true => decision.message(&request),
            false => decision.message_without_reason(&request),
        }
    }

    /// The same of a service that has its own way to name `resource`.
    pub(super) fn message_about(&self, decision: &Decision, resource: &str) -> String {
        if !self.is_at_home() {
            return self.message(decision);
        }
        let context = LazyContext { question: self, made: OnceLock::new() };
        decision.message_as(&self.request(&context), &self.required.action, Some(resource))
    }

    /// Whether the caller is somebody who may know why.
    pub(super) fn tells_why(&self) -> bool {
        self.standing.who.account.is_some() && self.is_at_home()
    }

    /// Whether caller and resource are of one account or one organization.
    fn is_at_home(&self) -> bool {
        let of = |standing: &AccountStanding| {
            standing.membership.as_ref().map(|membership| membership.organization.clone())
        };
        self.standing.who.account.is_none_or(|account| account == self.owner)
            || of(&self.standing.account).is_some_and(|own| of(&self.resource_side) == Some(own))
    }

    fn request<'q>(&'q self, context: &'q dyn ContextSource) -> Request<'q> {
        Request {
            principal: &self.standing.who,
            action: &self.required.action,
            resource: &self.required.resource,
            resource_account: Some(self.owner),
            context,
        }
    }

    fn policies(&self) -> PolicySet<'_> {
        let standing = &*self.standing;
        let linked = standing.service_linked;
        let service = self.required.action.split(':').next().unwrap_or_default();
        let controlled = !linked && WITH_RESOURCE_CONTROL.contains(&service);
        let none: &[Vec<policy::Attached>] = &[];
        PolicySet {
            identity: &standing.identity,
            boundary: standing.boundary.as_ref(),
            session: standing.session.as_deref(),
            service_control: if linked { none } else { &standing.account.service_control },
            resource_control: if controlled { &self.resource_side.resource_control } else { none },
            resource: self.required.policy.as_ref(),
            granted: self.required.granted.as_ref(),
            endpoint: None,
            rule: self.required.rule,
        }
    }

    /// The values of all condition keys.
    pub(super) fn context(&self) -> RequestContext {
        let (circumstances, standing) = (&*self.circumstances, &*self.standing);
        let mut context = RequestContext::with_room();
        context.set_time(circumstances.now);
        let (source, user_agent, referer) = connection(&circumstances.via);
        context.set_connection(source, circumstances.secure, user_agent);
        if let Some(referer) = referer {
            context.set("aws:referer", referer);
        }
        context.set("aws:RequestedRegion", circumstances.region.as_str());
        standing.who.fill(&mut context, circumstances.now);
        if standing.assumed_root {
            context.set("aws:AssumedRoot", true);
        }
        for (key, values) in &standing.keys {
            context.set_all(key, values.iter().map(|value| value.as_str().into()).collect());
        }
        let tags = &circumstances.request_tags;
        context.set_request_tags(tags.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        if !circumstances.tag_keys.is_empty() {
            let keys = circumstances.tag_keys.iter().map(|key| key.as_str().into()).collect();
            context.set_all("aws:TagKeys", keys);
        }
        let mut chain = standing.passed_on.clone();
        chain.extend(called_via(&circumstances.via));
        context.set_called_via(chain.iter().map(String::as_str));
        context.set_resource(Some(self.owner), []);
        if let Some(membership) = &self.resource_side.membership {
            context.set("aws:ResourceOrgID", membership.organization.as_str());
            context.set_all("aws:ResourceOrgPaths", vec![membership.path.as_str().into()]);
        }
        for (key, values) in &self.required.keys {
            context.set_values(key, values.clone());
        }
        context
    }
}

/// What the connection tells; of a call from a service, that of the call which it serves.
fn connection(via: &Via) -> (Option<IpAddr>, Option<&str>, Option<&str>) {
    match via {
        Via::Wire { source, user_agent, referer } => {
            (Some(*source), Some(user_agent), referer.as_deref())
        }
        Via::Service { origin: Some(origin), .. } => connection(origin),
        Via::Service { origin: None, .. } => (None, None, None),
    }
}

/// The services that passed the call on, in order. One that calls on its own account, with a role of its own, passes
/// nothing on.
fn called_via(via: &Via) -> Vec<String> {
    match via {
        Via::Wire { .. } | Via::Service { origin: None, .. } => Vec::new(),
        Via::Service { name, origin, .. } => {
            let mut chain = origin.as_deref().map(called_via).unwrap_or_default();
            chain.push(format!("{name}.amazonaws.com"));
            chain
        }
    }
}
