//! The words of S3 Access Grants' errors. The codes are documented.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#S3AccessGrantsErrorCodeList>

use kernel::ApiError;

pub(crate) fn instance_exists() -> ApiError {
    let message = "Access Grants Instance already exists.";
    ApiError::new("AccessGrantsInstanceAlreadyExists", 409, message)
}

pub(crate) fn no_instance() -> ApiError {
    let message = "Access Grants Instance does not exist.";
    ApiError::new("AccessGrantsInstanceNotExistsError", 404, message)
}

pub(crate) fn instance_not_empty() -> ApiError {
    let message = "Please clean up locations before deleting the access grants instance.";
    ApiError::new("AccessGrantsInstanceNotEmptyError", 400, message)
}

pub(crate) fn no_policy() -> ApiError {
    let message = "Access Grants Instance Resource Policy does not exist.";
    ApiError::new("AccessGrantsInstanceResourcePolicyNotExists", 404, message)
}

pub(crate) fn location_exists() -> ApiError {
    let message = "The specified access grants location already exists.";
    ApiError::new("AccessGrantsLocationAlreadyExistsError", 409, message)
}

pub(crate) fn no_location() -> ApiError {
    let message = "The specified access grants location does not exist.";
    ApiError::new("NoSuchAccessGrantsLocationError", 404, message)
}

pub(crate) fn location_not_empty() -> ApiError {
    let message = "Please clean up access grants before deleting access grants location.";
    ApiError::new("AccessGrantsLocationNotEmptyError", 400, message)
}

pub(crate) fn too_many_locations() -> ApiError {
    let message = "The access grants location quota has been exceeded.";
    ApiError::new("AccessGrantsLocationsQuotaExceededError", 409, message)
}

pub(crate) fn invalid_location() -> ApiError {
    let message = "The specified Access Grants Location is invalid.";
    ApiError::new("InvalidAccessGrantsLocation", 400, message)
}

pub(crate) fn grant_exists() -> ApiError {
    let message = "The specified access grant already exists.";
    ApiError::new("AccessGrantAlreadyExists", 409, message)
}

pub(crate) fn no_grant() -> ApiError {
    let message = "The specified access grant does not exist.";
    ApiError::new("NoSuchAccessGrantError", 404, message)
}

pub(crate) fn too_many_grants() -> ApiError {
    let message = "The access grants quota has been exceeded.";
    ApiError::new("AccessGrantsQuotaExceededError", 409, message)
}

pub(crate) fn invalid_grant() -> ApiError {
    ApiError::new("InvalidAccessGrant", 400, "The specified Access Grant is invalid.")
}

pub(crate) fn invalid_role() -> ApiError {
    ApiError::new("InvalidIamRole", 400, "The specified IAM Role is invalid.")
}

pub(crate) fn invalid_policy() -> ApiError {
    ApiError::new("InvalidResourcePolicy", 400, "The specified Resource Policy is invalid.")
}

/// No grant says so.
pub(crate) fn no_access() -> ApiError {
    let message = "You do not have the requested permissions to the requested S3 Prefix.";
    ApiError::new("AccessDenied", 403, message)
}

/// The role of the location does not trust Access Grants. The status and the words are assumed.
pub(crate) fn role_not_assumed() -> ApiError {
    let message = "An error occurred while trying to assume the IAM role of the location.";
    ApiError::new("StsNotAuthorizedError", 400, message)
}

/// The status and the words are assumed.
pub(crate) fn session_too_long() -> ApiError {
    let message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    ApiError::new("StsValidationError", 400, message)
}
