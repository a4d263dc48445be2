//! WriteGetObjectResponse: a function's answer to a GetObject that waits for it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_WriteGetObjectResponse.html>

use gen_s3::WriteGetObjectResponseInput;
use kernel::{ApiResult, WaitCx};
use schema::Empty;

use crate::object_lambda::written;

pub(crate) async fn write_get_object_response(
    wx: &mut WaitCx<'_>,
    input: WriteGetObjectResponseInput,
) -> ApiResult<Empty> {
    written::deliver(wx.kernel(), input).await?;
    Ok(Empty::default())
}
