//! Exports: what lies in the bucket, read as a client of S3 would.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html>

use std::io::Read as _;
use std::time::Duration;

use flate2::read::GzDecoder;
use gen_dynamodb::{
    DeleteItemInput, DescribeExportInput, ExportDescription, ExportTableToPointInTimeInput,
    FilterSpecification, IncrementalExportSpecification, PointInTimeRecoverySpecification,
    UpdateContinuousBackupsInput, operations as ops,
};
use gen_s3::ListObjectsV2Request;
use gen_s3::operations as s3_ops;
use kernel::Timestamp;
use serde_json::Value;

use crate::common::{Cloud, Outcome, cloud, item, n, s};
use crate::s3_objects::{bucket, bytes};

const ARN: &str = "arn:aws:dynamodb:us-east-1:000000000000:table/things";

async fn prepared() -> Cloud {
    let cloud = cloud().await;
    cloud.table("things", false).await;
    let input = UpdateContinuousBackupsInput {
        table_name: "things".to_owned(),
        point_in_time_recovery_specification: PointInTimeRecoverySpecification {
            point_in_time_recovery_enabled: true,
            recovery_period_in_days: None,
        },
    };
    cloud.call::<ops::UpdateContinuousBackups>(input).await.expect("recovery is on");
    bucket(&cloud, "exports").await;
    cloud
}

fn request() -> ExportTableToPointInTimeInput {
    ExportTableToPointInTimeInput {
        table_arn: ARN.to_owned(),
        s3_bucket: "exports".to_owned(),
        s3_prefix: Some("mine".to_owned()),
        ..ExportTableToPointInTimeInput::default()
    }
}

async fn export(cloud: &Cloud, input: ExportTableToPointInTimeInput) -> Outcome<ExportDescription> {
    let begun = cloud.call::<ops::ExportTableToPointInTime>(input).await?;
    let begun = begun.export_description.expect("a description");
    assert_eq!(begun.export_status.as_deref(), Some("IN_PROGRESS"), "{begun:?}");
    cloud.kernel.settle().await.expect("the work is done");
    let arn = begun.export_arn.expect("an ARN");
    let input = DescribeExportInput { export_arn: arn };
    let done = cloud.call::<ops::DescribeExport>(input).await?;
    Ok(done.export_description.expect("a description"))
}

async fn object(cloud: &Cloud, key: &str) -> Vec<u8> {
    bytes(cloud, "exports", key).await
}

async fn json(cloud: &Cloud, key: &str) -> Value {
    serde_json::from_slice(&object(cloud, key).await).expect("JSON")
}

/// The manifest, and the lines of all data, sorted.
async fn read(cloud: &Cloud, done: &ExportDescription) -> (Value, Vec<String>) {
    let manifest = done.export_manifest.as_deref().expect("a manifest");
    let summary = json(cloud, manifest).await;
    let files = summary["manifestFilesS3Key"].as_str().expect("a key");
    let files = String::from_utf8(object(cloud, files).await).expect("text");
    let mut lines = Vec::new();
    for line in files.lines() {
        let file: Value = serde_json::from_str(line).expect("JSON");
        let packed = object(cloud, file["dataFileS3Key"].as_str().expect("a key")).await;
        let mut text = String::new();
        GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("gzip");
        assert_eq!(Some(text.lines().count() as u64), file["itemCount"].as_u64());
        lines.extend(text.lines().map(str::to_owned));
    }
    lines.sort();
    (summary, lines)
}

