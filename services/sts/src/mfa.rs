//! The second factor that a call itself gives: a device's serial number and the code that it shows.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>

use kernel::{ApiResult, Caller, Cx, Principal};

use crate::errors;

/// What was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    serial: String,
    code: String,
}

/// Both or neither.
pub(crate) fn given(serial: Option<&str>, code: Option<&str>) -> ApiResult<Option<Given>> {
    match (serial, code) {
        (None, None) => Ok(None),
        (Some(serial), Some(code)) => {
            Ok(Some(Given { serial: serial.to_owned(), code: code.to_owned() }))
        }
        _ => Err(errors::mfa_incomplete()),
    }
}

/// Whether it is the calling user's (or root's) device and shows this code. The code counts once, from the commit on.
pub(crate) async fn verify(cx: &mut Cx<'_>, given: &Given) -> ApiResult<()> {
    let caller = cx.caller();
    let Some(owner) = owner(caller, cx)? else { return Err(errors::mfa_unknown_device()) };
    // A virtual device's serial number is an ARN, which says whose it may be.
    if given.serial.starts_with("arn:")
        && !given.serial.contains(&format!(":iam::{}:mfa/", caller.account))
    {
        return Err(errors::mfa_unknown_device());
    }
    match cx.verify_mfa(&owner, &given.serial, &given.code).await? {
        true => Ok(()),
        false => Err(errors::mfa_wrong_code()),
    }
}

/// Who may have devices: users and roots.
fn owner(caller: &Caller, cx: &Cx<'_>) -> ApiResult<Option<kernel::Arn>> {
    match &caller.principal {
        Principal::Root => caller.arn(cx.region()).parse().map(Some).map_err(kernel::ApiError::bug),
        Principal::Identity { arn, .. } if caller.user_name().is_some() => Ok(Some(arn.clone())),
        _ => Ok(None),
    }
}
