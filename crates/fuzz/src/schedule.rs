//! Cron and rate expressions: the next time lies ahead, and is found at once.

use clock::Timestamp;
use schedule::Schedule;

pub(crate) const WORDS: &[&str] = &[
    "cron(", "rate(", ")", " * ", "?", "L", "W", "#", "-", "/", ",", "MON", "JAN", "2199", "days",
    "1 minute",
];

/// Reads an expression and asks for its next times.
pub fn run(data: &[u8]) -> bool {
    let Ok(schedule) = std::str::from_utf8(data)
        .map_err(drop)
        .and_then(|text| Schedule::parse(text).map_err(drop))
    else {
        return false;
    };
    let mut now = Timestamp::from_secs(1_700_000_000);
    for _ in 0..5 {
        let Some(next) = schedule.next_after(now, Timestamp::from_secs(0)) else { break };
        assert!(next > now, "the next time has passed");
        now = next;
    }
    true
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    [
        "cron(0 8 1 * ? *)",
        "cron(0/15 8-17 ? * MON-FRI 2026-2030)",
        "cron(59 23 L 2 ? *)",
        "cron(0 0 15W * ? *)",
        "cron(0 12 ? JAN 6#3 *)",
        "rate(10 days)",
        "rate(1 minute)",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}
