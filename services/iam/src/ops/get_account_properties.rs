//! GetAccountProperties.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetAccountProperties.html>

use gen_iam::{GetAccountPropertiesInput, GetAccountPropertiesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_account_properties(
    _cx: &mut Cx<'_>,
    _input: &GetAccountPropertiesInput,
) -> ApiResult<GetAccountPropertiesOutput> {
    Err(ApiError::not_implemented("iam:GetAccountProperties"))
}
