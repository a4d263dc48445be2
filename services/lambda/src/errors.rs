//! The words of Lambda's errors. Codes and statuses come with the generated constructors.
//! Those marked recorded are AWS's words; the others are ours, in its codes.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html>

use gen_lambda::errors as modelled;
use kernel::ApiError;
use schema::{OperationSchema, Rule, Violation};

use crate::{limits, runtime};

/// Lambda says in most errors whose fault they are.
fn user() -> Option<String> {
    Some("User".to_owned())
}

macro_rules! of_the_user {
    ($($name:ident, $constructor:ident, $shape:ident;)*) => {$(
        pub(crate) fn $name(message: impl Into<String>) -> ApiError {
            let body = gen_lambda::$shape { r#type: user(), ..gen_lambda::$shape::default() };
            modelled::$constructor(message, body)
        }
    )*};
}

of_the_user! {
    invalid, invalid_parameter_value_exception, InvalidParameterValueException;
    not_found, resource_not_found_exception, ResourceNotFoundException;
    conflict, resource_conflict_exception, ResourceConflictException;
    in_use, resource_in_use_exception, ResourceInUseException;
    precondition_failed, precondition_failed_exception, PreconditionFailedException;
    no_such_signing_config, code_signing_config_not_found_exception, CodeSigningConfigNotFoundException;
    code_not_verified, code_verification_failed_exception, CodeVerificationFailedException;
    code_storage_exceeded, code_storage_exceeded_exception, CodeStorageExceededException;
    policy_too_long, policy_length_exceeded_exception, PolicyLengthExceededException;
    kms_access_denied, kms_access_denied_exception, KMSAccessDeniedException;
    kms_disabled, kms_disabled_exception, KMSDisabledException;
    kms_invalid_state, kms_invalid_state_exception, KMSInvalidStateException;
    kms_not_found, kms_not_found_exception, KMSNotFoundException;
    invalid_zip, invalid_zip_file_exception, InvalidZipFileException;
    no_provisioned, provisioned_concurrency_config_not_found_exception, ProvisionedConcurrencyConfigNotFoundException;
}

/// What SnapStart is not for, or does not go along with.
pub(crate) fn no_snap_start(what: &str) -> ApiError {
    invalid(format!("{what} is not supported for SnapStart enabled functions."))
}

/// The same code without saying whose fault it is, as some of Lambda's parts do.
pub(crate) fn invalid_plain(message: impl Into<String>) -> ApiError {
    modelled::invalid_parameter_value_exception(
        message,
        gen_lambda::InvalidParameterValueException::default(),
    )
}

/// The same for what is not there.
pub(crate) fn not_found_plain(message: impl Into<String>) -> ApiError {
    modelled::resource_not_found_exception(
        message,
        gen_lambda::ResourceNotFoundException::default(),
    )
}

/// A request that breaks the model's constraints: a value that it knows but that Lambda judges itself is let through.
pub(crate) fn wording(operation: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    let own = |violation: &&Violation| {
        !(violation.path == "runtime" && matches!(violation.rule, Rule::Enum(_)))
    };
    let mut told: Vec<Violation> =
        violations.iter().filter(own).map(|one| in_words(operation, one)).collect();
    // Recorded: of a layer, runtimes come first.
    told.sort_by_key(|one| one.path != "compatibleRuntimes");
    (!told.is_empty())
        .then(|| ApiError::new("ValidationException", 400, Violation::sentence(&told)))
}

/// Recorded: new layers list the runtimes that serve; what is in a list or map must be there.
fn in_words(operation: &OperationSchema, violation: &Violation) -> Violation {
    let mut told = violation.clone();
    if operation.name == "PublishLayerVersion" && violation.path == "compatibleRuntimes" {
        told.rule = Rule::Enum(runtime::USABLE.to_vec());
    }
    if violation.path == "startingPosition" {
        told.rule = Rule::Enum(vec!["LATEST", "AT_TIMESTAMP", "TRIM_HORIZON"]);
    }
    if violation.path == "invokeMode" {
        told.rule = Rule::Enum(vec!["RESPONSE_STREAM", "BUFFERED"]);
    }
    if violation.path == "recursiveLoop" {
        told.rule = Rule::Enum(vec!["Terminate", "Allow"]);
    }
    if violation.path == "compatibleRuntime" {
        told.rule = Rule::Enum(runtime::LISTED.to_vec());
    }
    if let Rule::Elements(rules) | Rule::Values(rules) = &mut told.rule {
        rules.push("Member must not be null".to_owned());
    }
    if violation.path == "routingConfig.additionalVersionWeights" {
        with_fractions(&mut told);
    }
    told
}

/// Recorded: weights and their bounds are written as fractions.
fn with_fractions(told: &mut Violation) {
    let whole = |number: &str| {
        number.strip_prefix('-').unwrap_or(number).bytes().all(|b| b.is_ascii_digit())
    };
    if let Some((start, weight)) = told.value.as_deref().and_then(|text| text.rsplit_once('='))
        && let Some(weight) = weight.strip_suffix('}').filter(|weight| whole(weight))
    {
        told.value = Some(format!("{start}={weight}.0}}"));
    }
    if let Rule::Values(rules) = &mut told.rule {
        for rule in rules.iter_mut().filter(|rule| rule.ends_with(" 1") || rule.ends_with(" 0")) {
            rule.push_str(".0");
        }
    }
}

/// One value that is against a rule of Lambda's own, in the words that the model's rules have.
pub(crate) fn constraint(path: &str, value: impl ToString, rule: Rule) -> ApiError {
    let violation = Violation { path: path.to_owned(), value: Some(value.to_string()), rule };
    ApiError::new("ValidationException", 400, Violation::sentence(&[violation]))
}

pub(crate) fn bad_function_name(text: &str) -> ApiError {
    let text: String = text.chars().take(256).collect();
    constraint("functionName", text, Rule::Pattern("[a-zA-Z0-9-_]+"))
}

/// Recorded.
pub(crate) fn function_name_too_long(name: &str) -> ApiError {
    invalid(format!(
        "1 validation error detected: Value '{name}' at 'functionName' failed to satisfy constraint: Member must \
         have length less than or equal to {}",
        limits::MAX_FUNCTION_NAME
    ))
}

/// Recorded.
pub(crate) fn other_region(theirs: &str, here: &str) -> ApiError {
    not_found(format!("Functions from '{theirs}' are not reachable in this region ('{here}')"))
}

/// Recorded.
pub(crate) fn qualifier_mismatch() -> ApiError {
    invalid("The derived qualifier from the function name does not match the specified qualifier.")
}

/// Recorded.
pub(crate) fn functions_only() -> ApiError {
    invalid(
        "This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. \
         Please specify either a function name or an unqualified function ARN.",
    )
}

/// Recorded: no message at all.
pub(crate) fn access_denied_in_silence() -> ApiError {
    ApiError::new("AccessDeniedException", 403, "").without_message()
}

/// Recorded.
pub(crate) fn no_such_function(arn: &str) -> ApiError {
    not_found(format!("Function not found: {arn}"))
}

/// Recorded.
pub(crate) fn no_such_alias(arn: &str) -> ApiError {
    not_found(format!("Cannot find alias arn: {arn}"))
}

/// Recorded.
pub(crate) fn no_such_resource() -> ApiError {
    not_found("The resource you requested does not exist.")
}

pub(crate) fn function_exists(name: &str) -> ApiError {
    conflict(format!("Function already exist: {name}"))
}

/// Recorded.
pub(crate) fn update_in_progress(arn: &str) -> ApiError {
    conflict(format!(
        "The operation cannot be performed at this time. An update is in progress for resource: {arn}"
    ))
}

/// Documented.
pub(crate) fn still_pending() -> ApiError {
    conflict(
        "The operation cannot be performed at this time. The function is currently in the following state: Pending",
    )
}

/// Recorded.
pub(crate) fn wrong_revision() -> ApiError {
    precondition_failed(
        "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to \
         retrieve the latest Revision Id",
    )
}

/// Recorded.
pub(crate) fn wrong_policy_revision(call: &str) -> ApiError {
    precondition_failed(format!(
        "The Revision Id provided does not match the latest Revision Id. Call the {call} API to retrieve the latest \
         Revision Id"
    ))
}

/// Recorded.
pub(crate) fn bad_principal() -> ApiError {
    invalid("The provided principal was invalid. Please check the principal and try again.")
}

/// Recorded.
pub(crate) fn bad_zip() -> ApiError {
    invalid("Could not unzip uploaded file. Please check your file, then try to upload again.")
}

/// Recorded.
pub(crate) fn unzipped_too_large() -> ApiError {
    invalid(format!("Unzipped size must be smaller than {} bytes", limits::MAX_UNZIPPED))
}

/// Recorded.
pub(crate) fn body_too_large(operation: &OperationSchema) -> ApiError {
    let (most, name) = (limits::MAX_REQUEST, operation.name);
    let message = format!("Request must be smaller than {most} bytes for the {name} operation");
    ApiError::new("RequestEntityTooLargeException", 413, message)
}

/// Recorded.
pub(crate) fn zipped_too_large() -> ApiError {
    let message = format!("Zipped size must be smaller than {} bytes", limits::MAX_ZIPPED);
    ApiError::new("RequestEntityTooLargeException", 413, message)
}

/// Documented: with the layers.
pub(crate) fn code_and_layers_too_large(size: u64) -> ApiError {
    invalid(format!(
        "Function code combined with layers exceeds the maximum allowed size of {} bytes. The actual size is {size} \
         bytes.",
        limits::MAX_UNZIPPED
    ))
}

pub(crate) fn code_storage_full() -> ApiError {
    code_storage_exceeded("Code storage limit exceeded.")
}

/// Recorded.
pub(crate) fn s3_failure(error: &ApiError) -> ApiError {
    invalid(format!(
        "Error occurred while GetObject. S3 Error Code: {}. S3 Error Message: {}",
        error.code(),
        error.message().unwrap_or_default()
    ))
}

pub(crate) fn not_reloadable(folder: &str) -> ApiError {
    invalid(format!(
        "{folder} is no folder below one that the setting lambda_hot_reload names, so no function can run from it."
    ))
}

pub(crate) fn no_code() -> ApiError {
    invalid("Please provide a source for function code.")
}

pub(crate) fn two_sources() -> ApiError {
    invalid("Please do not provide other FunctionCode parameters when providing a ZipFile.")
}

/// Recorded.
pub(crate) fn image_for_zip() -> ApiError {
    invalid("Please don't provide ImageUri when updating a function with packageType Zip.")
}

pub(crate) fn no_runtime() -> ApiError {
    invalid("Runtime is mandatory for functions created with deployment packages.")
}

pub(crate) fn no_handler() -> ApiError {
    invalid("Handler is mandatory for functions created with deployment packages.")
}

/// Recorded.
pub(crate) fn bad_runtime(name: &str) -> ApiError {
    invalid(format!(
        "Value {name} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [{}] or be a \
         valid ARN",
        runtime::USABLE.join(", ")
    ))
}

/// Recorded.
pub(crate) fn deprecated_runtime(name: &str) -> ApiError {
    invalid(format!(
        "The runtime parameter of {name} is no longer supported for creating or updating AWS Lambda functions. We \
         recommend you use a supported runtime while creating or updating functions."
    ))
}

/// Reported.
pub(crate) fn role_not_assumable() -> ApiError {
    invalid("The role defined for the function cannot be assumed by Lambda.")
}

/// Reported.
pub(crate) fn foreign_role() -> ApiError {
    ApiError::new("AccessDeniedException", 403, "Cross-account pass role is not allowed.")
}

/// Recorded.
pub(crate) fn environment_too_large(json: &str) -> ApiError {
    invalid(format!(
        "Lambda was unable to configure your environment variables because the environment variables you have \
         provided exceeded the 4KB limit. String measured: {json}"
    ))
}

/// Reported.
pub(crate) fn reserved_variables(names: &[&str]) -> ApiError {
    invalid(format!(
        "Lambda was unable to configure your environment variables because the environment variables you have \
         provided contains reserved keys that are currently not supported for modification. Reserved keys used in \
         this request: {}",
        names.join(", ")
    ))
}

/// Recorded. There are no networks yet, so no subnet or group is there.
pub(crate) fn no_such_subnet(id: &str) -> ApiError {
    invalid(format!(
        "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The \
         subnet ID '{id}' does not exist"
    ))
}

/// Recorded.
pub(crate) fn no_such_security_group(id: &str) -> ApiError {
    invalid(format!(
        "Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. EC2 Error Message: The \
         security group '{id}' does not exist"
    ))
}

pub(crate) fn dead_letter_topics_are_not_there() -> ApiError {
    invalid("DeadLetterConfig names a topic, and there are none yet: name a queue.")
}

pub(crate) fn file_systems_are_not_there() -> ApiError {
    invalid("FileSystemConfigs names a file system, and there are none yet: leave it out.")
}

/// Recorded.
pub(crate) fn too_many_tags() -> ApiError {
    invalid("Number of tags exceeds resource tag limit.")
}

/// Recorded.
pub(crate) fn latest_cannot_go() -> ApiError {
    invalid("$LATEST version cannot be deleted without deleting the function.")
}

/// Recorded.
pub(crate) fn aliases_do_not_go_so() -> ApiError {
    invalid("Deletion of aliases is not currently supported.")
}

pub(crate) fn version_has_aliases(arn: &str, aliases: &[String]) -> ApiError {
    conflict(format!(
        "Version is pointed by aliases and can't be deleted: {arn}, aliases: {}",
        aliases.join(", ")
    ))
}

/// Recorded.
pub(crate) fn wrong_code(given: &str, actual: &str) -> ApiError {
    invalid(format!(
        "CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({actual}). Please try again with the \
         CodeSHA256 in $LATEST."
    ))
}

pub(crate) fn bad_marker() -> ApiError {
    invalid("Invalid Marker.")
}

of_the_user! {
    request_too_large, request_too_large_exception, RequestTooLargeException;
    bad_request_content, invalid_request_content_exception, InvalidRequestContentException;
    cannot_run, invalid_runtime_exception, InvalidRuntimeException;
    recursion, recursive_invocation_exception, RecursiveInvocationException;
}

/// Documented: a function that comes back to itself too often.
pub(crate) fn recursive() -> ApiError {
    recursion(
        "Lambda has detected your function being invoked in a recursive loop with other Amazon Web Services resources \
         and stopped your function's invocation.",
    )
}

/// Reported.
pub(crate) fn payload_too_large(size: usize) -> ApiError {
    request_too_large(format!(
        "{size} byte payload is too large for the RequestResponse invocation type (limit {} bytes)",
        functions::MAX_PAYLOAD
    ))
}

/// Recorded: what a function's address says to those whom no policy lets in.
pub(crate) const FORBIDDEN_AT_URL: &str = "Forbidden. For troubleshooting Function URL authorization issues, see: \
    https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

/// An error of an invocation as a function's address tells it: what this machine lacks is no fault of the visitor's.
pub(crate) fn shown_at_urls(error: ApiError) -> ApiError {
    match error.status() {
        429 | 409 | 413 | 500.. => error,
        _ => service_failure(error.message().unwrap_or_default().to_owned()),
    }
}

/// Recorded.
pub(crate) fn throttled(reason: &str) -> ApiError {
    let body = gen_lambda::TooManyRequestsException {
        r#type: user(),
        reason: Some(reason.to_owned()),
        ..gen_lambda::TooManyRequestsException::default()
    };
    modelled::too_many_requests_exception("Rate Exceeded.", body)
}

pub(crate) fn service_failure(message: String) -> ApiError {
    let body = gen_lambda::ServiceException {
        r#type: Some("Service".to_owned()),
        ..gen_lambda::ServiceException::default()
    };
    modelled::service_exception(message, body)
}

/// An event that is no JSON; `column` is where that shows. The two cases of bytes that are no text are recorded.
pub(crate) fn no_json(payload: &[u8], column: usize) -> ApiError {
    let broken = std::str::from_utf8(payload).err().map(|error| error.valid_up_to());
    let (what, column) = match broken {
        Some(0) => (
            format!(
                "Unexpected character ((CTRL-CHAR, code {})): expected a valid value (JSON String, Number, Array, Object or \
                 token 'null', 'true' or 'false')",
                payload[0]
            ),
            1,
        ),
        Some(at) => (format!("Invalid UTF-8 start byte 0x{:x}", payload[at]), at + 2),
        None => ("Unexpected end-of-input or character".to_owned(), column),
    };
    bad_request_content(format!(
        "Could not parse request body into json: Could not parse payload into json: {what}\n at [Source: REDACTED \
         (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: {column}]"
    ))
}

of_the_user! {
    callback_closed, callback_timeout_exception, CallbackTimeoutException;
    already_started, durable_execution_already_started_exception, DurableExecutionAlreadyStartedException;
}

pub(crate) fn no_execution_timeout() -> ApiError {
    invalid("DurableConfig has no ExecutionTimeout: say how many seconds an execution may take.")
}

/// Documented.
pub(crate) fn not_made_durable() -> ApiError {
    invalid(
        "Durable execution cannot be enabled for a function that is there: make the function anew with a DurableConfig.",
    )
}

/// Reported.
pub(crate) fn unqualified_durable() -> ApiError {
    invalid("You cannot invoke a durable function using an unqualified ARN.")
}

/// Reported.
pub(crate) fn too_long_to_wait_for() -> ApiError {
    invalid(
        "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.",
    )
}

pub(crate) fn name_without_durability() -> ApiError {
    invalid(
        "DurableExecutionName is for durable functions, and this function has no DurableConfig.",
    )
}

/// Documented, in our words.
pub(crate) fn execution_name_taken(arn: &str) -> ApiError {
    already_started(format!(
        "The name is that of another execution, of another payload or function: {arn}"
    ))
}

/// Of AWS's own emulator of the service.
pub(crate) fn no_such_execution() -> ApiError {
    not_found("Durable Execution does not exist")
}

/// Of AWS's client libraries, which know it by its beginning: they go on with the next invocation.
pub(crate) fn bad_checkpoint_token() -> ApiError {
    invalid("Invalid checkpoint token")
}

pub(crate) fn bad_callback_id() -> ApiError {
    invalid("Invalid CallbackId.")
}

pub(crate) fn no_such_callback() -> ApiError {
    not_found("The callback does not exist.")
}

/// Documented, in our words.
pub(crate) fn callback_is_closed() -> ApiError {
    callback_closed("The callback has been answered, has timed out, or its execution has ended.")
}

pub(crate) fn execution_goes_on() -> ApiError {
    conflict("The durable execution has not ended: stop it before it is deleted.")
}

/// In the words of AWS's own emulator where it has any.
pub(crate) fn operation_too_large(what: &str, most: usize) -> ApiError {
    invalid(format!("{what} payload size must be less than or equal to {most} bytes."))
}

/// At functions' addresses and where answers are streamed.
pub(crate) fn durable_elsewhere() -> ApiError {
    ApiError::not_implemented("lambda: durable functions at addresses and with streamed answers")
}
