//! The words of S3's errors, with the elements that AWS adds to each. Codes and statuses of modelled errors come with the
//! generated constructors.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use gen_s3::errors as modelled;
use kernel::ApiError;
use schema::{OperationSchema, Rule, Violation};

use crate::limits;

/// What S3 answers to a request that breaks the model: only what is missing counts; the rest is judged, and worded, by
/// the handlers.
pub(crate) fn wording(operation: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    let missing = violations.iter().find(|v| v.rule == Rule::Required)?;
    // Tags that are not said are none.
    let tagging = matches!(operation.name, "PutObjectTagging" | "PutBucketTagging");
    // Of rules that are not there S3 speaks once it has found the bucket. Recorded.
    let encryption = operation.name == "PutBucketEncryption";
    let path = missing.path.to_ascii_lowercase();
    // What an object's new key lacks has words of its own.
    if operation.name == "UpdateObjectEncryption" && path.starts_with("objectencryption") {
        return None;
    }
    if tagging && path.ends_with(".tagset") || encryption && path.ends_with(".rules") {
        return None;
    }
    // A member within the document that the body is.
    Some(match missing.path.contains('.') {
        true => malformed_xml(),
        false => invalid_request(format!("Missing required parameter: {}", missing.path)),
    })
}

pub(crate) fn malformed_xml() -> ApiError {
    ApiError::new(
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published schema",
    )
}

pub(crate) fn access_denied() -> ApiError {
    modelled::access_denied("Access Denied")
}

pub(crate) fn invalid_request(message: impl Into<String>) -> ApiError {
    modelled::invalid_request(message)
}

/// Something that a header or parameter says and S3 does not understand.
pub(crate) fn invalid_argument(
    message: impl Into<String>,
    name: impl Into<String>,
    value: impl Into<String>,
) -> ApiError {
    invalid_argument_named(message, name).with_extra("ArgumentValue", value)
}

/// The same where AWS does not repeat the value.
pub(crate) fn invalid_argument_named(
    message: impl Into<String>,
    name: impl Into<String>,
) -> ApiError {
    ApiError::new("InvalidArgument", 400, message).with_extra("ArgumentName", name)
}

// Buckets.

pub(crate) fn invalid_bucket_name(name: &str) -> ApiError {
    ApiError::new("InvalidBucketName", 400, "The specified bucket is not valid.")
        .with_extra("BucketName", name)
}

pub(crate) fn no_such_bucket(name: &str) -> ApiError {
    modelled::no_such_bucket("The specified bucket does not exist").with_extra("BucketName", name)
}

pub(crate) fn bucket_already_exists(name: &str) -> ApiError {
    modelled::bucket_already_exists(
        "The requested bucket name is not available. The bucket namespace is shared by all users of the system. \
         Please select a different name and try again.",
    )
    .with_extra("BucketName", name)
}

pub(crate) fn bucket_already_owned_by_you(name: &str) -> ApiError {
    modelled::bucket_already_owned_by_you(
        "Your previous request to create the named bucket succeeded and you already own it.",
    )
    .with_extra("BucketName", name)
}

pub(crate) fn bucket_not_empty(name: &str, versioned: bool) -> ApiError {
    let message = match versioned {
        true => {
            "The bucket you tried to delete is not empty. You must delete all versions in the bucket."
        }
        false => "The bucket you tried to delete is not empty",
    };
    ApiError::new("BucketNotEmpty", 409, message).with_extra("BucketName", name)
}

pub(crate) fn too_many_buckets() -> ApiError {
    let message = "You have attempted to create more buckets than allowed";
    ApiError::new("TooManyBuckets", 400, message)
}

/// The bucket lies in another region than the call was made in.
/// The signature is for a region that there is not.
pub(crate) fn wrong_scope(got: &str, want: &str) -> ApiError {
    let message = format!(
        "The authorization header is malformed; the region '{got}' is wrong; expecting '{want}'"
    );
    ApiError::new("AuthorizationHeaderMalformed", 400, message).with_extra("Region", want)
}

pub(crate) fn permanent_redirect(name: &str, region: &str, suffix: &str) -> ApiError {
    let message = "The bucket you are attempting to access must be addressed using the specified endpoint. Please \
                   send all future requests to this endpoint.";
    ApiError::new("PermanentRedirect", 301, message)
        .with_extra("Endpoint", format!("{name}.s3.{region}.{suffix}"))
        .with_extra("Bucket", name)
        .with_header("x-amz-bucket-region", region)
}

pub(crate) fn invalid_bucket_owner(given: &str) -> ApiError {
    let message = format!(
        "The value of the expected bucket owner parameter must be an AWS Account ID... [{given}]"
    );
    ApiError::new("InvalidBucketOwnerAWSAccountID", 400, message)
}

pub(crate) fn illegal_location_constraint(given: &str) -> ApiError {
    let message = format!(
        "The {given} location constraint is incompatible for the region specific endpoint this request was sent to."
    );
    ApiError::new("IllegalLocationConstraintException", 400, message)
}

