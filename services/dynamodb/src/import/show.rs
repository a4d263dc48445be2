//! What DescribeImport and ListImports say.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ImportTableDescription.html>

use gen_dynamodb::{
    CsvOptions, GlobalSecondaryIndex, ImportSummary, ImportTableDescription, InputFormatOptions,
    ProvisionedThroughput, S3BucketSource, SSESpecification, TableCreationParameters,
};
use kernel::Arn;

use super::{Compression, Format, ImportRow, LOG_GROUP};
use crate::describe::{attribute_definitions, key_schema, projection, vector_definition};
use crate::table::{Billing, IndexRow, Throughput};

impl Format {
    pub(super) fn parse(text: &str) -> Format {
        match text {
            "ION" => Format::Ion,
            "CSV" => Format::Csv,
            _ => Format::Json,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Format::Json => "DYNAMODB_JSON",
            Format::Ion => "ION",
            Format::Csv => "CSV",
        }
    }
}

impl Compression {
    pub(crate) fn parse(text: Option<&str>) -> Compression {
        match text {
            Some("GZIP") => Compression::Gzip,
            Some("ZSTD") => Compression::Zstd,
            _ => Compression::None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Compression::None => "NONE",
            Compression::Gzip => "GZIP",
            Compression::Zstd => "ZSTD",
        }
    }
}

/// `ImportTableDescription`.
pub(crate) fn describe(row: &ImportRow) -> ImportTableDescription {
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    // Numbers show when they are final, as AWS shows them.
    let ended = row.ended.is_some();
    ImportTableDescription {
        import_arn: Some(row.arn()),
        import_status: Some(row.status().to_owned()),
        table_arn: Some(row.table_arn.clone()),
        table_id: Some(row.table.uuid.clone()),
        client_token: Some(row.token.clone()),
        s3_bucket_source: Some(source(row)),
        error_count: Some(count(row.counts.errors)),
        cloud_watch_log_group_arn: log_group(row),
        input_format: Some(row.format.as_str().to_owned()),
        input_format_options: row.csv.as_ref().map(|csv| InputFormatOptions {
            csv: Some(CsvOptions {
                delimiter: csv.delimiter.clone(),
                header_list: csv.headers.clone(),
            }),
        }),
        input_compression_type: Some(row.compression.as_str().to_owned()),
        table_creation_parameters: Some(parameters(row)),
        start_time: Some(row.started),
        end_time: row.ended,
        processed_size_bytes: ended.then(|| count(row.counts.bytes)),
        processed_item_count: Some(count(row.counts.processed)),
        imported_item_count: Some(count(row.counts.imported)),
        failure_code: row.failure.as_ref().map(|(code, _)| code.clone()),
        failure_message: row.failure.as_ref().map(|(_, message)| message.clone()),
    }
}

/// `ImportSummary`.
pub(crate) fn summary(row: &ImportRow) -> ImportSummary {
    ImportSummary {
        import_arn: Some(row.arn()),
        import_status: Some(row.status().to_owned()),
        table_arn: Some(row.table_arn.clone()),
        s3_bucket_source: Some(source(row)),
        cloud_watch_log_group_arn: log_group(row),
        input_format: Some(row.format.as_str().to_owned()),
        start_time: Some(row.started),
        end_time: row.ended,
    }
}

fn source(row: &ImportRow) -> S3BucketSource {
    S3BucketSource {
        s3_bucket: row.bucket.clone(),
        s3_bucket_owner: Some(row.bucket_owner.clone()),
        s3_key_prefix: row.prefix.clone(),
    }
}

fn log_group(row: &ImportRow) -> Option<String> {
    let arn = row.table_arn.parse::<Arn>().ok().filter(|_| row.logs)?;
    let (partition, region, account) = (arn.partition(), arn.region(), arn.account());
    Some(format!("arn:{partition}:logs:{region}:{account}:log-group:{LOG_GROUP}:*"))
}

fn parameters(row: &ImportRow) -> TableCreationParameters {
    let table = &row.table;
    let indexes: Vec<_> = table.global_indexes().map(global_index).collect();
    let vectors = table.vector_indexes().map(|(index, vector)| vector_definition(index, vector));
    let vectors: Vec<_> = vectors.collect();
    TableCreationParameters {
        table_name: table.name.to_string(),
        attribute_definitions: attribute_definitions(table),
        key_schema: key_schema(&table.key),
        billing_mode: row.billing_mode.clone(),
        provisioned_throughput: match &table.billing {
            Billing::Provisioned(units) => Some(throughput(units)),
            Billing::OnDemand { .. } => None,
        },
        on_demand_throughput: table.settings.maximum.show(),
        sse_specification: row.encryption.as_ref().map(|asked| SSESpecification {
            enabled: asked.enabled,
            sse_type: asked.kind.clone(),
            kms_master_key_id: asked.key.clone(),
        }),
        global_secondary_indexes: (!indexes.is_empty()).then_some(indexes),
        vector_indexes: (!vectors.is_empty()).then_some(vectors),
    }
}

fn global_index(index: &IndexRow) -> GlobalSecondaryIndex {
    GlobalSecondaryIndex {
        index_name: index.name.clone(),
        key_schema: key_schema(&index.key),
        projection: projection(index),
        provisioned_throughput: index.throughput.as_ref().map(throughput),
        on_demand_throughput: index.maximum.show(),
        ..GlobalSecondaryIndex::default()
    }
}

fn throughput(units: &Throughput) -> ProvisionedThroughput {
    ProvisionedThroughput { read_capacity_units: units.read, write_capacity_units: units.write }
}
