//! Imports from S3: what the table then has, what is counted, what is logged, and that a crash costs nothing.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.HowItWorks.html>

use std::io::Write as _;
use std::time::Duration;

use flate2::{Compression, write::GzEncoder};
use gen_dynamodb::{
    AttributeDefinition, CsvOptions, DescribeImportInput, DescribeTableInput,
    ExportTableToPointInTimeInput, GlobalSecondaryIndex, ImportTableDescription, ImportTableInput,
    InputFormatOptions, KeySchemaElement, PointInTimeRecoverySpecification, Projection, QueryInput,
    S3BucketSource, ScanInput, TableCreationParameters, UpdateContinuousBackupsInput,
    operations as ops,
};
use gen_logs::{GetLogEventsRequest, operations as log_ops};
use gen_s3::PutBucketPolicyRequest;
use gen_s3::operations as s3_ops;

use crate::common::{Cloud, Item, Outcome, cloud, cloud_over, item, n, s};
use crate::s3_objects::{bucket, source};

/// A request for the table `things`, with a partition key `pk` of this type.
fn request(prefix: &str, format: &str, kind: &str) -> ImportTableInput {
    ImportTableInput {
        s3_bucket_source: S3BucketSource {
            s3_bucket: "source".to_owned(),
            s3_key_prefix: Some(prefix.to_owned()),
            s3_bucket_owner: None,
        },
        input_format: format.to_owned(),
        table_creation_parameters: TableCreationParameters {
            table_name: "things".to_owned(),
            attribute_definitions: vec![definition("pk", kind)],
            key_schema: vec![element("pk")],
            billing_mode: Some("PAY_PER_REQUEST".to_owned()),
            ..TableCreationParameters::default()
        },
        ..ImportTableInput::default()
    }
}

fn definition(name: &str, kind: &str) -> AttributeDefinition {
    AttributeDefinition { attribute_name: name.to_owned(), attribute_type: kind.to_owned() }
}

fn element(name: &str) -> KeySchemaElement {
    KeySchemaElement { attribute_name: name.to_owned(), key_type: "HASH".to_owned() }
}

fn csv(delimiter: Option<&str>, headers: Option<&[&str]>) -> Option<InputFormatOptions> {
    let headers = headers.map(|all| all.iter().map(|name| (*name).to_owned()).collect());
    let csv = CsvOptions { delimiter: delimiter.map(str::to_owned), header_list: headers };
    Some(InputFormatOptions { csv: Some(csv) })
}

async fn begin(cloud: &Cloud, input: ImportTableInput) -> Outcome<String> {
    let begun = cloud.call::<ops::ImportTable>(input).await?;
    let begun = begun.import_table_description.expect("a description");
    assert_eq!(begun.import_status.as_deref(), Some("IN_PROGRESS"), "{begun:?}");
    Ok(begun.import_arn.expect("an ARN"))
}

async fn describe(cloud: &Cloud, arn: &str) -> ImportTableDescription {
    let input = DescribeImportInput { import_arn: arn.to_owned() };
    let found = cloud.call::<ops::DescribeImport>(input).await.expect("it is there");
    found.import_table_description.expect("a description")
}

/// The import when it has ended.
async fn ended(cloud: &Cloud, arn: &str) -> ImportTableDescription {
    cloud.kernel.settle().await.expect("it begins");
    let end = async {
        loop {
            let found = describe(cloud, arn).await;
            if found.import_status.as_deref() != Some("IN_PROGRESS") {
                return found;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), end).await.expect("it ends")
}

async fn import(cloud: &Cloud, input: ImportTableInput) -> ImportTableDescription {
    let arn = begin(cloud, input).await.expect("begun");
    ended(cloud, &arn).await
}

/// Status, items that were processed and imported, errors.
fn counts(done: &ImportTableDescription) -> (&str, i64, i64, i64) {
    (
        done.import_status.as_deref().unwrap_or_default(),
        done.processed_item_count.unwrap_or(-1),
        done.imported_item_count.unwrap_or(-1),
        done.error_count.unwrap_or(-1),
    )
}

/// All items of a table, in an order of their own.
async fn items(cloud: &Cloud, table: &str) -> Vec<Item> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let input = ScanInput {
            table_name: table.to_owned(),
            exclusive_start_key: after,
            ..ScanInput::default()
        };
        let page = cloud.call::<ops::Scan>(input).await.expect("scanned");
        all.extend(page.items.unwrap_or_default());
        after = page.last_evaluated_key;
        if after.is_none() {
            all.sort_by_key(|item| format!("{item:?}"));
            return all;
        }
    }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text).expect("packed");
    encoder.finish().expect("packed")
}

