//! DescribeSecret.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_DescribeSecret.html>

use gen_secretsmanager::{DescribeSecretInput, DescribeSecretOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_secret(
    _cx: &mut Cx<'_>,
    _input: &DescribeSecretInput,
) -> ApiResult<DescribeSecretOutput> {
    Err(ApiError::not_implemented("secretsmanager:DescribeSecret"))
}