pub(crate) fn invalid_location_constraint(given: &str) -> ApiError {
    let message = "The specified location-constraint is not valid";
    ApiError::new("InvalidLocationConstraint", 400, message).with_extra("LocationConstraint", given)
}

// Keys and versions.

pub(crate) fn key_too_long(size: usize) -> ApiError {
    ApiError::new("KeyTooLongError", 400, "Your key is too long")
        .with_extra("Size", size.to_string())
        .with_extra("MaxSizeAllowed", limits::MAX_KEY.to_string())
}

pub(crate) fn no_such_key(key: &str) -> ApiError {
    modelled::no_such_key("The specified key does not exist.").with_extra("Key", key)
}

pub(crate) fn no_such_version(key: &str, version: &str) -> ApiError {
    ApiError::new("NoSuchVersion", 404, "The specified version does not exist.")
        .with_extra("Key", key)
        .with_extra("VersionId", version)
}

pub(crate) fn invalid_version_id(given: &str) -> ApiError {
    invalid_argument("Invalid version id specified", "versionId", given)
}

pub(crate) fn empty_version_id() -> ApiError {
    invalid_argument("Version id cannot be the empty string", "versionId", "")
}

/// A delete marker was named where only content serves.
pub(crate) fn delete_marker_not_allowed(method: &str) -> ApiError {
    ApiError::new(
        "MethodNotAllowed",
        405,
        "The specified method is not allowed against this resource.",
    )
    .with_extra("Method", method)
    .with_extra("ResourceType", "DeleteMarker")
    .with_header("x-amz-delete-marker", "true")
}

pub(crate) fn invalid_storage_class(given: &str) -> ApiError {
    ApiError::new("InvalidStorageClass", 400, "The storage class you specified is not valid")
        .with_extra("StorageClassRequested", given)
}

// Conditions and ranges.

pub(crate) fn precondition_failed(condition: &str) -> ApiError {
    let message = "At least one of the pre-conditions you specified did not hold";
    ApiError::new("PreconditionFailed", 412, message).with_extra("Condition", condition)
}

/// Something changed while an upload was under way.
pub(crate) fn conditional_request_conflict(condition: &str, key: &str) -> ApiError {
    let message = "The conditional request cannot succeed due to a conflicting operation against this resource.";
    ApiError::new("ConditionalRequestConflict", 409, message)
        .with_extra("Condition", condition)
        .with_extra("Key", key)
}

pub(crate) fn header_not_implemented(header: &str) -> ApiError {
    let message = "A header you provided implies functionality that is not implemented";
    ApiError::new("NotImplemented", 501, message).with_extra("Header", header)
}

pub(crate) fn condition_not_implemented(header: &str, more: &str) -> ApiError {
    header_not_implemented(header).with_extra("additionalMessage", more)
}

pub(crate) fn invalid_range(asked: &str, size: u64) -> ApiError {
    ApiError::new("InvalidRange", 416, "The requested range is not satisfiable")
        .with_extra("RangeRequested", asked)
        .with_extra("ActualObjectSize", size.to_string())
        .with_header("content-range", format!("bytes */{size}"))
}

pub(crate) fn invalid_part_number(asked: i32, parts: usize) -> ApiError {
    ApiError::new("InvalidPartNumber", 416, "The requested partnumber is not satisfiable")
        .with_extra("ActualPartCount", parts.to_string())
        .with_extra("PartNumberRequested", asked.to_string())
}

pub(crate) fn copy_range_malformed(text: &str) -> ApiError {
    let message = "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are \
                   the zero-based offsets of the first and last bytes to copy";
    invalid_argument(message, "x-amz-copy-source-range", text)
}

pub(crate) fn copy_range_too_long(text: &str, size: u64) -> ApiError {
    let message = format!("Range specified is not valid for source object of size: {size}");
    invalid_argument(message, "x-amz-copy-source-range", text)
}

// Bodies and checksums.

pub(crate) fn entity_too_large(size: u64, most: u64) -> ApiError {
    let message = "Your proposed upload exceeds the maximum allowed size";
    ApiError::new("EntityTooLarge", 400, message)
        .with_extra("ProposedSize", size.to_string())
        .with_extra("MaxSizeAllowed", most.to_string())
}

pub(crate) fn missing_content_length() -> ApiError {
    let message = "You must provide the Content-Length HTTP header.";
    ApiError::new("MissingContentLength", 411, message)
}

pub(crate) fn invalid_digest(given: &str) -> ApiError {
    ApiError::new("InvalidDigest", 400, "The Content-MD5 you specified was invalid.")
        .with_extra("Content-MD5", given)
}

pub(crate) fn bad_content_md5(expected: &str, calculated: &str) -> ApiError {
    let message = "The Content-MD5 you specified did not match what we received.";
    ApiError::new("BadDigest", 400, message)
        .with_extra("ExpectedDigest", expected)
        .with_extra("CalculatedDigest", calculated)
}

pub(crate) fn bad_checksum(algorithm: &str) -> ApiError {
    let message = format!("The {algorithm} you specified did not match the calculated checksum.");
    ApiError::new("BadDigest", 400, message)
}

