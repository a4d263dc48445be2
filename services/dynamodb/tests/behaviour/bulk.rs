//! Bulk operations: what the table then has, what is counted and reported, how they are held back and called off, and that a
//! crash costs nothing.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/BulkPutItems.Requesting.html>

use std::io::Write as _;
use std::time::Duration;

use flate2::{Compression, write::GzEncoder};
use gen_dynamodb::{
    AttributeDefinition, BulkOperationDescription, CancelBulkOperationInput, CreateTableInput,
    DeleteTableInput, DescribeBulkOperationInput, GlobalSecondaryIndex, InputS3Configuration,
    KeySchemaElement, ListBulkOperationsInput, OutputS3Configuration, Projection,
    ProvisionedThroughput, QueryInput, StartBulkPutItemsInput, StreamSpecification,
    operations as ops,
};
use gen_dynamodbstreams::operations as stream_ops;
use gen_dynamodbstreams::{DescribeStreamInput, GetRecordsInput, GetShardIteratorInput};
use gen_s3::operations as s3_ops;
use gen_s3::{ListObjectsV2Request, PutBucketPolicyRequest};
use kernel::Settings;
use serde_json::{Value, json};

use crate::common::{Cloud, Outcome, cloud, cloud_over, cloud_with, item, n, s};
use crate::s3_objects::{bucket, bytes, source};

const SECOND: Duration = Duration::from_secs(1);

async fn buckets(cloud: &Cloud) {
    bucket(cloud, "source").await;
    bucket(cloud, "reports").await;
}

