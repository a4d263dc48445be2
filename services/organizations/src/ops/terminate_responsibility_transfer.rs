//! TerminateResponsibilityTransfer: either side ends a transfer, with a month.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_TerminateResponsibilityTransfer.html>

use gen_organizations::errors as modelled;
use gen_organizations::{
    TerminateResponsibilityTransferInput, TerminateResponsibilityTransferOutput,
};
use kernel::{ApiResult, Cx};

use crate::door;
use crate::tables::TRANSFERS;
use crate::transfer::{self, Status, Transfer};

pub(super) async fn terminate_responsibility_transfer(
    cx: &mut Cx<'_>,
    input: &TerminateResponsibilityTransferInput,
) -> ApiResult<TerminateResponsibilityTransferOutput> {
    let organization = door::management(cx).await?;
    let old = transfer::require(cx, &organization, &input.id).await?;
    match old.status {
        Status::Accepted => {}
        Status::Withdrawn => {
            return Err(modelled::responsibility_transfer_already_in_status_exception(
                "The responsibility transfer is already in the status that you specified.",
            ));
        }
        _ => {
            return Err(modelled::invalid_responsibility_transfer_transition_exception(
                "The responsibility transfer can't transition to the requested state because it's not in a \
                 valid state for this operation.",
            ));
        }
    }
    let now = cx.now();
    let end = input.end_timestamp.unwrap_or_else(|| transfer::end_of_month(now));
    transfer::check_end(end, now)?;
    let transfer = Transfer { status: Status::Withdrawn, end: Some(end), ..old };
    cx.put(&TRANSFERS, &transfer.id, &transfer);
    let shown = transfer.show(&organization.id);
    Ok(TerminateResponsibilityTransferOutput { responsibility_transfer: Some(shown) })
}
