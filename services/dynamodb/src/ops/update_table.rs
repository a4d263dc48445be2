//! UpdateTable: capacity, indexes, the stream, class, protection, replicas: mostly one of them at a time.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html>

use gen_dynamodb::{SSESpecification, StreamSpecification, UpdateTableInput, UpdateTableOutput};
use kernel::{ApiError, ApiResult, Cx};

use crate::definition::settings;
use crate::definition::throughput::{self, Of};
use crate::replica::follow::{self, Setting};
use crate::replica::{self, change};
use crate::streams::registry;
use crate::table::{self, IndexRow, StreamView, TableRow, TableStatus};
use crate::update::{self, Asked, answer, billing, classes, indexes};
use crate::{backfill, describe, encryption, errors, global, table_delete, table_input};

pub(crate) async fn update_table(
    cx: &mut Cx<'_>,
    input: &UpdateTableInput,
) -> ApiResult<UpdateTableOutput> {
    refuse_what_is_not_there(input)?;
    let asked = Asked::of(input);
    let empty = input.global_secondary_index_updates.as_ref().is_some_and(Vec::is_empty);
    update::check(asked, empty)?;
    settings::check_encryption(input.sse_specification.as_ref())?;
    if let Some(stream) = &input.stream_specification {
        settings::check_stream_change(stream)?;
    }
    let mut table = table::of_tables(cx, &input.table_name).await?;
    require_there(&table)?;
    if let Some(units) = &input.provisioned_throughput {
        throughput::check_quota(units, cx.region().as_str(), Of::Table)?;
    }
    let before = describe::table(cx, &table).await?;
    if let Some(asked) = &input.sse_specification {
        change_encryption(cx, &table, asked).await?;
        table = table::of_tables(cx, &input.table_name).await?;
    }
    billing::apply(&mut table, input, cx.now())?;
    let changes = indexes::apply(cx, &mut table, input)?;
    if let Some(asked) = &input.warm_throughput {
        table.settings.warm = billing::warm(table.settings.warm, asked, Of::Table)?;
    }
    if let Some(class) = &input.table_class {
        let class = table_input::table_class(Some(class));
        classes::apply(&mut table, class, cx.now())?;
    }
    if let Some(protected) = input.deletion_protection_enabled {
        table.deletion_protection = protected;
    }
    if let Some(stream) = &input.stream_specification {
        if replica::has_others(cx, &table).await? {
            return Err(errors::refused(
                "Disabling Stream is not allowed for a Global Table replica.",
            ));
        }
        change_stream(cx, &mut table, stream).await?;
    }
    if let Some(name) = &changes.created {
        backfill::begin(cx, &mut table, name).await?;
    }
    if let Some(index) = &changes.deleted {
        table_delete::remove_index(cx, index).await?;
    }
    table::save(cx, &table);
    if let Some(updates) = &input.replica_updates {
        change::apply(cx, &mut table, updates).await?;
        table::save(cx, &table);
    } else {
        tell_replicas(cx, &table, asked, &changes).await?;
    }
    let after = describe::table(cx, &table).await?;
    let description = answer::of(before, after, asked, &changes);
    Ok(UpdateTableOutput { table_description: Some(description) })
}

fn refuse_what_is_not_there(input: &UpdateTableInput) -> ApiResult<()> {
    let what = if input.multi_region_consistency.is_some()
        || input.global_table_witness_updates.is_some()
    {
        "strong consistency over regions"
    } else if input.global_table_settings_replication_mode.is_some()
        || input.disassociation_protection_enabled.is_some()
    {
        "replicas in other accounts"
    } else {
        return Ok(());
    };
    Err(ApiError::not_implemented(format!("dynamodb: {what}")))
}

/// What the replicas in other regions share.
async fn tell_replicas(
    cx: &mut Cx<'_>,
    table: &TableRow,
    asked: Asked,
    changes: &indexes::Changes,
) -> ApiResult<()> {
    let attributes = table.attributes.clone();
    if let Some(index) = changes.created.as_ref().and_then(|name| table.index(name)) {
        let index = IndexRow { status: TableStatus::Creating, ..index.clone() };
        follow::tell(cx, table, Setting::IndexCreated { index, attributes }).await?;
    } else if let Some(index) = &changes.deleted {
        let name = index.name.clone();
        follow::tell(cx, table, Setting::IndexDeleted { name, attributes }).await?;
    }
    if asked.units || asked.billing || asked.maximum || asked.warm {
        let settings = Box::new(table.settings.clone());
        let billing = table.billing.clone();
        follow::tell(cx, table, Setting::Capacity { billing, settings }).await?;
    }
    Ok(())
}

fn require_there(table: &TableRow) -> ApiResult<()> {
    match (&table.settings.restored, table.status) {
        (Some(_), _) => Err(errors::table_not_found(table.name.as_str())),
        (None, TableStatus::Creating) => {
            Err(errors::in_use(format!("Table is being created: {}", table.name)))
        }
        _ => Ok(()),
    }
}

/// Another key for a table: for all of its replicas, if it has any.
async fn change_encryption(
    cx: &mut Cx<'_>,
    table: &TableRow,
    asked: &SSESpecification,
) -> ApiResult<()> {
    let Some(group) = replica::shared(cx, table).await? else {
        return encryption::change(cx, table, asked).await;
    };
    if global::has(cx, table).await? {
        return Err(ApiError::not_implemented(
            "dynamodb: keys of KMS for global tables of version 2017.11.29",
        ));
    }
    encryption::replicas::specified(cx, table, replica::keys::regions(&group), asked).await
}

async fn change_stream(
    cx: &mut Cx<'_>,
    table: &mut TableRow,
    asked: &StreamSpecification,
) -> ApiResult<()> {
    let enabled = table.stream.as_ref().is_some_and(|stream| stream.enabled);
    let name = &table.name;
    match (enabled, asked.stream_enabled) {
        (true, true) => Err(errors::validation(format!(
            "Table already has an enabled stream: TableName: {name}"
        ))),
        (false, false) => {
            Err(errors::validation(format!("Table has no stream to disable: TableName: {name}")))
        }
        (true, false) => registry::close(cx, table).await,
        (false, true) => {
            let view = asked.stream_view_type.as_deref().and_then(StreamView::parse);
            registry::open(cx, table, view.unwrap_or(StreamView::NewAndOldImages)).await
        }
    }
}
