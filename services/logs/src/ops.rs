//! The operation table of logs: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_Operations.html>

kernel::operations! {
    gen_logs::operations;
    AssociateKmsKey => associate_kms_key, real, transactional;
    CancelExportTask => cancel_export_task, real, transactional;
    CreateExportTask => create_export_task, real, waiting;
    CreateLogGroup => create_log_group, real, transactional;
    CreateLogStream => create_log_stream, real, transactional;
    DeleteDeliveryDestination => delete_delivery_destination, record, transactional;
    DeleteDeliveryDestinationPolicy => delete_delivery_destination_policy, record, transactional;
    DeleteLogGroup => delete_log_group, real, transactional;
    DeleteLogStream => delete_log_stream, real, transactional;
    DeleteMetricFilter => delete_metric_filter, real, transactional;
    DeleteQueryDefinition => delete_query_definition, real, transactional;
    DeleteResourcePolicy => delete_resource_policy, real, transactional;
    DeleteRetentionPolicy => delete_retention_policy, real, transactional;
    DeleteSubscriptionFilter => delete_subscription_filter, real, transactional;
    DescribeDeliveryDestinations => describe_delivery_destinations, record, transactional;
    DescribeExportTasks => describe_export_tasks, real, transactional;
    DescribeLogGroups => describe_log_groups, real, transactional;
    DescribeLogStreams => describe_log_streams, real, transactional;
    DescribeMetricFilters => describe_metric_filters, real, transactional;
    DescribeQueries => describe_queries, real, transactional;
    DescribeQueryDefinitions => describe_query_definitions, real, transactional;
    DescribeResourcePolicies => describe_resource_policies, real, transactional;
    DescribeSubscriptionFilters => describe_subscription_filters, real, transactional;
    DisassociateKmsKey => disassociate_kms_key, real, transactional;
    FilterLogEvents => filter_log_events, real, transactional, data;
    GetDeliveryDestination => get_delivery_destination, record, transactional;
    GetDeliveryDestinationPolicy => get_delivery_destination_policy, record, transactional;
    GetLogEvents => get_log_events, real, transactional, data;
    GetQueryResults => get_query_results, real, transactional;
    ListLogGroups => list_log_groups, real, transactional;
    ListTagsForResource => list_tags_for_resource, real, transactional;
    ListTagsLogGroup => list_tags_log_group, real, transactional;
    PutDeliveryDestination => put_delivery_destination, record, transactional;
    PutDeliveryDestinationPolicy => put_delivery_destination_policy, record, transactional;
    PutLogEvents => put_log_events, real, transactional, data;
    PutLogGroupDeletionProtection => put_log_group_deletion_protection, real, transactional;
    PutMetricFilter => put_metric_filter, record, transactional;
    PutQueryDefinition => put_query_definition, real, transactional;
    PutResourcePolicy => put_resource_policy, real, transactional;
    PutRetentionPolicy => put_retention_policy, real, transactional;
    PutSubscriptionFilter => put_subscription_filter, real, waiting;
    StartLiveTail => start_live_tail, real, streaming, data;
    StartQuery => start_query, real, transactional;
    StopQuery => stop_query, real, transactional;
    TagLogGroup => tag_log_group, real, transactional;
    TagResource => tag_resource, real, transactional;
    TestMetricFilter => test_metric_filter, real, transactional;
    UntagLogGroup => untag_log_group, real, transactional;
    UntagResource => untag_resource, real, transactional;
}