#[tokio::test]
async fn csv_has_typed_keys_and_strings_and_its_errors_are_logged() {
    let cloud = cloud().await;
    bucket(&cloud, "source").await;
    let text = "pk,title,year\n1,Walden,1854\n2,\"Emma, a novel\",1815\n1,Walden again,1854\nthree,x,1\n,y,2\n4,z\n";
    source(&cloud, "books/one.csv", text).await;
    let mut input = request("books/", "CSV", "N");
    let parameters = &mut input.table_creation_parameters;
    parameters.attribute_definitions.push(definition("year", "S"));
    parameters.global_secondary_indexes = Some(vec![GlobalSecondaryIndex {
        index_name: "by-year".to_owned(),
        key_schema: vec![element("year")],
        projection: Projection {
            projection_type: Some("KEYS_ONLY".to_owned()),
            non_key_attributes: None,
        },
        ..GlobalSecondaryIndex::default()
    }]);
    let done = import(&cloud, input).await;
    assert_eq!(counts(&done), ("FAILED", 6, 3, 3));
    assert_eq!(done.failure_code.as_deref(), Some("ItemValidationError"));
    assert_eq!(done.processed_size_bytes, Some(text.len() as i64));
    // The later of two items with one key is the one that stays.
    let expected = [
        item([("pk", n(1)), ("title", s("Walden again")), ("year", s("1854"))]),
        item([("pk", n(2)), ("title", s("Emma, a novel")), ("year", s("1815"))]),
    ];
    let found = items(&cloud, "things").await;
    assert_eq!(found.len(), 2);
    assert!(expected.iter().all(|item| found.contains(item)), "{found:?}");
    let input = QueryInput {
        table_name: "things".to_owned(),
        index_name: Some("by-year".to_owned()),
        key_condition_expression: Some("#y = :y".to_owned()),
        expression_attribute_names: Some([("#y", "year".to_owned())].into_iter().collect()),
        expression_attribute_values: Some(item([(":y", s("1854"))])),
        ..QueryInput::default()
    };
    assert_eq!(cloud.call::<ops::Query>(input).await.expect("queried").count, Some(1));
    let arn = done.import_arn.as_deref().expect("an ARN");
    let (_, id) = arn.rsplit_once('/').expect("an id");
    let input = GetLogEventsRequest {
        log_group_name: Some("/aws-dynamodb/imports".to_owned()),
        log_stream_name: format!("{id}/error"),
        ..GetLogEventsRequest::default()
    };
    let logged = cloud.call::<log_ops::GetLogEvents>(input).await.expect("a stream of its own");
    let logged: Vec<String> =
        logged.events.into_iter().flatten().filter_map(|event| event.message).collect();
    let at = |index: u32, why: &str| {
        format!(
            "{{\"itemS3Pointer\":{{\"bucket\":\"source\",\"key\":\"books/one.csv\",\"itemIndex\":{index}}},\
             \"importArn\":\"{arn}\",\"errorMessages\":[\"The record is no item: {why}\"]}}"
        )
    };
    assert_eq!(
        logged,
        [
            at(3, "The parameter cannot be converted to a numeric value: three"),
            at(4, "The parameter cannot be converted to a numeric value"),
            at(5, "the number of fields, 2, is not that of the headers, 3"),
        ]
    );
}

