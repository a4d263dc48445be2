//! PutPublicAccessBlock: what an account's buckets keep from the public, beside what each keeps itself.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutPublicAccessBlock.html>

use gen_s3control::{PublicAccessBlockConfiguration, PutPublicAccessBlockInput};
use kernel::{ApiError, ApiResult, Cx};
use schema::Empty;

use crate::public_access::PublicAccessBlock;
use crate::tables::ACCOUNT_BLOCKS;

pub(crate) async fn put_public_access_block(
    cx: &mut Cx<'_>,
    input: &PutPublicAccessBlockInput,
) -> ApiResult<Empty> {
    let account = super::super::account(cx, &input.account_id)?;
    let given = &input.public_access_block_configuration;
    if *given == PublicAccessBlockConfiguration::default() {
        let message = "Must specify at least one configuration.";
        return Err(ApiError::new("InvalidRequest", 400, message));
    }
    let block = PublicAccessBlock {
        block_acls: given.block_public_acls.unwrap_or(false),
        ignore_acls: given.ignore_public_acls.unwrap_or(false),
        block_policy: given.block_public_policy.unwrap_or(false),
        restrict_buckets: given.restrict_public_buckets.unwrap_or(false),
    };
    cx.put(&ACCOUNT_BLOCKS, &account.as_str().to_owned(), &block);
    Ok(Empty::default())
}
