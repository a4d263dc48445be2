//! InviteOrganizationToTransferResponsibility: asks another organization to hand over its bills.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html>

use gen_organizations::errors as modelled;
use gen_organizations::values::{
    constraint_violation_exception_reason as constraint,
    handshake_constraint_violation_exception_reason as reason,
};
use gen_organizations::{
    InviteOrganizationToTransferResponsibilityInput,
    InviteOrganizationToTransferResponsibilityOutput,
};
use kernel::{ApiResult, Cx};

use super::invite_account_to_organization::recipient;
use crate::handshake::{self, Action, Handshake, Recipient, TransferFacts};
use crate::organization::{self, Organization};
use crate::transfer::{self, Participant, Status, Transfer};
use crate::{account, door, errors, ids, limits, tags};

pub(super) async fn invite_organization_to_transfer_responsibility(
    cx: &mut Cx<'_>,
    input: &InviteOrganizationToTransferResponsibilityInput,
) -> ApiResult<InviteOrganizationToTransferResponsibilityOutput> {
    let organization = door::management(cx).await?;
    let recipient = recipient(cx, &input.target).await?;
    let given = tags::of_request(input.tags.as_ref())?;
    transfer::check_start(input.start_timestamp, cx.now())?;
    let source = source(cx, &organization, &recipient).await?;
    may_invite(cx, &organization, &source).await?;
    let id = ids::fresh_short(cx.random(), "rt");
    let action = Action::TransferResponsibility;
    let draft = handshake::draft(cx, &organization, action, Some(recipient)).await?;
    let start = input.start_timestamp;
    let invitation = Handshake {
        notes: input.notes.clone(),
        transfer: Some(TransferFacts { id: id.clone(), start }),
        ..draft
    };
    let transfer = Transfer {
        id,
        name: input.source_name.clone(),
        partition: organization.partition.clone(),
        status: Status::Requested,
        source: participant(cx, &source).await?,
        target: participant(cx, &organization).await?,
        start,
        end: None,
        handshake: invitation.id.clone(),
    };
    handshake::send(cx, &invitation).await?;
    transfer::add(cx, &transfer);
    tags::save(cx, &organization, &transfer.id, &given);
    let shown = invitation.show(cx.now());
    Ok(InviteOrganizationToTransferResponsibilityOutput { handshake: Some(shown) })
}

/// The organization whose management account is asked.
async fn source(
    cx: &mut Cx<'_>,
    organization: &Organization,
    recipient: &Recipient,
) -> ApiResult<Organization> {
    if recipient.account == organization.management {
        return Err(errors::handshake_constraint(
            reason::SOURCE_AND_TARGET_CANNOT_MATCH,
            "An account can't accept a transfer invitation if it is both the sender and recipient of the \
             invitation.",
        ));
    }
    let source = organization::of_account(cx, recipient.account).await?;
    source.filter(|source| source.management == recipient.account).ok_or_else(|| {
        errors::handshake_constraint(
            reason::TARGET_ACCOUNT_VALIDATION_FAILURE,
            "The target account is not the management account of an organization.",
        )
    })
}

async fn may_invite(
    cx: &mut Cx<'_>,
    organization: &Organization,
    source: &Organization,
) -> ApiResult<()> {
    let inbound = transfer::of(cx, &organization.id, true).await?;
    let active: Vec<&Transfer> = inbound.iter().filter(|one| one.status.is_active()).collect();
    let same = active.iter().find(|one| one.source.organization == source.id);
    match same.map(|one| one.status) {
        Some(Status::Requested) => Err(modelled::duplicate_handshake_exception(
            "A handshake with the same action and target already exists.",
        )),
        Some(_) => Err(errors::handshake_constraint(
            reason::RESPONSIBILITY_TRANSFER_ALREADY_EXISTS,
            "You cannot perform this operation with the current transfer.",
        )),
        None if active.len() >= limits::TRANSFERS => Err(errors::constraint(
            constraint::RESPONSIBILITY_TRANSFER_MAX_INBOUND_QUOTA_VIOLATION,
            "You have exceeded your inbound transfers limit.",
        )),
        None => Ok(()),
    }
}

async fn participant(cx: &mut Cx<'_>, organization: &Organization) -> ApiResult<Participant> {
    let (_, email) = account::profile(cx, organization.management).await?;
    Ok(Participant {
        organization: organization.id.clone(),
        management: organization.management,
        email,
    })
}
