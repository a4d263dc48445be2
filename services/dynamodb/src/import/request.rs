//! What ImportTable asks for, checked as CreateTable would.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ImportTable.html>

use std::time::Duration;

use gen_dynamodb::{CreateTableInput, ImportTableInput, errors as modelled};
use kernel::{ApiResult, Cx};
use sha2::{Digest as _, Sha256};

use super::run::RUN;
use super::source::Listed;
use super::{Compression, Counts, Csv, Encryption, Format, ImportRow, Position, SourceObject};
use crate::encryption::{self, Asked};
use crate::replica::follow;
use crate::table::{self, TableRow, TableStatus};
use crate::table_name::TableName;
use crate::tables::{IMPORT_OBJECTS, IMPORT_TOKENS, IMPORTS, IMPORTS_RUNNING};
use crate::{definition, errors, limits, size, table_input};

/// How long a client token counts.
const TOKEN_LIFE: Duration = Duration::from_secs(8 * 3_600);

/// The import that a request with this token began already, which must have asked for the same.
pub(crate) async fn known(
    cx: &mut Cx<'_>,
    input: &ImportTableInput,
) -> ApiResult<Option<ImportRow>> {
    let Some(token) = &input.client_token else { return Ok(None) };
    let Some(id) = cx.get(&IMPORT_TOKENS, token).await? else { return Ok(None) };
    let Some(row) = cx.get(&IMPORTS, &id).await? else { return Ok(None) };
    if row.started.plus(TOKEN_LIFE) <= cx.now() {
        return Ok(None);
    }
    if row.digest == digest(input) {
        return Ok(Some(row));
    }
    Err(modelled::import_conflict_exception(
        "There was a conflict when importing from the specified S3 source: the client token is that of another import.",
    ))
}

/// What tells requests apart.
fn digest(input: &ImportTableInput) -> [u8; 32] {
    let asked = ImportTableInput { client_token: None, ..input.clone() };
    Sha256::digest(format!("{asked:?}")).into()
}

/// Checks a request.
pub(crate) async fn check(cx: &mut Cx<'_>, input: &ImportTableInput) -> ApiResult<()> {
    if input.input_format_options.is_some() && input.input_format != "CSV" {
        return Err(errors::validation(
            "InputFormatOptions can only be specified if InputFormat is CSV",
        ));
    }
    let create = creation(input);
    let name = TableName::parse(&create.table_name)?;
    definition::check(&create)?;
    table_input::check_quotas(cx, &create)?;
    table::require_free(cx, &name).await?;
    let running = cx.rows(&IMPORTS_RUNNING);
    if cx.range(&IMPORTS_RUNNING, &running, limits::IMPORTS).await?.len() >= limits::IMPORTS {
        return Err(errors::limit_exceeded(format!(
            "The number of concurrent imports has reached the limit of {}",
            limits::IMPORTS
        )));
    }
    Ok(())
}

/// The same as a request for a table.
fn creation(input: &ImportTableInput) -> CreateTableInput {
    let asked = input.table_creation_parameters.clone();
    CreateTableInput {
        table_name: asked.table_name,
        attribute_definitions: Some(asked.attribute_definitions),
        key_schema: Some(asked.key_schema),
        billing_mode: asked.billing_mode,
        provisioned_throughput: asked.provisioned_throughput,
        on_demand_throughput: asked.on_demand_throughput,
        sse_specification: asked.sse_specification,
        global_secondary_indexes: asked.global_secondary_indexes,
        vector_indexes: asked.vector_indexes,
        ..CreateTableInput::default()
    }
}

/// Writes down an import that begins now, with its table; or one that fails before it has one.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    input: &ImportTableInput,
    listed: &Listed,
) -> ApiResult<ImportRow> {
    check(cx, input).await?;
    let create = creation(input);
    let mut table = table_input::table(cx, &create)?;
    table.status = TableStatus::Creating;
    let row = import(cx, input, &table, listed)?;
    cx.put(&IMPORTS, &row.id, &row);
    cx.put(&IMPORT_TOKENS, &row.token, &row.id);
    if row.failure.is_some() {
        return Ok(row);
    }
    encryption::begin(cx, &table, &Asked::of(create.sse_specification.as_ref())).await?;
    size::watch(cx, &table).await?;
    table::save(cx, &table);
    follow::placed(cx, &table);
    for (at, object) in (0..).zip(&listed.objects) {
        let object = SourceObject { key: object.key.clone(), etag: object.etag.clone() };
        cx.put(&IMPORT_OBJECTS, &(row.id.clone(), at), &object);
    }
    cx.put(&IMPORTS_RUNNING, &row.id, &());
    let now = cx.now();
    cx.schedule(&RUN, &row.id, now, &row.id).await?;
    Ok(row)
}

fn import(
    cx: &Cx<'_>,
    input: &ImportTableInput,
    table: &TableRow,
    listed: &Listed,
) -> ApiResult<ImportRow> {
    let source = &input.s3_bucket_source;
    let asked = input.table_creation_parameters.sse_specification.as_ref();
    let csv = input.input_format_options.as_ref().and_then(|options| options.csv.as_ref());
    let owner = source.s3_bucket_owner.clone();
    let token = input.client_token.clone();
    Ok(ImportRow {
        id: format!("{:014}-{}", cx.now().as_millis(), cx.random().hex(4)),
        table_arn: table.arn(cx)?,
        table: table.clone(),
        encryption: asked.map(|asked| Encryption {
            enabled: asked.enabled,
            kind: asked.sse_type.clone(),
            key: asked.kms_master_key_id.clone(),
        }),
        billing_mode: input.table_creation_parameters.billing_mode.clone(),
        bucket: source.s3_bucket.clone(),
        bucket_owner: owner.unwrap_or_else(|| cx.account().to_string()),
        prefix: source.s3_key_prefix.clone(),
        format: Format::parse(&input.input_format),
        csv: csv
            .map(|csv| Csv { delimiter: csv.delimiter.clone(), headers: csv.header_list.clone() }),
        compression: Compression::parse(input.input_compression_type.as_deref()),
        token: token.unwrap_or_else(|| cx.random().uuid()),
        digest: digest(input),
        logs: super::report::has_logs(cx.kernel()),
        started: cx.now(),
        ended: listed.failure.is_some().then(|| cx.now()),
        failure: listed.failure.clone(),
        counts: Counts::default(),
        at: Position::default(),
    })
}
