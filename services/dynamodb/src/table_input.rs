//! What CreateTable is given, as a table: keys and their types, indexes, capacity, stream.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>

use gen_dynamodb as generated;
use kernel::{ApiResult, Cx};

use crate::definition::throughput::{self as limited, Mode, Of};
use crate::definition::vectors;
use crate::errors;
use crate::settings::{Maximum, Settings, Warm};
use crate::table::{
    AttributeType, Billing, IndexRow, KeyPart, KeySchema, ProjectionRow, TableClass, TableRow,
    TableStatus, Throughput,
};
use crate::table_name::TableName;
use crate::vector::{Function, VectorRow};

pub(crate) type Attributes = Vec<(String, AttributeType)>;

/// The table that `input`, which was checked, describes. Its stream is for the caller to open.
pub(crate) fn table(cx: &Cx<'_>, input: &generated::CreateTableInput) -> ApiResult<TableRow> {
    let attributes = attributes(input.attribute_definitions.as_deref().unwrap_or_default())?;
    let key = key_schema(input.key_schema.as_deref().unwrap_or_default(), &attributes)?;
    let mut indexes = Vec::new();
    for index in input.local_secondary_indexes.iter().flatten() {
        indexes.push(local_index(cx, index, &attributes)?);
    }
    for index in input.global_secondary_indexes.iter().flatten() {
        indexes.push(global_index(cx, index, &attributes)?);
    }
    for index in input.vector_indexes.iter().flatten() {
        indexes.push(vector_index(cx, index, &attributes)?);
    }
    let mode = Mode::of(input.billing_mode.as_deref());
    let units = input.provisioned_throughput.as_ref();
    let on_demand = mode == Mode::OnDemand;
    let settings = Settings {
        maximum: maximum(input.on_demand_throughput.as_ref()),
        warm: initial_warm(units).with(input.warm_throughput.as_ref()),
        on_demand_since: on_demand.then(|| cx.now()),
        ..Settings::default()
    };
    Ok(TableRow {
        name: TableName::parse(&input.table_name)?,
        number: cx.next_sequence(),
        uuid: cx.random().uuid(),
        status: TableStatus::Active,
        created: cx.now(),
        key,
        attributes,
        indexes,
        billing: match units.filter(|_| !on_demand) {
            Some(units) => Billing::Provisioned(throughput(units)),
            None => Billing::OnDemand { since: Some(cx.now()) },
        },
        stream: None,
        class: table_class(input.table_class.as_deref()),
        deletion_protection: input.deletion_protection_enabled.unwrap_or(false),
        settings,
    })
}

/// What no table of an account may ask for.
pub(crate) fn check_quotas(cx: &Cx<'_>, input: &generated::CreateTableInput) -> ApiResult<()> {
    let region = cx.region().as_str();
    if let Some(units) = &input.provisioned_throughput {
        limited::check_quota(units, region, Of::Table)?;
    }
    for index in input.global_secondary_indexes.iter().flatten() {
        if let Some(units) = &index.provisioned_throughput {
            limited::check_quota(units, region, Of::Index(&index.index_name))?;
        }
    }
    Ok(())
}

/// A local index that a table is created with.
pub(crate) fn local_index(
    cx: &Cx<'_>,
    index: &generated::LocalSecondaryIndex,
    attributes: &Attributes,
) -> ApiResult<IndexRow> {
    Ok(IndexRow {
        name: index.index_name.clone(),
        number: cx.next_sequence(),
        local: true,
        key: key_schema(&index.key_schema, attributes)?,
        projection: projection(&index.projection),
        status: TableStatus::Active,
        backfilling: false,
        throughput: None,
        maximum: Maximum::default(),
        warm: Warm::default(),
    })
}

