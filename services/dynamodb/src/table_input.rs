//! What CreateTable is given, as a table: keys and their types, indexes, capacity, stream.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>

use gen_dynamodb as generated;
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::table::{
    AttributeType, Billing, IndexRow, KeyPart, KeySchema, ProjectionRow, StreamRow, StreamView,
    TableClass, TableRow, TableStatus, Throughput,
};
use crate::table_name::TableName;

type Attributes = Vec<(String, AttributeType)>;

/// The table that `input` describes.
pub(crate) fn table(cx: &Cx<'_>, input: &generated::CreateTableInput) -> ApiResult<TableRow> {
    let attributes = attributes(input.attribute_definitions.as_deref().unwrap_or_default())?;
    let key = key_schema(input.key_schema.as_deref().unwrap_or_default(), &attributes)?;
    let mut indexes = Vec::new();
    for index in input.local_secondary_indexes.iter().flatten() {
        indexes.push(IndexRow {
            name: index.index_name.clone(),
            number: cx.next_sequence(),
            local: true,
            key: key_schema(&index.key_schema, &attributes)?,
            projection: projection(&index.projection),
            status: TableStatus::Active,
            backfilling: false,
            throughput: None,
        });
    }
    for index in input.global_secondary_indexes.iter().flatten() {
        indexes.push(IndexRow {
            name: index.index_name.clone(),
            number: cx.next_sequence(),
            local: false,
            key: key_schema(&index.key_schema, &attributes)?,
            projection: projection(&index.projection),
            status: TableStatus::Active,
            backfilling: false,
            throughput: index.provisioned_throughput.as_ref().map(throughput),
        });
    }
    Ok(TableRow {
        name: TableName::parse(&input.table_name)?,
        number: cx.next_sequence(),
        uuid: cx.random().uuid(),
        status: TableStatus::Active,
        created: cx.now(),
        key,
        attributes,
        indexes,
        billing: billing(cx, input)?,
        stream: input.stream_specification.as_ref().and_then(|stream| self::stream(cx, stream)),
        class: match input.table_class.as_deref() {
            Some("STANDARD_INFREQUENT_ACCESS") => TableClass::InfrequentAccess,
            _ => TableClass::Standard,
        },
        deletion_protection: input.deletion_protection_enabled.unwrap_or(false),
    })
}

fn attributes(definitions: &[generated::AttributeDefinition]) -> ApiResult<Attributes> {
    let one = |definition: &generated::AttributeDefinition| {
        let kind = AttributeType::parse(&definition.attribute_type);
        let kind = kind.ok_or_else(|| errors::invalid("Unsupported attribute type"))?;
        Ok((definition.attribute_name.clone(), kind))
    };
    definitions.iter().map(one).collect()
}

fn key_schema(
    elements: &[generated::KeySchemaElement],
    attributes: &Attributes,
) -> ApiResult<KeySchema> {
    let (mut hash, mut range) = (Vec::new(), Vec::new());
    for element in elements {
        let name = element.attribute_name.clone();
        let kind = attributes.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        let kind = kind.ok_or_else(|| {
            errors::invalid("Some index key attributes are not defined in AttributeDefinitions.")
        })?;
        let parts = if element.key_type == "HASH" { &mut hash } else { &mut range };
        parts.push(KeyPart { name, kind });
    }
    if hash.is_empty() {
        return Err(errors::invalid("Missing the key: no hash key is specified"));
    }
    Ok(KeySchema { hash, range })
}

fn projection(projection: &generated::Projection) -> ProjectionRow {
    match projection.projection_type.as_deref() {
        Some("KEYS_ONLY") => ProjectionRow::KeysOnly,
        Some("INCLUDE") => {
            ProjectionRow::Include(projection.non_key_attributes.clone().unwrap_or_default())
        }
        _ => ProjectionRow::All,
    }
}

fn throughput(given: &generated::ProvisionedThroughput) -> Throughput {
    Throughput {
        read: given.read_capacity_units,
        write: given.write_capacity_units,
        ..Throughput::default()
    }
}

fn billing(cx: &Cx<'_>, input: &generated::CreateTableInput) -> ApiResult<Billing> {
    if input.billing_mode.as_deref() == Some("PAY_PER_REQUEST") {
        return Ok(Billing::OnDemand { since: Some(cx.now()) });
    }
    let given = input.provisioned_throughput.as_ref().ok_or_else(|| {
        errors::invalid(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED",
        )
    })?;
    Ok(Billing::Provisioned(throughput(given)))
}

fn stream(cx: &Cx<'_>, given: &generated::StreamSpecification) -> Option<StreamRow> {
    let view = match given.stream_view_type.as_deref()? {
        "KEYS_ONLY" => StreamView::KeysOnly,
        "NEW_IMAGE" => StreamView::NewImage,
        "OLD_IMAGE" => StreamView::OldImage,
        _ => StreamView::NewAndOldImages,
    };
    let label = cx.now().iso8601_millis();
    let label = label.trim_end_matches('Z').to_owned();
    given.stream_enabled.then(|| StreamRow {
        number: cx.next_sequence(),
        label,
        view,
        enabled: true,
    })
}
