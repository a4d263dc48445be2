//! CheckNoPublicAccess.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_CheckNoPublicAccess.html>

use gen_accessanalyzer::{CheckNoPublicAccessInput, CheckNoPublicAccessOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn check_no_public_access(
    _cx: &mut Cx<'_>,
    _input: &CheckNoPublicAccessInput,
) -> ApiResult<CheckNoPublicAccessOutput> {
    Err(ApiError::not_implemented("accessanalyzer:CheckNoPublicAccess"))
}
