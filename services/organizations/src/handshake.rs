//! Handshakes: one account asks, another answers, within a time.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Handshake.html>

use gen_organizations as model;
use gen_organizations::errors as modelled;
use gen_organizations::values::{
    action_type, handshake_party_type as party_type, handshake_resource_type as resource_type,
    handshake_state,
};
use kernel::{AccountId, ApiError, ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use crate::ids::{self, OrgId};
use crate::organization::{self, Organization};
use crate::tables::{HANDSHAKES, HANDSHAKES_OF};
use crate::{errors, limits};

/// Lets the handshake expire, or forgets it.
pub(crate) static EXPIRE: Job<String> = Job::new("organizations.expire-handshake");

/// A handshake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Handshake {
    /// `h-...`.
    pub(crate) id: String,
    pub(crate) action: Action,
    pub(crate) state: State,
    pub(crate) sender: Sender,
    /// Whom it was sent to; `None` of one that an organization sends itself.
    pub(crate) recipient: Option<Recipient>,
    pub(crate) requested: Timestamp,
    pub(crate) expires: Timestamp,
    /// When it came to an end.
    pub(crate) ended: Option<Timestamp>,
    pub(crate) notes: Option<String>,
    /// Tags for what it brings about.
    pub(crate) tags: Vec<(String, String)>,
    /// The handshake that it is part of.
    pub(crate) parent: Option<String>,
    /// The transfer that it is about.
    pub(crate) transfer: Option<TransferFacts>,
}

/// The organization that sends, as it was then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sender {
    pub(crate) organization: OrgId,
    pub(crate) partition: String,
    pub(crate) management: AccountId,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) feature_set: String,
}

/// Whom a handshake was sent to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Recipient {
    pub(crate) account: AccountId,
    /// The address, when it was sent to one.
    pub(crate) email: Option<String>,
}

/// What a handshake says of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TransferFacts {
    pub(crate) id: String,
    pub(crate) start: Timestamp,
}

/// What a handshake is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Action {
    Invite,
    EnableAllFeatures,
    ApproveAllFeatures,
    TransferResponsibility,
}

impl Action {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Action::Invite => action_type::INVITE,
            Action::EnableAllFeatures => action_type::ENABLE_ALL_FEATURES,
            Action::ApproveAllFeatures => action_type::APPROVE_ALL_FEATURES,
            Action::TransferResponsibility => action_type::TRANSFER_RESPONSIBILITY,
        }
    }
}

/// How far a handshake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    Requested,
    Open,
    Canceled,
    Accepted,
    Declined,
    Expired,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            State::Requested => handshake_state::REQUESTED,
            State::Open => handshake_state::OPEN,
            State::Canceled => handshake_state::CANCELED,
            State::Accepted => handshake_state::ACCEPTED,
            State::Declined => handshake_state::DECLINED,
            State::Expired => handshake_state::EXPIRED,
        }
    }

    pub(crate) fn is_pending(self) -> bool {
        matches!(self, State::Requested | State::Open)
    }
}

/// Whether a handshake in state `from` may come to the end `to`.
pub(crate) fn may_end(from: State, to: State) -> ApiResult<()> {
    match from {
        from if from.is_pending() => Ok(()),
        from if from == to => Err(already(to)),
        from => Err(modelled::invalid_handshake_transition_exception(format!(
            "You can't perform the operation on a handshake that is in the {} state.",
            from.as_str()
        ))),
    }
}

fn already(state: State) -> ApiError {
    modelled::handshake_already_in_state_exception(format!(
        "The specified handshake is already in the {} state.",
        state.as_str()
    ))
}

impl Handshake {
    /// The state by the clock: one that nobody answered in time has expired.
    pub(crate) fn state_at(&self, now: Timestamp) -> State {
        if self.state.is_pending() && self.expires <= now { State::Expired } else { self.state }
    }

    /// Whether listings still show it.
    pub(crate) fn is_shown(&self, now: Timestamp) -> bool {
        let ended = self.ended.or((self.expires <= now).then_some(self.expires));
        ended.is_none_or(|ended| ended.plus(limits::HANDSHAKE_SHOWN) > now)
    }

    pub(crate) fn arn(&self) -> String {
        let Sender { partition, management, organization, .. } = &self.sender;
        let action = self.action.as_str().to_ascii_lowercase();
        format!(
            "arn:{partition}:organizations::{management}:handshake/{}/{action}/{}",
            organization.as_str(),
            self.id
        )
    }

