//! Whether a credential counts: `Active` or `Inactive`, for access keys, SSH keys, certificates and service passwords.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html>

use kernel::{ApiResult, KeyStatus};
use serde::{Deserialize, Serialize};

use crate::credential_errors as errors;

/// Whether a credential counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Active,
    Inactive,
}

impl Status {
    /// A status that can be chosen; `Expired`, which the model knows too, cannot.
    pub(crate) fn chosen(given: &str) -> ApiResult<Status> {
        match given {
            "Active" => Ok(Status::Active),
            "Inactive" => Ok(Status::Inactive),
            _ => Err(errors::expired_is_no_choice()),
        }
    }

    /// As answers show it.
    pub(crate) fn shown(self) -> String {
        match self {
            Status::Active => "Active",
            Status::Inactive => "Inactive",
        }
        .to_owned()
    }

    /// As the kernel says it of access keys.
    pub(crate) fn of_key(self) -> KeyStatus {
        match self {
            Status::Active => KeyStatus::Active,
            Status::Inactive => KeyStatus::Inactive,
        }
    }
}
