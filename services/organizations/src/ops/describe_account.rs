//! DescribeAccount: one member.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html>

use gen_organizations::operations;
use gen_organizations::{DescribeAccountInput, DescribeAccountOutput};
use kernel::{ApiResult, Cx};

use crate::{account, door};

pub(super) async fn describe_account(
    cx: &mut Cx<'_>,
    input: &DescribeAccountInput,
) -> ApiResult<DescribeAccountOutput> {
    let organization = door::reader::<operations::DescribeAccount>(cx, input).await?;
    let account = account::require(cx, &organization, &input.account_id).await?;
    let shown = account::shown(cx, &organization, &account).await?;
    Ok(DescribeAccountOutput { account: Some(shown) })
}