#[tokio::test]
async fn items_without_a_key_fail_in_the_words_of_calls() {
    let cloud = cloud().await;
    bucket(&cloud, "source").await;
    source(&cloud, "import-test.csv", "title,artist\nThe Dark Side of the Moon,Pink Floyd\n").await;
    let done = import(&cloud, request("import-test.csv", "CSV", "S")).await;
    assert_eq!(counts(&done), ("FAILED", 1, 0, 1));
    assert_eq!(
        done.failure_message.as_deref(),
        Some(
            "Some of the items failed validation checks and were not imported. Please check CloudWatch error logs for \
             more details."
        )
    );
    let group = done.cloud_watch_log_group_arn.as_deref();
    assert_eq!(
        group,
        Some("arn:aws:logs:us-east-1:000000000000:log-group:/aws-dynamodb/imports:*")
    );
    // The table is there, and empty.
    assert!(items(&cloud, "things").await.is_empty());
}

#[tokio::test]
async fn headers_delimiters_and_all_objects_of_a_prefix() {
    let cloud = cloud().await;
    bucket(&cloud, "source").await;
    source(&cloud, "in/a", gzip(b"1|one\n2|two\n")).await;
    source(&cloud, "in/b", gzip(b"3|three")).await;
    source(&cloud, "in/folder/", "").await;
    source(&cloud, "out/c", "not to be read").await;
    let input = ImportTableInput {
        input_compression_type: Some("GZIP".to_owned()),
        input_format_options: csv(Some("|"), Some(&["pk", "word"])),
        ..request("in/", "CSV", "S")
    };
    let done = import(&cloud, input).await;
    assert_eq!(counts(&done), ("COMPLETED", 3, 3, 0));
    let words = [("1", "one"), ("2", "two"), ("3", "three")];
    let expected = words.map(|(key, word)| item([("pk", s(key)), ("word", s(word))]));
    assert_eq!(items(&cloud, "things").await, expected);
}

#[tokio::test]
async fn exports_come_back_as_they_were() {
    let cloud = cloud().await;
    bucket(&cloud, "source").await;
    cloud.table("origin", false).await;
    let input = UpdateContinuousBackupsInput {
        table_name: "origin".to_owned(),
        point_in_time_recovery_specification: PointInTimeRecoverySpecification {
            point_in_time_recovery_enabled: true,
            recovery_period_in_days: None,
        },
    };
    cloud.call::<ops::UpdateContinuousBackups>(input).await.expect("recovery is on");
    for number in 0..230 {
        let inner = item([("deep \"it's\"", n("1.5e-7"))]);
        let entries = [
            ("pk", s(format!("item-{number}"))),
            ("n", n(number)),
            ("list", gen_dynamodb::AttributeValue::L(vec![s("é\n🙂"), n(-3)])),
            ("map", gen_dynamodb::AttributeValue::M(inner)),
            ("bytes", gen_dynamodb::AttributeValue::B(b"\0\xff".to_vec().into())),
            ("set", gen_dynamodb::AttributeValue::NS(vec!["1".to_owned(), "2".to_owned()])),
            ("none", gen_dynamodb::AttributeValue::NULL(true)),
        ];
        cloud.put("origin", item(entries)).await.expect("put");
    }
    for format in ["DYNAMODB_JSON", "ION"] {
        let input = ExportTableToPointInTimeInput {
            table_arn: "arn:aws:dynamodb:us-east-1:000000000000:table/origin".to_owned(),
            s3_bucket: "source".to_owned(),
            s3_prefix: Some(format.to_owned()),
            export_format: Some(format.to_owned()),
            ..ExportTableToPointInTimeInput::default()
        };
        let begun = cloud.call::<ops::ExportTableToPointInTime>(input).await.expect("begun");
        cloud.kernel.settle().await.expect("exported");
        let arn = begun.export_description.and_then(|begun| begun.export_arn).expect("an ARN");
        let (_, id) = arn.rsplit_once('/').expect("an id");
        let mut input = ImportTableInput {
            input_compression_type: Some("GZIP".to_owned()),
            ..request(&format!("{format}/AWSDynamoDB/{id}/data/"), format, "S")
        };
        input.table_creation_parameters.table_name = format!("copy-{format}");
        let done = import(&cloud, input).await;
        assert_eq!(counts(&done), ("COMPLETED", 230, 230, 0), "{format}: {done:?}");
        let copied = items(&cloud, &format!("copy-{format}")).await;
        assert_eq!(copied, items(&cloud, "origin").await);
    }
}

