//! GetPublicAccessBlock: what an account's buckets keep from the public.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html>

use gen_s3control::{
    GetPublicAccessBlockInput, GetPublicAccessBlockOutput, PublicAccessBlockConfiguration,
};
use kernel::{ApiError, ApiResult, Cx};

use crate::account_block;

pub(crate) async fn get_public_access_block(
    cx: &mut Cx<'_>,
    input: &GetPublicAccessBlockInput,
) -> ApiResult<GetPublicAccessBlockOutput> {
    let account = super::super::account(cx, &input.account_id)?;
    let block = account_block::of_account(cx, account).await?.ok_or_else(|| {
        let message = "The public access block configuration was not found";
        ApiError::new("NoSuchPublicAccessBlockConfiguration", 404, message)
            .with_extra("AccountId", account.as_str())
    })?;
    Ok(GetPublicAccessBlockOutput {
        public_access_block_configuration: Some(PublicAccessBlockConfiguration {
            block_public_acls: Some(block.block_acls),
            ignore_public_acls: Some(block.ignore_acls),
            block_public_policy: Some(block.block_policy),
            restrict_public_buckets: Some(block.restrict_buckets),
        }),
    })
}
