//! What StartBulkPutItems asks for, and whether the table takes it now.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/BulkPutItems.Considerations.html>

use std::sync::Arc;
use std::time::Duration;

use gen_dynamodb::values::{bulk_operation_performance_tier, output_type_enum};
use gen_dynamodb::{OutputS3Configuration, StartBulkPutItemsInput, errors as modelled};
use kernel::{ApiResult, Cx};
use sha2::{Digest as _, Sha256};

use super::run::RUN;
use super::{BulkObject, BulkRow, Counts, FORGET, Pace, Position, Source, Target, Usage};
use crate::import::Compression;
use crate::import::source::Listed;
use crate::table::{self, TableRow, TableStatus};
use crate::tables::{BULK_ACTIVE, BULK_OBJECTS, BULK_TOKENS, BULKS};
use crate::{errors, limits};

/// How long a client token counts.
const TOKEN_LIFE: Duration = Duration::from_secs(8 * 3_600);

/// The operation that a request with this token began already, which must have asked for the same.
pub(crate) async fn known(
    cx: &mut Cx<'_>,
    input: &StartBulkPutItemsInput,
) -> ApiResult<Option<BulkRow>> {
    let Some(token) = &input.client_token else { return Ok(None) };
    let Some(id) = cx.get(&BULK_TOKENS, token).await? else { return Ok(None) };
    let Some(row) = cx.get(&BULKS, &id).await? else { return Ok(None) };
    if row.started.plus(TOKEN_LIFE) <= cx.now() {
        return Ok(None);
    }
    if row.digest == digest(input) {
        return Ok(Some(row));
    }
    Err(modelled::idempotent_parameter_mismatch_exception(
        "The client token is that of another bulk operation, with other parameters",
    ))
}

/// What tells requests apart.
fn digest(input: &StartBulkPutItemsInput) -> [u8; 32] {
    let asked = StartBulkPutItemsInput { client_token: None, ..input.clone() };
    Sha256::digest(format!("{asked:?}")).into()
}

/// Checks a request; the table that it is about.
pub(crate) async fn check(
    cx: &mut Cx<'_>,
    input: &StartBulkPutItemsInput,
) -> ApiResult<Arc<TableRow>> {
    check_output(&input.output_s3_configuration)?;
    let table = table::of_items(cx, &input.table_name).await?;
    if table.settings.group.is_some() {
        return Err(errors::validation(format!(
            "Bulk operations are not supported for tables of a global table: {}",
            table.name
        )));
    }
    if table.indexes.iter().any(|index| index.status == TableStatus::Creating) {
        return Err(errors::in_use(format!("An index is being created: {}", table.name)));
    }
    if super::is_active(cx, &table).await? {
        return Err(errors::in_use(format!(
            "A bulk operation puts items into the table already: {}",
            table.name
        )));
    }
    let most = limits::BULK_OPERATIONS;
    let active = cx.rows(&BULK_ACTIVE);
    if cx.range(&BULK_ACTIVE, &active, most).await?.len() >= most {
        return Err(errors::limit_exceeded(format!(
            "The number of concurrent bulk operations has reached the limit of {most}"
        )));
    }
    Ok(table)
}

fn check_output(output: &OutputS3Configuration) -> ApiResult<()> {
    if output.s3_bucket.is_none() {
        return Err(errors::member_is_null("outputS3Configuration.s3Bucket"));
    }
    if output.output_type.is_empty() {
        return Err(errors::validation("OutputType must have at least one value"));
    }
    if output.s3_sse_kms_key_id.is_some() && output.s3_sse_algorithm.as_deref() != Some("KMS") {
        return Err(errors::validation(
            "S3SseKmsKeyId can only be specified if S3SseAlgorithm is KMS",
        ));
    }
    Ok(())
}

/// Writes down an operation that begins now, or one that has failed at once.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    input: &StartBulkPutItemsInput,
    id: &str,
    listed: &Listed,
) -> ApiResult<BulkRow> {
    let table = check(cx, input).await?;
    let row = operation(cx, input, &table, id, listed)?;
    cx.put(&BULKS, &row.id, &row);
    cx.put(&BULK_TOKENS, &row.token, &row.id);
    forget_later(cx, &row.id).await?;
    if row.ended.is_some() {
        return Ok(row);
    }
    for (at, found) in (0..).zip(&listed.objects) {
        let object =
            BulkObject { key: found.key.clone(), etag: found.etag.clone(), size: found.size };
        cx.put(&BULK_OBJECTS, &(row.id.clone(), at), &object);
    }
    cx.put(&BULK_ACTIVE, &row.number, &row.id);
    let now = cx.now();
    cx.schedule(&RUN, &row.id, now, &row.id).await?;
    Ok(row)
}

/// An operation is known for a while, and at least until it has ended.
pub(super) async fn forget_later(cx: &mut Cx<'_>, id: &str) -> ApiResult<()> {
    let due = cx.now().plus(limits::BULK_LIFE);
    cx.schedule(&FORGET, id, due, &id.to_owned()).await
}

fn operation(
    cx: &Cx<'_>,
    input: &StartBulkPutItemsInput,
    table: &TableRow,
    id: &str,
    listed: &Listed,
) -> ApiResult<BulkRow> {
    let (from, to) = (&input.input_s3_configuration, &input.output_s3_configuration);
    let failure = listed.failure.clone().or_else(|| too_large(listed));
    let wants = |kind: &str| to.output_type.iter().any(|wanted| wanted == kind);
    let tier = input.performance_tier.as_deref();
    Ok(BulkRow {
        id: id.to_owned(),
        table: table.name.clone(),
        named: input.table_name.clone(),
        table_arn: table.arn(cx)?,
        table_uuid: table.uuid.clone(),
        number: table.number,
        input: Source {
            bucket: from.s3_bucket.clone(),
            owner: from.s3_bucket_owner.clone(),
            prefix: from.s3_key_prefix.clone(),
            ion: from.input_format == "ION",
            compression: Compression::parse(from.input_compression_type.as_deref()),
        },
        output: Target {
            bucket: to.s3_bucket.clone().unwrap_or_default(),
            owner: to.s3_bucket_owner.clone(),
            prefix: to.s3_key_prefix.clone(),
            sse: to.s3_sse_algorithm.clone(),
            sse_key: to.s3_sse_kms_key_id.clone(),
            errors: wants(output_type_enum::ERROR),
            conditions: wants(output_type_enum::CONDITION_CHECK_FAILURE),
        },
        accelerated: tier == Some(bulk_operation_performance_tier::ACCELERATED),
        most_units: input.max_write_request_units,
        token: input.client_token.clone().unwrap_or_else(|| cx.random().uuid()),
        digest: digest(input),
        started: cx.now(),
        ended: failure.is_some().then(|| cx.now()),
        cancelled: false,
        total: failure.is_none().then(|| listed.objects.iter().map(|object| object.size).sum()),
        failure,
        counts: Counts::default(),
        usage: Usage::default(),
        at: Position::default(),
        before: 0,
        pace: Pace::default(),
        waiting: Default::default(),
        files: 0,
    })
}

fn too_large(listed: &Listed) -> Option<(String, String)> {
    let object = listed.objects.iter().find(|object| object.size > limits::BULK_OBJECT)?;
    let why = format!(
        "The object {} is larger than {} bytes, the most of one object",
        object.key,
        limits::BULK_OBJECT
    );
    Some(("LimitExceeded".to_owned(), why))
}
