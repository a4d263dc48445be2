//! CheckAccessNotGranted.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_CheckAccessNotGranted.html>

use gen_accessanalyzer::{CheckAccessNotGrantedInput, CheckAccessNotGrantedOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn check_access_not_granted(
    _cx: &mut Cx<'_>,
    _input: &CheckAccessNotGrantedInput,
) -> ApiResult<CheckAccessNotGrantedOutput> {
    Err(ApiError::not_implemented("accessanalyzer:CheckAccessNotGranted"))
}
