//! The credential report: a line for root and for each user, with the state of their passwords, access keys, MFA
//! devices and certificates, as comma-separated values.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>

mod lines;

use std::time::Duration;

use kernel::{ApiResult, Cx, Job, KeyUse, Timestamp};
use serde::{Deserialize, Serialize};

use crate::tables::CREDENTIAL_REPORT;

/// Makes the report.
pub(crate) static MAKE: Job<()> = Job::new("iam.make-credential-report");

/// How long a report counts.
pub(crate) const FRESH: Duration = Duration::from_secs(4 * 3_600);

/// The names of the columns, in order.
const COLUMNS: &str = "user,arn,user_creation_time,password_enabled,password_last_used,\
    password_last_changed,password_next_rotation,mfa_active,access_key_1_active,\
    access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,\
    access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
    access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,\
    cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated,\
    additional_credentials_info";
/// What stands where there is nothing to tell.
const NONE: &str = "N/A";
/// What stands where a root's password would be described.
const UNSUPPORTED: &str = "not_supported";
/// What stands where something was never used.
const UNUSED: &str = "no_information";
/// How many keys and certificates of a user have columns.
const SHOWN: usize = 2;

/// The report of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Report {
    /// A job makes it.
    Ordered,
    Made {
        at: Timestamp,
        text: String,
    },
}

impl Report {
    /// Whether it is made, and still counts.
    pub(crate) fn is_fresh(&self, now: Timestamp) -> bool {
        matches!(self, Report::Made { at, .. } if now < at.plus(FRESH))
    }
}

/// Has a report made.
pub(crate) async fn order(cx: &mut Cx<'_>) -> ApiResult<()> {
    cx.put(&CREDENTIAL_REPORT, &(), &Report::Ordered);
    let now = cx.now();
    cx.schedule(&MAKE, "", now, &()).await
}

/// Runs the job.
pub(crate) async fn make(cx: &mut Cx<'_>, _: &[u8]) -> ApiResult<()> {
    let text = write(&lines::gather(cx).await?);
    let at = cx.now().whole_seconds();
    cx.put(&CREDENTIAL_REPORT, &(), &Report::Made { at, text });
    Ok(())
}

/// A user, or root.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    /// `<root_account>` for root.
    pub(crate) user: String,
    pub(crate) arn: String,
    pub(crate) created: Option<Timestamp>,
    pub(crate) password: PasswordState,
    pub(crate) mfa: bool,
    /// Oldest first.
    pub(crate) keys: Vec<KeyState>,
    /// Whether it is active, and since when; oldest first.
    pub(crate) certificates: Vec<(bool, Timestamp)>,
}

/// A console password.
#[derive(Clone, Debug, Default)]
pub(crate) enum PasswordState {
    /// Root's, of which only the last use is told.
    Root,
    #[default]
    None,
    Set {
        used: Option<Timestamp>,
        changed: Timestamp,
        expires: Option<Timestamp>,
    },
}

/// An access key.
#[derive(Clone, Debug)]
pub(crate) struct KeyState {
    pub(crate) active: bool,
    pub(crate) made: Timestamp,
    pub(crate) used: Option<KeyUse>,
}

/// The whole report.
fn write(lines: &[Line]) -> String {
    let mut text = COLUMNS.to_owned();
    for line in lines {
        text.push('\n');
        text.push_str(&fields(line).join(","));
    }
    text
}

