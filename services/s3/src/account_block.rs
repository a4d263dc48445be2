//! Block Public Access of accounts, and what applies to a bucket in all.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html>

use kernel::{AccountId, ApiResult, Cx};

use crate::bucket::Bucket;
use crate::public_access::PublicAccessBlock;
use crate::tables::ACCOUNT_BLOCKS;

/// An account's own settings.
pub(crate) async fn of_account(
    cx: &mut Cx<'_>,
    account: AccountId,
) -> ApiResult<Option<PublicAccessBlock>> {
    let found = cx.get_shared(&ACCOUNT_BLOCKS, &account.as_str().to_owned()).await?;
    Ok(found.map(|block| *block))
}

/// What applies to a bucket: its own settings and its account's.
pub(crate) async fn effective(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<PublicAccessBlock> {
    let account = of_account(cx, bucket.owner).await?.unwrap_or_default();
    Ok(bucket.public_access.unwrap_or_default().and(account))
}
