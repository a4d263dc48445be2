//! The words of errors about Multi-Region Access Points. The codes are documented, the words are assumed.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#S3AsynchronousErrorCodeList>

use kernel::ApiError;

use crate::control_errors::invalid_request;

pub(crate) fn no_such() -> ApiError {
    let message = "The specified Multi-Region Access Point does not exist.";
    ApiError::new("NoSuchMultiRegionAccessPoint", 404, message)
}

pub(crate) fn no_such_request() -> ApiError {
    ApiError::new("NoSuchAsyncRequest", 404, "The specified request was not found.")
}

pub(crate) fn not_ready() -> ApiError {
    let message = "The target Multi-Region Access Point is not ready.";
    ApiError::new("MultiRegionAccessPointNotReady", 409, message)
}

pub(crate) fn exists() -> ApiError {
    let message = "You already have a Multi-Region Access Point with the same name.";
    ApiError::new("MultiRegionAccessPointAlreadyOwnedByYou", 409, message)
}

pub(crate) fn same_region() -> ApiError {
    let message =
        "The buckets used to create a Multi-Region Access Point cannot be in the same Region.";
    ApiError::new("MultiRegionAccessPointSameBucketRegion", 400, message)
}

pub(crate) fn too_many() -> ApiError {
    let message =
        "You have exceeded the quota for how many Multi-Region Access Points you can have.";
    ApiError::new("TooManyMultiRegionAccessPoints", 400, message)
}

pub(crate) fn too_many_regions() -> ApiError {
    let message =
        "You have exceeded the quota for how many Regions a Multi-Region Access Point can have.";
    ApiError::new("TooManyMultiRegionAccessPointregions", 400, message)
}

pub(crate) fn token_used() -> ApiError {
    ApiError::new(
        "IdempotencyException",
        400,
        "A request with this client token was made, and its parameters differ.",
    )
}

pub(crate) fn invalid_name() -> ApiError {
    invalid_request("Your Multi-Region Access Point name is invalid.")
}

pub(crate) fn no_such_route() -> ApiError {
    invalid_request("The Multi-Region Access Point has no such bucket or Region.")
}

pub(crate) fn bad_dial() -> ApiError {
    invalid_request("TrafficDialPercentage must be 0 or 100.")
}

pub(crate) fn no_active_route() -> ApiError {
    invalid_request("At least one Region must be active.")
}
