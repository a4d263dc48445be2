//! What DescribeBulkOperation and ListBulkOperations say.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BulkOperationDescription.html>

use gen_dynamodb::values::{
    bulk_operation_input_format, bulk_operation_performance_tier, output_type_enum,
};
use gen_dynamodb::{
    BulkOperationBytes, BulkOperationDescription, BulkOperationSummary, BulkOperationTableDetail,
    BulkOperationUsage, BulkOperationVectorBytes, InputS3Configuration, OutputS3Configuration,
};
use schema::VecMap;

use super::{BulkRow, IndexKind};

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// `BulkOperationDescription`.
pub(crate) fn describe(row: &BulkRow) -> BulkOperationDescription {
    let tier = match row.accelerated {
        true => bulk_operation_performance_tier::ACCELERATED,
        false => bulk_operation_performance_tier::STANDARD,
    };
    // Of one that is about to fail nobody is told yet.
    let failure = row.failure.as_ref().filter(|_| row.ended.is_some());
    BulkOperationDescription {
        bulk_operation_arn: Some(row.arn()),
        bulk_operation_status: Some(row.status().to_owned()),
        table_details: Some(vec![BulkOperationTableDetail {
            table_name: Some(row.named.clone()),
            table_id: Some(row.table_uuid.clone()),
        }]),
        client_token: Some(row.token.clone()),
        input_s3_configuration: Some(input(row)),
        output_s3_configuration: Some(output(row)),
        start_time: Some(row.started),
        end_time: row.ended,
        processed_item_count: Some(number(row.counts.processed)),
        processed_input_bytes: Some(number(row.counts.bytes)),
        total_input_bytes: row.total.map(number),
        bulk_operation_usage: Some(vec![usage(row)]),
        failed_item_count: Some(number(row.counts.failed)),
        failure_code: failure.map(|(code, _)| code.clone()),
        failure_message: failure.map(|(_, message)| message.clone()),
        max_write_request_units: row.most_units,
        performance_tier: Some(tier.to_owned()),
    }
}

/// `BulkOperationSummary`.
pub(crate) fn summary(row: &BulkRow) -> BulkOperationSummary {
    BulkOperationSummary {
        bulk_operation_arn: Some(row.arn()),
        bulk_operation_status: Some(row.status().to_owned()),
        start_time: Some(row.started),
        end_time: row.ended,
    }
}

fn input(row: &BulkRow) -> InputS3Configuration {
    let format = match row.input.ion {
        true => bulk_operation_input_format::ION,
        false => bulk_operation_input_format::DYNAMODB_JSON,
    };
    InputS3Configuration {
        s3_bucket_owner: row.input.owner.clone(),
        s3_bucket: row.input.bucket.clone(),
        s3_key_prefix: row.input.prefix.clone(),
        input_format: format.to_owned(),
        input_compression_type: Some(row.input.compression.as_str().to_owned()),
    }
}

fn output(row: &BulkRow) -> OutputS3Configuration {
    let output = &row.output;
    let types = [
        (output.errors, output_type_enum::ERROR),
        (output.conditions, output_type_enum::CONDITION_CHECK_FAILURE),
    ];
    OutputS3Configuration {
        s3_bucket_owner: output.owner.clone(),
        s3_bucket: Some(output.bucket.clone()),
        s3_key_prefix: output.prefix.clone(),
        s3_sse_algorithm: output.sse.clone(),
        s3_sse_kms_key_id: output.sse_key.clone(),
        output_type: types
            .iter()
            .filter(|(wanted, _)| *wanted)
            .map(|(_, name)| (*name).to_owned())
            .collect(),
    }
}

fn usage(row: &BulkRow) -> BulkOperationUsage {
    let bytes = |bytes: u64| BulkOperationBytes { bulk_put_bytes: Some(number(bytes)) };
    let of = |kind: IndexKind| row.usage.indexes.iter().filter(move |index| index.kind == kind);
    let shown = |kind| {
        let mut map = VecMap::new();
        of(kind).for_each(|index| map.insert(index.name.as_str(), bytes(index.bytes)));
        (!map.is_empty()).then_some(map)
    };
    let mut vectors = VecMap::new();
    of(IndexKind::Vector).for_each(|index| {
        let bytes = Some(number(index.bytes));
        let bytes = BulkOperationVectorBytes { bulk_put_vector_bytes: bytes };
        vectors.insert(index.name.as_str(), bytes);
    });
    BulkOperationUsage {
        table_name: Some(row.named.clone()),
        bulk_put_bytes: Some(number(row.usage.total())),
        table: Some(bytes(row.usage.table)),
        local_secondary_indexes: shown(IndexKind::Local),
        global_secondary_indexes: shown(IndexKind::Global),
        vector_indexes: (!vectors.is_empty()).then_some(vectors),
    }
}
