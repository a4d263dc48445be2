//! DescribeCreateAccountStatus: how far a request for an account is.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeCreateAccountStatus.html>

use gen_organizations::errors as modelled;
use gen_organizations::operations;
use gen_organizations::{DescribeCreateAccountStatusInput, DescribeCreateAccountStatusOutput};
use kernel::{ApiResult, Cx};

use crate::door;
use crate::tables::CREATIONS;

pub(super) async fn describe_create_account_status(
    cx: &mut Cx<'_>,
    input: &DescribeCreateAccountStatusInput,
) -> ApiResult<DescribeCreateAccountStatusOutput> {
    let organization = door::reader::<operations::DescribeCreateAccountStatus>(cx, input).await?;
    let key = (organization.id, input.create_account_request_id.clone());
    let creation = cx.get(&CREATIONS, &key).await?.ok_or_else(|| {
        modelled::create_account_status_not_found_exception(
            "You specified a create account request that doesn't exist.",
        )
    })?;
    Ok(DescribeCreateAccountStatusOutput { create_account_status: Some(creation.show()) })
}
