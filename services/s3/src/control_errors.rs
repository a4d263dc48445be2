//! The words of S3 Control's errors.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#S3ControlErrorCodeList>

use gen_s3control::errors as modelled;
use kernel::ApiError;

pub(crate) fn invalid_request(message: impl Into<String>) -> ApiError {
    ApiError::new("InvalidRequest", 400, message)
}

/// A name as errors repeat it: cut to a bounded length.
fn shown(text: &str) -> String {
    text.chars().take(256).collect()
}

// Access points. Recorded where nothing else is said.

pub(crate) fn invalid_uri(name: &str) -> ApiError {
    ApiError::new("InvalidURI", 400, "Couldn't parse the specified URI.")
        .with_extra("URI", format!("accesspoint/{}", shown(name)))
}

pub(crate) fn invalid_access_point_name() -> ApiError {
    invalid_request("Your Amazon S3 AccessPoint name is invalid")
}

pub(crate) fn no_bucket_for_access_point() -> ApiError {
    invalid_request("Amazon S3 AccessPoint can only be created for existing bucket")
}

pub(crate) fn access_point_exists() -> ApiError {
    let message =
        "Your previous request to create the named accesspoint succeeded and you already own it.";
    ApiError::new("AccessPointAlreadyOwnedByYou", 409, message)
}

pub(crate) fn no_such_access_point(name: &str) -> ApiError {
    ApiError::new("NoSuchAccessPoint", 404, "The specified accesspoint does not exist")
        .with_extra("AccessPointName", shown(name))
}

/// Documented.
pub(crate) fn no_such_access_point_policy(name: &str) -> ApiError {
    ApiError::new("NoSuchAccessPointPolicy", 404, "The specified accesspoint policy does not exist")
        .with_extra("AccessPointName", shown(name))
}

/// Documented; the words are assumed.
pub(crate) fn too_many_access_points(most: usize) -> ApiError {
    let message =
        format!("You have attempted to create more access points than the allowed {most}.");
    ApiError::new("TooManyAccessPoints", 400, message)
}

/// Documented.
pub(crate) fn bucket_has_access_points(bucket: &str) -> ApiError {
    let message = "The bucket you tried to delete has access points attached. Delete your access points before \
                   deleting your bucket.";
    ApiError::new("BucketHasAccessPointsAttached", 400, message).with_extra("BucketName", bucket)
}

/// An operation that access points do not serve.
pub(crate) fn method_not_allowed() -> ApiError {
    let message = "The specified method is not allowed against this resource.";
    ApiError::new("MethodNotAllowed", 405, message)
}

pub(crate) fn invalid_next_token() -> ApiError {
    invalid_request("The specified continuation token is not valid.")
}

// Tags: recorded.

pub(crate) fn no_such_resource() -> ApiError {
    ApiError::new("NoSuchResource", 404, "The specified resource doesn't exist.")
}

fn invalid_tag(message: &str) -> ApiError {
    ApiError::new("InvalidTag", 400, message)
}

pub(crate) fn reserved_tag() -> ApiError {
    invalid_tag(
        "User-defined tag keys can't start with \"aws:\". This prefix is reserved for system tags. Remove \"aws:\" \
         from your tag keys and try again.",
    )
}

pub(crate) fn tag_twice() -> ApiError {
    invalid_tag(
        "There are duplicate tag keys in your request. Remove the duplicate tag keys and try again.",
    )
}

pub(crate) fn tag_characters() -> ApiError {
    invalid_tag(
        "This request contains a tag key or value that isn't valid. Valid characters include the following: \
         [a-zA-Z+-=._:/]. Tag keys can contain up to 128 characters. Tag values can contain up to 256 characters.",
    )
}

/// Assumed.
pub(crate) fn too_many_tags(most: usize) -> ApiError {
    invalid_tag(&format!("You can't have more than {most} tags on this resource."))
}

// Storage Lens: assumed.

pub(crate) fn default_lens(what: &str) -> ApiError {
    invalid_request(format!("The default dashboard {what}."))
}

pub(crate) fn too_many_lenses(most: usize) -> ApiError {
    let message =
        format!("You can't have more than {most} Storage Lens configurations in a Region.");
    ApiError::new("TooManyConfigurations", 400, message)
}

pub(crate) fn too_many_lens_groups(most: usize) -> ApiError {
    invalid_request(format!("You can't have more than {most} Storage Lens groups in a Region."))
}

pub(crate) fn lens_group_exists(name: &str) -> ApiError {
    invalid_request(format!("There is a Storage Lens group called {} already.", shown(name)))
}

// Batch Operations: the codes are reported by clients, the words are assumed.

pub(crate) fn no_such_job() -> ApiError {
    ApiError::new("NoSuchJob", 404, "The specified job does not exist.")
}

pub(crate) fn job_status(from: &str, to: &str) -> ApiError {
    modelled::job_status_exception(format!("A job that is {from} cannot become {to}."))
}

pub(crate) fn token_used() -> ApiError {
    modelled::idempotency_exception(
        "A job with this client request token exists, and its parameters differ.",
    )
}

pub(crate) fn too_many_job_tags(most: usize) -> ApiError {
    modelled::too_many_tags_exception(format!("A job can have at most {most} tags."))
}

pub(crate) fn job_has_ended(status: &str) -> ApiError {
    invalid_request(format!("A job that is {status} cannot be changed."))
}

pub(crate) fn too_many_jobs() -> ApiError {
    modelled::too_many_requests_exception("Too many jobs are under way in this region.")
}
