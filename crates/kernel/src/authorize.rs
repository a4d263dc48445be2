//! May this caller do this? One stage of the path, with one implementation at a time.

use schema::{ApiError, ApiResult, OperationSchema};

use crate::call::{Call, Principal};

/// Decides whether a call goes on.
pub trait Authorizer: Send + Sync {
    /// `Err` is the denial that the client sees.
    fn authorize(&self, call: &Call, operation: &OperationSchema) -> ApiResult<()>;
}

/// While no policies are evaluated: an account's root may do everything in its account, services act for
/// it, and nobody else may do anything but what AWS lets anyone do unsigned.
#[derive(Clone, Copy, Debug, Default)]
pub struct RootOnly;

impl Authorizer for RootOnly {
    fn authorize(&self, call: &Call, operation: &OperationSchema) -> ApiResult<()> {
        match call.caller.principal {
            Principal::Root | Principal::Service(_) => Ok(()),
            Principal::Anonymous if operation.anonymous => Ok(()),
            Principal::Anonymous => Err(ApiError::new(
                "MissingAuthenticationToken",
                403,
                "Request is missing Authentication Token",
            )),
            Principal::Identity { .. } => Err(ApiError::new(
                "AccessDenied",
                403,
                format!(
                    "User: {} is not authorized to perform: {}:{} because no identity-based policy \
                     allows the {1}:{2} action",
                    call.caller.arn(&call.region),
                    call.service,
                    operation.name,
                ),
            )),
        }
    }
}
