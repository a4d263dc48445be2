//! Users and roles that policies of buckets and access points name: S3 refuses those that are not there.

use kernel::{ApiResult, Cx};
use policy::PolicyDocument;

use crate::{bucket_policy, refusals};

/// Fails when the policy names somebody who is not there.
pub(crate) async fn exist(cx: &mut Cx<'_>, document: &PolicyDocument) -> ApiResult<()> {
    if !cx.knows_identities() {
        return Ok(());
    }
    for arn in bucket_policy::named_identities(document) {
        let there = match arn.resource().split('/').next() {
            Some("user") => cx.user_facts(&arn).await?.is_some(),
            Some("role") => cx.role_facts(&arn).await?.is_some(),
            _ => true,
        };
        if !there {
            let error = refusals::malformed_policy("Invalid principal in policy");
            return Err(error.with_extra("Detail", format!("\"AWS\" : \"{arn}\"")));
        }
    }
    Ok(())
}
