//! SearchVectors.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_SearchVectors.html>

use gen_dynamodb::{SearchVectorsInput, SearchVectorsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn search_vectors(
    _cx: &mut Cx<'_>,
    _input: &SearchVectorsInput,
) -> ApiResult<SearchVectorsOutput> {
    Err(ApiError::not_implemented("dynamodb:SearchVectors"))
}