fn fields(line: &Line) -> Vec<String> {
    let none = || NONE.to_owned();
    let mut fields = vec![quoted(&line.user), line.arn.clone(), time(line.created)];
    fields.extend(password(&line.password));
    fields.push(line.mfa.to_string());
    for at in 0..SHOWN {
        match line.keys.get(at) {
            None => fields.extend(["false".to_owned(), none(), none(), none(), none()]),
            Some(key) => {
                fields.extend([key.active.to_string(), time(Some(key.made))]);
                let used = key.used.as_ref();
                let text = |of: fn(&KeyUse) -> String| used.map_or_else(none, of);
                fields.push(text(|used| time(Some(used.at))));
                fields.push(text(|used| used.region.clone()));
                fields.push(text(|used| used.service.clone()));
            }
        }
    }
    for at in 0..SHOWN {
        match line.certificates.get(at) {
            None => fields.extend(["false".to_owned(), none()]),
            Some((active, since)) => fields.extend([active.to_string(), time(Some(*since))]),
        }
    }
    fields.push(additional(line));
    fields
}

fn password(state: &PasswordState) -> [String; 4] {
    match state {
        PasswordState::Root => [UNSUPPORTED, UNUSED, UNSUPPORTED, UNSUPPORTED].map(str::to_owned),
        PasswordState::None => ["false", NONE, NONE, NONE].map(str::to_owned),
        PasswordState::Set { used, changed, expires } => [
            "true".to_owned(),
            used.map_or_else(|| UNUSED.to_owned(), |at| time(Some(at))),
            time(Some(*changed)),
            time(*expires),
        ],
    }
}

/// Keys and certificates that have no columns.
fn additional(line: &Line) -> String {
    let keys = line.keys.len().saturating_sub(SHOWN);
    let certificates = line.certificates.len().saturating_sub(SHOWN);
    match (keys, certificates) {
        (0, 0) => NONE.to_owned(),
        _ => format!("additional_access_keys={keys};additional_certs={certificates}"),
    }
}

/// `2015-06-17T19:11:50+00:00`.
fn time(at: Option<Timestamp>) -> String {
    let Some(at) = at else { return NONE.to_owned() };
    let whole = Timestamp::from_secs(at.as_secs()).iso8601();
    whole.strip_suffix('Z').map_or_else(|| whole.clone(), |text| format!("{text}+00:00"))
}

/// Names of users may hold commas.
fn quoted(name: &str) -> String {
    if name.contains(',') { format!("\"{name}\"") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_field_for_each_column() {
        let at = Timestamp::from_secs(1_434_568_310);
        let used = KeyUse { at, service: "sqs".to_owned(), region: "us-east-1".to_owned() };
        let key = KeyState { active: true, made: at, used: Some(used) };
        let unused = KeyState { active: false, made: at, used: None };
        let root = Line {
            user: "<root_account>".to_owned(),
            arn: "arn:aws:iam::000000000000:root".to_owned(),
            password: PasswordState::Root,
            ..Line::default()
        };
        let alice = Line {
            user: "alice".to_owned(),
            arn: "arn:aws:iam::000000000000:user/alice".to_owned(),
            created: Some(at),
            password: PasswordState::Set { used: None, changed: at, expires: None },
            mfa: true,
            keys: vec![key, unused],
            certificates: vec![(true, at)],
        };
        let bob = Line { user: "b,b".to_owned(), arn: "arn".to_owned(), ..Line::default() };
        let text = write(&[root, alice, bob]);
        let lines: Vec<&str> = text.split('\n').collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0].split(',').count(), 23);
        assert!(!lines[0].contains(' '));
        assert_eq!(
            lines[1],
            "<root_account>,arn:aws:iam::000000000000:root,N/A,not_supported,no_information,not_supported,\
             not_supported,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A,N/A"
        );
        assert_eq!(
            lines[2],
            "alice,arn:aws:iam::000000000000:user/alice,2015-06-17T19:11:50+00:00,true,no_information,\
             2015-06-17T19:11:50+00:00,N/A,true,true,2015-06-17T19:11:50+00:00,2015-06-17T19:11:50+00:00,\
             us-east-1,sqs,false,2015-06-17T19:11:50+00:00,N/A,N/A,N/A,true,2015-06-17T19:11:50+00:00,false,\
             N/A,N/A"
        );
        assert!(lines[3].starts_with("\"b,b\",arn,N/A,false,N/A,"));
    }
}
