//! Errors about functions from container images: AWS's words, and behind them what is to be done here.

use functions::ImageError;
use kernel::ApiError;

use crate::errors::{invalid, service_failure};

/// Recorded.
pub(crate) fn no_image_to_update() -> ApiError {
    invalid("Please provide ImageUri when updating a function with packageType Image.")
}

pub(crate) fn no_image() -> ApiError {
    invalid("Please provide ImageUri when the intended function PackageType is Image.")
}

pub(crate) fn runtime_for_image() -> ApiError {
    invalid(
        "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
    )
}

pub(crate) fn neither_runtime_nor_handler() -> ApiError {
    invalid(
        "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    )
}

pub(crate) fn image_config_for_zip() -> ApiError {
    invalid("Please don't provide ImageConfig when the intended function PackageType is Zip.")
}

pub(crate) fn no_runtime_to_manage() -> ApiError {
    invalid("Runtime management is not supported for functions with package type Image.")
}

pub(crate) fn snap_start_of_image() -> ApiError {
    invalid("Container images are not supported for SnapStart enabled functions.")
}

/// This machine cannot give a function a root of its own.
pub(crate) fn images_cannot_run(why: &str) -> ApiError {
    invalid(format!(
        "Functions from container images cannot run on this machine: {why}. Use PackageType Zip, or run Stratus where it can \
         make sandboxes."
    ))
}

/// Why there is no image of this name, in AWS's words, and behind them what is to be done here.
pub(crate) fn image(uri: &str, error: ImageError) -> ApiError {
    let told = |words: String| invalid(format!("{words} ({error})"));
    match &error {
        ImageError::Name(_) => {
            invalid(format!("Source image {uri} is not valid. Provide a valid source image."))
        }
        ImageError::Missing(_) => {
            told(format!("Source image {uri} does not exist. Provide a valid source image."))
        }
        ImageError::Denied(what) => {
            let words = "Lambda does not have permission to access the ECR image. Check the ECR permissions.";
            ApiError::new("AccessDeniedException", 403, format!("{words} ({what})"))
        }
        ImageError::Unsupported(_) => told(format!(
            "The image manifest, config or layer media type for the source image {uri} is not supported."
        )),
        ImageError::Io(what) => service_failure(what.clone()),
        ImageError::Architecture(_)
        | ImageError::Bad(_)
        | ImageError::TooLarge { .. }
        | ImageError::Unreachable(_) => {
            told(format!("Source image {uri} is not valid. Provide a valid source image."))
        }
    }
}
