//! DescribeResponsibilityTransfer: one transfer that the organization takes part in.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeResponsibilityTransfer.html>

use gen_organizations::{
    DescribeResponsibilityTransferInput, DescribeResponsibilityTransferOutput,
};
use kernel::{ApiResult, Cx};

use crate::{door, transfer};

pub(super) async fn describe_responsibility_transfer(
    cx: &mut Cx<'_>,
    input: &DescribeResponsibilityTransferInput,
) -> ApiResult<DescribeResponsibilityTransferOutput> {
    let organization = door::management(cx).await?;
    let transfer = transfer::require(cx, &organization, &input.id).await?;
    let shown = transfer.show(&organization.id);
    Ok(DescribeResponsibilityTransferOutput { responsibility_transfer: Some(shown) })
}
