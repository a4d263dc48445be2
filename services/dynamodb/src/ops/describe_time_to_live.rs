//! DescribeTimeToLive.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html>

use gen_dynamodb::values::time_to_live_status;
use gen_dynamodb::{DescribeTimeToLiveInput, DescribeTimeToLiveOutput, TimeToLiveDescription};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::table::{self, TableStatus};

pub(crate) async fn describe_time_to_live(
    cx: &mut Cx<'_>,
    input: &DescribeTimeToLiveInput,
) -> ApiResult<DescribeTimeToLiveOutput> {
    let table = table::of_tables(cx, &input.table_name).await?;
    if matches!(table.status, TableStatus::Creating | TableStatus::Deleting) {
        let status = table.status.as_str();
        return Err(errors::validation(format!(
            "Cannot describe time to live while table is in {status} state: Current table state is {status}"
        )));
    }
    let attribute_name = table.settings.ttl.attribute;
    let status = match attribute_name {
        Some(_) => time_to_live_status::ENABLED,
        None => time_to_live_status::DISABLED,
    };
    Ok(DescribeTimeToLiveOutput {
        time_to_live_description: Some(TimeToLiveDescription {
            time_to_live_status: Some(status.to_owned()),
            attribute_name,
        }),
    })
}
