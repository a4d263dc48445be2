//! How long a session lasts.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_request.html>

use kernel::{ApiResult, Caller, Principal};

use crate::{errors, limits};

/// Seconds of a role's session: what was asked for, unless the role or a chain allows less.
pub(crate) fn of_role(asked: Option<i32>, role_max: i32, chained: bool) -> ApiResult<i32> {
    let asked = asked.unwrap_or(limits::ROLE_SESSION);
    if chained && asked > limits::CHAINED_SESSION {
        return Err(errors::too_long_for_chain());
    }
    if asked > role_max {
        return Err(errors::too_long_for_role());
    }
    Ok(asked)
}

/// Seconds of a session of the caller's own or of a federated user: a root's is cut to an hour.
pub(crate) fn of_user(asked: Option<i32>, caller: &Caller) -> i32 {
    match (asked, &caller.principal) {
        (asked, Principal::Root) => asked.unwrap_or(limits::ROOT_SESSION).min(limits::ROOT_SESSION),
        (asked, _) => asked.unwrap_or(limits::USER_SESSION),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_roles() {
        let chain = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
        let role =
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        for (asked, max, chained, expected) in [
            (None, 3_600, false, Ok(3_600)),
            (Some(900), 3_600, true, Ok(900)),
            (Some(43_200), 43_200, false, Ok(43_200)),
            (Some(3_601), 3_600, false, Err(role)),
            (Some(3_601), 43_200, true, Err(chain)),
        ] {
            let found = of_role(asked, max, chained);
            let found = found
                .as_ref()
                .map(|seconds| *seconds)
                .map_err(|error| error.message().unwrap_or_default());
            assert_eq!(found, expected, "{asked:?} {max} {chained}");
        }
    }
}
