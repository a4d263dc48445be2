//! DeleteLogStream: with its events, which are swept away afterwards.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html>

use gen_logs::{DeleteLogStreamInput, DeleteLogStreamOutput};
use kernel::{ApiResult, Cx};

use crate::names::StreamName;
use crate::tables::STREAMS;
use crate::{errors, group, stream, sweep};

pub(crate) async fn delete_log_stream(
    cx: &mut Cx<'_>,
    input: &DeleteLogStreamInput,
) -> ApiResult<DeleteLogStreamOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    let name = StreamName::of(&input.log_stream_name)?;
    if group.protected {
        return Err(errors::group_protected());
    }
    let stream = stream::find(cx, &group, &name).await?;
    cx.delete(&STREAMS, &(group.id, name));
    sweep::stream(cx, stream.id).await?;
    Ok(DeleteLogStreamOutput::default())
}