#[tokio::test]
async fn what_cannot_be_read_makes_no_table() {
    let cloud = cloud().await;
    let missing = import(&cloud, request("x", "CSV", "S")).await;
    assert_eq!(counts(&missing), ("FAILED", 0, 0, 0));
    assert_eq!(missing.failure_code.as_deref(), Some("S3NoSuchBucket"));
    let message = missing.failure_message.unwrap_or_default();
    assert_eq!(
        message,
        "The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket)"
    );
    bucket(&cloud, "source").await;
    let nothing = import(&cloud, request("x", "CSV", "S")).await;
    assert_eq!(nothing.failure_code.as_deref(), Some("S3NoSuchKey"));
    source(&cloud, "x/open", "pk\n1\n").await;
    source(&cloud, "x/secret", "pk\n2\n").await;
    let policy = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::source/x/secret"}}"#;
    let input = PutBucketPolicyRequest {
        bucket: "source".to_owned(),
        policy: policy.to_owned(),
        ..PutBucketPolicyRequest::default()
    };
    cloud.call::<s3_ops::PutBucketPolicy>(input).await.expect("a policy");
    let secret = import(&cloud, request("x/", "CSV", "S")).await;
    assert_eq!(secret.failure_code.as_deref(), Some("S3AccessDenied"));
    let input = DescribeTableInput { table_name: "things".to_owned() };
    let none = cloud.call::<ops::DescribeTable>(input).await.expect_err("no table");
    assert_eq!(none.code(), "ResourceNotFoundException");
    assert_eq!(
        counts(&import(&cloud, request("x/open", "CSV", "S")).await),
        ("COMPLETED", 1, 1, 0)
    );
}

#[tokio::test]
async fn a_damaged_object_costs_its_rest() {
    let cloud = cloud().await;
    bucket(&cloud, "source").await;
    let packed = gzip(b"pk\n1\n2\n");
    source(&cloud, "in/a", &packed[..packed.len() - 1]).await;
    source(&cloud, "in/b", gzip(b"pk\n3\n")).await;
    let input = ImportTableInput {
        input_compression_type: Some("GZIP".to_owned()),
        ..request("in/", "CSV", "S")
    };
    let done = import(&cloud, input).await;
    assert_eq!(counts(&done), ("FAILED", 3, 3, 1));
}

#[tokio::test]
async fn an_import_goes_on_after_a_restart_where_it_was() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut text = String::new();
    for number in 0..12_000 {
        // Every hundredth has no key.
        let key = if number % 100 == 99 { "other" } else { "pk" };
        text.push_str(&format!("{{\"Item\":{{\"{key}\":{{\"S\":\"item-{number}\"}}}}}}\n"));
    }
    let arn = {
        let cloud = cloud_over(Some(dir.path().to_owned())).await;
        bucket(&cloud, "source").await;
        source(&cloud, "in/a", text.as_str()).await;
        let arn = begin(&cloud, request("in/", "DYNAMODB_JSON", "S")).await.expect("begun");
        cloud.kernel.settle().await.expect("it begins");
        while describe(&cloud, &arn).await.processed_item_count < Some(500) {
            tokio::task::yield_now().await;
        }
        let so_far = describe(&cloud, &arn).await;
        assert_eq!(so_far.import_status.as_deref(), Some("IN_PROGRESS"), "too fast: {so_far:?}");
        let input = DescribeTableInput { table_name: "things".to_owned() };
        let table = cloud.call::<ops::DescribeTable>(input).await.expect("there").table;
        let status = table.and_then(|table| table.table_status);
        assert_eq!(status.as_deref(), Some("CREATING"));
        cloud.kernel.stop().await.expect("stopped");
        arn
    };
    let cloud = reopened(dir.path()).await;
    let done = ended(&cloud, &arn).await;
    assert_eq!(counts(&done), ("FAILED", 12_000, 11_880, 120));
    assert_eq!(done.processed_size_bytes, Some(text.len() as i64));
    assert_eq!(items(&cloud, "things").await.len(), 11_880);
}

/// The same state again, when the tasks of the cloud before have let it go.
async fn reopened(dir: &std::path::Path) -> Cloud {
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
    cloud_over(Some(dir.to_owned())).await
}
