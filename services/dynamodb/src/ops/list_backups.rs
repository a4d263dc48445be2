//! ListBackups.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ListBackups.html>

use gen_dynamodb::{ListBackupsInput, ListBackupsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_backups(
    _cx: &mut Cx<'_>,
    _input: &ListBackupsInput,
) -> ApiResult<ListBackupsOutput> {
    Err(ApiError::not_implemented("dynamodb:ListBackups"))
}
