//! Target tracking, decided: out when more than the target was used in two consecutive minutes, in when less than the
//! target minus 20 percent was used in each of 15. Minutes in which nothing was consumed tell nothing, as on AWS. Pure.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html>
//!
//! Deviation: the new capacity goes by the busiest of the minutes that were looked at; AWS does not say by which.

use kernel::Timestamp;

use super::rule::{Rule, cooldown};

/// Minutes that are looked at before capacity grows, and before it shrinks.
const OUT_MINUTES: usize = 2;
pub(super) const IN_MINUTES: usize = 15;
/// How far below the target use must be before capacity shrinks, in percent of the capacity.
const BELOW: f64 = 20.0;
/// Half units in a minute of one unit a second.
const HALVES: f64 = 120.0;

/// What is known when it is decided.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) provisioned: i64,
    /// Half units that were consumed in each whole minute, the latest first.
    pub(super) minutes: &'a [u64],
    pub(super) scaled_in: Option<Timestamp>,
    pub(super) scaled_out: Option<Timestamp>,
    pub(super) now: Timestamp,
}

/// The capacity from now on, if it is to be another.
pub(super) fn decide(rule: &Rule, seen: Seen<'_>) -> Option<i64> {
    if !(rule.minimum..=rule.maximum).contains(&seen.provisioned) {
        return Some(seen.provisioned.clamp(rule.minimum, rule.maximum));
    }
    let rests = |last: Option<Timestamp>, seconds| {
        last.is_some_and(|last| last.plus(cooldown(seconds)) > seen.now)
    };
    if let Some(busiest) = all(seen, OUT_MINUTES, |share| share > rule.target)
        && !rests(seen.scaled_out, rule.scale_out_cooldown)
    {
        let next = needed(busiest, rule.target).clamp(seen.provisioned, rule.maximum);
        return (next > seen.provisioned).then_some(next);
    }
    if let Some(busiest) = all(seen, IN_MINUTES, |share| share < rule.target - BELOW)
        && !rule.disable_scale_in
        && !rests(seen.scaled_in, rule.scale_in_cooldown)
    {
        let next = needed(busiest, rule.target).clamp(rule.minimum, seen.provisioned);
        return (next < seen.provisioned).then_some(next);
    }
    None
}

/// What was consumed in the busiest of the last `count` minutes, if all of them are so.
fn all(seen: Seen<'_>, count: usize, is_so: impl Fn(f64) -> bool) -> Option<u64> {
    let minutes = seen.minutes.get(..count)?;
    let share = |halves: u64| in_floats(halves) * 100.0 / (HALVES * units(seen.provisioned));
    let so = minutes.iter().all(|halves| *halves > 0 && is_so(share(*halves)));
    if so { minutes.iter().copied().max() } else { None }
}

/// The capacity of which this much is the target's share.
#[expect(
    clippy::cast_possible_truncation,
    reason = "it saturates, and is clamped to what a table may have"
)]
fn needed(halves: u64, target: f64) -> i64 {
    (in_floats(halves) * 100.0 / (HALVES * target)).ceil() as i64
}

#[expect(clippy::cast_precision_loss, reason = "a minute takes less than 2^52 half units")]
fn in_floats(halves: u64) -> f64 {
    halves as f64
}

#[expect(clippy::cast_precision_loss, reason = "a table has 40,000 units at most")]
fn units(units: i64) -> f64 {
    units.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> Rule {
        Rule {
            minimum: 5,
            maximum: 100,
            role: None,
            policy: "p".to_owned(),
            target: 70.0,
            disable_scale_in: false,
            scale_in_cooldown: None,
            scale_out_cooldown: None,
        }
    }

    /// Units a second of each minute, the latest first, in half units a minute.
    fn minutes(units: &[u64]) -> Vec<u64> {
        units.iter().map(|units| units * 120).collect()
    }

    fn decided(rule: &Rule, provisioned: i64, units: &[u64]) -> Option<i64> {
        let minutes = minutes(units);
        let now = Timestamp::from_secs(1_000_000);
        let seen = Seen { provisioned, minutes: &minutes, scaled_in: None, scaled_out: None, now };
        decide(rule, seen)
    }

    #[test]
    fn out_after_two_minutes_above_the_target() {
        for (provisioned, units, next) in [
            (10, &[8, 8][..], Some(12)),
            (10, &[8, 7], None),
            (10, &[7, 8], None),
            (10, &[8], None),
            (10, &[8, 20], Some(29)),
            (10, &[20, 8, 1], Some(29)),
            (10, &[500, 500], Some(100)),
            (100, &[500, 500], None),
        ] {
            assert_eq!(decided(&rule(), provisioned, units), next, "{provisioned} {units:?}");
        }
    }

    #[test]
    fn in_after_fifteen_minutes_below_the_target_minus_twenty() {
        let with = |at: usize, units: u64| {
            let mut all = [9; 15];
            all[at] = units;
            all
        };
        for (provisioned, units, next) in [
            (20, &[9; 15][..], Some(13)),
            (20, &[9; 14], None),
            (20, &with(14, 10), None),
            (20, &with(3, 12), None),
            // Nothing consumed is nothing known.
            (20, &with(3, 0), None),
            (20, &[0; 15], None),
            (100, &[1; 15], Some(5)),
            (5, &[1; 15], None),
        ] {
            assert_eq!(decided(&rule(), provisioned, units), next, "{provisioned} {units:?}");
        }
        let never = Rule { disable_scale_in: true, ..rule() };
        assert_eq!(decided(&never, 20, &[9; 15]), None);
        assert_eq!(decided(&never, 10, &[8, 8]), Some(12));
    }

    #[test]
    fn always_within_the_bounds() {
        for (provisioned, next) in [(1, Some(5)), (4, Some(5)), (5, None), (101, Some(100))] {
            assert_eq!(decided(&rule(), provisioned, &[]), next, "{provisioned}");
        }
    }

    #[test]
    fn changes_rest_for_their_cooldown() {
        let now = Timestamp::from_secs(1_000_000);
        let before = |seconds: i64| Some(Timestamp::from_secs(1_000_000 - seconds));
        let slow = Rule { scale_in_cooldown: Some(600), scale_out_cooldown: Some(120), ..rule() };
        let (busy, idle) = (minutes(&[8, 8]), minutes(&[1; 15]));
        for (minutes, scaled_in, scaled_out, next) in [
            (&busy, None, before(119), None),
            (&busy, None, before(120), Some(12)),
            (&busy, before(1), None, Some(12)),
            (&idle, before(599), None, None),
            (&idle, before(600), None, Some(5)),
        ] {
            let seen = Seen { provisioned: 10, minutes, scaled_in, scaled_out, now };
            assert_eq!(decide(&slow, seen), next, "{scaled_in:?} {scaled_out:?}");
        }
    }
}
