//! One field of a cron expression: a set of numbers, written as values, names, lists, ranges and steps.

use crate::ScheduleError;

/// What a field may hold.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) least: u16,
    pub(crate) most: u16,
    /// Names of the values, from the least on.
    pub(crate) names: &'static [&'static str],
}

pub(crate) static MINUTES: Kind = Kind { name: "minutes", least: 0, most: 59, names: &[] };
pub(crate) static HOURS: Kind = Kind { name: "hours", least: 0, most: 23, names: &[] };
pub(crate) static DAY_OF_MONTH: Kind =
    Kind { name: "day-of-month", least: 1, most: 31, names: &[] };
pub(crate) static MONTH: Kind = Kind {
    name: "month",
    least: 1,
    most: 12,
    names: &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
pub(crate) static DAY_OF_WEEK: Kind = Kind {
    name: "day-of-week",
    least: 1,
    most: 7,
    names: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};
pub(crate) static YEAR: Kind = Kind { name: "year", least: 1970, most: 2199, names: &[] };

impl Kind {
    pub(crate) fn wrong(&self, text: &str) -> ScheduleError {
        ScheduleError::Field { field: self.name, text: text.to_owned() }
    }

    /// One value: a number or a name.
    pub(crate) fn value(&self, text: &str) -> Option<u16> {
        if let Some(at) = self.names.iter().position(|name| name.eq_ignore_ascii_case(text)) {
            return Some(self.least + u16::try_from(at).ok()?);
        }
        let value = number(text)?;
        (self.least..=self.most).contains(&value).then_some(value)
    }
}

pub(crate) fn number(text: &str) -> Option<u16> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// Numbers, in order, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field(Vec<u16>);

impl Field {
    /// `*`, `5`, `1,2`, `1-5`, `*/10`, `0/10`, `10-30/5`, and lists of these.
    pub(crate) fn parse(kind: &'static Kind, text: &str) -> Result<Field, ScheduleError> {
        let mut values = Vec::new();
        for part in text.split(',') {
            values.extend(part_of(kind, part).ok_or_else(|| kind.wrong(text))?);
        }
        values.sort_unstable();
        values.dedup();
        Ok(Field(values))
    }

    pub(crate) fn has(&self, value: u16) -> bool {
        self.0.binary_search(&value).is_ok()
    }

    /// The values, in order.
    pub(crate) fn values(&self) -> &[u16] {
        &self.0
    }
}

fn part_of(kind: &Kind, part: &str) -> Option<Vec<u16>> {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(number(step).filter(|step| *step > 0)?)),
        None => (part, None),
    };
    let (first, last) = if range == "*" || (range.is_empty() && step.is_some()) {
        (kind.least, kind.most)
    } else if let Some((first, last)) = range.split_once('-') {
        (kind.value(first)?, kind.value(last)?)
    } else {
        let value = kind.value(range)?;
        // With a step, a single value begins a range that goes on to the end.
        (value, if step.is_some() { kind.most } else { value })
    };
    let step = usize::from(step.unwrap_or(1));
    if first <= last {
        return Some((first..=last).step_by(step).collect());
    }
    // FRI-MON goes on over the end of the week; years have no such end.
    let cyclic = kind.most < 1_000;
    cyclic.then(|| (first..=kind.most).chain(kind.least..=last).step_by(step).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        let cases: [(&'static Kind, &str, Option<&[u16]>); 21] = [
            (&MINUTES, "0", Some(&[0])),
            (&MINUTES, "0/20", Some(&[0, 20, 40])),
            (&MINUTES, "*/20", Some(&[0, 20, 40])),
            (&MINUTES, "/30", Some(&[0, 30])),
            (&MINUTES, "10-30/10", Some(&[10, 20, 30])),
            (&MINUTES, "5,1,5,3-4", Some(&[1, 3, 4, 5])),
            (&MINUTES, "60", None),
            (&MINUTES, "", None),
            (&MINUTES, "1,", None),
            (&MINUTES, "1-", None),
            (&MINUTES, "*/0", None),
            (&MINUTES, "+5", None),
            (&HOURS, "22-1", Some(&[0, 1, 22, 23])),
            (&HOURS, "24", None),
            (&MONTH, "jan,DEC", Some(&[1, 12])),
            (&MONTH, "1/3", Some(&[1, 4, 7, 10])),
            (&MONTH, "0", None),
            (&DAY_OF_WEEK, "MON-FRI", Some(&[2, 3, 4, 5, 6])),
            (&DAY_OF_WEEK, "SAT-MON", Some(&[1, 2, 7])),
            (&DAY_OF_WEEK, "8", None),
            (&YEAR, "2030-2026", None),
        ];
        for (kind, text, expected) in cases {
            let found = Field::parse(kind, text).ok();
            assert_eq!(found.as_ref().map(Field::values), expected, "{} {text}", kind.name);
        }
    }
}
