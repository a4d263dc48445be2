//! DescribeHandshake.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeHandshake.html>

use gen_organizations::{DescribeHandshakeInput, DescribeHandshakeOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_handshake(
    _cx: &mut Cx<'_>,
    _input: &DescribeHandshakeInput,
) -> ApiResult<DescribeHandshakeOutput> {
    Err(ApiError::not_implemented("organizations:DescribeHandshake"))
}
