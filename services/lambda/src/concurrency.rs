//! How many invocations an account may have at once, and what of it is kept for functions.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html>

use kernel::{ApiError, ApiResult, Cx};

use crate::function_name::FunctionName;
use crate::tables::{FUNCTIONS, PROVISIONED};
use crate::{errors, limits};

/// What is kept in an account and region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// By reservations of functions, and by provisioning of those without.
    pub(crate) total: i32,
    /// How many functions there are.
    pub(crate) functions: i64,
}

/// What is kept, but for the reservation of `but` and, with `qualifier`, its provisioning.
pub(crate) async fn kept(
    cx: &mut Cx<'_>,
    but: Option<(&FunctionName, Option<&str>)>,
) -> ApiResult<Kept> {
    let all = cx.rows(&FUNCTIONS);
    let functions = cx.range(&FUNCTIONS, &all, usize::MAX).await?;
    let provisioned = cx.rows(&PROVISIONED);
    let provisioned = cx.range(&PROVISIONED, &provisioned, usize::MAX).await?;
    let mut kept = Kept { total: 0, functions: i64::try_from(functions.len()).unwrap_or(i64::MAX) };
    for (name, function) in &functions {
        let left_out = but.is_some_and(|(other, qualifier)| other == name && qualifier.is_none());
        let reserved = function.reserved.filter(|_| !left_out);
        let own = || {
            let of = provisioned.iter().filter(|((owner, qualifier), _)| {
                owner == name
                    && !but.is_some_and(|(other, q)| other == name && q == Some(qualifier.as_str()))
            });
            of.map(|(_, row)| row.requested).fold(0, i32::saturating_add)
        };
        kept.total = kept.total.saturating_add(reserved.unwrap_or_else(own));
    }
    Ok(kept)
}

/// Fails when a reservation leaves too little for all others. `kept` is without the function.
pub(crate) fn check_reservation(kept: i32, wanted: i32) -> ApiResult<()> {
    let left = limits::CONCURRENCY.saturating_sub(kept).saturating_sub(wanted);
    if left >= limits::UNRESERVED {
        return Ok(());
    }
    Err(errors::invalid_plain(format!(
        "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below \
         its minimum value of [{}].",
        limits::UNRESERVED
    )))
}

/// Fails when a reservation is less than what versions of the function have provisioned. Recorded, with its blanks.
pub(crate) fn check_over_provisioned(wanted: i32, provisioned: i32) -> ApiResult<()> {
    match wanted < provisioned {
        true => Err(errors::invalid_plain(format!(
            " ReservedConcurrentExecutions  {wanted} should not be lower than function's total provisioned \
             concurrency [{provisioned}]."
        ))),
        false => Ok(()),
    }
}

/// The same for provisioned concurrency, which a function's reservation bounds where there is one. `own` is what other
/// versions of the function have.
pub(crate) fn check_provisioning(
    kept: i32,
    reserved: Option<i32>,
    own: i32,
    wanted: i32,
) -> ApiResult<()> {
    if let Some(reserved) = reserved {
        return match own.saturating_add(wanted) > reserved {
            true => Err(errors::invalid(
                "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for \
                 function",
            )),
            false => Ok(()),
        };
    }
    let unreserved = limits::CONCURRENCY.saturating_sub(kept);
    if wanted > unreserved {
        return Err(too_much(format!(
            "is greater than account's unreserved concurrency [{unreserved}]."
        )));
    }
    if unreserved - wanted < limits::UNRESERVED {
        return Err(too_much(format!(
            "decreases account's UnreservedConcurrentExecution below its minimum value of [{}].",
            limits::UNRESERVED
        )));
    }
    Ok(())
}

fn too_much(what: String) -> ApiError {
    errors::invalid_plain(format!("Specified ConcurrentExecutions for function {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reservations_leave_a_hundred() {
        for (kept, wanted, good) in [
            (0, 0, true),
            (0, 900, true),
            (0, 901, false),
            (850, 50, true),
            (850, 51, false),
            (0, i32::MAX, false),
        ] {
            assert_eq!(check_reservation(kept, wanted).is_ok(), good, "{kept} {wanted}");
        }
    }

    #[test]
    fn reservations_cover_what_is_provisioned() {
        for (wanted, provisioned, good) in [(2, 2, true), (0, 0, true), (1, 2, false)] {
            assert_eq!(check_over_provisioned(wanted, provisioned).is_ok(), good, "{wanted}");
        }
    }

    #[test]
    fn provisioning_stays_within_reservation_or_account() {
        let message = |kept, reserved, own, wanted| {
            let error = check_provisioning(kept, reserved, own, wanted).err();
            error.and_then(|error| error.message().map(str::to_owned)).unwrap_or_default()
        };
        assert_eq!(message(0, None, 0, 900), "");
        assert!(message(0, None, 0, 901).contains("below its minimum value of [100]"));
        assert!(
            message(0, None, 0, 1_001)
                .contains("greater than account's unreserved concurrency [1000]")
        );
        assert_eq!(message(999, Some(10), 4, 6), "");
        assert!(message(0, Some(10), 4, 7).contains("reservedConcurrentExecution"));
    }
}
