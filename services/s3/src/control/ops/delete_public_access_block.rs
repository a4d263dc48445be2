//! DeletePublicAccessBlock: from then on each bucket of the account keeps from the public what it keeps itself.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeletePublicAccessBlock.html>

use gen_s3control::DeletePublicAccessBlockInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::tables::ACCOUNT_BLOCKS;

pub(crate) async fn delete_public_access_block(
    cx: &mut Cx<'_>,
    input: &DeletePublicAccessBlockInput,
) -> ApiResult<Empty> {
    let account = super::super::account(cx, &input.account_id)?;
    cx.delete(&ACCOUNT_BLOCKS, &account.as_str().to_owned());
    Ok(Empty::default())
}
