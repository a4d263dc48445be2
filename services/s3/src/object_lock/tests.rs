//! Who may delete and weaken what, and when.

use super::*;

const DAY: Duration = Duration::from_secs(86_400);

const NOW: Timestamp = Timestamp::from_secs(1_000_000);

fn days(n: u32) -> Timestamp {
    NOW.plus(DAY * n)
}

fn lock(mode: RetentionMode, until: Timestamp) -> Lock {
    Lock { retention: Some(Retention { mode, until }), legal_hold: None }
}

#[test]
fn changing_a_retention() {
    use RetentionMode::{Compliance, Governance};
    let to = |mode, until| Some(Retention { mode, until });
    for (old, new, bypass, may) in [
        (lock(Governance, days(2)), to(Governance, days(3)), false, true),
        (lock(Governance, days(2)), to(Governance, days(1)), false, false),
        (lock(Governance, days(2)), to(Governance, days(1)), true, true),
        (lock(Governance, days(2)), None, false, false),
        (lock(Governance, days(2)), None, true, true),
        (lock(Governance, days(2)), to(Compliance, days(2)), false, true),
        (lock(Compliance, days(2)), to(Compliance, days(3)), false, true),
        (lock(Compliance, days(2)), to(Compliance, days(1)), true, false),
        (lock(Compliance, days(2)), to(Governance, days(9)), true, false),
        (lock(Compliance, days(2)), None, true, false),
        (lock(Compliance, NOW), None, false, true),
        (Lock::default(), to(Compliance, days(1)), false, true),
    ] {
        assert_eq!(
            old.allows_retention(new, NOW, bypass).is_ok(),
            may,
            "{old:?} to {new:?}, {bypass}"
        );
    }
}

fn configuration(
    mode: Option<&str>,
    days: Option<i32>,
    years: Option<i32>,
) -> ObjectLockConfiguration {
    ObjectLockConfiguration {
        object_lock_enabled: Some("Enabled".into()),
        rule: Some(ObjectLockRule {
            default_retention: Some(api::DefaultRetention {
                mode: mode.map(Into::into),
                days,
                years,
                ..api::DefaultRetention::default()
            }),
        }),
    }
}

#[test]
fn configurations() {
    let code =
        |given: &ObjectLockConfiguration| of_bucket(given).err().map(|e| e.code().to_owned());
    let malformed = Some("MalformedXML".to_owned());
    let invalid = Some("InvalidArgument".to_owned());
    assert_eq!(code(&configuration(Some("GOVERNANCE"), Some(1), None)), None);
    assert_eq!(code(&configuration(Some("COMPLIANCE"), None, Some(2))), None);
    assert_eq!(code(&configuration(Some("BAD"), Some(1), None)), malformed);
    assert_eq!(code(&configuration(None, Some(1), None)), malformed);
    assert_eq!(code(&configuration(Some("GOVERNANCE"), None, None)), malformed);
    assert_eq!(code(&configuration(Some("GOVERNANCE"), Some(1), Some(1))), malformed);
    assert_eq!(code(&configuration(Some("GOVERNANCE"), Some(0), None)), invalid);
    assert_eq!(code(&configuration(Some("GOVERNANCE"), None, Some(101))), invalid);
    assert_eq!(code(&ObjectLockConfiguration::default()), malformed);
    let two_years = of_bucket(&configuration(Some("GOVERNANCE"), None, Some(2))).unwrap();
    assert_eq!(two_years.shown(), configuration(Some("GOVERNANCE"), None, Some(2)));
}

#[test]
fn dates_in_errors() {
    // Recorded for the first moment of 2020.
    assert_eq!(java_date(Timestamp::from_secs(1_577_836_800)), "Tue Dec 31 16:00:00 PST 2019");
}
