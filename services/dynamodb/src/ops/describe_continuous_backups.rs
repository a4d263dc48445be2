//! DescribeContinuousBackups: whether, and how far back, a table can be restored to any second.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html>

use gen_dynamodb::{DescribeContinuousBackupsInput, DescribeContinuousBackupsOutput};
use kernel::{ApiResult, Cx};

use crate::{recovery, table};

pub(crate) async fn describe_continuous_backups(
    cx: &mut Cx<'_>,
    input: &DescribeContinuousBackupsInput,
) -> ApiResult<DescribeContinuousBackupsOutput> {
    let table = table::of_backups(cx, &input.table_name).await?;
    let description = recovery::describe(&table.settings.recovery, cx.now());
    Ok(DescribeContinuousBackupsOutput { continuous_backups_description: Some(description) })
}
