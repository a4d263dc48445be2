//! The operation table of dynamodb: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_Operations.html>

kernel::operations! {
    gen_dynamodb::operations;
    BatchExecuteStatement => batch_execute_statement, real, transactional, data;
    BatchGetItem => batch_get_item, real, transactional, data;
    BatchWriteItem => batch_write_item, real, transactional, data;
    CreateBackup => create_backup, real, transactional;
    CreateGlobalTable => create_global_table, real, transactional;
    CreateTable => create_table, real, transactional;
    DeleteBackup => delete_backup, real, transactional;
    DeleteItem => delete_item, real, transactional, data;
    DeleteResourcePolicy => delete_resource_policy, real, transactional;
    DeleteTable => delete_table, real, transactional;
    DescribeBackup => describe_backup, real, transactional;
    DescribeContinuousBackups => describe_continuous_backups, real, transactional;
    DescribeContributorInsights => describe_contributor_insights, record, transactional;
    DescribeEndpoints => describe_endpoints, real, transactional;
    DescribeExport => describe_export, real, transactional;
    DescribeGlobalTable => describe_global_table, real, transactional;
    DescribeGlobalTableSettings => describe_global_table_settings, real, transactional;
    DescribeImport => describe_import, real, transactional;
    DescribeLimits => describe_limits, real, transactional;
    DescribeTable => describe_table, real, transactional;
    DescribeTimeToLive => describe_time_to_live, real, transactional;
    ExecuteStatement => execute_statement, real, transactional, data;
    ExecuteTransaction => execute_transaction, real, transactional, data;
    ExportTableToPointInTime => export_table_to_point_in_time, real, waiting;
    GetItem => get_item, real, transactional, data;
    GetResourcePolicy => get_resource_policy, real, transactional;
    ImportTable => import_table, real, waiting;
    ListBackups => list_backups, real, transactional;
    ListContributorInsights => list_contributor_insights, record, transactional;
    ListExports => list_exports, real, transactional;
    ListGlobalTables => list_global_tables, real, transactional;
    ListImports => list_imports, real, transactional;
    ListTables => list_tables, real, transactional;
    ListTagsOfResource => list_tags_of_resource, real, transactional;
    PutItem => put_item, real, transactional, data;
    PutResourcePolicy => put_resource_policy, real, transactional;
    Query => query, real, transactional, data;
    RestoreTableFromBackup => restore_table_from_backup, real, transactional;
    RestoreTableToPointInTime => restore_table_to_point_in_time, real, transactional;
    Scan => scan, real, transactional, data;
    TagResource => tag_resource, real, transactional;
    TransactGetItems => transact_get_items, real, transactional, data;
    TransactWriteItems => transact_write_items, real, transactional, data;
    UntagResource => untag_resource, real, transactional;
    UpdateContinuousBackups => update_continuous_backups, real, transactional;
    UpdateContributorInsights => update_contributor_insights, record, transactional;
    UpdateGlobalTable => update_global_table, real, transactional;
    UpdateItem => update_item, real, transactional, data;
    UpdateTable => update_table, real, transactional;
    UpdateTimeToLive => update_time_to_live, real, transactional;
}
