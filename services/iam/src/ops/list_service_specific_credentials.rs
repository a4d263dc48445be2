//! ListServiceSpecificCredentials.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListServiceSpecificCredentials.html>

use gen_iam::{ListServiceSpecificCredentialsInput, ListServiceSpecificCredentialsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_service_specific_credentials(
    _cx: &mut Cx<'_>,
    _input: &ListServiceSpecificCredentialsInput,
) -> ApiResult<ListServiceSpecificCredentialsOutput> {
    Err(ApiError::not_implemented("iam:ListServiceSpecificCredentials"))
}