/// A global index that a table is created with, or gets.
pub(crate) fn global_index(
    cx: &Cx<'_>,
    index: &generated::GlobalSecondaryIndex,
    attributes: &Attributes,
) -> ApiResult<IndexRow> {
    let units = index.provisioned_throughput.as_ref();
    Ok(IndexRow {
        name: index.index_name.clone(),
        number: cx.next_sequence(),
        local: false,
        key: key_schema(&index.key_schema, attributes)?,
        projection: projection(&index.projection),
        status: TableStatus::Active,
        backfilling: false,
        throughput: units.map(throughput),
        maximum: maximum(index.on_demand_throughput.as_ref()),
        warm: initial_warm(units).with(index.warm_throughput.as_ref()),
    })
}

/// A vector index that a table is created with, or gets.
pub(crate) fn vector_index(
    cx: &Cx<'_>,
    index: &generated::VectorIndex,
    attributes: &Attributes,
) -> ApiResult<IndexRow> {
    let (mut hash, mut filters) = (Vec::new(), Vec::new());
    for element in index.search_schema.iter().flatten() {
        let name = element.attribute_name.clone();
        let kind = attributes.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        let kind = kind.ok_or_else(vectors::not_defined)?;
        let parts = if vectors::is_hash(element) { &mut hash } else { &mut filters };
        parts.push(KeyPart { name, kind });
    }
    let function = Function::parse(&index.distance_function);
    let vector = VectorRow {
        attribute: index.vector_attribute.attribute_name.clone(),
        dimensions: vectors::dimensions(index)?,
        function: function.ok_or_else(|| errors::refused("Unsupported distance function"))?,
        filters,
        shows: projection(&index.projection),
    };
    Ok(IndexRow {
        name: index.index_name.clone(),
        number: cx.next_sequence(),
        local: false,
        key: KeySchema { hash, range: Vec::new() },
        projection: ProjectionRow::Vector(Box::new(vector)),
        status: TableStatus::Active,
        backfilling: false,
        throughput: None,
        maximum: Maximum::default(),
        warm: Warm::default(),
    })
}

/// The types of key attributes.
pub(crate) fn attributes(definitions: &[generated::AttributeDefinition]) -> ApiResult<Attributes> {
    let one = |definition: &generated::AttributeDefinition| {
        let kind = AttributeType::parse(&definition.attribute_type);
        let kind = kind.ok_or_else(|| errors::refused("Unsupported attribute type"))?;
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
            errors::refused("Some index key attributes are not defined in AttributeDefinitions.")
        })?;
        let parts = if element.key_type == "HASH" { &mut hash } else { &mut range };
        parts.push(KeyPart { name, kind });
    }
    if hash.is_empty() {
        return Err(errors::refused("Missing the key: no hash key is specified"));
    }
    Ok(KeySchema { hash, range })
}

/// What an index shows. The names come back sorted.
pub(crate) fn projection(projection: &generated::Projection) -> ProjectionRow {
    match projection.projection_type.as_deref() {
        Some("KEYS_ONLY") => ProjectionRow::KeysOnly,
        Some("INCLUDE") => {
            let mut names = projection.non_key_attributes.clone().unwrap_or_default();
            names.sort();
            ProjectionRow::Include(names)
        }
        _ => ProjectionRow::All,
    }
}

/// Fresh provisioned throughput.
pub(crate) fn throughput(given: &generated::ProvisionedThroughput) -> Throughput {
    Throughput {
        read: given.read_capacity_units,
        write: given.write_capacity_units,
        ..Throughput::default()
    }
}

pub(crate) fn table_class(given: Option<&str>) -> TableClass {
    match given {
        Some("STANDARD_INFREQUENT_ACCESS") => TableClass::InfrequentAccess,
        _ => TableClass::Standard,
    }
}

/// The maximums that a request asks for.
pub(crate) fn maximum(asked: Option<&generated::OnDemandThroughput>) -> Maximum {
    asked.map_or_else(Maximum::default, |asked| Maximum::default().with(asked))
}

fn initial_warm(units: Option<&generated::ProvisionedThroughput>) -> Warm {
    units.map_or_else(Warm::default, |units| Warm {
        read: units.read_capacity_units,
        write: units.write_capacity_units,
    })
}
