//! ListStreams: the streams of the account in this region, or of one of its tables.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_ListStreams.html>

use gen_dynamodbstreams::{ListStreamsInput, ListStreamsOutput, Stream};
use kernel::{ApiResult, Cx};

use crate::limits;
use crate::streams::StreamArn;
use crate::table_name::TableName;
use crate::tables::STREAMS;

pub(crate) async fn list_streams(
    cx: &mut Cx<'_>,
    input: &ListStreamsInput,
) -> ApiResult<ListStreamsOutput> {
    let limit = input.limit.and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.unwrap_or(limits::STREAM_PAGE).min(limits::STREAM_PAGE);
    let mut range = cx.rows(&STREAMS);
    if let Some(table) = &input.table_name {
        range = range.prefix(&TableName(table.clone()));
    }
    if let Some(start) = &input.exclusive_start_stream_arn {
        let start = StreamArn::of_request(cx, start)?;
        range = range.after(&(TableName(start.table), start.label));
    }
    let now = cx.now();
    // A stream past its time is still a row until its job has run.
    let mut rows = cx.range(&STREAMS, &range, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    rows.retain(|(_, info)| !info.is_gone(now));
    let mut streams = Vec::with_capacity(rows.len());
    for ((table, label), _) in rows {
        let arn = cx.arn("dynamodb", &format!("table/{table}/stream/{label}"))?;
        streams.push(Stream {
            stream_arn: Some(arn.as_str().to_owned()),
            table_name: Some(table.0),
            stream_label: Some(label),
        });
    }
    let last = streams.last().filter(|_| more).and_then(|last| last.stream_arn.clone());
    Ok(ListStreamsOutput { streams: Some(streams), last_evaluated_stream_arn: last })
}
