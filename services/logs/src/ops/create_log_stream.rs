//! CreateLogStream.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html>

use gen_logs::{CreateLogStreamInput, CreateLogStreamOutput};
use kernel::{ApiResult, Cx};

use crate::names::StreamName;
use crate::stream::Stream;
use crate::tables::STREAMS;
use crate::{errors, group};

pub(crate) async fn create_log_stream(
    cx: &mut Cx<'_>,
    input: &CreateLogStreamInput,
) -> ApiResult<CreateLogStreamOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    let key = (group.id, StreamName::of(&input.log_stream_name)?);
    if cx.has(&STREAMS, &key).await? {
        return Err(errors::stream_exists());
    }
    let stream = Stream::new(cx);
    cx.put(&STREAMS, &key, &stream);
    Ok(CreateLogStreamOutput::default())
}
