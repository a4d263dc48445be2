//! What KMS refuses, as S3 tells it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use kernel::ApiError;

/// `NotFoundException` of KMS is `KMS.NotFoundException` of S3.
pub(crate) fn shown(error: ApiError) -> ApiError {
    let code = match error.code() {
        "NotFoundException" => "KMS.NotFoundException",
        "DisabledException" => "KMS.DisabledException",
        "KMSInvalidStateException" => "KMS.KMSInvalidStateException",
        "InvalidKeyUsageException" => "KMS.InvalidKeyUsageException",
        "KeyUnavailableException" => "KMS.KeyUnavailableException",
        "AccessDeniedException" => "AccessDenied",
        _ => return error,
    };
    let status = if code == "AccessDenied" { 403 } else { 400 };
    ApiError::new(code, status, error.message().unwrap_or_default())
}
