//! Numbers that requests give, and the words for those that are out of range.

use std::ops::RangeInclusive;

use kernel::ApiResult;

use crate::{errors, limits};

fn within(
    value: i32,
    range: &RangeInclusive<i64>,
    parameter: &str,
    reason: &str,
) -> ApiResult<i64> {
    let value = i64::from(value);
    if range.contains(&value) {
        Ok(value)
    } else {
        Err(errors::invalid_value(value, parameter, reason))
    }
}

/// Seconds.
pub(crate) fn visibility_timeout(value: i32) -> ApiResult<i64> {
    let reason = "VisibilityTimeout must be between 0 and 43200 seconds";
    within(value, &limits::VISIBILITY_TIMEOUT, "VisibilityTimeout", reason)
}

pub(crate) fn max_number_of_messages(value: i32) -> ApiResult<usize> {
    let reason = "Must be between 1 and 10, if provided.";
    let number = within(value, &limits::RECEIVE_COUNT, "MaxNumberOfMessages", reason)?;
    Ok(usize::try_from(number).unwrap_or_default())
}

/// Seconds.
pub(crate) fn wait_time_seconds(value: i32) -> ApiResult<i64> {
    let reason = "Must be >= 0 and <= 20, if provided.";
    within(value, &limits::WAIT_SECONDS, "WaitTimeSeconds", reason)
}

pub(crate) fn max_move_tasks(value: i32) -> ApiResult<usize> {
    let reason = "Must be between 1 and 10, if provided.";
    let number = within(value, &limits::MOVE_TASK_RESULTS, "MaxResults", reason)?;
    Ok(usize::try_from(number).unwrap_or_default())
}

/// Messages a second.
pub(crate) fn move_rate(value: i32) -> ApiResult<u32> {
    let reason = "Must be between 1 and 500, if provided.";
    let number = within(value, &limits::MOVE_RATE, "MaxNumberOfMessagesPerSecond", reason)?;
    Ok(u32::try_from(number).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_words() {
        assert_eq!(max_number_of_messages(10).ok(), Some(10));
        for value in [0, 11, -1] {
            assert_eq!(
                max_number_of_messages(value).expect_err("out of range").message(),
                Some(
                    format!(
                        "Value {value} for parameter MaxNumberOfMessages is invalid. Reason: Must be between \
                         1 and 10, if provided."
                    )
                    .as_str()
                )
            );
        }
        assert_eq!(
            wait_time_seconds(21).expect_err("too long").message(),
            Some(
                "Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."
            )
        );
        assert_eq!(visibility_timeout(43_200).ok(), Some(43_200));
        assert!(visibility_timeout(-1).is_err() && visibility_timeout(43_201).is_err());
        assert!(move_rate(501).is_err() && move_rate(0).is_err());
    }
}