    /// What the API shows.
    pub(crate) fn show(&self, now: Timestamp) -> model::Handshake {
        model::Handshake {
            id: Some(self.id.clone()),
            arn: Some(self.arn()),
            parties: Some(self.parties()),
            state: Some(self.state_at(now).as_str().to_owned()),
            requested_timestamp: Some(self.requested),
            expiration_timestamp: Some(self.expires),
            action: Some(self.action.as_str().to_owned()),
            resources: Some(self.resources()),
        }
    }

    fn parties(&self) -> Vec<model::HandshakeParty> {
        let party = |id: String, kind: &str| model::HandshakeParty { id, r#type: kind.to_owned() };
        let mut parties = vec![party(self.sender.organization.0.clone(), party_type::ORGANIZATION)];
        if let Some(recipient) = &self.recipient {
            parties.push(match &recipient.email {
                Some(email) => party(email.clone(), party_type::EMAIL),
                None => party(recipient.account.to_string(), party_type::ACCOUNT),
            });
        }
        parties
    }

    fn resources(&self) -> Vec<model::HandshakeResource> {
        let mut organization =
            resource(resource_type::ORGANIZATION, self.sender.organization.as_str());
        if self.action != Action::EnableAllFeatures {
            organization.resources = Some(self.about_sender());
        }
        let mut found = vec![organization];
        if let Some(recipient) = &self.recipient {
            found.push(match &recipient.email {
                Some(email) => resource(resource_type::EMAIL, email),
                None => resource(resource_type::ACCOUNT, recipient.account.as_str()),
            });
        }
        if let Some(parent) = &self.parent {
            found.push(resource(resource_type::PARENT_HANDSHAKE, parent));
        }
        if let Some(transfer) = &self.transfer {
            found.push(resource(resource_type::RESPONSIBILITY_TRANSFER, &transfer.id));
            let start = transfer.start.iso8601();
            found.push(resource(resource_type::TRANSFER_START_TIMESTAMP, &start));
            found.push(resource(resource_type::TRANSFER_TYPE, "BILLING"));
        }
        if let Some(notes) = &self.notes {
            found.push(resource(resource_type::NOTES, notes));
        }
        found
    }

    fn about_sender(&self) -> Vec<model::HandshakeResource> {
        let Sender { management, email, name, feature_set, .. } = &self.sender;
        match self.action {
            Action::TransferResponsibility => vec![
                resource(resource_type::MANAGEMENT_ACCOUNT, management.as_str()),
                resource(resource_type::MANAGEMENT_EMAIL, email),
                resource(resource_type::MANAGEMENT_NAME, name),
            ],
            _ => vec![
                resource(resource_type::MASTER_EMAIL, email),
                resource(resource_type::MASTER_NAME, name),
                resource(resource_type::ORGANIZATION_FEATURE_SET, feature_set),
            ],
        }
    }
}

fn resource(kind: &str, value: &str) -> model::HandshakeResource {
    model::HandshakeResource {
        value: Some(value.to_owned()),
        r#type: Some(kind.to_owned()),
        resources: None,
    }
}

/// A new handshake of the organization, not sent yet.
pub(crate) async fn draft(
    cx: &mut Cx<'_>,
    organization: &Organization,
    action: Action,
    recipient: Option<Recipient>,
) -> ApiResult<Handshake> {
    let management =
        crate::account::require(cx, organization, organization.management.as_str()).await?;
    let (state, waits) = match action {
        Action::Invite => (State::Open, limits::INVITATION),
        Action::TransferResponsibility => (State::Requested, limits::INVITATION),
        _ => (State::Requested, limits::ALL_FEATURES),
    };
    Ok(Handshake {
        id: ids::fresh_long(cx.random(), "h"),
        action,
        state,
        sender: Sender {
            organization: organization.id.clone(),
            partition: organization.partition.clone(),
            management: organization.management,
            email: management.email,
            name: management.name,
            feature_set: organization.feature_set().to_owned(),
        },
        recipient,
        requested: cx.now(),
        expires: cx.now().plus(waits),
        ended: None,
        notes: None,
        tags: Vec::new(),
        parent: None,
        transfer: None,
    })
}

/// Sends a new handshake.
pub(crate) async fn send(cx: &mut Cx<'_>, handshake: &Handshake) -> ApiResult<()> {
    save(cx, handshake);
    let id = &handshake.id;
    cx.put(&HANDSHAKES_OF, &(handshake.sender.organization.0.clone(), id.clone()), &());
    if let Some(recipient) = &handshake.recipient {
        cx.put(&HANDSHAKES_OF, &(recipient.account.to_string(), id.clone()), &());
    }
    cx.schedule(&EXPIRE, id, handshake.expires, id).await
}

pub(crate) fn save(cx: &mut Cx<'_>, handshake: &Handshake) {
    cx.put(&HANDSHAKES, &handshake.id, handshake);
}

/// Brings a pending handshake to its end.
pub(crate) fn end(cx: &mut Cx<'_>, handshake: &mut Handshake, state: State) {
    handshake.state = state;
    handshake.ended = Some(cx.now());
    save(cx, handshake);
}

/// Every handshake of an organization (by its id) or an account that is still shown.
pub(crate) async fn of(cx: &mut Cx<'_>, whose: &str) -> ApiResult<Vec<Handshake>> {
    let range = cx.rows(&HANDSHAKES_OF).prefix(&whose.to_owned());
    let rows = cx.range(&HANDSHAKES_OF, &range, limits::ROWS).await?;
    let (mut found, now) = (Vec::new(), cx.now());
    for ((_, id), ()) in rows {
        found.extend(cx.get(&HANDSHAKES, &id).await?.filter(|handshake| handshake.is_shown(now)));
    }
    Ok(found)
}

/// The handshakes that are part of `parent`.
pub(crate) async fn parts_of(cx: &mut Cx<'_>, parent: &Handshake) -> ApiResult<Vec<Handshake>> {
    let mut all = of(cx, parent.sender.organization.as_str()).await?;
    all.retain(|handshake| handshake.parent.as_ref() == Some(&parent.id));
    Ok(all)
}

/// Who the caller is to a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Sender,
    Recipient,
}

