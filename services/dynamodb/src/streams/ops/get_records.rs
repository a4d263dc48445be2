//! GetRecords.
//! Ref: <https://docs.aws.amazon.com/dynamodbstreams/latest/APIReference/API_GetRecords.html>

use gen_dynamodbstreams::{GetRecordsInput, GetRecordsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_records(
    _cx: &mut Cx<'_>,
    _input: &GetRecordsInput,
) -> ApiResult<GetRecordsOutput> {
    Err(ApiError::not_implemented("dynamodbstreams:GetRecords"))
}
