//! Query.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_Query.html>

use gen_dynamodb::{QueryInput, QueryOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn query(
    _cx: &mut Cx<'_>,
    _input: &QueryInput,
) -> ApiResult<QueryOutput> {
    Err(ApiError::not_implemented("dynamodb:Query"))
}
