//! CloseAccount: begins to close a member.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CloseAccount.html>

use gen_organizations::errors as modelled;
use gen_organizations::values::constraint_violation_exception_reason as reason;
use gen_organizations::{CloseAccountInput, CloseAccountOutput};
use kernel::{ApiResult, Cx};

use crate::account::{self, State};
use crate::{closure, door, errors, limits};

pub(super) async fn close_account(
    cx: &mut Cx<'_>,
    input: &CloseAccountInput,
) -> ApiResult<CloseAccountOutput> {
    let organization = door::management(cx).await?;
    let account = account::require(cx, &organization, &input.account_id).await?;
    if account.id == organization.management {
        return Err(errors::constraint(
            reason::CANNOT_CLOSE_MANAGEMENT_ACCOUNT,
            "You attempted to close the management account.",
        ));
    }
    if !organization.all_features {
        return Err(errors::not_all_features());
    }
    match account.state {
        State::Active => {}
        State::Closing(_) => {
            return Err(modelled::conflict_exception(
                "The request failed because it conflicts with the current state of the specified resource.",
            ));
        }
        State::Closed(_) => {
            return Err(modelled::account_already_closed_exception(
                "The provided account is already closed.",
            ));
        }
    }
    let accounts = account::all(cx, &organization).await?;
    if closure::lately(&accounts, cx.now()) >= limits::closures(accounts.len() - 1) {
        return Err(errors::constraint(
            reason::CLOSE_ACCOUNT_QUOTA_EXCEEDED,
            "You have exceeded close account quota for the past 30 days.",
        ));
    }
    closure::begin(cx, &organization, account).await?;
    Ok(CloseAccountOutput::default())
}
