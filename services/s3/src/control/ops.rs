//! The operation table of s3control: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html>

kernel::operations! {
    gen_s3control::operations;
    CreateAccessGrant => create_access_grant, real, transactional;
    CreateAccessGrantsInstance => create_access_grants_instance, real, transactional;
    CreateAccessGrantsLocation => create_access_grants_location, real, transactional;
    CreateAccessPoint => create_access_point, real, transactional;
    CreateJob => create_job, real, transactional;
    CreateMultiRegionAccessPoint => create_multi_region_access_point, real, transactional;
    DeleteAccessGrant => delete_access_grant, real, transactional;
    DeleteAccessGrantsInstance => delete_access_grants_instance, real, transactional;
    DeleteAccessGrantsInstanceResourcePolicy => delete_access_grants_instance_resource_policy, real, transactional;
    DeleteAccessGrantsLocation => delete_access_grants_location, real, transactional;
    DeleteAccessPoint => delete_access_point, real, transactional;
    DeleteAccessPointPolicy => delete_access_point_policy, real, transactional;
    DeleteJobTagging => delete_job_tagging, real, transactional;
    DeleteMultiRegionAccessPoint => delete_multi_region_access_point, real, transactional;
    DeletePublicAccessBlock => delete_public_access_block, real, transactional;
    DescribeJob => describe_job, real, transactional;
    DescribeMultiRegionAccessPointOperation => describe_multi_region_access_point_operation, real, transactional;
    GetAccessGrant => get_access_grant, real, transactional;
    GetAccessGrantsInstance => get_access_grants_instance, real, transactional;
    GetAccessGrantsInstanceForPrefix => get_access_grants_instance_for_prefix, real, transactional;
    GetAccessGrantsInstanceResourcePolicy => get_access_grants_instance_resource_policy, real, transactional;
    GetAccessGrantsLocation => get_access_grants_location, real, transactional;
    GetAccessPoint => get_access_point, real, transactional;
    GetAccessPointPolicy => get_access_point_policy, real, transactional;
    GetAccessPointPolicyStatus => get_access_point_policy_status, real, transactional;
    GetDataAccess => get_data_access, real, transactional;
    GetJobTagging => get_job_tagging, real, transactional;
    GetMultiRegionAccessPoint => get_multi_region_access_point, real, transactional;
    GetMultiRegionAccessPointPolicy => get_multi_region_access_point_policy, real, transactional;
    GetMultiRegionAccessPointPolicyStatus => get_multi_region_access_point_policy_status, real, transactional;
    GetMultiRegionAccessPointRoutes => get_multi_region_access_point_routes, real, transactional;
    GetPublicAccessBlock => get_public_access_block, real, transactional;
    ListAccessGrants => list_access_grants, real, transactional;
    ListAccessGrantsInstances => list_access_grants_instances, real, transactional;
    ListAccessGrantsLocations => list_access_grants_locations, real, transactional;
    ListAccessPoints => list_access_points, real, transactional;
    ListCallerAccessGrants => list_caller_access_grants, real, transactional;
    ListJobs => list_jobs, real, transactional;
    ListMultiRegionAccessPoints => list_multi_region_access_points, real, transactional;
    ListTagsForResource => list_tags_for_resource, real, transactional;
    PutAccessGrantsInstanceResourcePolicy => put_access_grants_instance_resource_policy, real, transactional;
    PutAccessPointPolicy => put_access_point_policy, real, transactional;
    PutJobTagging => put_job_tagging, real, transactional;
    PutMultiRegionAccessPointPolicy => put_multi_region_access_point_policy, real, transactional;
    PutPublicAccessBlock => put_public_access_block, real, transactional;
    SubmitMultiRegionAccessPointRoutes => submit_multi_region_access_point_routes, real, transactional;
    TagResource => tag_resource, real, transactional;
    UntagResource => untag_resource, real, transactional;
    UpdateAccessGrantsLocation => update_access_grants_location, real, transactional;
    UpdateJobPriority => update_job_priority, real, transactional;
    UpdateJobStatus => update_job_status, real, transactional;
}
