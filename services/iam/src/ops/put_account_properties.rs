//! PutAccountProperties.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_PutAccountProperties.html>

use gen_iam::{PutAccountPropertiesInput, PutAccountPropertiesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_account_properties(
    _cx: &mut Cx<'_>,
    _input: &PutAccountPropertiesInput,
) -> ApiResult<PutAccountPropertiesOutput> {
    Err(ApiError::not_implemented("iam:PutAccountProperties"))
}
