//! Whether a resource's own policy lets a service in: a queue that a bucket tells, a function that rotates a secret, a
//! bucket that logs go to. What a service does on its own behalf is asked of nobody else.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services>

use arn::AccountId;
use policy::{PolicySet, Principal, Request, RequestContext, evaluate};

use crate::cx::Cx;
use crate::settings::IamMode;

/// What a service is about to do with somebody's resource, for one that it keeps itself.
#[derive(Clone, Copy, Debug)]
pub struct ServiceAsks<'a> {
    /// The service's principal: `s3.amazonaws.com`.
    pub principal: &'a str,
    /// `sqs:SendMessage`
    pub action: &'a str,
    /// The ARN of what it is done to, and whose that is.
    pub resource: &'a str,
    /// Its account.
    pub owner: AccountId,
    /// The resource that the service works for: `aws:SourceArn`.
    pub source_arn: &'a str,
    /// Its account: `aws:SourceAccount`.
    pub source_account: AccountId,
    /// Other condition keys.
    pub keys: &'a [(&'a str, &'a str)],
}

impl Cx<'_> {
    /// Whether the policy with this text allows it. Without one, or with one that cannot be read, nobody is let in; in a
    /// cloud that does not enforce policies, everybody is.
    pub fn lets_in(&self, policy: Option<&str>, asks: &ServiceAsks<'_>) -> bool {
        if self.settings().iam != IamMode::Enforce {
            return true;
        }
        let compiled = policy.map(|text| self.kernel().compiled(asks.resource, text));
        let Some(Ok(policy)) = compiled else { return false };
        let who = Principal::service(asks.principal);
        let mut context = RequestContext::new();
        context.set_time(self.now());
        who.fill(&mut context, self.now());
        context.set("aws:SourceArn", asks.source_arn);
        context.set("aws:SourceAccount", asks.source_account.as_str());
        context.set("aws:SecureTransport", true);
        for (key, value) in asks.keys {
            context.set(key, *value);
        }
        let request = Request {
            principal: &who,
            action: asks.action,
            resource: asks.resource,
            resource_account: Some(asks.owner),
            context: &context,
        };
        let policies = PolicySet { resource: Some(&policy), ..PolicySet::default() };
        evaluate(&request, &policies).is_allowed()
    }
}
