//! CreateTable: a table is there with the answer, which still says CREATING.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>

use gen_dynamodb::{CreateTableInput, CreateTableOutput, TableDescription};
use kernel::{ApiError, ApiResult, Cx};

use crate::replica::follow;
use crate::resource_policy::{self, PolicyRow};
use crate::streams::registry;
use crate::table::{self, StreamView, TableStatus};
use crate::table_name::TableName;
use crate::tables::POLICIES;
use crate::{definition, describe, encryption, size, table_input, tags};

pub(crate) async fn create_table(
    cx: &mut Cx<'_>,
    input: &CreateTableInput,
) -> ApiResult<CreateTableOutput> {
    refuse_what_is_not_there(input)?;
    let name = TableName::parse(&input.table_name)?;
    definition::check(input)?;
    table_input::check_quotas(cx, input)?;
    if let Some(tags) = input.tags.as_deref().filter(|tags| !tags.is_empty()) {
        tags::check(tags)?;
    }
    let policy = input.resource_policy.as_deref().map(resource_policy::parse).transpose()?;
    table::require_free(cx, &name).await?;
    let mut table = table_input::table(cx, input)?;
    let key = encryption::Asked::of(input.sse_specification.as_ref());
    encryption::begin(cx, &table, &key).await?;
    if let Some(view) = stream_view(input) {
        registry::open(cx, &mut table, view).await?;
    }
    table::save(cx, &table);
    follow::placed(cx, &table);
    size::watch(cx, &table).await?;
    if let Some(tags) = input.tags.as_deref().filter(|tags| !tags.is_empty()) {
        tags::add(cx, &table.name, tags).await?;
    }
    if let Some(text) = policy {
        let arn = table.arn(cx)?;
        let revision = cx.now().as_millis().to_string();
        cx.put(&POLICIES, &arn, &PolicyRow { text, revision });
    }
    let description = describe::table(cx, &table).await?;
    Ok(CreateTableOutput { table_description: Some(as_created(description, input)) })
}

fn refuse_what_is_not_there(input: &CreateTableInput) -> ApiResult<()> {
    let what = if input.global_table_source_arn.is_some()
        || input.global_table_settings_replication_mode.is_some()
    {
        "replicas in other accounts"
    } else {
        return Ok(());
    };
    Err(ApiError::not_implemented(format!("dynamodb: {what}")))
}

fn stream_view(input: &CreateTableInput) -> Option<StreamView> {
    let asked = input.stream_specification.as_ref().filter(|asked| asked.stream_enabled)?;
    asked.stream_view_type.as_deref().and_then(StreamView::parse)
}

/// The answer tells of a table that is being created. What is decided meanwhile it does not tell yet.
fn as_created(mut table: TableDescription, input: &CreateTableInput) -> TableDescription {
    let creating = || Some(TableStatus::Creating.as_str().to_owned());
    table.table_status = creating();
    if let Some(billing) = &mut table.billing_mode_summary {
        billing.last_update_to_pay_per_request_date_time = None;
    }
    match (&input.warm_throughput, &mut table.warm_throughput) {
        (Some(_), Some(warm)) => warm.status = Some(TableStatus::Updating.as_str().to_owned()),
        _ => table.warm_throughput = None,
    }
    for index in table.global_secondary_indexes.iter_mut().flatten() {
        index.index_status = creating();
        index.warm_throughput = None;
    }
    for index in table.vector_indexes.iter_mut().flatten() {
        index.index_status = creating();
    }
    table
}
