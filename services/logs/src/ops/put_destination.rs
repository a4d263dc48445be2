//! PutDestination.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_PutDestination.html>

use gen_logs::{PutDestinationInput, PutDestinationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_destination(
    _cx: &mut Cx<'_>,
    _input: &PutDestinationInput,
) -> ApiResult<PutDestinationOutput> {
    Err(ApiError::not_implemented("logs:PutDestination"))
}
