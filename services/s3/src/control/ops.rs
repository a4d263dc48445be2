//! The operation table of s3control: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html>

kernel::operations! {
    gen_s3control::operations;
    CreateAccessPoint => create_access_point, real, transactional;
    CreateJob => create_job, real, transactional;
    DeleteAccessPoint => delete_access_point, real, transactional;
    DeleteAccessPointPolicy => delete_access_point_policy, real, transactional;
    DeleteJobTagging => delete_job_tagging, real, transactional;
    DeletePublicAccessBlock => delete_public_access_block, real, transactional;
    DescribeJob => describe_job, real, transactional;
    GetAccessPoint => get_access_point, real, transactional;
    GetAccessPointPolicy => get_access_point_policy, real, transactional;
    GetAccessPointPolicyStatus => get_access_point_policy_status, real, transactional;
    GetJobTagging => get_job_tagging, real, transactional;
    GetPublicAccessBlock => get_public_access_block, real, transactional;
    ListAccessPoints => list_access_points, real, transactional;
    ListJobs => list_jobs, real, transactional;
    ListTagsForResource => list_tags_for_resource, real, transactional;
    PutAccessPointPolicy => put_access_point_policy, real, transactional;
    PutJobTagging => put_job_tagging, real, transactional;
    PutPublicAccessBlock => put_public_access_block, real, transactional;
    TagResource => tag_resource, real, transactional;
    UntagResource => untag_resource, real, transactional;
    UpdateJobPriority => update_job_priority, real, transactional;
    UpdateJobStatus => update_job_status, real, transactional;
}
