//! The operation table of secretsmanager: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_Operations.html>

kernel::operations! {
    gen_secretsmanager::operations;
    AssociateCrossAccountReplica => associate_cross_account_replica, real, transactional;
    BatchGetSecretValue => batch_get_secret_value, real, transactional;
    CancelRotateSecret => cancel_rotate_secret, real, transactional;
    CreateSecret => create_secret, real, transactional;
    DeleteResourcePolicy => delete_resource_policy, real, transactional;
    DeleteSecret => delete_secret, real, transactional;
    DescribeSecret => describe_secret, real, transactional;
    DisassociateCrossAccountReplica => disassociate_cross_account_replica, real, transactional;
    GetRandomPassword => get_random_password, real, transactional;
    GetResourcePolicy => get_resource_policy, real, transactional;
    GetSecretValue => get_secret_value, real, transactional;
    ListResourcePolicies => list_resource_policies, real, transactional;
    ListSecretVersionIds => list_secret_version_ids, real, transactional;
    ListSecrets => list_secrets, real, transactional;
    PutResourcePolicy => put_resource_policy, real, transactional;
    PutSecretValue => put_secret_value, real, transactional;
    RemoveRegionsFromReplication => remove_regions_from_replication, real, transactional;
    ReplicateSecretToRegions => replicate_secret_to_regions, real, transactional;
    RestoreSecret => restore_secret, real, transactional;
    RotateSecret => rotate_secret, real, transactional;
    StopReplicationToReplica => stop_replication_to_replica, real, transactional;
    TagResource => tag_resource, real, transactional;
    UntagResource => untag_resource, real, transactional;
    UpdateSecret => update_secret, real, transactional;
    UpdateSecretVersionStage => update_secret_version_stage, real, transactional;
    ValidateResourcePolicy => validate_resource_policy, real, transactional;
}
