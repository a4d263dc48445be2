//! What DescribeTable, and the answers of those who change a table, say of it.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html>

use gen_dynamodb::values::{billing_mode, key_type, projection_type, search_schema_element_type};
use gen_dynamodb::{
    AttributeDefinition, BillingModeSummary, GlobalSecondaryIndexDescription,
    GlobalSecondaryIndexWarmThroughputDescription, KeySchemaElement,
    LocalSecondaryIndexDescription, Projection, ProvisionedThroughputDescription, RestoreSummary,
    SearchSchemaElement, StreamSpecification, TableClassSummary, TableDescription,
    TableWarmThroughputDescription, VectorAttributeDefinition, VectorIndex, VectorIndexDescription,
};
use kernel::{ApiResult, Cx, Timestamp};

use crate::size::{self, Sizes};
use crate::table::{
    Billing, IndexRow, KeyPart, KeySchema, ProjectionRow, StreamRow, TableClass, TableRow,
    TableStatus, Throughput,
};
use crate::vector::VectorRow;
use crate::{encryption, replica};

/// The version of global tables.
const GLOBAL_TABLE_VERSION: &str = "2019.11.21";

/// The description of `table`.
pub(crate) async fn table(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<TableDescription> {
    let sizes = size::of(cx, table.number).await?;
    let arn = table.arn(cx)?;
    let (mut local, mut global, mut vectors) = (Vec::new(), Vec::new(), Vec::new());
    for index in &table.indexes {
        let sizes = size::of(cx, index.number).await?;
        if let Some(vector) = index.vector() {
            vectors.push(vector_index(index, vector, &arn, sizes));
        } else if index.local {
            local.push(local_index(index, &arn, sizes));
        } else {
            global.push(global_index(index, &arn, sizes, cx.now()));
        }
    }
    let stream = table.stream.as_ref();
    let replicas = replica::describe(cx, table).await?;
    Ok(TableDescription {
        attribute_definitions: Some(attribute_definitions(table)),
        table_name: Some(table.name.to_string()),
        key_schema: Some(key_schema(&table.key)),
        table_status: Some(table.status.as_str().to_owned()),
        creation_date_time: Some(table.created),
        provisioned_throughput: Some(match &table.billing {
            Billing::Provisioned(given) => throughput(Some(given), cx.now()),
            Billing::OnDemand { .. } => throughput(None, cx.now()),
        }),
        table_size_bytes: Some(sizes.bytes),
        item_count: Some(sizes.items),
        table_id: Some(table.uuid.clone()),
        billing_mode_summary: billing(table),
        local_secondary_indexes: (!local.is_empty()).then_some(local),
        global_secondary_indexes: (!global.is_empty()).then_some(global),
        vector_indexes: (!vectors.is_empty()).then_some(vectors),
        stream_specification: stream.filter(|stream| stream.enabled).map(stream_specification),
        latest_stream_label: stream.map(|stream| stream.label.clone()),
        latest_stream_arn: stream.map(|stream| format!("{arn}/stream/{}", stream.label)),
        global_table_version: replicas.is_some().then(|| GLOBAL_TABLE_VERSION.to_owned()),
        replicas,
        restore_summary: table.settings.restored.as_ref().map(|restored| RestoreSummary {
            source_backup_arn: restored.backup.clone(),
            source_table_arn: restored.table.clone(),
            restore_date_time: Some(restored.to),
            restore_in_progress: Some(true),
        }),
        table_class_summary: class(table),
        deletion_protection_enabled: Some(table.deletion_protection),
        on_demand_throughput: table.settings.maximum.show(),
        warm_throughput: Some(TableWarmThroughputDescription {
            read_units_per_second: Some(table.settings.warm.read),
            write_units_per_second: Some(table.settings.warm.write),
            status: Some(TableStatus::Active.as_str().to_owned()),
        }),
        sse_description: encryption::describe(cx, table.number).await?,
        table_arn: Some(arn),
        ..TableDescription::default()
    })
}

/// `KeySchema`.
pub(crate) fn key_schema(key: &KeySchema) -> Vec<KeySchemaElement> {
    let of = |kind: &'static str| {
        move |part: &KeyPart| KeySchemaElement {
            attribute_name: part.name.clone(),
            key_type: kind.to_owned(),
        }
    };
    key.hash
        .iter()
        .map(of(key_type::HASH))
        .chain(key.range.iter().map(of(key_type::RANGE)))
        .collect()
}

/// `AttributeDefinitions`, by name.
pub(crate) fn attribute_definitions(table: &TableRow) -> Vec<AttributeDefinition> {
    let mut all: Vec<_> = table
        .attributes
        .iter()
        .map(|(name, kind)| AttributeDefinition {
            attribute_name: name.clone(),
            attribute_type: kind.as_str().to_owned(),
        })
        .collect();
    all.sort_by(|a, b| a.attribute_name.cmp(&b.attribute_name));
    all
}

fn local_index(index: &IndexRow, table_arn: &str, sizes: Sizes) -> LocalSecondaryIndexDescription {
    LocalSecondaryIndexDescription {
        index_name: Some(index.name.clone()),
        key_schema: Some(key_schema(&index.key)),
        projection: Some(projection(index)),
        index_size_bytes: Some(sizes.bytes),
        item_count: Some(sizes.items),
        index_arn: Some(format!("{table_arn}/index/{}", index.name)),
    }
}

