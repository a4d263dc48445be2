//! Backups as their operations show them.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BackupDescription.html>

use gen_dynamodb::values::{backup_status, backup_type, billing_mode, time_to_live_status};
use gen_dynamodb::{
    BackupDetails, BackupSummary, GlobalSecondaryIndexInfo, LocalSecondaryIndexInfo,
    ProvisionedThroughput, SourceTableDetails, SourceTableFeatureDetails, TimeToLiveDescription,
    VectorIndexInfo,
};
use kernel::{ApiResult, Cx};

use super::BackupRow;
use crate::describe;
use crate::table::{Billing, TableRow, Throughput};

fn status(backup: &BackupRow) -> &'static str {
    if backup.copying.is_some() { backup_status::CREATING } else { backup_status::AVAILABLE }
}

fn kind(backup: &BackupRow) -> &'static str {
    if backup.is_system() { backup_type::SYSTEM } else { backup_type::USER }
}

/// `BackupDetails`.
pub(crate) fn details(cx: &Cx<'_>, backup: &BackupRow) -> ApiResult<BackupDetails> {
    Ok(BackupDetails {
        backup_arn: Some(backup.arn(cx)?),
        backup_name: Some(backup.name.clone()),
        backup_size_bytes: Some(backup.bytes),
        backup_status: Some(status(backup).to_owned()),
        backup_type: Some(kind(backup).to_owned()),
        backup_creation_date_time: Some(backup.created),
        backup_expiry_date_time: backup.expires,
    })
}

/// `BackupSummary`.
pub(crate) fn summary(cx: &Cx<'_>, backup: &BackupRow) -> ApiResult<BackupSummary> {
    Ok(BackupSummary {
        table_name: Some(backup.table.name.to_string()),
        table_id: Some(backup.table.uuid.clone()),
        table_arn: Some(backup.table.arn(cx)?),
        backup_arn: Some(backup.arn(cx)?),
        backup_name: Some(backup.name.clone()),
        backup_creation_date_time: Some(backup.created),
        backup_expiry_date_time: backup.expires,
        backup_status: Some(status(backup).to_owned()),
        backup_type: Some(kind(backup).to_owned()),
        backup_size_bytes: Some(backup.bytes),
    })
}

/// `SourceTableDetails`.
pub(crate) fn source(cx: &Cx<'_>, backup: &BackupRow) -> ApiResult<SourceTableDetails> {
    let table = &backup.table;
    let mode = match table.is_on_demand() {
        true => billing_mode::PAY_PER_REQUEST,
        false => billing_mode::PROVISIONED,
    };
    Ok(SourceTableDetails {
        table_name: Some(table.name.to_string()),
        table_id: Some(table.uuid.clone()),
        table_arn: Some(table.arn(cx)?),
        table_size_bytes: Some(backup.bytes),
        key_schema: Some(describe::key_schema(&table.key)),
        table_creation_date_time: Some(table.created),
        provisioned_throughput: Some(match &table.billing {
            Billing::Provisioned(units) => self::units(Some(units)),
            Billing::OnDemand { .. } => self::units(None),
        }),
        on_demand_throughput: table.settings.maximum.show(),
        item_count: Some(backup.items),
        billing_mode: Some(mode.to_owned()),
    })
}

fn units(given: Option<&Throughput>) -> ProvisionedThroughput {
    ProvisionedThroughput {
        read_capacity_units: given.map_or(0, |units| units.read),
        write_capacity_units: given.map_or(0, |units| units.write),
    }
}

/// `SourceTableFeatureDetails`; of a deleted table there is nothing to say.
pub(crate) fn features(backup: &BackupRow) -> SourceTableFeatureDetails {
    if backup.is_system() {
        return SourceTableFeatureDetails::default();
    }
    let table: &TableRow = &backup.table;
    let (mut local, mut global, mut vectors) = (Vec::new(), Vec::new(), Vec::new());
    for index in &table.indexes {
        let (name, key_schema) = (Some(index.name.clone()), Some(describe::key_schema(&index.key)));
        let projection = Some(describe::projection(index));
        if let Some(vector) = index.vector() {
            let defined = describe::vector_definition(index, vector);
            vectors.push(VectorIndexInfo {
                index_name: name,
                vector_attribute: Some(defined.vector_attribute),
                search_schema: defined.search_schema,
                projection,
                dimensions: Some(defined.dimensions),
                distance_function: Some(defined.distance_function),
            });
        } else if index.local {
            local.push(LocalSecondaryIndexInfo { index_name: name, key_schema, projection });
        } else {
            global.push(GlobalSecondaryIndexInfo {
                index_name: name,
                key_schema,
                projection,
                provisioned_throughput: Some(units(index.throughput.as_ref())),
                on_demand_throughput: index.maximum.show(),
            });
        }
    }
    let ttl = table.settings.ttl.attribute.clone();
    SourceTableFeatureDetails {
        local_secondary_indexes: (!local.is_empty()).then_some(local),
        global_secondary_indexes: (!global.is_empty()).then_some(global),
        vector_indexes: (!vectors.is_empty()).then_some(vectors),
        stream_description: table
            .stream
            .as_ref()
            .filter(|stream| stream.enabled)
            .map(describe::stream_specification),
        time_to_live_description: Some(TimeToLiveDescription {
            time_to_live_status: Some(
                if ttl.is_some() {
                    time_to_live_status::ENABLED
                } else {
                    time_to_live_status::DISABLED
                }
                .to_owned(),
            ),
            attribute_name: ttl,
        }),
        ..SourceTableFeatureDetails::default()
    }
}
