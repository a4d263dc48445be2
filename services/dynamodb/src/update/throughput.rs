//! Changes of provisioned throughput: to something else, and down only so often on a day.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>

use gen_dynamodb::ProvisionedThroughput;
use kernel::{ApiError, ApiResult, Timestamp};

use crate::definition::throughput::Of;
use crate::errors;
use crate::limits;
use crate::table::Throughput;

/// `current` after a change at `now`.
pub(crate) fn change(
    current: &Throughput,
    asked: &ProvisionedThroughput,
    of: Of<'_>,
    now: Timestamp,
) -> ApiResult<Throughput> {
    let (read, write) = (asked.read_capacity_units, asked.write_capacity_units);
    if (read, write) == (current.read, current.write) {
        return Err(no_change(read, write, of));
    }
    let mut next = Throughput { read, write, ..current.clone() };
    next.decreases_today = current.decreases_on(now);
    if read < current.read || write < current.write {
        check_decrease(current, now)?;
        next.decreases_today += 1;
        next.decreased = Some(now);
    }
    if read > current.read || write > current.write {
        next.increased = Some(now);
    }
    Ok(next)
}

fn check_decrease(current: &Throughput, now: Timestamp) -> ApiResult<()> {
    let today = current.decreases_on(now);
    let Some(last) = current.decreased.filter(|_| today >= limits::FREE_DECREASES) else {
        return Ok(());
    };
    let next = last.plus(limits::BETWEEN_DECREASES);
    if next <= now {
        return Ok(());
    }
    Err(errors::subscriber_limit(format!(
        "Provisioned throughput decreases are limited within a given UTC day. After the first {} decreases, each \
         subsequent decrease in the same UTC day can be performed at most once every {} seconds. Number of decreases \
         today: {today}. Last decrease at {}. Next decrease can be made at {}",
        limits::FREE_DECREASES,
        limits::BETWEEN_DECREASES.as_secs(),
        in_words(last),
        in_words(next)
    )))
}

fn no_change(read: i64, write: i64, of: Of<'_>) -> ApiError {
    let what = match of {
        Of::Table => "table".to_owned(),
        Of::Index(name) => format!("index {name}"),
    };
    errors::validation(format!(
        "The provisioned throughput for the {what} will not change. The requested value equals the current value. Current \
         ReadCapacityUnits provisioned for the {what}: {read}. Requested ReadCapacityUnits: {read}. Current \
         WriteCapacityUnits provisioned for the {what}: {write}. Requested WriteCapacityUnits: {write}. Refer to the \
         Amazon DynamoDB Developer Guide for current limits and how to request higher limits."
    ))
}

/// `Monday, February 13, 2023 at 10:25:39 AM Coordinated Universal Time`
fn in_words(at: Timestamp) -> String {
    const DAYS: [&str; 7] =
        ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let text = at.iso8601();
    let number = |range: std::ops::Range<usize>| {
        text.get(range).and_then(|digits| digits.parse::<usize>().ok()).unwrap_or(0)
    };
    let day = usize::try_from(at.as_secs().div_euclid(86_400).rem_euclid(7)).unwrap_or(0);
    let month = number(5..7).saturating_sub(1).min(11);
    let hour = number(11..13);
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    format!(
        "{}, {} {}, {} at {hour}:{:02}:{:02} {half} Coordinated Universal Time",
        DAYS[day],
        MONTHS[month],
        number(8..10),
        number(0..4),
        number(14..16),
        number(17..19)
    )
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn units(read: i64, write: i64) -> ProvisionedThroughput {
        ProvisionedThroughput { read_capacity_units: read, write_capacity_units: write }
    }

    #[test]
    fn four_decreases_a_day_then_one_an_hour() {
        // Noon of a day.
        let noon = Timestamp::from_secs(1_799_971_200);
        let mut current = Throughput { read: 100, write: 100, ..Throughput::default() };
        for read in [90, 80, 70, 60] {
            current = change(&current, &units(read, 100), Of::Table, noon).expect("a decrease");
        }
        assert_eq!(current.decreases_on(noon), 4);
        let error = change(&current, &units(50, 200), Of::Table, noon).expect_err("the fifth");
        assert_eq!(error.code(), "LimitExceededException");
        let message = error.message().unwrap_or_default();
        assert!(message.contains("Number of decreases today: 4. Last decrease at"), "{message}");
        let up = change(&current, &units(60, 200), Of::Table, noon).expect("up is free");
        assert_eq!((up.increased, up.decreases_today), (Some(noon), 4));
        let later = noon.plus(Duration::from_secs(3_600));
        let down = change(&current, &units(50, 100), Of::Table, later).expect("an hour later");
        assert_eq!(down.decreases_on(later), 5);
        let tomorrow = noon.plus(Duration::from_secs(86_400));
        assert_eq!(down.decreases_on(tomorrow), 0);
        assert!(change(&down, &units(40, 100), Of::Table, tomorrow).is_ok());
    }

    #[test]
    fn the_same_is_no_change() {
        let current = Throughput { read: 5, write: 6, ..Throughput::default() };
        let error = change(&current, &units(5, 6), Of::Index("i"), Timestamp::from_secs(0));
        let error = error.expect_err("the same");
        let message = error.message().unwrap_or_default();
        assert!(message.starts_with(
            "The provisioned throughput for the index i will not change. The requested value equals the current value. \
             Current ReadCapacityUnits provisioned for the index i: 5. Requested ReadCapacityUnits: 5."
        ));
    }

    #[test]
    fn times_in_words() {
        assert_eq!(
            in_words(Timestamp::from_secs(1_676_283_939)),
            "Monday, February 13, 2023 at 10:25:39 AM Coordinated Universal Time"
        );
        assert_eq!(
            in_words(Timestamp::from_secs(0)),
            "Thursday, January 1, 1970 at 12:00:00 AM Coordinated Universal Time"
        );
    }
}