fn global_index(
    index: &IndexRow,
    table_arn: &str,
    sizes: Sizes,
    now: Timestamp,
) -> GlobalSecondaryIndexDescription {
    let creating = index.status == TableStatus::Creating;
    GlobalSecondaryIndexDescription {
        index_name: Some(index.name.clone()),
        key_schema: Some(key_schema(&index.key)),
        projection: Some(projection(index)),
        index_status: Some(index.status.as_str().to_owned()),
        backfilling: creating.then_some(index.backfilling),
        provisioned_throughput: Some(throughput(index.throughput.as_ref(), now)),
        index_size_bytes: Some(sizes.bytes),
        item_count: Some(sizes.items),
        index_arn: Some(format!("{table_arn}/index/{}", index.name)),
        on_demand_throughput: index.maximum.show(),
        warm_throughput: Some(GlobalSecondaryIndexWarmThroughputDescription {
            read_units_per_second: Some(index.warm.read),
            write_units_per_second: Some(index.warm.write),
            status: Some(TableStatus::Active.as_str().to_owned()),
        }),
    }
}

fn vector_index(
    index: &IndexRow,
    vector: &VectorRow,
    table_arn: &str,
    sizes: Sizes,
) -> VectorIndexDescription {
    let creating = index.status == TableStatus::Creating;
    let asked = vector_definition(index, vector);
    VectorIndexDescription {
        index_name: Some(asked.index_name),
        search_schema: asked.search_schema,
        projection: Some(asked.projection),
        vector_attribute: Some(asked.vector_attribute),
        dimensions: Some(asked.dimensions),
        distance_function: Some(asked.distance_function),
        index_status: Some(index.status.as_str().to_owned()),
        backfilling: creating.then_some(index.backfilling),
        index_size_bytes: Some(sizes.bytes),
        item_count: Some(sizes.items),
        index_arn: Some(format!("{table_arn}/index/{}", index.name)),
    }
}

/// A vector index as requests define it.
pub(crate) fn vector_definition(index: &IndexRow, vector: &VectorRow) -> VectorIndex {
    use search_schema_element_type::{HASH, INLINE_FILTER};
    let of = |kind: &'static str| {
        move |part: &KeyPart| SearchSchemaElement {
            attribute_name: part.name.clone(),
            search_schema_element_type: kind.to_owned(),
        }
    };
    let hash = index.key.hash.iter().map(of(HASH));
    let schema: Vec<_> = hash.chain(vector.filters.iter().map(of(INLINE_FILTER))).collect();
    VectorIndex {
        index_name: index.name.clone(),
        vector_attribute: VectorAttributeDefinition { attribute_name: vector.attribute.clone() },
        search_schema: (!schema.is_empty()).then_some(schema),
        projection: projection(index),
        dimensions: vector.dimensions.into(),
        distance_function: vector.function.as_str().to_owned(),
    }
}

/// `Projection`.
pub(crate) fn projection(index: &IndexRow) -> Projection {
    let (kind, names) = match index.shows() {
        ProjectionRow::All => (projection_type::ALL, None),
        ProjectionRow::KeysOnly | ProjectionRow::Vector(_) => (projection_type::KEYS_ONLY, None),
        ProjectionRow::Include(names) => (projection_type::INCLUDE, Some(names.clone())),
    };
    Projection { projection_type: Some(kind.to_owned()), non_key_attributes: names }
}

/// `ProvisionedThroughput`: none at all in on-demand tables. Decreases count for their UTC day.
fn throughput(given: Option<&Throughput>, now: Timestamp) -> ProvisionedThroughputDescription {
    let none = Throughput::default();
    let given = given.unwrap_or(&none);
    ProvisionedThroughputDescription {
        last_increase_date_time: given.increased,
        last_decrease_date_time: given.decreased,
        number_of_decreases_today: Some(given.decreases_on(now)),
        read_capacity_units: Some(given.read),
        write_capacity_units: Some(given.write),
    }
}

/// `BillingModeSummary`: of tables that are, or ever were, on demand.
pub(crate) fn billing(table: &TableRow) -> Option<BillingModeSummary> {
    let since = table.settings.on_demand_since?;
    let mode = match table.is_on_demand() {
        true => billing_mode::PAY_PER_REQUEST,
        false => billing_mode::PROVISIONED,
    };
    Some(BillingModeSummary {
        billing_mode: Some(mode.to_owned()),
        last_update_to_pay_per_request_date_time: Some(since),
    })
}

/// `TableClassSummary`: of tables that are, or ever were, not of the standard class.
pub(crate) fn class(table: &TableRow) -> Option<TableClassSummary> {
    let changed = table.settings.class_changes.last();
    let shown = table.class != TableClass::Standard || changed.is_some();
    shown.then(|| TableClassSummary {
        table_class: Some(table.class.as_str().to_owned()),
        last_update_date_time: changed.copied(),
    })
}

/// `StreamSpecification` of an enabled stream.
pub(crate) fn stream_specification(stream: &StreamRow) -> StreamSpecification {
    StreamSpecification {
        stream_enabled: true,
        stream_view_type: Some(stream.view.as_str().to_owned()),
    }
}
