//! Streams: many writers at the same time, one order; readers miss nothing; shards follow each other.

use std::collections::BTreeSet;
use std::time::Duration;

use gen_dynamodbstreams as wire;
use gen_dynamodbstreams::operations as ops;

use crate::tables_common::{Cloud, cloud, spawn};

async fn shards(cloud: &Cloud, stream: &str) -> Vec<wire::Shard> {
    let input = wire::DescribeStreamInput {
        stream_arn: stream.to_owned(),
        ..wire::DescribeStreamInput::default()
    };
    let output = cloud.call::<ops::DescribeStream>(input).await.expect("described");
    output.stream_description.and_then(|stream| stream.shards).expect("shards")
}

async fn start(cloud: &Cloud, stream: &str, shard: &wire::Shard) -> Option<String> {
    let input = wire::GetShardIteratorInput {
        stream_arn: stream.to_owned(),
        shard_id: shard.shard_id.clone().expect("an id"),
        shard_iterator_type: "TRIM_HORIZON".to_owned(),
        ..wire::GetShardIteratorInput::default()
    };
    cloud.call::<ops::GetShardIterator>(input).await.expect("an iterator").shard_iterator
}

/// Some records, and where to go on.
async fn read(cloud: &Cloud, iterator: String) -> (Vec<wire::Record>, Option<String>) {
    let input = wire::GetRecordsInput { shard_iterator: iterator, limit: Some(7) };
    let output = cloud.call::<ops::GetRecords>(input).await.expect("records");
    (output.records.unwrap_or_default(), output.next_shard_iterator)
}

fn sequence(record: &wire::Record) -> String {
    record.dynamodb.as_ref().and_then(|change| change.sequence_number.clone()).expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_misses_nothing_that_many_write() {
    const WRITERS: usize = 8;
    const EACH: usize = 40;
    let cloud = cloud().await;
    let stream = cloud.create("things", true).await.latest_stream_arn.expect("a stream");
    let shard = shards(&cloud, &stream).await.remove(0);
    let mut iterator = start(&cloud, &stream, &shard).await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let cloud = cloud.clone();
            spawn(async move {
                for n in 0..EACH {
                    cloud.put("things", &format!("{writer}-{n}"), "value").await;
                }
            })
        })
        .collect();
    let mut seen: Vec<String> = Vec::new();
    let mut ids = BTreeSet::new();
    while seen.len() < WRITERS * EACH {
        let (records, next) = read(&cloud, iterator.take().expect("the shard is open")).await;
        iterator = next;
        for record in &records {
            ids.insert(record.event_id.clone());
            seen.push(sequence(record));
        }
        tokio::task::yield_now().await;
    }
    for writer in writers {
        writer.await.expect("all writes succeed");
    }
    assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "in the order of their numbers");
    assert_eq!(ids.len(), WRITERS * EACH, "each once");
}

#[tokio::test]
async fn shards_follow_each_other_and_are_trimmed() {
    let cloud = cloud().await;
    let stream = cloud.create("things", true).await.latest_stream_arn.expect("a stream");
    for hour in 0..30 {
        cloud.put("things", &format!("h{hour:02}"), "value").await;
        cloud.pass(3_600).await;
    }
    let shards = shards(&cloud, &stream).await;
    // Of thirty hours those that were closed within the last day, and the open one.
    assert_eq!(shards.len(), 7);
    for pair in shards.windows(2) {
        assert_eq!(pair[1].parent_shard_id, pair[0].shard_id);
        let range = |shard: &wire::Shard| shard.sequence_number_range.clone().expect("a range");
        let (before, after) = (range(&pair[0]), range(&pair[1]));
        assert!(before.ending_sequence_number < after.starting_sequence_number);
    }
    let open = |shard: &&wire::Shard| {
        shard.sequence_number_range.as_ref().is_some_and(|r| r.ending_sequence_number.is_none())
    };
    assert_eq!(shards.iter().filter(open).count(), 1);
    let mut records = Vec::new();
    for shard in &shards {
        let mut iterator = start(&cloud, &stream, shard).await;
        while let Some(at) = iterator.take() {
            let (some, next) = read(&cloud, at).await;
            iterator = next.filter(|_| !some.is_empty());
            records.extend(some);
        }
    }
    // What is less than a day old, in its order.
    assert_eq!(records.len(), 24);
    let numbers: Vec<String> = records.iter().map(sequence).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]));
    let oldest = records[0].dynamodb.as_ref().and_then(|c| c.approximate_creation_date_time);
    let day = Duration::from_secs(86_400);
    assert!(oldest.expect("a time").plus(day) >= cloud.kernel.clock().now());
}
