//! The operation table of dax: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Accelerator_(DAX).html>

kernel::operations! {
    gen_dax::operations;
    CreateCluster => create_cluster, real, transactional;
    CreateParameterGroup => create_parameter_group, real, transactional;
    DecreaseReplicationFactor => decrease_replication_factor, real, transactional;
    DeleteCluster => delete_cluster, real, transactional;
    DeleteParameterGroup => delete_parameter_group, real, transactional;
    DescribeClusters => describe_clusters, real, transactional;
    DescribeDefaultParameters => describe_default_parameters, real, transactional;
    DescribeEvents => describe_events, real, transactional;
    DescribeParameterGroups => describe_parameter_groups, real, transactional;
    DescribeParameters => describe_parameters, real, transactional;
    IncreaseReplicationFactor => increase_replication_factor, real, transactional;
    ListTags => list_tags, real, transactional;
    RebootNode => reboot_node, real, transactional;
    TagResource => tag_resource, real, transactional;
    UntagResource => untag_resource, real, transactional;
    UpdateCluster => update_cluster, real, transactional;
    UpdateParameterGroup => update_parameter_group, real, transactional;
}
