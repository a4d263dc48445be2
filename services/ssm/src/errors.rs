//! The words of ssm's errors. Codes and statuses come with the generated constructors (`gen_ssm::errors`);
//! here stands only what the model lacks.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/CommonErrors.html>

use gen_ssm::errors as modelled;
use kernel::ApiError;

use crate::limits;
use crate::parameter::Tier;

pub(crate) fn validation(message: impl Into<String>) -> ApiError {
    ApiError::new("ValidationException", 400, message)
}

pub(crate) fn invalid_name() -> ApiError {
    validation(
        "Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can \
         consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers \
         and the following 3 symbols .-_",
    )
}

pub(crate) fn reserved_prefix() -> ApiError {
    validation("Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive).")
}

pub(crate) fn reserved_name(name: &str) -> ApiError {
    access_denied(format!("No access to reserved parameter name: {name}."))
}

pub(crate) fn access_denied(message: impl Into<String>) -> ApiError {
    modelled::access_denied_exception(message)
}

pub(crate) fn invalid_path() -> ApiError {
    validation(
        "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward \
         slash \"/\". It can't be prefixed with \\\"aws\\\" or \\\"ssm\\\" (case-insensitive). It must use only \
         letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are \
         not allowed. All sub-paths, if specified, must use the forward slash symbol \"/\". Valid example: \
         /get/parameters2-/by1./path0_.",
    )
}

pub(crate) fn arn_not_supported() -> ApiError {
    validation("Parameter ARN is not supported for this operation.")
}

pub(crate) fn arn_of_elsewhere(arn: &str) -> ApiError {
    validation(format!("The ARN {arn} is not that of a parameter in this Region."))
}

pub(crate) fn name_too_long() -> ApiError {
    validation(format!(
        "Parameter name: the parameter's ARN can have at most {} characters.",
        limits::ARN
    ))
}

pub(crate) fn too_many_levels() -> ApiError {
    modelled::hierarchy_level_limit_exceeded_exception(format!(
        "Parameter name: a hierarchy can have a maximum of {} levels.",
        limits::LEVELS
    ))
}

/// AWS says nothing more.
pub(crate) fn not_found() -> ApiError {
    modelled::parameter_not_found("").without_message()
}

pub(crate) fn secret_not_found(name: &str) -> ApiError {
    modelled::parameter_not_found(format!("Secret {name} not found."))
}

pub(crate) fn version_not_found(version: u64, name: &str) -> ApiError {
    modelled::parameter_version_not_found(format!(
        "Systems Manager could not find version {version} of {name}. Verify the version and try again."
    ))
}

pub(crate) fn label_not_found(label: &str, name: &str) -> ApiError {
    modelled::parameter_version_not_found(format!(
        "Systems Manager could not find label {label} for parameter {name}. Verify the label and try again."
    ))
}

pub(crate) fn already_exists() -> ApiError {
    modelled::parameter_already_exists(
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
    )
}

pub(crate) fn empty_value() -> ApiError {
    validation(
        "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length \
         greater than or equal to 1.",
    )
}

pub(crate) fn nested_value(value: &str) -> ApiError {
    validation(format!(
        "Parameter value can't nest another parameter. Do not use \"{{{{}}}}\" in the value: {value}"
    ))
}

pub(crate) fn value_too_long(tier: Tier) -> ApiError {
    validation(match tier {
        Tier::Standard => {
            "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger \
             parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see \
             https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html"
        }
        Tier::Advanced => {
            "Advanced tier parameters support a maximum parameter value of 8192 characters."
        }
    })
}

pub(crate) fn type_required() -> ApiError {
    validation("A parameter type is required when you create a parameter.")
}

pub(crate) fn tags_and_overwrite() -> ApiError {
    validation(
        "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove \
         overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or \
         RemoveTagsFromResource.",
    )
}

pub(crate) fn key_without_secure_string() -> ApiError {
    validation("A KeyId can be used with parameters of the type SecureString only.")
}

