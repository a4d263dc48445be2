//! UpdateResponsibilityTransfer: gives a transfer another name.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateResponsibilityTransfer.html>

use gen_organizations::{UpdateResponsibilityTransferInput, UpdateResponsibilityTransferOutput};
use kernel::{ApiResult, Cx};

use crate::tables::TRANSFERS;
use crate::transfer::{self, Transfer};
use crate::{door, errors};

pub(super) async fn update_responsibility_transfer(
    cx: &mut Cx<'_>,
    input: &UpdateResponsibilityTransferInput,
) -> ApiResult<UpdateResponsibilityTransferOutput> {
    let organization = door::management(cx).await?;
    let old = transfer::require(cx, &organization, &input.id).await?;
    // The name is the one that whoever takes the responsibility gave.
    if old.target.organization != organization.id {
        return Err(errors::access_denied());
    }
    let transfer = Transfer { name: input.name.clone(), ..old };
    cx.put(&TRANSFERS, &transfer.id, &transfer);
    let shown = transfer.show(&organization.id);
    Ok(UpdateResponsibilityTransferOutput { responsibility_transfer: Some(shown) })
}
