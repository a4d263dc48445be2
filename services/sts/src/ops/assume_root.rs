//! AssumeRoot.
//! Ref: <https://docs.aws.amazon.com/sts/latest/APIReference/API_AssumeRoot.html>

use gen_sts::{AssumeRootInput, AssumeRootOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn assume_root(
    _cx: &mut Cx<'_>,
    _input: &AssumeRootInput,
) -> ApiResult<AssumeRootOutput> {
    Err(ApiError::not_implemented("sts:AssumeRoot"))
}
