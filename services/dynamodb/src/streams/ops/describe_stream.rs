//! DescribeStream: a stream and its shards, with their lineage.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_DescribeStream.html>

use gen_dynamodbstreams::{
    DescribeStreamInput, DescribeStreamOutput, KeySchemaElement, SequenceNumberRange, Shard,
    StreamDescription,
};
use kernel::{ApiResult, Cx};

use crate::describe;
use crate::limits;
use crate::streams::shards::{self, ShardRow};
use crate::streams::{self, sequence};

pub(crate) async fn describe_stream(
    cx: &mut Cx<'_>,
    input: &DescribeStreamInput,
) -> ApiResult<DescribeStreamOutput> {
    let (arn, info) = streams::find(cx, &input.stream_arn).await?;
    let limit = input.limit.and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.unwrap_or(limits::STREAM_PAGE).min(limits::STREAM_PAGE);
    let mut shards: Vec<ShardRow> =
        shards::readable(cx, info.number).await?.into_iter().map(|(_, shard)| shard).collect();
    if let Some(start) = &input.exclusive_start_shard_id {
        let after = shards.iter().position(|shard| shard.id == *start);
        shards.drain(..after.map_or(0, |at| at + 1));
    }
    let parent = input.shard_filter.as_ref().and_then(|filter| filter.shard_id.as_deref());
    if let Some(parent) = parent {
        shards.retain(|shard| shard.parent.as_deref() == Some(parent));
    }
    let more = shards.len() > limit;
    shards.truncate(limit);
    let last = shards.last().filter(|_| more).map(|shard| shard.id.clone());
    let key_schema = describe::key_schema(&info.key).into_iter().map(|key| KeySchemaElement {
        attribute_name: Some(key.attribute_name),
        key_type: Some(key.key_type),
    });
    Ok(DescribeStreamOutput {
        stream_description: Some(StreamDescription {
            stream_arn: Some(input.stream_arn.clone()),
            stream_label: Some(arn.label),
            stream_status: Some(info.status().to_owned()),
            stream_view_type: Some(info.view.as_str().to_owned()),
            creation_request_date_time: Some(info.created),
            table_name: Some(arn.table),
            key_schema: Some(key_schema.collect()),
            shards: Some(shards.into_iter().map(shard).collect()),
            last_evaluated_shard_id: last,
        }),
    })
}

fn shard(row: ShardRow) -> Shard {
    Shard {
        shard_id: Some(row.id),
        sequence_number_range: Some(SequenceNumberRange {
            starting_sequence_number: Some(sequence::show(row.first)),
            ending_sequence_number: row.closed.map(|(_, last)| sequence::show(last)),
        }),
        parent_shard_id: row.parent,
    }
}
