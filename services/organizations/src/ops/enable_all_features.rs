//! EnableAllFeatures: asks every invited account to agree; the management account finishes it then.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAllFeatures.html>

use gen_organizations::values::handshake_constraint_violation_exception_reason as reason;
use gen_organizations::{EnableAllFeaturesInput, EnableAllFeaturesOutput};
use kernel::{ApiResult, Cx};

use crate::handshake::{self, Action, Handshake, Recipient, State};
use crate::{account, door, errors};

pub(super) async fn enable_all_features(
    cx: &mut Cx<'_>,
    _input: &EnableAllFeaturesInput,
) -> ApiResult<EnableAllFeaturesOutput> {
    let organization = door::management(cx).await?;
    if organization.all_features {
        return Err(errors::handshake_constraint(
            reason::ORGANIZATION_ALREADY_HAS_ALL_FEATURES,
            "The handshake request is invalid because the organization has already enabled all features.",
        ));
    }
    let now = cx.now();
    let sent = handshake::of(cx, organization.id.as_str()).await?;
    let under_way = |sent: &Handshake| {
        sent.action == Action::EnableAllFeatures && sent.state_at(now).is_pending()
    };
    if sent.iter().any(under_way) {
        return Err(errors::handshake_constraint(
            reason::ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION,
            "The handshake request is invalid because the organization has already started the process to \
             enable all features.",
        ));
    }
    let mut all = account::all(cx, &organization).await?;
    all.retain(|account| !account.created && account.id != organization.management);
    let mut parent = handshake::draft(cx, &organization, Action::EnableAllFeatures, None).await?;
    if all.is_empty() {
        parent.state = State::Open;
    }
    handshake::send(cx, &parent).await?;
    for account in all {
        let recipient = Recipient { account: account.id, email: None };
        let action = Action::ApproveAllFeatures;
        let draft = handshake::draft(cx, &organization, action, Some(recipient)).await?;
        let part = Handshake { parent: Some(parent.id.clone()), ..draft };
        handshake::send(cx, &part).await?;
    }
    Ok(EnableAllFeaturesOutput { handshake: Some(parent.show(now)) })
}
