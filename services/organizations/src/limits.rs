//! Quotas of organizations. Those that AWS raises on request stand at what it grants, since nobody can ask here.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>

use std::time::Duration;

use crate::policy_type::PolicyType;

const DAY: u64 = 86_400;

/// Accounts of an organization, invited and closed ones too: 10 at first, up to this on request.
pub(crate) const ACCOUNTS: usize = 10_000;
/// Organizational units of an organization.
pub(crate) const UNITS: usize = 2_000;
/// Levels of organizational units below the root.
pub(crate) const UNIT_DEPTH: usize = 5;
/// Elements of a page, at most and by default.
pub(crate) const PAGE: usize = 20;
/// Tags of a resource.
pub(crate) const TAGS: usize = 50;
/// Delegated administrators of a service, where it does not say otherwise.
pub(crate) const ADMINISTRATORS: usize = 5;
/// Transfers of responsibility that an organization may take part in, each way.
pub(crate) const TRANSFERS: usize = 100;
/// How deep documents of policies may nest.
pub(crate) const POLICY_DEPTH: usize = 64;
/// Rows of one kind that are read at once.
pub(crate) const ROWS: usize = 13_000;

/// An invitation waits this long.
pub(crate) const INVITATION: Duration = Duration::from_secs(15 * DAY);
/// The change to all features waits this long.
pub(crate) const ALL_FEATURES: Duration = Duration::from_secs(90 * DAY);
/// Handshakes that came to an end are shown this long.
pub(crate) const HANDSHAKE_SHOWN: Duration = Duration::from_secs(30 * DAY);
/// A created account must stay in its organization this long.
pub(crate) const WAIT_PERIOD: Duration = Duration::from_secs(4 * DAY);
/// A closed account can be opened again this long; then it leaves the organization.
pub(crate) const POST_CLOSURE: Duration = Duration::from_secs(90 * DAY);
/// The window in which closed accounts are counted.
pub(crate) const CLOSURE_WINDOW: Duration = Duration::from_secs(30 * DAY);
/// How long making an account takes here.
pub(crate) const CREATION_TAKES: Duration = Duration::from_secs(1);
/// How long closing an account takes here.
pub(crate) const CLOSURE_TAKES: Duration = Duration::from_secs(1);

/// Policies of one type in an organization.
pub(crate) fn policies(kind: PolicyType) -> usize {
    if kind == PolicyType::ServiceControl { 10_000 } else { 1_000 }
}

/// Characters of a document.
pub(crate) fn document(kind: PolicyType) -> usize {
    match kind {
        PolicyType::ServiceControl | PolicyType::ResourceControl => 5_120,
        PolicyType::AiOptOut => 2_500,
        _ => 10_000,
    }
}

/// Policies of one type that a target may have attached.
pub(crate) fn attached(kind: PolicyType) -> usize {
    match kind {
        PolicyType::ServiceControl
        | PolicyType::ResourceControl
        | PolicyType::AiOptOut
        | PolicyType::Chatbot => 5,
        _ => 10,
    }
}

/// Accounts that may be closed in 30 days, of an organization with this many members.
pub(crate) fn closures(members: usize) -> usize {
    (members / 5).clamp(250, 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_may_be_closed_between_250_and_1000() {
        for (members, allowed) in [(1, 250), (1_250, 250), (2_000, 400), (9_000, 1_000)] {
            assert_eq!(closures(members), allowed, "{members}");
        }
    }
}