pub(crate) fn metadata_too_large(size: usize) -> ApiError {
    let message = "Your metadata headers exceed the maximum allowed metadata size";
    ApiError::new("MetadataTooLarge", 400, message)
        .with_extra("Size", size.to_string())
        .with_extra("MaxSizeAllowed", limits::MAX_METADATA.to_string())
}

pub(crate) fn locked() -> ApiError {
    modelled::access_denied("Access Denied because object protected by object lock.")
}

pub(crate) fn invalid_object_state(class: &str) -> ApiError {
    ApiError::new(
        "InvalidObjectState",
        403,
        "The operation is not valid for the object's storage class",
    )
    .with_extra("StorageClass", class)
}

// Tags.

pub(crate) fn invalid_tag(message: &str) -> ApiError {
    ApiError::new("InvalidTag", 400, message)
}

pub(crate) fn invalid_tag_key(message: &str, key: &str) -> ApiError {
    invalid_tag(message).with_extra("TagKey", key)
}

// Annotations. AWS documents the codes; of the words it has only what the model says.

pub(crate) fn invalid_annotation_name(name: &str) -> ApiError {
    modelled::invalid_annotation_name("The annotation name you provided is invalid.")
        .with_extra("AnnotationName", name)
}

pub(crate) fn annotation_name_too_long(size: usize) -> ApiError {
    modelled::annotation_name_too_long("The annotation name exceeds 512 bytes.")
        .with_extra("Size", size.to_string())
        .with_extra("MaxSizeAllowed", limits::MAX_ANNOTATION_NAME.to_string())
}

pub(crate) fn invalid_annotation_prefix() -> ApiError {
    modelled::invalid_prefix("The annotation prefix you provided is invalid.")
}

pub(crate) fn annotation_limit_exceeded() -> ApiError {
    modelled::annotation_limit_exceeded(
        "The request would exceed the maximum number of annotations allowed per object.",
    )
}

pub(crate) fn no_such_annotation(name: &str) -> ApiError {
    modelled::no_such_annotation("The specified annotation does not exist on this object.")
        .with_extra("AnnotationName", name)
}

pub(crate) fn annotation_not_text() -> ApiError {
    modelled::unsupported_media_type("The annotation payload is not valid UTF-8 encoded text.")
}

pub(crate) fn empty_annotation() -> ApiError {
    invalid_request("The annotation payload must be between 1 byte and 1 MiB in size.")
}

pub(crate) fn annotation_of_customer_key() -> ApiError {
    invalid_request(
        "Objects that are encrypted with customer-provided keys (SSE-C) cannot have annotations.",
    )
}

pub(crate) fn invalid_encryption_algorithm(given: &str) -> ApiError {
    let message = "The Encryption request you specified is not valid. Supported value: AES256.";
    ApiError::new("InvalidEncryptionAlgorithmError", 400, message)
        .with_extra("ArgumentName", "x-amz-server-side-encryption")
        .with_extra("ArgumentValue", given)
}

pub(crate) fn part_number_out_of_range(number: i32) -> ApiError {
    let message = "Part number must be an integer between 1 and 10000, inclusive";
    invalid_argument(message, "partNumber", number.to_string())
}

// Uploads.

pub(crate) fn no_such_upload(id: &str) -> ApiError {
    modelled::no_such_upload(
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or \
         completed.",
    )
    .with_extra("UploadId", id)
}

pub(crate) fn invalid_part_order(id: &str) -> ApiError {
    let message =
        "The list of parts was not in ascending order. Parts must be ordered by part number.";
    ApiError::new("InvalidPartOrder", 400, message).with_extra("UploadId", id)
}

pub(crate) fn invalid_part(id: &str, number: u16, etag: &str) -> ApiError {
    let message = "One or more of the specified parts could not be found.  The part may not have been uploaded, or the \
                   specified entity tag may not match the part's entity tag.";
    ApiError::new("InvalidPart", 400, message)
        .with_extra("UploadId", id)
        .with_extra("PartNumber", number.to_string())
        .with_extra("ETag", etag)
}

pub(crate) fn part_too_small(number: u16, size: u64, etag: &str) -> ApiError {
    let message = "Your proposed upload is smaller than the minimum allowed size";
    ApiError::new("EntityTooSmall", 400, message)
        .with_extra("ProposedSize", size.to_string())
        .with_extra("MinSizeAllowed", limits::MIN_PART.to_string())
        .with_extra("PartNumber", number.to_string())
        .with_extra("ETag", etag)
}

pub(crate) fn bad_part_checksum(algorithm: &str, number: u16) -> ApiError {
    let name = algorithm.to_ascii_lowercase();
    let message =
        format!("The {name} you specified for part {number} did not match what we received.");
    ApiError::new("BadDigest", 400, message)
}

pub(crate) fn checksum_type_mismatch(expected: &str, actual: &str) -> ApiError {
    let (expected, actual) = (expected.to_ascii_lowercase(), actual.to_ascii_lowercase());
    invalid_request(format!(
        "Checksum Type mismatch occurred, expected checksum Type: {expected}, actual checksum Type: {actual}"
    ))
}