/// The handshake `id`, and the side that the caller is on.
pub(crate) async fn require(cx: &mut Cx<'_>, id: &str) -> ApiResult<(Handshake, Side)> {
    let now = cx.now();
    let found = cx.get(&HANDSHAKES, &id.to_owned()).await?;
    let handshake =
        found.filter(|handshake| handshake.is_shown(now)).ok_or_else(errors::no_handshake)?;
    let caller = cx.caller().account;
    if handshake.recipient.as_ref().is_some_and(|recipient| recipient.account == caller) {
        return Ok((handshake, Side::Recipient));
    }
    let own = organization::of_account(cx, caller).await?;
    match own.is_some_and(|own| own.id == handshake.sender.organization) {
        true => Ok((handshake, Side::Sender)),
        false => Err(errors::access_denied()),
    }
}

/// The job: what waits too long expires, what ended is forgotten after a while.
pub(crate) async fn work(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = EXPIRE.payload(raw)?;
    let Some(mut handshake) = cx.get(&HANDSHAKES, &id).await? else { return Ok(()) };
    if handshake.state.is_pending() && handshake.expires <= cx.now() {
        handshake.state = State::Expired;
        handshake.ended = Some(handshake.expires);
        save(cx, &handshake);
        crate::transfer::follow(cx, &handshake).await?;
    }
    let ended = handshake.ended.unwrap_or(handshake.expires);
    let until = ended.plus(limits::HANDSHAKE_SHOWN);
    if until > cx.now() {
        return cx.schedule(&EXPIRE, &id, until, &id).await;
    }
    cx.delete(&HANDSHAKES, &id);
    cx.delete(&HANDSHAKES_OF, &(handshake.sender.organization.0.clone(), id.clone()));
    if let Some(recipient) = &handshake.recipient {
        cx.delete(&HANDSHAKES_OF, &(recipient.account.to_string(), id));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_pending_ends() {
        use State as S;
        for (from, to, outcome) in [
            (S::Open, S::Accepted, None),
            (S::Requested, S::Canceled, None),
            (S::Accepted, S::Accepted, Some("HandshakeAlreadyInStateException")),
            (S::Declined, S::Declined, Some("HandshakeAlreadyInStateException")),
            (S::Accepted, S::Canceled, Some("InvalidHandshakeTransitionException")),
            (S::Expired, S::Accepted, Some("InvalidHandshakeTransitionException")),
        ] {
            let found = may_end(from, to).err().map(|error| error.code().to_owned());
            assert_eq!(found.as_deref(), outcome, "{from:?} to {to:?}");
        }
    }
}
