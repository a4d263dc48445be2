//! ListInstanceProfiles.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListInstanceProfiles.html>

use gen_iam::{ListInstanceProfilesInput, ListInstanceProfilesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_instance_profiles(
    _cx: &mut Cx<'_>,
    _input: &ListInstanceProfilesInput,
) -> ApiResult<ListInstanceProfilesOutput> {
    Err(ApiError::not_implemented("iam:ListInstanceProfiles"))
}
