//! The words of errors about configurations, access control lists and policies of buckets.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use kernel::ApiError;

/// A document that the API's schema does not have.
pub(crate) fn malformed_xml() -> ApiError {
    ApiError::new(
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
}

pub(crate) fn malformed_acl() -> ApiError {
    ApiError::new(
        "MalformedACLError",
        400,
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
}

pub(crate) fn invalid_request(message: impl Into<String>) -> ApiError {
    ApiError::new("InvalidRequest", 400, message)
}

/// `InvalidArgument` about the argument `name`.
pub(crate) fn invalid_argument(message: impl Into<String>, name: &str) -> ApiError {
    ApiError::new("InvalidArgument", 400, message).with_extra("ArgumentName", name)
}

/// The same, with the value that was given.
pub(crate) fn invalid_value(message: impl Into<String>, name: &str, value: &str) -> ApiError {
    invalid_argument(message, name).with_extra("ArgumentValue", shown(value))
}

/// A value as errors repeat it: cut to a bounded length.
fn shown(value: &str) -> String {
    value.chars().take(1024).collect()
}

/// There is no such configuration of this bucket.
fn not_found(code: &'static str, message: &'static str, bucket: &str) -> ApiError {
    ApiError::new(code, 404, message).with_extra("BucketName", bucket)
}

macro_rules! absent {
    ($($name:ident: $code:literal, $message:literal;)*) => {$(
        pub(crate) fn $name(bucket: &str) -> ApiError {
            not_found($code, $message, bucket)
        }
    )*};
}
absent! {
    no_tag_set: "NoSuchTagSet", "The TagSet does not exist";
    no_policy: "NoSuchBucketPolicy", "The bucket policy does not exist";
    no_cors: "NoSuchCORSConfiguration", "The CORS configuration does not exist";
    no_website: "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration";
    no_lifecycle: "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist";
    no_replication: "ReplicationConfigurationNotFoundError", "The replication configuration was not found";
    no_ownership: "OwnershipControlsNotFoundError", "The bucket ownership controls were not found";
    no_public_access_block: "NoSuchPublicAccessBlockConfiguration",
        "The public access block configuration was not found";
    no_object_lock: "ObjectLockConfigurationNotFoundError",
        "Object Lock configuration does not exist for this bucket";
}

/// There is no configuration with this id: inventory, analytics, metrics, tiering.
pub(crate) fn no_such_configuration() -> ApiError {
    ApiError::new("NoSuchConfiguration", 404, "The specified configuration does not exist.")
}

pub(crate) fn id_mismatch() -> ApiError {
    ApiError::new("IdMismatch", 400, "Document ID does not match the specified configuration ID.")
}

pub(crate) fn too_many_configurations() -> ApiError {
    ApiError::new(
        "TooManyConfigurations",
        400,
        "You are attempting to create a new configuration but have already reached the 1,000-configuration limit.",
    )
}

pub(crate) fn invalid_tag(message: &str) -> ApiError {
    ApiError::new("InvalidTag", 400, message)
}

/// Assumed: the documentation says that these calls no longer work, not with which error.
pub(crate) fn tags_by_control_alone() -> ApiError {
    invalid_request(
        "Attribute-based access control is enabled for this bucket. Use TagResource and UntagResource to change its tags.",
    )
}

pub(crate) fn bad_request(message: impl Into<String>) -> ApiError {
    ApiError::new("BadRequest", 400, message)
}

pub(crate) fn malformed_policy(message: impl Into<String>) -> ApiError {
    ApiError::new("MalformedPolicy", 400, message)
}

/// Reported.
pub(crate) fn policy_too_large(limit: usize) -> ApiError {
    ApiError::new(
        "PolicyTooLarge",
        400,
        format!("Normalized policy document exceeds the maximum allowed size of {limit} bytes."),
    )
}

pub(crate) fn access_denied() -> ApiError {
    ApiError::new("AccessDenied", 403, "Access Denied")
}

/// A retention or a legal hold stands in the way.
pub(crate) fn protected_by_lock() -> ApiError {
    ApiError::new("AccessDenied", 403, "Access Denied because object protected by object lock.")
}

pub(crate) fn invalid_bucket_state(message: &str) -> ApiError {
    ApiError::new("InvalidBucketState", 409, message)
}

pub(crate) fn acl_not_supported() -> ApiError {
    ApiError::new("AccessControlListNotSupported", 400, "The bucket does not allow ACLs")
}

pub(crate) fn acl_with_enforced_owner() -> ApiError {
    ApiError::new(
        "InvalidBucketAclWithObjectOwnership",
        400,
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    )
}

pub(crate) fn missing_header(name: &str) -> ApiError {
    ApiError::new("MissingSecurityHeader", 400, "Your request was missing a required header")
        .with_extra("MissingHeaderName", name)
}

pub(crate) fn unexpected_content() -> ApiError {
    ApiError::new("UnexpectedContent", 400, "This request does not support content")
}

pub(crate) fn unresolvable_email(address: &str) -> ApiError {
    ApiError::new(
        "UnresolvableGrantByEmailAddress",
        400,
        "The e-mail address you provided does not match any account on record.",
    )
    .with_extra("EmailAddress", shown(address))
}

/// Reported: what Block Public Access keeps from being written. `what` is such as `public policies`.
pub(crate) fn blocked_public(
    who: &str,
    action: &str,
    resource: &str,
    what: &str,
    setting: &str,
) -> ApiError {
    ApiError::new(
        "AccessDenied",
        403,
        format!(
            "User: {who} is not authorized to perform: {action} on resource: \"{resource}\" because {what} are \
             blocked by the {setting} block public access setting."
        ),
    )
}

pub(crate) fn no_versioning_status() -> ApiError {
    ApiError::new(
        "IllegalVersioningConfigurationException",
        400,
        "The Versioning element must be specified",
    )
}

/// Nothing was ever said of this version's retention or hold.
pub(crate) fn no_lock_of_object() -> ApiError {
    ApiError::new(
        "NoSuchObjectLockConfiguration",
        404,
        "The specified object does not have a ObjectLock configuration",
    )
}