#[tokio::test]
async fn a_full_export_has_every_item_as_it_was() {
    let cloud = prepared().await;
    for number in 0..450 {
        let name = format!("item-{number:03}");
        cloud.put("things", item([("pk", s(name)), ("n", n(number))])).await.expect("put");
    }
    let then = cloud.kernel.clock().now();
    cloud.advance(Duration::from_secs(60)).await;
    let late = item([("pk", s("item-000")), ("n", n(-1))]);
    cloud.put("things", late).await.expect("put");
    let gone = DeleteItemInput {
        table_name: "things".to_owned(),
        key: item([("pk", s("item-001"))]),
        ..DeleteItemInput::default()
    };
    cloud.call::<ops::DeleteItem>(gone).await.expect("deleted");

    let input = ExportTableToPointInTimeInput { export_time: Some(then), ..request() };
    let done = export(&cloud, input).await.expect("exported");
    assert_eq!(done.export_status.as_deref(), Some("COMPLETED"), "{done:?}");
    assert_eq!(done.item_count, Some(450));
    let (summary, lines) = read(&cloud, &done).await;
    assert_eq!(lines.len(), 450);
    assert_eq!(lines[0], r#"{"Item":{"n":{"N":"0"},"pk":{"S":"item-000"}}}"#);
    assert_eq!(lines[1], r#"{"Item":{"n":{"N":"1"},"pk":{"S":"item-001"}}}"#);
    assert_eq!(summary["itemCount"], 450);
    assert_eq!(summary["tableArn"], ARN);
    assert_eq!(summary["exportType"], "FULL_EXPORT");
    assert_eq!(summary["s3Prefix"], "mine");

    let input =
        ListObjectsV2Request { bucket: "exports".to_owned(), ..ListObjectsV2Request::default() };
    let all = cloud.call::<s3_ops::ListObjectsV2>(input).await.expect("listed");
    let keys: Vec<String> =
        all.contents.unwrap_or_default().into_iter().filter_map(|object| object.key).collect();
    let id = done.export_arn.as_deref().and_then(|arn| arn.rsplit('/').next()).expect("an id");
    let start = format!("mine/AWSDynamoDB/{id}/");
    for name in [
        "_started",
        "manifest-files.checksum",
        "manifest-files.json",
        "manifest-summary.checksum",
        "manifest-summary.json",
    ] {
        assert!(keys.contains(&format!("{start}{name}")), "{name} of {keys:?}");
    }
    assert!(keys.iter().any(|key| key.starts_with(&format!("{start}data/"))), "{keys:?}");

    let ion = ExportTableToPointInTimeInput { export_format: Some("ION".to_owned()), ..request() };
    let done = export(&cloud, ion).await.expect("exported");
    let (summary, lines) = read(&cloud, &done).await;
    assert_eq!(summary["outputFormat"], "ION");
    assert_eq!(lines[0], "$ion_1_0 {Item:{n:-1.,pk:\"item-000\"}}");
    assert_eq!((lines.len(), done.item_count), (449, Some(449)));
}

#[tokio::test]
async fn an_incremental_export_has_what_was_written_between_two_times() {
    let cloud = prepared().await;
    let put = async |name: &str, number: i64| {
        cloud.put("things", item([("pk", s(name)), ("n", n(number))])).await.expect("put");
    };
    for name in ["changed", "gone", "same"] {
        put(name, 1).await;
    }
    cloud.advance(Duration::from_secs(60)).await;
    let from = cloud.kernel.clock().now();
    cloud.advance(Duration::from_secs(1_000)).await;
    put("changed", 2).await;
    put("new", 3).await;
    let written = cloud.kernel.clock().now().as_micros();
    let gone = DeleteItemInput {
        table_name: "things".to_owned(),
        key: item([("pk", s("gone"))]),
        ..DeleteItemInput::default()
    };
    cloud.call::<ops::DeleteItem>(gone).await.expect("deleted");
    let to = cloud.kernel.clock().now();
    cloud.advance(Duration::from_secs(60)).await;
    put("changed", 9).await;
    put("same", 9).await;

    let incremental = |from: Timestamp, to: Timestamp| ExportTableToPointInTimeInput {
        export_type: Some("INCREMENTAL_EXPORT".to_owned()),
        incremental_export_specification: Some(IncrementalExportSpecification {
            export_from_time: Some(from),
            export_to_time: Some(to),
            export_view_type: None,
        }),
        ..request()
    };
    let done = export(&cloud, incremental(from, to)).await.expect("exported");
    let (summary, lines) = read(&cloud, &done).await;
    assert_eq!(summary["exportType"], "INCREMENTAL_EXPORT");
    assert_eq!(summary["outputView"], "NEW_AND_OLD_IMAGES");
    let metadata = format!(r#"{{"Metadata":{{"WriteTimestampMicros":"{written}"}}"#);
    let keys = |name: &str| format!(r#"{metadata},"Keys":{{"pk":{{"S":"{name}"}}}}"#);
    let image = |which: &str, name: &str, number: i64| {
        format!(r#","{which}Image":{{"n":{{"N":"{number}"}},"pk":{{"S":"{name}"}}}}"#)
    };
    let wanted = [
        format!(
            "{}{}{}}}",
            keys("changed"),
            image("Old", "changed", 1),
            image("New", "changed", 2)
        ),
        format!("{}{}}}", keys("gone"), image("Old", "gone", 1)),
        format!("{}{}}}", keys("new"), image("New", "new", 3)),
    ];
    assert_eq!(lines, wanted);
    let short = incremental(from, from.plus(Duration::from_secs(60)));
    assert_eq!(export(&cloud, short).await.expect_err("refused").code(), "ValidationException");
}

#[tokio::test]
async fn an_export_that_cannot_be_says_why() {
    let cloud = prepared().await;
    let nowhere = ExportTableToPointInTimeInput {
        s3_bucket: "no-such-bucket-anywhere".to_owned(),
        ..request()
    };
    let begun = cloud.call::<ops::ExportTableToPointInTime>(nowhere).await.expect("an answer");
    let failed = begun.export_description.expect("a description");
    assert_eq!(failed.export_status.as_deref(), Some("FAILED"));
    assert_eq!(failed.failure_code.as_deref(), Some("S3NoSuchBucket"));
    let early = ExportTableToPointInTimeInput {
        export_time: Some(Timestamp::from_secs(1_600_000_000)),
        ..request()
    };
    let error = export(&cloud, early).await.expect_err("before there was a table");
    assert_eq!(error.code(), "InvalidExportTimeException");
    cloud.table("others", false).await;
    let other =
        ExportTableToPointInTimeInput { table_arn: ARN.replace("things", "others"), ..request() };
    let error = export(&cloud, other).await.expect_err("no recovery");
    assert_eq!(error.code(), "PointInTimeRecoveryUnavailableException");
    let missing =
        ExportTableToPointInTimeInput { table_arn: ARN.replace("things", "missing"), ..request() };
    let error = export(&cloud, missing).await.expect_err("no table");
    assert_eq!(error.code(), "TableNotFoundException");

    // The same token is the same export.
    let again =
        ExportTableToPointInTimeInput { client_token: Some("token".to_owned()), ..request() };
    let first = export(&cloud, again.clone()).await.expect("exported");
    let second = cloud.call::<ops::ExportTableToPointInTime>(again.clone()).await.expect("known");
    assert_eq!(second.export_description.expect("a description").export_arn, first.export_arn);
    let differs = ExportTableToPointInTimeInput { s3_prefix: None, ..again };
    assert_eq!(
        export(&cloud, differs).await.expect_err("another request").code(),
        "ExportConflictException"
    );
}

/// Items of `n` from 248 on, of which the key is shown.
fn from_248() -> FilterSpecification {
    FilterSpecification {
        filter_expression: Some("n >= :n".to_owned()),
        projection_expression: Some("#pk".to_owned()),
        expression_attribute_names: Some([("#pk", "pk".to_owned())].into_iter().collect()),
        expression_attribute_values: Some(item([(":n", n(248))])),
        ..FilterSpecification::default()
    }
}

/// Two hundred and fifty items, and when it was a minute before them.
async fn numbered(cloud: &Cloud) -> Timestamp {
    let from = cloud.kernel.clock().now();
    cloud.advance(Duration::from_secs(60)).await;
    for number in 0..250 {
        let name = format!("item-{number:03}");
        let entries = [("pk", s(name)), ("n", n(number)), ("more", s("x"))];
        cloud.put("things", item(entries)).await.expect("put");
    }
    cloud.advance(Duration::from_secs(60)).await;
    from
}

#[tokio::test]
async fn a_filter_lets_in_what_it_holds_for() {
    let cloud = prepared().await;
    numbered(&cloud).await;
    let filter = from_248();
    let input = ExportTableToPointInTimeInput {
        filter_specification: Some(filter.clone()),
        client_token: Some("one".to_owned()),
        ..request()
    };
    let done = export(&cloud, input.clone()).await.expect("exported");
    assert_eq!((done.item_count, done.filter_specification.clone()), (Some(2), Some(filter)));
    // What was read is billed: pk, n, more of each.
    assert!(done.billed_size_bytes > Some(250 * 15), "{:?}", done.billed_size_bytes);
    let (_, lines) = read(&cloud, &done).await;
    assert_eq!(
        lines,
        [248, 249].map(|n| format!("{{\"Item\":{{\"pk\":{{\"S\":\"item-{n}\"}}}}}}"))
    );
    // The token is of this filter.
    let other = ExportTableToPointInTimeInput { filter_specification: None, ..input };
    let conflict = export(&cloud, other).await.expect_err("another request");
    assert_eq!(conflict.code(), "ExportConflictException");
    // One partition.
    let one = FilterSpecification {
        key_condition_expression: Some("pk = :pk".to_owned()),
        expression_attribute_values: Some(item([(":pk", s("item-007"))])),
        ..FilterSpecification::default()
    };
    let input = ExportTableToPointInTimeInput { filter_specification: Some(one), ..request() };
    assert_eq!(export(&cloud, input).await.expect("exported").item_count, Some(1));
    let wrong = FilterSpecification {
        filter_expression: Some("n >".to_owned()),
        ..FilterSpecification::default()
    };
    let input = ExportTableToPointInTimeInput { filter_specification: Some(wrong), ..request() };
    let refused = export(&cloud, input).await.expect_err("no expression");
    assert_eq!(refused.code(), "ValidationException");
}

#[tokio::test]
async fn a_filter_of_changes_looks_at_the_latest_image_and_of_what_is_gone_at_the_last() {
    let cloud = prepared().await;
    let from = numbered(&cloud).await;
    let late = item([("pk", s("item-001")), ("n", n(900))]);
    cloud.put("things", late).await.expect("put");
    cloud.advance(Duration::from_secs(1_000)).await;
    let middle = cloud.kernel.clock().now();
    cloud.advance(Duration::from_secs(1)).await;
    for name in ["item-002", "item-249"] {
        let gone = DeleteItemInput {
            table_name: "things".to_owned(),
            key: item([("pk", s(name))]),
            ..DeleteItemInput::default()
        };
        cloud.call::<ops::DeleteItem>(gone).await.expect("deleted");
    }
    cloud.advance(Duration::from_secs(1_000)).await;
    let to = cloud.kernel.clock().now();
    for (from, to, count) in [(from, middle, 3), (middle, to, 1)] {
        let input = ExportTableToPointInTimeInput {
            filter_specification: Some(from_248()),
            export_type: Some("INCREMENTAL_EXPORT".to_owned()),
            incremental_export_specification: Some(IncrementalExportSpecification {
                export_from_time: Some(from),
                export_to_time: Some(to),
                export_view_type: None,
            }),
            ..request()
        };
        let done = export(&cloud, input).await.expect("exported");
        assert_eq!(done.item_count, Some(count));
    }
}
