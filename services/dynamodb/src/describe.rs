//! What DescribeTable, and the answers of those who change a table, say of it.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html>

use gen_dynamodb::{
    AttributeDefinition, BillingModeSummary, GlobalSecondaryIndexDescription, KeySchemaElement,
    LocalSecondaryIndexDescription, Projection, ProvisionedThroughputDescription,
    StreamSpecification, TableDescription,
};
use kernel::{ApiResult, Cx};

use crate::table::{Billing, IndexRow, KeySchema, ProjectionRow, StreamView, TableRow, Throughput};
use crate::tables::{INDEX_ITEMS, ITEMS};

/// The description of `table`.
pub(crate) async fn table(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<TableDescription> {
    let items = cx.count_rows(&ITEMS, &table.number).await?;
    let arn = cx.arn("dynamodb", &format!("table/{}", table.name))?.to_string();
    let on_demand = match &table.billing {
        Billing::OnDemand { since } => Some(BillingModeSummary {
            billing_mode: Some("PAY_PER_REQUEST".to_owned()),
            last_update_to_pay_per_request_date_time: *since,
        }),
        Billing::Provisioned(_) => None,
    };
    let (mut local, mut global) = (Vec::new(), Vec::new());
    for index in &table.indexes {
        let rows = cx.count_rows(&INDEX_ITEMS, &index.number).await?;
        let rows = Some(i64::try_from(rows).unwrap_or(i64::MAX));
        let index_arn = format!("{arn}/index/{}", index.name);
        if index.local {
            local.push(LocalSecondaryIndexDescription {
                index_name: Some(index.name.clone()),
                key_schema: Some(key_schema(&index.key)),
                projection: Some(projection(index)),
                index_size_bytes: Some(0),
                item_count: rows,
                index_arn: Some(index_arn),
            });
        } else {
            global.push(GlobalSecondaryIndexDescription {
                index_name: Some(index.name.clone()),
                key_schema: Some(key_schema(&index.key)),
                projection: Some(projection(index)),
                index_status: Some(index.status.as_str().to_owned()),
                backfilling: index.backfilling.then_some(true),
                provisioned_throughput: Some(throughput(index.throughput.as_ref())),
                index_size_bytes: Some(0),
                item_count: rows,
                index_arn: Some(index_arn),
                ..GlobalSecondaryIndexDescription::default()
            });
        }
    }
    let definitions = table.attributes.iter().map(|(name, kind)| AttributeDefinition {
        attribute_name: name.clone(),
        attribute_type: kind.as_str().to_owned(),
    });
    let stream = table.stream.as_ref().filter(|stream| stream.enabled);
    Ok(TableDescription {
        attribute_definitions: Some(definitions.collect()),
        table_name: Some(table.name.to_string()),
        key_schema: Some(key_schema(&table.key)),
        table_status: Some(table.status.as_str().to_owned()),
        creation_date_time: Some(table.created),
        provisioned_throughput: Some(match &table.billing {
            Billing::Provisioned(given) => throughput(Some(given)),
            Billing::OnDemand { .. } => throughput(None),
        }),
        table_size_bytes: Some(0),
        item_count: Some(i64::try_from(items).unwrap_or(i64::MAX)),
        table_id: Some(table.uuid.clone()),
        billing_mode_summary: on_demand,
        local_secondary_indexes: (!local.is_empty()).then_some(local),
        global_secondary_indexes: (!global.is_empty()).then_some(global),
        stream_specification: stream.map(|stream| StreamSpecification {
            stream_enabled: true,
            stream_view_type: Some(view(stream.view).to_owned()),
        }),
        latest_stream_label: table.stream.as_ref().map(|stream| stream.label.clone()),
        latest_stream_arn: table.stream.as_ref().map(|s| format!("{arn}/stream/{}", s.label)),
        table_arn: Some(arn),
        deletion_protection_enabled: Some(table.deletion_protection),
        ..TableDescription::default()
    })
}

fn key_schema(key: &KeySchema) -> Vec<KeySchemaElement> {
    let of = |kind: &'static str| {
        move |part: &crate::table::KeyPart| KeySchemaElement {
            attribute_name: part.name.clone(),
            key_type: kind.to_owned(),
        }
    };
    key.hash.iter().map(of("HASH")).chain(key.range.iter().map(of("RANGE"))).collect()
}

fn projection(index: &IndexRow) -> Projection {
    let (kind, names) = match &index.projection {
        ProjectionRow::All => ("ALL", None),
        ProjectionRow::KeysOnly => ("KEYS_ONLY", None),
        ProjectionRow::Include(names) => ("INCLUDE", Some(names.clone())),
    };
    Projection { projection_type: Some(kind.to_owned()), non_key_attributes: names }
}

fn throughput(given: Option<&Throughput>) -> ProvisionedThroughputDescription {
    let none = Throughput::default();
    let given = given.unwrap_or(&none);
    ProvisionedThroughputDescription {
        last_increase_date_time: given.increased,
        last_decrease_date_time: given.decreased,
        number_of_decreases_today: Some(given.decreases_today),
        read_capacity_units: Some(given.read),
        write_capacity_units: Some(given.write),
    }
}

fn view(view: StreamView) -> &'static str {
    match view {
        StreamView::KeysOnly => "KEYS_ONLY",
        StreamView::NewImage => "NEW_IMAGE",
        StreamView::OldImage => "OLD_IMAGE",
        StreamView::NewAndOldImages => "NEW_AND_OLD_IMAGES",
    }
}
