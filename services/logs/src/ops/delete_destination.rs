//! DeleteDestination.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DeleteDestination.html>

use gen_logs::{DeleteDestinationInput, DeleteDestinationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_destination(
    _cx: &mut Cx<'_>,
    _input: &DeleteDestinationInput,
) -> ApiResult<DeleteDestinationOutput> {
    Err(ApiError::not_implemented("logs:DeleteDestination"))
}
