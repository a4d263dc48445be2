//! UpdateTimeToLive.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_UpdateTimeToLive.html>

use gen_dynamodb::{UpdateTimeToLiveInput, UpdateTimeToLiveOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_time_to_live(
    _cx: &mut Cx<'_>,
    _input: &UpdateTimeToLiveInput,
) -> ApiResult<UpdateTimeToLiveOutput> {
    Err(ApiError::not_implemented("dynamodb:UpdateTimeToLive"))
}
