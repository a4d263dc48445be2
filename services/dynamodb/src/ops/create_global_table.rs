//! CreateGlobalTable.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateGlobalTable.html>

use gen_dynamodb::values::global_table_status;
use gen_dynamodb::{CreateGlobalTableInput, CreateGlobalTableOutput};
use kernel::{ApiResult, Cx, Region};

use crate::errors;
use crate::global::{self, GlobalRow, members};
use crate::replica::Group;
use crate::table_name::TableName;
use crate::tables::{GLOBAL_TABLES, GROUPS};

pub(crate) async fn create_global_table(
    cx: &mut Cx<'_>,
    input: &CreateGlobalTableInput,
) -> ApiResult<CreateGlobalTableOutput> {
    let name = TableName::parse(&input.global_table_name)?;
    let mut regions: Vec<Region> = Vec::new();
    for replica in &input.replication_group {
        let region = global::region(cx, replica.region_name.as_deref().unwrap_or_default())?;
        if regions.contains(&region) {
            return Err(errors::validation(format!("Region {region} is given more than once.")));
        }
        regions.push(region);
    }
    if regions.is_empty() {
        return Err(errors::validation("ReplicationGroup must name at least one region."));
    }
    if cx.has(&GLOBAL_TABLES, &name).await? {
        return Err(errors::global_table_exists(name.as_str()));
    }
    let number = cx.next_sequence();
    let row = GlobalRow { group: number, created: cx.now() };
    let mut group = Group { table: name.clone(), replicas: Vec::new() };
    members::join(cx, number, &mut group, &regions).await?;
    cx.put(&GROUPS, &number, &group);
    cx.put(&GLOBAL_TABLES, &name, &row);
    let description = global::describe(cx, &row, &group, global_table_status::CREATING);
    Ok(CreateGlobalTableOutput { global_table_description: Some(description) })
}
