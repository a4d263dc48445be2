//! CheckNoNewAccess.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_CheckNoNewAccess.html>

use gen_accessanalyzer::{CheckNoNewAccessInput, CheckNoNewAccessOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn check_no_new_access(
    _cx: &mut Cx<'_>,
    _input: &CheckNoNewAccessInput,
) -> ApiResult<CheckNoNewAccessOutput> {
    Err(ApiError::not_implemented("accessanalyzer:CheckNoNewAccess"))
}
