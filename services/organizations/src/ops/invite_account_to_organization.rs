//! InviteAccountToOrganization: asks an account to join.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_InviteAccountToOrganization.html>

use gen_organizations::HandshakeParty;
use gen_organizations::errors as modelled;
use gen_organizations::values::{
    handshake_constraint_violation_exception_reason as reason, handshake_party_type as party,
    invalid_input_exception_reason as input_reason,
};
use gen_organizations::{InviteAccountToOrganizationInput, InviteAccountToOrganizationOutput};
use kernel::AccountId;
use kernel::{ApiResult, Cx};

use crate::handshake::{self, Action, Handshake, Recipient};
use crate::{accepting, account, door, errors, limits, organization, tags};

pub(super) async fn invite_account_to_organization(
    cx: &mut Cx<'_>,
    input: &InviteAccountToOrganizationInput,
) -> ApiResult<InviteAccountToOrganizationOutput> {
    let organization = door::management(cx).await?;
    let recipient = recipient(cx, &input.target).await?;
    let given = tags::of_request(input.tags.as_ref())?;
    let own = organization::of_account(cx, recipient.account).await?;
    if own.is_some_and(|own| own.id == organization.id) {
        return Err(accepting::already_member());
    }
    let now = cx.now();
    let mut pending = handshake::of(cx, organization.id.as_str()).await?;
    pending.retain(|sent| sent.state_at(now).is_pending());
    may_invite(&pending, &recipient)?;
    let invited = pending.iter().filter(|sent| sent.action == Action::Invite).count();
    if account::count(cx, &organization).await? + invited >= limits::ACCOUNTS {
        return Err(errors::handshake_constraint(
            reason::ACCOUNT_NUMBER_LIMIT_EXCEEDED,
            "You attempted to exceed the limit on the number of accounts in an organization.",
        ));
    }
    let draft = handshake::draft(cx, &organization, Action::Invite, Some(recipient)).await?;
    let invitation = Handshake { notes: input.notes.clone(), tags: given, ..draft };
    handshake::send(cx, &invitation).await?;
    Ok(InviteAccountToOrganizationOutput { handshake: Some(invitation.show(now)) })
}

/// Whether one more invitation may be sent while these handshakes wait.
fn may_invite(pending: &[Handshake], recipient: &Recipient) -> ApiResult<()> {
    if pending.iter().any(|sent| sent.action == Action::EnableAllFeatures) {
        return Err(errors::handshake_constraint(
            reason::INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES,
            "You can't issue new invitations to join an organization while it's in the process of enabling \
             all features.",
        ));
    }
    let same = |sent: &Handshake| {
        let to = sent.recipient.as_ref();
        sent.action == Action::Invite && to.is_some_and(|to| to.account == recipient.account)
    };
    match pending.iter().any(same) {
        true => Err(modelled::duplicate_handshake_exception(
            "A handshake with the same action and target already exists.",
        )),
        false => Ok(()),
    }
}

/// Whom a party names.
pub(super) async fn recipient(cx: &mut Cx<'_>, target: &HandshakeParty) -> ApiResult<Recipient> {
    match target.r#type.as_str() {
        party::ACCOUNT => {
            let account = AccountId::parse(&target.id).ok_or_else(errors::pattern)?;
            Ok(Recipient { account, email: None })
        }
        party::EMAIL => {
            let account = account::of_email(cx, &target.id).await?.ok_or_else(|| {
                errors::invalid_input(
                    input_reason::INVALID_EMAIL_ADDRESS_TARGET,
                    "You specified an invalid email address for the invited account owner.",
                )
            })?;
            Ok(Recipient { account, email: Some(target.id.clone()) })
        }
        _ => Err(errors::invalid_input(
            input_reason::INVALID_PARTY_TYPE_TARGET,
            "You specified the wrong type of entity (account, organization, or email) as a party.",
        )),
    }
}
