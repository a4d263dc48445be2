//! DescribeKey.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html>

use gen_kms::{DescribeKeyInput, DescribeKeyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_key(
    _cx: &mut Cx<'_>,
    _input: &DescribeKeyInput,
) -> ApiResult<DescribeKeyOutput> {
    Err(ApiError::not_implemented("kms:DescribeKey"))
}
