//! The operation table of dynamodbstreams: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/dynamodbstreams/latest/APIReference/API_Operations.html>

kernel::operations! {
    gen_dynamodbstreams::operations;
    DescribeStream => describe_stream, real, transactional;
    GetRecords => get_records, real, transactional;
    GetShardIterator => get_shard_iterator, real, transactional;
    ListStreams => list_streams, real, transactional;
}