pub(crate) fn data_type(name: &str) -> ApiError {
    validation(format!(
        "The following data type is not supported: {name} (Data type names are all lowercase.)"
    ))
}

pub(crate) fn allowed_pattern() -> ApiError {
    modelled::invalid_allowed_pattern_exception("The AllowedPattern is not a regular expression.")
}

pub(crate) fn pattern_mismatch(pattern: &str) -> ApiError {
    modelled::parameter_pattern_mismatch_exception(format!(
        "Parameter value, cannot be validated against allowedPattern: {pattern}"
    ))
}

pub(crate) fn no_downgrade() -> ApiError {
    validation(
        "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the \
         advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced \
         parameter and recreate it as a standard parameter. Be aware that standard parameters have a value limit of \
         4096 characters.",
    )
}

pub(crate) fn policies_need_advanced() -> ApiError {
    validation(
        "Parameter policies are supported for parameters of the advanced-parameter tier only. To use policies, \
         upgrade the parameter to the advanced-parameter tier.",
    )
}

pub(crate) fn too_many_parameters(tier: Tier) -> ApiError {
    modelled::parameter_limit_exceeded(match tier {
        Tier::Standard => format!(
            "You have reached the maximum number of standard parameters for this AWS account and Region ({}). To \
             add more parameters, either delete existing parameters or upgrade to the advanced-parameter tier \
             (charges apply).",
            limits::STANDARD_PARAMETERS
        ),
        Tier::Advanced => format!(
            "You have reached the maximum number of advanced parameters for this AWS account and Region ({}). To \
             add more parameters, delete existing parameters.",
            limits::ADVANCED_PARAMETERS
        ),
    })
}

pub(crate) fn oldest_has_label(name: &str, version: u64) -> ApiError {
    modelled::parameter_max_version_limit_exceeded(format!(
        "You attempted to create a new version of {name} by calling the PutParameter API with the overwrite flag. \
         Version {version}, the oldest version, can't be deleted because it has a label associated with it. Move \
         the label to another version of the parameter, and try again."
    ))
}

pub(crate) fn too_many_labels() -> ApiError {
    modelled::parameter_version_label_limit_exceeded(
        "A parameter version can have maximum 10 labels.Move one or more labels to another version and try again.",
    )
}

pub(crate) fn policy_attribute(message: &str) -> ApiError {
    modelled::invalid_policy_attribute_exception(message)
}

pub(crate) fn policy_type() -> ApiError {
    modelled::invalid_policy_type_exception(
        "The policy type isn't supported. Parameter Store supports the following policy types: Expiration, \
         ExpirationNotification, and NoChangeNotification.",
    )
}

pub(crate) fn incompatible_policies(message: &str) -> ApiError {
    modelled::incompatible_policy_exception(message)
}

pub(crate) fn too_many_policies() -> ApiError {
    modelled::policies_limit_exceeded_exception(format!(
        "You specified more than the maximum number of allowed policies for the parameter. The maximum is {}.",
        limits::POLICIES
    ))
}

pub(crate) fn secret_needs_decryption() -> ApiError {
    validation("WithDecryption flag must be True for retrieving a Secret Manager secret.")
}

pub(crate) fn next_token() -> ApiError {
    modelled::invalid_next_token("The specified token isn't valid.")
}

pub(crate) fn page_size(value: i32, most: i32) -> ApiError {
    let rule = match value < 1 {
        true => "greater than or equal to 1".to_owned(),
        false => format!("less than or equal to {most}"),
    };
    validation(format!(
        "1 validation error detected: Value '{value}' at 'maxResults' failed to satisfy constraint: Member must \
         have value {rule}"
    ))
}

pub(crate) fn two_kinds_of_filters() -> ApiError {
    validation("You can use either Filters or ParameterFilters in a single request.")
}

pub(crate) fn filter_key(key: &str, valid: &str) -> ApiError {
    modelled::invalid_filter_key(format!(
        "The following filter key is not valid: {key}. Valid filter keys include: [{valid}]."
    ))
}

