//! What an accepted handshake brings about.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html>

use gen_organizations::errors as modelled;
use gen_organizations::values::handshake_constraint_violation_exception_reason as reason;
use kernel::{ApiResult, Cx};

use crate::account;
use crate::handshake::{self, Action, Handshake, Recipient, Side, State};
use crate::organization::{self, Organization};
use crate::tables::{HANDSHAKES, ORGANIZATIONS};
use crate::{attachments, errors, limits, roles, tags, transfer, tree};

/// Accepts a handshake for the caller, who is on `side`.
pub(crate) async fn accept(
    cx: &mut Cx<'_>,
    mut accepted: Handshake,
    side: Side,
) -> ApiResult<Handshake> {
    let allowed = if accepted.action == Action::EnableAllFeatures {
        side == Side::Sender && cx.caller().account == accepted.sender.management
    } else {
        side == Side::Recipient
    };
    if !allowed {
        return Err(errors::access_denied());
    }
    handshake::may_end(accepted.state_at(cx.now()), State::Accepted)?;
    match (accepted.action, accepted.recipient.clone()) {
        (Action::Invite, Some(recipient)) => join(cx, &accepted, &recipient).await?,
        (Action::EnableAllFeatures, _) => finish_all_features(cx, &accepted).await?,
        (Action::TransferResponsibility, Some(recipient)) => {
            check_transfer(cx, &recipient).await?;
        }
        _ => {}
    }
    handshake::end(cx, &mut accepted, State::Accepted);
    match accepted.action {
        Action::ApproveAllFeatures => open_parent(cx, &accepted).await?,
        Action::TransferResponsibility => transfer::follow(cx, &accepted).await?,
        _ => {}
    }
    Ok(accepted)
}

/// The invited account joins; it leaves the organization that it was in.
async fn join(cx: &mut Cx<'_>, invitation: &Handshake, recipient: &Recipient) -> ApiResult<()> {
    let found = cx.get(&ORGANIZATIONS, &invitation.sender.organization).await?;
    let joined = found.ok_or_else(errors::no_handshake)?;
    if let Some(old) = organization::of_account(cx, recipient.account).await? {
        if old.id == joined.id {
            return Err(already_member());
        }
        let account = account::require(cx, &old, recipient.account.as_str()).await?;
        account::may_leave(cx, &old, &account).await?;
        account::leave(cx, &old, &account).await?;
    }
    if account::count(cx, &joined).await? >= limits::ACCOUNTS {
        return Err(errors::handshake_constraint(
            reason::ACCOUNT_NUMBER_LIMIT_EXCEEDED,
            "You attempted to exceed the limit on the number of accounts in an organization.",
        ));
    }
    let account = account::joining(cx, &joined, recipient.account).await?;
    account::join(cx, &joined, &account).await?;
    tags::save(cx, &joined, account.id.as_str(), &invitation.tags);
    if joined.all_features {
        roles::make_own_linked_role(cx).await?;
    }
    Ok(())
}

pub(crate) fn already_member() -> kernel::ApiError {
    errors::handshake_constraint(
        reason::ALREADY_IN_AN_ORGANIZATION,
        "The handshake request is invalid because the invited account is already a member of the \
         organization.",
    )
}

/// When every invited account has approved, the management account can finish.
async fn open_parent(cx: &mut Cx<'_>, approved: &Handshake) -> ApiResult<()> {
    let Some(parent) = &approved.parent else { return Ok(()) };
    let Some(mut parent) = cx.get(&HANDSHAKES, parent).await? else { return Ok(()) };
    let parts = handshake::parts_of(cx, &parent).await?;
    if parts.iter().all(|part| part.state == State::Accepted) && parent.state == State::Requested {
        parent.state = State::Open;
        handshake::save(cx, &parent);
    }
    Ok(())
}

/// All features are there from now on.
async fn finish_all_features(cx: &mut Cx<'_>, accepted: &Handshake) -> ApiResult<()> {
    if accepted.state != State::Open {
        return Err(modelled::invalid_handshake_transition_exception(
            "You can't accept the handshake before all invited accounts have approved it.",
        ));
    }
    let found = cx.get(&ORGANIZATIONS, &accepted.sender.organization).await?;
    let old = found.ok_or_else(errors::not_in_use)?;
    let organization = Organization { all_features: true, ..old };
    cx.put(&ORGANIZATIONS, &organization.id, &organization);
    for target in tree::all_targets(cx, &organization).await? {
        attachments::attach_defaults(cx, &organization, &target).await?;
    }
    for account in account::all(cx, &organization).await? {
        roles::make_linked_role(cx, account.id).await?;
    }
    cx.identities_changed();
    Ok(())
}

/// Only the management account of an organization that has not given its bills away yet can do so.
async fn check_transfer(cx: &mut Cx<'_>, recipient: &Recipient) -> ApiResult<()> {
    let own = organization::of_account(cx, recipient.account).await?;
    let own = own.ok_or_else(errors::not_in_use)?;
    if own.management != recipient.account {
        return Err(errors::access_denied());
    }
    let outbound = transfer::of(cx, &own.id, false).await?;
    if outbound.iter().any(|transfer| transfer.status == transfer::Status::Accepted) {
        return Err(errors::handshake_constraint(
            reason::RESPONSIBILITY_TRANSFER_ALREADY_EXISTS,
            "You cannot perform this operation with the current transfer.",
        ));
    }
    Ok(())
}
