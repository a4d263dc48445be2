//! The operation table of ssm: `Name => module, grade, kind;`, sorted. One file an operation.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_Operations.html>

kernel::operations! {
    gen_ssm::operations;
    AddTagsToResource => add_tags_to_resource, real, transactional;
    DeleteParameter => delete_parameter, real, transactional;
    DeleteParameters => delete_parameters, real, transactional;
    DeleteResourcePolicy => delete_resource_policy, real, transactional;
    DescribeParameters => describe_parameters, real, transactional;
    GetParameter => get_parameter, real, transactional;
    GetParameterHistory => get_parameter_history, real, transactional;
    GetParameters => get_parameters, real, transactional;
    GetParametersByPath => get_parameters_by_path, real, transactional;
    GetResourcePolicies => get_resource_policies, real, transactional;
    GetServiceSetting => get_service_setting, real, transactional;
    LabelParameterVersion => label_parameter_version, real, transactional;
    ListTagsForResource => list_tags_for_resource, real, transactional;
    PutParameter => put_parameter, real, transactional;
    PutResourcePolicy => put_resource_policy, real, transactional;
    RemoveTagsFromResource => remove_tags_from_resource, real, transactional;
    ResetServiceSetting => reset_service_setting, real, transactional;
    UnlabelParameterVersion => unlabel_parameter_version, real, transactional;
    UpdateServiceSetting => update_service_setting, real, transactional;
}
