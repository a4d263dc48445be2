//! Whether a resource's own policy lets this service in: keys of KMS, functions, buckets. What a service does on its
//! own behalf is asked of nobody else.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-identity-based-access-control-cwl.html>

use kernel::{AccountId, Cx, IamMode};
use policy::{Attached, PolicyDocument, PolicySet, Principal, Request, RequestContext, evaluate};

/// What is asked of a policy.
pub(crate) struct Asked<'a> {
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    /// The account of the resource.
    pub(crate) owner: AccountId,
    /// The log group that it is for: `aws:SourceArn`.
    pub(crate) source: &'a str,
    /// Other condition keys.
    pub(crate) keys: &'a [(&'a str, &'a str)],
}

/// Whether the policy with this text allows it, under either name of the service.
pub(crate) fn is_allowed(cx: &Cx<'_>, text: Option<&str>, asked: &Asked<'_>) -> bool {
    if cx.settings().iam != IamMode::Enforce {
        return true;
    }
    let Some(Ok(document)) = text.map(PolicyDocument::parse) else { return false };
    let attached = Attached::new(asked.resource, &document);
    let names = ["logs.amazonaws.com".to_owned(), format!("logs.{}.amazonaws.com", cx.region())];
    names.iter().any(|name| {
        let who = Principal::service(name);
        let mut context = RequestContext::new();
        context.set_time(cx.now());
        who.fill(&mut context, cx.now());
        context.set("aws:SourceArn", asked.source);
        context.set("aws:SourceAccount", cx.account().as_str());
        context.set("aws:SecureTransport", true);
        for (key, value) in asked.keys {
            context.set(key, *value);
        }
        let request = Request {
            principal: &who,
            action: asked.action,
            resource: asked.resource,
            resource_account: Some(asked.owner),
            context: &context,
        };
        let policies = PolicySet { resource: Some(&attached), ..PolicySet::default() };
        evaluate(&request, &policies).is_allowed()
    })
}
