//! GetShardIterator: where to begin in a shard.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html>

use gen_dynamodbstreams::errors as modelled;
use gen_dynamodbstreams::values::shard_iterator_type as kinds;
use gen_dynamodbstreams::{GetShardIteratorInput, GetShardIteratorOutput};
use kernel::{ApiError, ApiResult, Cx};

use crate::errors;
use crate::streams;
use crate::streams::iterator::ShardIterator;
use crate::streams::sequence::{self, Sequence};
use crate::streams::shards::{self, ShardRow};
use crate::tables::STREAM_TAILS;

pub(crate) async fn get_shard_iterator(
    cx: &mut Cx<'_>,
    input: &GetShardIteratorInput,
) -> ApiResult<GetShardIteratorOutput> {
    let (_, info) = streams::find(cx, &input.stream_arn).await?;
    let shards = shards::readable(cx, info.number).await?;
    let found = shards.into_iter().find(|(_, shard)| shard.id == input.shard_id);
    let (number, shard) = found.ok_or_else(|| {
        modelled::resource_not_found_exception(format!(
            "Requested resource not found: Shard: {} not found in Stream: {}",
            input.shard_id, input.stream_arn
        ))
    })?;
    let tail = cx.get(&STREAM_TAILS, &info.number).await?.unwrap_or(0);
    let from = position(input, &shard, tail, shards::horizon(cx.now()))?;
    let iterator = ShardIterator { stream: info.number, shard: number, from, at: cx.now() };
    let text = iterator.show(cx.kernel(), &input.stream_arn)?;
    Ok(GetShardIteratorOutput { shard_iterator: Some(text) })
}

/// The first record to read; `tail` is the stream's last, `horizon` the first that is not trimmed.
fn position(
    input: &GetShardIteratorInput,
    shard: &ShardRow,
    tail: Sequence,
    horizon: Sequence,
) -> ApiResult<Sequence> {
    match input.shard_iterator_type.as_str() {
        kinds::TRIM_HORIZON => Ok(shard.first.max(horizon)),
        kinds::LATEST => Ok(match shard.closed {
            Some((_, last)) => last.saturating_add(1),
            None => tail.saturating_add(1).max(shard.first),
        }),
        kinds::AT_TIMESTAMP => {
            let at = input.timestamp.ok_or_else(|| {
                errors::validation("Timestamp is required for iterators of type AT_TIMESTAMP")
            })?;
            Ok(sequence::first_at(at).max(shard.first).max(horizon))
        }
        kind => {
            let given = named(input, shard)?;
            if given < horizon {
                return Err(trimmed());
            }
            Ok(if kind == kinds::AFTER_SEQUENCE_NUMBER { given.saturating_add(1) } else { given })
        }
    }
}

/// The record that the request names, which lies in the shard.
fn named(input: &GetShardIteratorInput, shard: &ShardRow) -> ApiResult<Sequence> {
    let text = input.sequence_number.as_deref().ok_or_else(|| {
        errors::validation(format!(
            "SequenceNumber is required for iterators of type {}",
            input.shard_iterator_type
        ))
    })?;
    let last = shard.closed.map_or(Sequence::MAX, |(_, last)| last);
    sequence::parse(text).filter(|given| (shard.first..=last).contains(given)).ok_or_else(|| {
        errors::validation(format!(
            "The SequenceNumber {text} is not within the range of shard {}",
            shard.id
        ))
    })
}

/// What was written more than 24 hours ago is gone.
pub(super) fn trimmed() -> ApiError {
    modelled::trimmed_data_access_exception(
        "The operation attempted to read past the oldest stream record in a shard.",
    )
}
