//! Keys of KMS that customers manage, and their policies. Those that AWS manages open for one service alone.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html>

use gen_kms::operations::{DescribeKey, GetKeyPolicy, ListKeys};
use gen_kms::{DescribeKeyRequest, GetKeyPolicyRequest, ListKeysRequest};
use kernel::{AccountId, ApiResult, Cx};

use super::{Resource, Source, here, if_found, if_there};
use crate::limits;

pub(super) const SOURCE: Source = Source {
    kind: "AWS::KMS::Key",
    trust: false,
    list: |cx, account| Box::pin(list(cx, account)),
    find: |cx, arn| Box::pin(find(cx, arn)),
};

async fn list(cx: &mut Cx<'_>, account: AccountId) -> ApiResult<Vec<Resource>> {
    let (mut found, mut marker) = (Vec::new(), None);
    while found.len() < limits::RESOURCES {
        let input = ListKeysRequest { marker: marker.take(), ..ListKeysRequest::default() };
        let Some(page) = if_there(cx.call_as_service::<ListKeys>(account, input).await)? else {
            break;
        };
        for arn in page.keys.unwrap_or_default().into_iter().filter_map(|key| key.key_arn) {
            found.extend(find(cx, &arn).await?);
        }
        marker = page.next_marker;
        if marker.is_none() {
            break;
        }
    }
    Ok(found)
}

async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<Resource>> {
    let Some(owner) = here(cx, arn, "kms", "key/") else { return Ok(None) };
    let key_id = arn.to_owned();
    let input = DescribeKeyRequest { key_id: key_id.clone(), grant_tokens: None };
    let key = if_found(cx.call_as_service::<DescribeKey>(owner, input).await)?;
    let manager = key.and_then(|key| key.key_metadata).and_then(|key| key.key_manager);
    if manager.as_deref() != Some("CUSTOMER") {
        return Ok(None);
    }
    let input = GetKeyPolicyRequest { key_id, policy_name: None };
    let policy = if_found(cx.call_as_service::<GetKeyPolicy>(owner, input).await)?;
    let policy = policy.and_then(|found| found.policy);
    Ok(Some(Resource { arn: arn.to_owned(), owner, policy }))
}