pub(crate) fn filter_option(option: &str, valid: &str) -> ApiError {
    modelled::invalid_filter_option(format!(
        "The following filter option is not valid: {option}. Valid options include: [{valid}]."
    ))
}

pub(crate) fn filter_value(value: &str, valid: &str) -> ApiError {
    modelled::invalid_filter_option(format!(
        "The following filter value is not valid: {value}. Valid values include: [{valid}]"
    ))
}

pub(crate) fn filter_values_missing(key: &str) -> ApiError {
    modelled::invalid_filter_value(format!(
        "The following filter values are missing : null for filter key {key}"
    ))
}

pub(crate) fn filter_twice(key: &str) -> ApiError {
    modelled::invalid_filter_key(format!(
        "The following filter is duplicated in the request: {key}. A request can contain only one occurrence of a \
         specific filter."
    ))
}

pub(crate) fn filter_common_path() -> ApiError {
    validation(
        "Filters for common parameters can't be prefixed with \"aws\" or \"ssm\" (case-insensitive). When using \
         global parameters, please specify within a global namespace.",
    )
}

pub(crate) fn resource_id() -> ApiError {
    modelled::invalid_resource_id("Invalid Resource Id")
}

pub(crate) fn too_many_tags() -> ApiError {
    modelled::too_many_tags_error("A resource can have at most 50 tags.")
}

pub(crate) fn setting_not_found(id: &str) -> ApiError {
    modelled::service_setting_not_found(format!("The service setting {id} was not found."))
}

pub(crate) fn setting_value(id: &str, value: &str, valid: &str) -> ApiError {
    validation(format!(
        "The setting value {value} is not valid for {id}. Valid values include: [{valid}]"
    ))
}

pub(crate) fn policy_resource(message: &str) -> ApiError {
    let body = gen_ssm::ResourcePolicyInvalidParameterException {
        parameter_names: Some(vec!["ResourceArn".to_owned()]),
        message: None,
    };
    modelled::resource_policy_invalid_parameter_exception(message, body)
}

pub(crate) fn policy_hash_required() -> ApiError {
    let body = gen_ssm::ResourcePolicyInvalidParameterException {
        parameter_names: Some(vec!["PolicyId".to_owned(), "PolicyHash".to_owned()]),
        message: None,
    };
    let message = "To update a policy, give both its PolicyId and its PolicyHash.";
    modelled::resource_policy_invalid_parameter_exception(message, body)
}

pub(crate) fn policy_limit(limit: usize, kind: &str) -> ApiError {
    let body = gen_ssm::ResourcePolicyLimitExceededException {
        limit: i32::try_from(limit).ok(),
        limit_type: Some(kind.to_owned()),
        message: None,
    };
    let message = match kind {
        "MaxPolicySize" => {
            format!("A resource policy can't be greater than {limit} bytes in size.")
        }
        _ => format!("A parameter can have at most {limit} resource policy."),
    };
    modelled::resource_policy_limit_exceeded_exception(message, body)
}

pub(crate) fn policy_resource_not_found(arn: &str) -> ApiError {
    modelled::resource_not_found_exception(format!("The resource {arn} could not be found."))
}

pub(crate) fn malformed_resource_policy(why: &str) -> ApiError {
    modelled::malformed_resource_policy_document_exception(format!(
        "The specified policy document is malformed or invalid: {why}"
    ))
}

pub(crate) fn policy_not_found() -> ApiError {
    modelled::resource_policy_not_found_exception(
        "No policies with the specified policy ID and hash could be found.",
    )
}

pub(crate) fn policy_conflict() -> ApiError {
    modelled::resource_policy_conflict_exception(
        "The hash provided in the call doesn't match the stored hash.",
    )
}

/// What another service refused, as Parameter Store passes it on: its message, and where it comes from.
pub(crate) fn passed_on(error: &ApiError, service: &str, request_id: &str) -> String {
    format!(
        "{} (Service: {service}; Status Code: {}; Error Code: {}; Request ID: {request_id}; Proxy: null)",
        error.message().unwrap_or("null"),
        error.status(),
        error.code(),
    )
}
