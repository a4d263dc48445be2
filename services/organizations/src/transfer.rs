//! Transfers of responsibility: the management account of one organization takes over another organization's bills.
//!
//! There are no bills here: a transfer is agreed upon, shown and ended, and has no other effect.
//! Ref: <https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/orgs_transfer_billing.html>

use std::time::Duration;

use gen_organizations as model;
use gen_organizations::values::{
    invalid_input_exception_reason as reason, responsibility_transfer_status as status,
    responsibility_transfer_type,
};
use kernel::{AccountId, ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::handshake::{Handshake, State};
use crate::ids::OrgId;
use crate::organization::Organization;
use crate::tables::{TRANSFERS, TRANSFERS_OF};
use crate::{errors, limits};

/// A transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Transfer {
    /// `rt-...`.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) partition: String,
    pub(crate) status: Status,
    /// Whose bills they are.
    pub(crate) source: Participant,
    /// Who takes them over.
    pub(crate) target: Participant,
    pub(crate) start: Timestamp,
    pub(crate) end: Option<Timestamp>,
    pub(crate) handshake: String,
}

/// An organization that takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Participant {
    pub(crate) organization: OrgId,
    pub(crate) management: AccountId,
    pub(crate) email: String,
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Requested,
    Declined,
    Canceled,
    Expired,
    Accepted,
    Withdrawn,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Status::Requested => status::REQUESTED,
            Status::Declined => status::DECLINED,
            Status::Canceled => status::CANCELED,
            Status::Expired => status::EXPIRED,
            Status::Accepted => status::ACCEPTED,
            Status::Withdrawn => status::WITHDRAWN,
        }
    }

    /// Asked for or agreed upon.
    pub(crate) fn is_active(self) -> bool {
        matches!(self, Status::Requested | Status::Accepted)
    }
}

impl Transfer {
    pub(crate) fn is_of(&self, organization: &OrgId) -> bool {
        self.source.organization == *organization || self.target.organization == *organization
    }

    /// What the API shows to the organization `viewer`.
    pub(crate) fn show(&self, viewer: &OrgId) -> model::ResponsibilityTransfer {
        let inbound = self.target.organization == *viewer;
        let (own, way) =
            if inbound { (&self.target, "inbound") } else { (&self.source, "outbound") };
        let arn = format!(
            "arn:{}:organizations::{}:transfer/{}/billing/{way}/{}",
            self.partition,
            own.management,
            own.organization.as_str(),
            self.id
        );
        model::ResponsibilityTransfer {
            arn: Some(arn),
            name: Some(self.name.clone()),
            id: Some(self.id.clone()),
            r#type: Some(responsibility_transfer_type::BILLING.to_owned()),
            status: Some(self.status.as_str().to_owned()),
            source: Some(self.source.show()),
            target: Some(self.target.show()),
            start_timestamp: Some(self.start),
            end_timestamp: self.end,
            active_handshake_id: Some(self.handshake.clone()),
        }
    }
}

impl Participant {
    fn show(&self) -> model::TransferParticipant {
        model::TransferParticipant {
            management_account_id: Some(self.management.to_string()),
            management_account_email: Some(self.email.clone()),
        }
    }
}

/// Writes a new transfer for both who take part.
pub(crate) fn add(cx: &mut Cx<'_>, transfer: &Transfer) {
    cx.put(&TRANSFERS, &transfer.id, transfer);
    let (source, target) = (&transfer.source.organization, &transfer.target.organization);
    cx.put(&TRANSFERS_OF, &(source.clone(), false, transfer.id.clone()), &());
    cx.put(&TRANSFERS_OF, &(target.clone(), true, transfer.id.clone()), &());
}

/// The transfers of an organization, those that it takes over or those that it gives away.
pub(crate) async fn of(
    cx: &mut Cx<'_>,
    organization: &OrgId,
    inbound: bool,
) -> ApiResult<Vec<Transfer>> {
    let range = cx.rows(&TRANSFERS_OF).prefix(&(organization.clone(), inbound));
    let mut found = Vec::new();
    for ((_, _, id), ()) in cx.range(&TRANSFERS_OF, &range, limits::ROWS).await? {
        found.extend(cx.get(&TRANSFERS, &id).await?);
    }
    Ok(found)
}

/// Whether the organization takes part in a transfer that is asked for or agreed upon.
pub(crate) async fn is_busy(cx: &mut Cx<'_>, organization: &OrgId) -> ApiResult<bool> {
    let mut all = of(cx, organization, true).await?;
    all.extend(of(cx, organization, false).await?);
    Ok(all.iter().any(|transfer| transfer.status.is_active()))
}

