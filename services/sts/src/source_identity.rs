//! The source identity: who is behind a session, set once, when the first role of a chain is assumed.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html>

use kernel::{ApiResult, Session};

use crate::errors;

/// The source identity of a new session: what the call gives, or what the calling session has.
pub(crate) fn decide(given: Option<&str>, calling: Option<&Session>) -> ApiResult<Option<String>> {
    let inherited = calling.and_then(|session| session.source_identity.as_deref());
    if given.is_some_and(|given| given.starts_with("aws:")) {
        return Err(errors::source_identity());
    }
    match (given, inherited) {
        (Some(given), Some(inherited)) if given != inherited => {
            Err(errors::source_identity_is_set())
        }
        (given, inherited) => Ok(given.or(inherited).map(str::to_owned)),
    }
}
