//! DescribeCustomKeyStores.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeCustomKeyStores.html>

use gen_kms::{DescribeCustomKeyStoresInput, DescribeCustomKeyStoresOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_custom_key_stores(
    _cx: &mut Cx<'_>,
    _input: &DescribeCustomKeyStoresInput,
) -> ApiResult<DescribeCustomKeyStoresOutput> {
    Err(ApiError::not_implemented("kms:DescribeCustomKeyStores"))
}
