//! Resource ARNs as the operations on tags and policies take them: a table's, or a stream's.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html>

use kernel::{ApiResult, Arn, Cx};

use crate::errors;
use crate::streams::StreamArn;
use crate::table::{self, TableRow};
use crate::table_name::TableName;
use crate::tables::STREAMS;

/// Reads an ARN of DynamoDB's in the caller's region.
fn parse(cx: &Cx<'_>, text: &str) -> ApiResult<Arn> {
    let shown: String = text.chars().take(256).collect();
    if !text.starts_with("arn:") {
        return Err(errors::refused(format!("ARNs must start with 'arn:': {shown}")));
    }
    let arn = text.parse::<Arn>().ok().filter(|arn| arn.service() == "dynamodb");
    let arn = arn.ok_or_else(|| not_ours(&shown))?;
    if !arn.resource().starts_with("table/") {
        return Err(not_ours(&shown));
    }
    let elsewhere =
        arn.region() != cx.region().as_str() || arn.partition() != cx.partition().as_str();
    if elsewhere {
        return Err(errors::refused(format!("Invalid resource Arn: {shown}")));
    }
    Ok(arn)
}

fn not_ours(arn: &str) -> kernel::ApiError {
    errors::refused(format!("Provided Arn is not a DynamoDB resource arn: {arn}"))
}

fn only_tables(arn: &str) -> kernel::ApiError {
    errors::refused(format!(
        "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: {arn}"
    ))
}

/// The table with this ARN.
pub(crate) async fn table(cx: &mut Cx<'_>, text: &str) -> ApiResult<TableRow> {
    let arn = parse(cx, text)?;
    let name = arn.resource().trim_start_matches("table/");
    let below = name.split_once('/').map(|(_, below)| below);
    match below {
        None => {}
        Some(below) if below.starts_with("stream/") => return Err(errors::no_resource(text)),
        Some(_) => return Err(only_tables(text)),
    }
    let found = match TableName::parse(name) {
        Ok(name) => table::of_tables(cx, name.as_str()).await.ok(),
        Err(_) => None,
    };
    found.ok_or_else(|| errors::no_resource(text))
}

/// Checks that a table or stream with this ARN is there.
pub(crate) async fn table_or_stream(cx: &mut Cx<'_>, text: &str) -> ApiResult<()> {
    let arn = parse(cx, text)?;
    let name = arn.resource().trim_start_matches("table/");
    if let Some(stream) = StreamArn::parse(text) {
        let key = (TableName(stream.table.clone()), stream.label.clone());
        return match cx.has(&STREAMS, &key).await? {
            true => Ok(()),
            false => Err(errors::not_found(format!(
                "Stream: {} not found for Table: {}",
                stream.label, stream.table
            ))),
        };
    }
    if name.contains("/index/") {
        return Err(only_tables(text));
    }
    if name.contains('/') {
        return Err(not_ours(text));
    }
    table::of_tables(cx, name).await.map(drop)
}