/// The transfer `id`, which the organization takes part in.
pub(crate) async fn require(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<Transfer> {
    let found = cx.get(&TRANSFERS, &id.to_owned()).await?;
    found.filter(|transfer| transfer.is_of(&organization.id)).ok_or_else(errors::no_transfer)
}

/// A transfer goes the way of its handshake.
pub(crate) async fn follow(cx: &mut Cx<'_>, handshake: &Handshake) -> ApiResult<()> {
    let Some(facts) = &handshake.transfer else { return Ok(()) };
    let Some(transfer) = cx.get(&TRANSFERS, &facts.id).await? else { return Ok(()) };
    let status = match handshake.state {
        State::Accepted => Status::Accepted,
        State::Declined => Status::Declined,
        State::Canceled => Status::Canceled,
        State::Expired => Status::Expired,
        State::Requested | State::Open => return Ok(()),
    };
    cx.put(&TRANSFERS, &facts.id, &Transfer { status, ..transfer });
    Ok(())
}

/// When a transfer may start: at the beginning of a month to come.
pub(crate) fn check_start(start: Timestamp, now: Timestamp) -> ApiResult<()> {
    let text = start.iso8601_millis();
    let refused = |reason, message: &str| Err(errors::invalid_input(reason, message));
    if !text.ends_with("T00:00:00.000Z") {
        return refused(
            reason::START_DATE_NOT_BEGINNING_OF_DAY,
            "You provided an invalid start date. The start date must be the beginning of the day.",
        );
    }
    if !text.contains("-01T") {
        return refused(
            reason::START_DATE_NOT_BEGINNING_OF_MONTH,
            "You provided an invalid start date. The start date must be the first day of the month.",
        );
    }
    if start <= now {
        return refused(
            reason::START_DATE_TOO_EARLY,
            "You provided an invalid start date. The start date is too early.",
        );
    }
    Ok(())
}

/// When a transfer may end: with a month, from this one on.
pub(crate) fn check_end(end: Timestamp, now: Timestamp) -> ApiResult<()> {
    let next = end.plus(Duration::from_millis(1));
    if check_start(next, Timestamp::EPOCH).is_err() {
        return Err(errors::invalid_input(
            reason::END_DATE_NOT_END_OF_MONTH,
            "You provided an invalid end date. The end date must be the end of the last day of the month \
             (23.59.59.999).",
        ));
    }
    if end < now {
        return Err(errors::invalid_input(
            reason::END_DATE_TOO_EARLY,
            "You provided an invalid end date. It is too early for the transfer to end.",
        ));
    }
    Ok(())
}

/// The last millisecond of the month that `at` is in.
pub(crate) fn end_of_month(at: Timestamp) -> Timestamp {
    let text = at.iso8601();
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<u32>().ok()).unwrap_or(1);
    let (year, month) = (number(text.get(..4)), number(text.get(5..7)));
    let (year, month) = if month >= 12 { (year + 1, 1) } else { (year, month + 1) };
    let next = Timestamp::parse_iso8601(&format!("{year:04}-{month:02}-01T00:00:00Z"));
    next.map_or(at, |next| next.minus(Duration::from_millis(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse_iso8601(text).expect("a time")
    }

    #[test]
    fn transfers_start_and_end_with_months() {
        let now = at("2026-01-15T10:00:00Z");
        let code =
            |result: ApiResult<()>| result.err().and_then(|e| e.message().map(str::to_owned));
        assert_eq!(code(check_start(at("2026-02-01T00:00:00Z"), now)), None);
        for (start, part) in [
            ("2026-02-01T00:00:01Z", "beginning of the day"),
            ("2026-02-02T00:00:00Z", "first day"),
            ("2026-01-01T00:00:00Z", "too early"),
        ] {
            let message = code(check_start(at(start), now)).expect("refused");
            assert!(message.contains(part), "{start}: {message}");
        }
        for (of, end) in [
            ("2026-01-15T10:00:00Z", "2026-01-31T23:59:59.999Z"),
            ("2028-02-01T00:00:00Z", "2028-02-29T23:59:59.999Z"),
            ("2026-12-31T23:59:59Z", "2026-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(end_of_month(at(of)).iso8601_millis(), end);
            assert_eq!(code(check_end(end_of_month(at(of)), at(of))), None, "{of}");
        }
        assert!(check_end(at("2026-03-30T23:59:59Z"), now).is_err());
        assert!(check_end(end_of_month(at("2025-12-01T00:00:00Z")), now).is_err());
    }
}
