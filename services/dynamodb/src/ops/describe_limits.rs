//! DescribeLimits: the quotas of provisioned capacity.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html>

use gen_dynamodb::{DescribeLimitsInput, DescribeLimitsOutput};
use kernel::{ApiResult, Cx};

use crate::limits;

pub(crate) async fn describe_limits(
    _cx: &mut Cx<'_>,
    _input: &DescribeLimitsInput,
) -> ApiResult<DescribeLimitsOutput> {
    Ok(DescribeLimitsOutput {
        account_max_read_capacity_units: Some(limits::ACCOUNT_UNITS),
        account_max_write_capacity_units: Some(limits::ACCOUNT_UNITS),
        table_max_read_capacity_units: Some(limits::TABLE_UNITS),
        table_max_write_capacity_units: Some(limits::TABLE_UNITS),
    })
}
