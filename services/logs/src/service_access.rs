//! Whether a resource's own policy lets CloudWatch Logs in: keys of KMS, functions, buckets.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-identity-based-access-control-cwl.html>

use kernel::{AccountId, Cx, ServiceAsks};

/// What is asked of a policy.
pub(crate) struct Asked<'a> {
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    /// The account of the resource.
    pub(crate) owner: AccountId,
    /// The log group that it is for.
    pub(crate) source: &'a str,
    /// Other condition keys.
    pub(crate) keys: &'a [(&'a str, &'a str)],
}

/// Whether the policy with this text allows it, under either name of the service.
pub(crate) fn is_allowed(cx: &Cx<'_>, text: Option<&str>, asked: &Asked<'_>) -> bool {
    let names = ["logs.amazonaws.com".to_owned(), format!("logs.{}.amazonaws.com", cx.region())];
    names.iter().any(|name| {
        let asks = ServiceAsks {
            principal: name,
            action: asked.action,
            resource: asked.resource,
            owner: asked.owner,
            source_arn: asked.source,
            source_account: cx.account(),
            keys: asked.keys,
        };
        cx.lets_in(text, &asks)
    })
}
