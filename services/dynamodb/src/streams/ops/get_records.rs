//! GetRecords: the records of a shard from an iterator on, and where to go on.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html>

use gen_dynamodbstreams::{GetRecordsInput, GetRecordsOutput, Record};
use kernel::{ApiResult, Cx};

use super::get_shard_iterator::trimmed;
use crate::limits;
use crate::streams::iterator::ShardIterator;
use crate::streams::registry::StreamInfo;
use crate::streams::sequence::Sequence;
use crate::streams::{self, record, shards};
use crate::tables::{SHARDS, STREAM_RECORDS};
use crate::vault;

/// Records read at once: each may have two images of 400 KiB.
const AT_ONCE: usize = 32;

pub(crate) async fn get_records(
    cx: &mut Cx<'_>,
    input: &GetRecordsInput,
) -> ApiResult<GetRecordsOutput> {
    let (arn, iterator) = ShardIterator::parse(cx.kernel(), &input.shard_iterator, cx.now())?;
    let (_, info) = streams::find(cx, arn).await?;
    let shard = cx.get(&SHARDS, &(iterator.stream, iterator.shard)).await?;
    let shard = shard.filter(|shard| info.number == iterator.stream && !shard.is_gone(cx.now()));
    let shard = shard.ok_or_else(trimmed)?;
    refuse_trimmed(cx, &iterator).await?;
    let limit = input.limit.and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.unwrap_or(limits::STREAM_RECORDS).min(limits::STREAM_RECORDS);
    let last = shard.closed.map(|(_, last)| last);
    let (records, next) = read(cx, &info, iterator.from, last, limit).await?;
    // A closed shard has an end; who is there gets no further iterator.
    let at_end = last.is_some_and(|last| next > last || records.is_empty());
    let next = (!at_end)
        .then(|| ShardIterator { from: next, at: cx.now(), ..iterator }.show(cx.kernel(), arn));
    Ok(GetRecordsOutput { records: Some(records), next_shard_iterator: next.transpose()? })
}

/// Up to `limit` records from `from` on, and the first that is not among them.
async fn read(
    cx: &mut Cx<'_>,
    info: &StreamInfo,
    from: Sequence,
    last: Option<Sequence>,
    limit: usize,
) -> ApiResult<(Vec<Record>, Sequence)> {
    let (mut records, mut bytes, mut next) = (Vec::new(), 0, from);
    let vault = vault::of(cx, info.number).await?;
    while records.len() < limit && bytes < limits::STREAM_BYTES {
        let mut range = cx.rows(&STREAM_RECORDS).prefix(&info.number).from(&(info.number, next));
        if let Some(last) = last {
            range = range.through(&(info.number, last));
        }
        let wanted = AT_ONCE.min(limit - records.len());
        let rows = cx.range(&STREAM_RECORDS, &range, wanted).await?;
        let ended = rows.len() < wanted;
        for ((_, sequence), row) in rows {
            let (record, size) = record::show(info, &vault, sequence, row, cx.region().as_str())?;
            bytes += size;
            next = sequence.saturating_add(1);
            records.push(record);
            if bytes >= limits::STREAM_BYTES {
                break;
            }
        }
        if ended {
            break;
        }
    }
    Ok((records, next))
}

/// Whether records that the iterator stands before were trimmed since it was given out.
async fn refuse_trimmed(cx: &mut Cx<'_>, iterator: &ShardIterator) -> ApiResult<()> {
    let horizon: Sequence = shards::horizon(cx.now());
    if iterator.from >= horizon {
        return Ok(());
    }
    let stream = iterator.stream;
    let range = cx
        .rows(&STREAM_RECORDS)
        .prefix(&stream)
        .from(&(stream, iterator.from))
        .before(&(stream, horizon));
    let held_some = !cx.range(&STREAM_RECORDS, &range, 1).await?.is_empty();
    if held_some { Err(trimmed()) } else { Ok(()) }
}
