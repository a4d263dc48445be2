//! The operation table of logs: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_Operations.html>

kernel::operations! {
    gen_logs::operations;
    CreateLogGroup => create_log_group, real, transactional;
    CreateLogStream => create_log_stream, real, transactional;
    DeleteLogGroup => delete_log_group, real, transactional;
    DeleteLogStream => delete_log_stream, real, transactional;
    DescribeLogGroups => describe_log_groups, real, transactional;
    DescribeLogStreams => describe_log_streams, real, transactional;
    FilterLogEvents => filter_log_events, real, transactional;
    GetLogEvents => get_log_events, real, transactional;
    PutLogEvents => put_log_events, real, transactional;
}