async fn text(cloud: &Cloud, key: &str) -> String {
    String::from_utf8(bytes(cloud, "reports", key).await).expect("text")
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// The lines of all reports of one kind, and the manifest.
async fn reports(cloud: &Cloud, arn: &str, kind: &str) -> (Vec<Value>, Value) {
    let (_, id) = arn.rsplit_once('/').expect("an id");
    let summary = text(cloud, &format!("out/AWSDynamoDB/{id}/manifest-summary.json")).await;
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    let files = summary["manifestFilesS3Key"].as_str().expect("a key").to_owned();
    let mut found = Vec::new();
    for file in lines(&text(cloud, &files).await) {
        if file["outputType"] == kind {
            let of_file = lines(&text(cloud, file["dataFileS3Key"].as_str().expect("a key")).await);
            assert_eq!(file["itemCount"], json!(of_file.len()));
            found.extend(of_file);
        }
    }
    (found, summary)
}

fn request(prefix: &str) -> StartBulkPutItemsInput {
    StartBulkPutItemsInput {
        table_name: "things".to_owned(),
        input_s3_configuration: InputS3Configuration {
            s3_bucket: "source".to_owned(),
            s3_key_prefix: Some(prefix.to_owned()),
            input_format: "DYNAMODB_JSON".to_owned(),
            ..InputS3Configuration::default()
        },
        output_s3_configuration: OutputS3Configuration {
            s3_bucket: Some("reports".to_owned()),
            s3_key_prefix: Some("out".to_owned()),
            output_type: vec!["ERROR".to_owned(), "CONDITION_CHECK_FAILURE".to_owned()],
            ..OutputS3Configuration::default()
        },
        ..StartBulkPutItemsInput::default()
    }
}

async fn begin(cloud: &Cloud, input: StartBulkPutItemsInput) -> Outcome<String> {
    let begun = cloud.call::<ops::StartBulkPutItems>(input).await?;
    let begun = begun.bulk_operation_description.expect("a description");
    assert_eq!(begun.bulk_operation_status.as_deref(), Some("IN_PROGRESS"), "{begun:?}");
    Ok(begun.bulk_operation_arn.expect("an ARN"))
}

async fn describe(cloud: &Cloud, arn: &str) -> BulkOperationDescription {
    let input = DescribeBulkOperationInput { bulk_operation_arn: arn.to_owned() };
    let found = cloud.call::<ops::DescribeBulkOperation>(input).await.expect("it is there");
    found.bulk_operation_description.expect("a description")
}

/// The operation when this holds.
async fn when(
    cloud: &Cloud,
    arn: &str,
    holds: impl Fn(&BulkOperationDescription) -> bool,
) -> BulkOperationDescription {
    cloud.kernel.settle().await.expect("it begins");
    let end = async {
        loop {
            let found = describe(cloud, arn).await;
            if holds(&found) {
                return found;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), end).await.expect("it comes to that")
}

async fn ended(cloud: &Cloud, arn: &str) -> BulkOperationDescription {
    when(cloud, arn, |found| found.end_time.is_some()).await
}

async fn run(cloud: &Cloud, input: StartBulkPutItemsInput) -> BulkOperationDescription {
    let arn = begin(cloud, input).await.expect("begun");
    ended(cloud, &arn).await
}

/// Status, items that were processed, and those that failed.
fn counts(done: &BulkOperationDescription) -> (&str, i64, i64) {
    (
        done.bulk_operation_status.as_deref().unwrap_or_default(),
        done.processed_item_count.unwrap_or(-1),
        done.failed_item_count.unwrap_or(-1),
    )
}

/// A table `things` with an index by `g` and a stream.
async fn indexed(cloud: &Cloud) -> String {
    let definition = |name: &str| AttributeDefinition {
        attribute_name: name.to_owned(),
        attribute_type: "S".to_owned(),
    };
    let hash = |name: &str| {
        vec![KeySchemaElement { attribute_name: name.to_owned(), key_type: "HASH".to_owned() }]
    };
    let input = CreateTableInput {
        table_name: "things".to_owned(),
        attribute_definitions: Some(vec![definition("pk"), definition("g")]),
        key_schema: Some(hash("pk")),
        billing_mode: Some("PAY_PER_REQUEST".to_owned()),
        global_secondary_indexes: Some(vec![GlobalSecondaryIndex {
            index_name: "by-g".to_owned(),
            key_schema: hash("g"),
            projection: Projection {
                projection_type: Some("KEYS_ONLY".to_owned()),
                non_key_attributes: None,
            },
            ..GlobalSecondaryIndex::default()
        }]),
        stream_specification: Some(StreamSpecification {
            stream_enabled: true,
            stream_view_type: Some("KEYS_ONLY".to_owned()),
        }),
        ..CreateTableInput::default()
    };
    let created = cloud.call::<ops::CreateTable>(input).await.expect("created");
    created.table_description.and_then(|table| table.latest_stream_arn).expect("a stream")
}

async fn stream_length(cloud: &Cloud, arn: String) -> usize {
    let input = DescribeStreamInput { stream_arn: arn.clone(), ..Default::default() };
    let found = cloud.call::<stream_ops::DescribeStream>(input).await.expect("described");
    let shards = found.stream_description.and_then(|stream| stream.shards).unwrap_or_default();
    let input = GetShardIteratorInput {
        stream_arn: arn,
        shard_id: shards[0].shard_id.clone().expect("an id"),
        shard_iterator_type: "TRIM_HORIZON".to_owned(),
        ..GetShardIteratorInput::default()
    };
    let iterator = cloud.call::<stream_ops::GetShardIterator>(input).await.expect("an iterator");
    let input = GetRecordsInput {
        shard_iterator: iterator.shard_iterator.expect("an iterator"),
        ..GetRecordsInput::default()
    };
    let records = cloud.call::<stream_ops::GetRecords>(input).await.expect("records");
    records.records.unwrap_or_default().len()
}

/// What is put, two conditions that do not hold, and three records that are no item of the table.
const MIXED: &str = concat!(
    r#"{"Item":{"pk":{"S":"a"},"g":{"S":"x"},"v":{"N":"1"}}}"#,
    "\n",
    r#"{"Item":{"pk":{"S":"old"},"v":{"N":"2"}},"ConditionExpression":"attribute_not_exists(pk)"}"#,
    "\n\n",
    r##"{"Item":{"pk":{"S":"old"},"v":{"N":"3"}},"ConditionExpression":"#v = :v","ExpressionAttributeNames":{"#v":"v"},"ExpressionAttributeValues":{":v":{"N":"1"}}}"##,
    "\n",
    r#"{"Item":{"v":{"N":"9"}}}"#,
    "\n",
    r#"{"Item":{"pk":{"S":"b"},"g":{"N":"7"}}}"#,
    "\n",
    "{\"Item\":\n",
    r#"{"Item":{"pk":{"S":"none"}},"ConditionExpression":"attribute_exists(pk)"}"#,
);

#[tokio::test]
async fn items_are_put_as_calls_put_them_and_the_others_are_reported() {
    let cloud = cloud().await;
    buckets(&cloud).await;
    let stream = indexed(&cloud).await;
    cloud.put("things", item([("pk", s("old")), ("v", n(1))])).await.expect("put");
    source(&cloud, "in/one.json", MIXED).await;
    let done = run(&cloud, request("in/")).await;
    assert_eq!(counts(&done), ("COMPLETED_WITH_ERRORS", 7, 3));
    assert_eq!(done.processed_input_bytes, Some(MIXED.len() as i64));
    assert_eq!(done.total_input_bytes, Some(MIXED.len() as i64));
    assert_eq!(done.failure_code, None);
    let of = |name: &str| item([("pk", s(name))]);
    assert_eq!(
        cloud.get("things", of("a")).await,
        Some(item([("g", s("x")), ("pk", s("a")), ("v", n(1))]))
    );
    assert_eq!(cloud.get("things", of("old")).await, Some(item([("pk", s("old")), ("v", n(3))])));
    assert_eq!(cloud.get("things", of("none")).await, None);
    let input = QueryInput {
        table_name: "things".to_owned(),
        index_name: Some("by-g".to_owned()),
        key_condition_expression: Some("g = :g".to_owned()),
        expression_attribute_values: Some(item([(":g", s("x"))])),
        ..QueryInput::default()
    };
    assert_eq!(cloud.call::<ops::Query>(input).await.expect("queried").count, Some(1));
    // The put before, and the two of the operation.
    assert_eq!(stream_length(&cloud, stream).await, 3);
    let usage = done.bulk_operation_usage.as_ref().expect("usage");
    let table = usage[0].table.as_ref().and_then(|table| table.bulk_put_bytes);
    // pk 2+1, g 1+1, v 1+2; pk 2+3, v 1+2.
    assert_eq!(table, Some(16));
    let index = usage[0].global_secondary_indexes.as_ref().and_then(|all| all.get("by-g"));
    assert_eq!(index.and_then(|index| index.bulk_put_bytes), Some(5));
    assert_eq!(usage[0].bulk_put_bytes, Some(21));

    let arn = done.bulk_operation_arn.as_deref().expect("an ARN");
    let (errors, summary) = reports(&cloud, arn, "ERROR").await;
    let told: Vec<_> = errors.iter().map(|line| line["ItemIndex"].clone()).collect();
    assert_eq!(told, [json!(3), json!(4), json!(5)]);
    assert_eq!(
        errors[0],
        json!({"S3Bucket": "source", "S3Key": "in/one.json", "ItemIndex": 3, "ErrorCode": "ValidationException",
            "ErrorMessage": "One or more parameter values were invalid: Missing the key pk in the item",
            "Item": {"v": {"N": "9"}}})
    );
    assert!(
        errors[2]["ErrorMessage"].as_str().is_some_and(|m| m.starts_with("The record is no item"))
    );
    let (conditions, _) = reports(&cloud, arn, "CONDITION_CHECK_FAILURE").await;
    assert_eq!(
        conditions,
        [
            json!({"S3Bucket": "source", "S3Key": "in/one.json", "ItemIndex": 1,
                "ErrorCode": "ConditionalCheckFailedException", "ErrorMessage": "The conditional request failed",
                "Item": {"pk": {"S": "old"}, "v": {"N": "2"}}, "ExistingItem": {"pk": {"S": "old"}, "v": {"N": "1"}}}),
            json!({"S3Bucket": "source", "S3Key": "in/one.json", "ItemIndex": 6,
                "ErrorCode": "ConditionalCheckFailedException", "ErrorMessage": "The conditional request failed",
                "Item": {"pk": {"S": "none"}}}),
        ]
    );
    assert_eq!(summary["bulkOperationStatus"], "COMPLETED_WITH_ERRORS");
    assert_eq!(summary["conditionCheckFailureCount"], 2);
}

#[tokio::test]
async fn ion_may_stand_on_many_lines_and_conditions_are_no_errors() {
    let cloud = cloud().await;
    buckets(&cloud).await;
    cloud.table("things", false).await;
    let text = "$ion_1_0\n{ Item: { pk: \"a\", bytes: {{ /w== }} } }\n{\n  Item: { pk: \"b\", list: [1, 2] }\n}\n\
                {Item:{pk:\"a\"},ConditionExpression:\"attribute_not_exists(pk)\"}";
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).expect("packed");
    source(&cloud, "in/a.ion.gz", encoder.finish().expect("packed")).await;
    source(&cloud, "in/b.ion.gz", "not packed").await;
    let mut input = request("in/a");
    input.input_s3_configuration.input_format = "ION".to_owned();
    input.input_s3_configuration.input_compression_type = Some("GZIP".to_owned());
    let done = run(&cloud, input.clone()).await;
    assert_eq!(counts(&done), ("COMPLETED", 3, 0));
    assert!(cloud.get("things", item([("pk", s("b"))])).await.is_some_and(|item| item.len() == 2));
    // What cannot be unpacked is one error, and the rest is done.
    input.input_s3_configuration.s3_key_prefix = Some("in/".to_owned());
    let done = run(&cloud, input).await;
    assert_eq!(counts(&done), ("COMPLETED_WITH_ERRORS", 4, 1));
}

/// So many items of which every hundredth has no key; each is put only when it is not there.
fn many(count: usize) -> String {
    let mut text = String::new();
    for number in 0..count {
        let key = if number % 100 == 99 { "other" } else { "pk" };
        text.push_str(&format!(
            "{{\"Item\":{{\"{key}\":{{\"S\":\"item-{number}\"}}}},\"ConditionExpression\":\"attribute_not_exists(pk)\"}}\n"
        ));
    }
    text
}

#[tokio::test]
async fn an_operation_goes_on_after_a_restart_and_puts_nothing_twice() {
    let dir = tempfile::tempdir().expect("a folder");
    let text = many(6_000);
    let arn = {
        let cloud = cloud_over(Some(dir.path().to_owned())).await;
        buckets(&cloud).await;
        cloud.table("things", false).await;
        source(&cloud, "in/a", text.as_str()).await;
        let arn = begin(&cloud, request("in/")).await.expect("begun");
        let so_far = when(&cloud, &arn, |found| found.processed_item_count >= Some(500)).await;
        assert_eq!(so_far.bulk_operation_status.as_deref(), Some("IN_PROGRESS"), "too fast");
        cloud.kernel.stop().await.expect("stopped");
        arn
    };
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    let cloud = cloud_over(Some(dir.path().to_owned())).await;
    // The test's clock begins anew, before the work was due.
    cloud.advance(Duration::from_secs(60)).await;
    let done = ended(&cloud, &arn).await;
    assert_eq!(counts(&done), ("COMPLETED_WITH_ERRORS", 6_000, 60));
    assert_eq!(done.processed_input_bytes, Some(text.len() as i64));
    let (errors, summary) = reports(&cloud, &arn, "ERROR").await;
    assert_eq!(errors.len(), 60);
    // What had been put before the restart would be refused if it came again.
    assert_eq!(summary["conditionCheckFailureCount"], 0);
}

#[tokio::test]
async fn a_pace_is_kept_by_the_clock_until_the_operation_is_called_off() {
    let cloud = cloud().await;
    buckets(&cloud).await;
    cloud.table("things", false).await;
    source(&cloud, "in/a", many(3_000)).await;
    let input = StartBulkPutItemsInput {
        max_write_request_units: Some(1_024),
        client_token: Some("one".to_owned()),
        ..request("in/")
    };
    let arn = begin(&cloud, input.clone()).await.expect("begun");
    assert_eq!(begin(&cloud, input.clone()).await.expect("the same"), arn);
    // 1,034 records with 10 that fail make 1,024 writes.
    let written =
        |count| move |found: &BulkOperationDescription| found.processed_item_count == Some(count);
    when(&cloud, &arn, written(1_034)).await;
    let busy = begin(&cloud, request("in/")).await.expect_err("one at a time");
    assert_eq!(busy.code(), "ResourceInUseException");
    let other = StartBulkPutItemsInput { max_write_request_units: None, ..input };
    let mismatch = begin(&cloud, other).await.expect_err("another request");
    assert_eq!(mismatch.code(), "IdempotentParameterMismatchException");
    cloud.advance(SECOND).await;
    when(&cloud, &arn, written(2_068)).await;
    let input = CancelBulkOperationInput { bulk_operation_arn: arn.clone() };
    let cancelled = cloud.call::<ops::CancelBulkOperation>(input.clone()).await.expect("cancelled");
    assert_eq!(cancelled.bulk_operation_status.as_deref(), Some("CANCELLING"));
    let done = ended(&cloud, &arn).await;
    assert_eq!(counts(&done), ("CANCELLED", 2_068, 20));
    assert_eq!(done.failure_code.as_deref(), Some("Cancelled"));
    assert_eq!(reports(&cloud, &arn, "ERROR").await.0.len(), 20);
    let late = cloud.call::<ops::CancelBulkOperation>(input).await.expect_err("it has ended");
    assert_eq!(late.code(), "ValidationException");
    // What was written stays, and the table is free again.
    assert!(cloud.get("things", item([("pk", s("item-0"))])).await.is_some());
    assert_eq!(counts(&run(&cloud, request("in/")).await), ("COMPLETED_WITH_ERRORS", 3_000, 30));
}

#[tokio::test]
async fn what_throttles_calls_holds_an_operation_back() {
    let settings = Settings { dynamodb_throttle: true, ..Settings::default() };
    let cloud = cloud_with(None, settings).await;
    buckets(&cloud).await;
    let input = CreateTableInput {
        table_name: "things".to_owned(),
        attribute_definitions: Some(vec![AttributeDefinition {
            attribute_name: "pk".to_owned(),
            attribute_type: "S".to_owned(),
        }]),
        key_schema: Some(vec![KeySchemaElement {
            attribute_name: "pk".to_owned(),
            key_type: "HASH".to_owned(),
        }]),
        provisioned_throughput: Some(ProvisionedThroughput {
            read_capacity_units: 1,
            write_capacity_units: 10,
        }),
        ..CreateTableInput::default()
    };
    cloud.call::<ops::CreateTable>(input).await.expect("created");
    source(&cloud, "in/a", many(30)).await;
    let arn = begin(&cloud, request("in/")).await.expect("begun");
    when(&cloud, &arn, |found| found.processed_item_count == Some(10)).await;
    cloud.advance(SECOND).await;
    when(&cloud, &arn, |found| found.processed_item_count == Some(20)).await;
    cloud.advance(SECOND).await;
    assert_eq!(counts(&ended(&cloud, &arn).await), ("COMPLETED", 30, 0));
}

#[tokio::test]
async fn what_cannot_be_read_or_reported_fails() {
    let cloud = cloud().await;
    cloud.table("things", false).await;
    let missing = run(&cloud, request("in/")).await;
    assert_eq!(counts(&missing), ("FAILED", 0, 0));
    assert_eq!(missing.failure_code.as_deref(), Some("S3NoSuchBucket"));
    buckets(&cloud).await;
    let nothing = run(&cloud, request("in/")).await;
    assert_eq!(nothing.failure_code.as_deref(), Some("S3NoSuchKey"));
    source(&cloud, "in/a", many(2_000)).await;
    source(&cloud, "in/b", many(1)).await;
    // Whose bucket it is is said, or it is the requester's.
    let mut foreign = request("in/");
    foreign.output_s3_configuration.s3_bucket_owner = Some("111122223333".to_owned());
    let done = run(&cloud, foreign).await;
    assert_eq!(done.failure_code.as_deref(), Some("S3AccessDenied"));
    // An object that changes meanwhile.
    let paced = StartBulkPutItemsInput { max_write_request_units: Some(1_024), ..request("in/") };
    let arn = begin(&cloud, paced).await.expect("begun");
    when(&cloud, &arn, |found| found.processed_item_count == Some(1_034)).await;
    source(&cloud, "in/b", many(2)).await;
    cloud.advance(SECOND).await;
    let done = ended(&cloud, &arn).await;
    assert_eq!(counts(&done), ("FAILED", 2_000, 20));
    assert_eq!(done.failure_code.as_deref(), Some("S3PreconditionFailed"));
    assert_eq!(reports(&cloud, &arn, "ERROR").await.1["bulkOperationStatus"], "FAILED");
    // Nobody may write reports.
    let policy = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::reports/*"}}"#;
    let input = PutBucketPolicyRequest {
        bucket: "reports".to_owned(),
        policy: policy.to_owned(),
        ..PutBucketPolicyRequest::default()
    };
    cloud.call::<s3_ops::PutBucketPolicy>(input).await.expect("a policy");
    let done = run(&cloud, request("in/b")).await;
    assert_eq!((counts(&done).0, counts(&done).1), ("FAILED", 0));
    assert_eq!(done.failure_code.as_deref(), Some("S3AccessDenied"));
}

#[tokio::test]
async fn a_deleted_table_ends_it_and_old_operations_are_forgotten() {
    let cloud = cloud().await;
    buckets(&cloud).await;
    cloud.table("things", false).await;
    source(&cloud, "in/a", many(2_000)).await;
    let paced = StartBulkPutItemsInput { max_write_request_units: Some(1_024), ..request("in/") };
    let arn = begin(&cloud, paced).await.expect("begun");
    when(&cloud, &arn, |found| found.processed_item_count == Some(1_034)).await;
    let input = DeleteTableInput { table_name: "things".to_owned() };
    cloud.call::<ops::DeleteTable>(input).await.expect("deleted");
    cloud.advance(SECOND).await;
    let done = ended(&cloud, &arn).await;
    assert_eq!(done.failure_code.as_deref(), Some("TableNotFound"));
    let list = async || {
        let found = cloud.call::<ops::ListBulkOperations>(ListBulkOperationsInput::default());
        found.await.expect("listed").bulk_operations_summary_list.unwrap_or_default().len()
    };
    assert_eq!(list().await, 1);
    cloud.advance(Duration::from_secs(90 * 86_400)).await;
    assert_eq!(list().await, 0);
    let input = DescribeBulkOperationInput { bulk_operation_arn: arn };
    let gone = cloud.call::<ops::DescribeBulkOperation>(input).await.expect_err("forgotten");
    assert_eq!(gone.code(), "ResourceNotFoundException");
    let input = ListObjectsV2Request { bucket: "reports".to_owned(), ..Default::default() };
    let left = cloud.call::<s3_ops::ListObjectsV2>(input).await.expect("listed").contents;
    // What began, the report, and the two manifests.
    assert_eq!(left.unwrap_or_default().len(), 4);
}
