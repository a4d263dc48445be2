//! DescribeKey.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html>

use gen_kms::{DescribeKeyInput, DescribeKeyOutput};
use kernel::{ApiResult, Cx};

use crate::{key_lookup, metadata};

pub(crate) async fn describe_key(
    cx: &mut Cx<'_>,
    input: &DescribeKeyInput,
) -> ApiResult<DescribeKeyOutput> {
    let key = key_lookup::find(cx, &input.key_id).await?;
    Ok(DescribeKeyOutput { key_metadata: Some(metadata::of(cx, &key).await?) })
}
