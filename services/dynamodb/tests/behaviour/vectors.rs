//! Vectors on the disk and in time: they survive restarts, nobody reads them there, searches are behind when reads are to be,
//! imports and bulk operations make them.

use std::path::Path;
use std::time::Duration;

use gen_dynamodb as wire;
use gen_dynamodb::{AttributeValue, operations as ops};
use kernel::Settings;

use crate::common::{Cloud, Item, Outcome, cloud, cloud_over, cloud_with, item, n, s};
use crate::s3_objects::{bucket, source};

/// An index of `e`, partitioned by `kind`, that shows everything.
fn index() -> wire::VectorIndex {
    let hash = wire::SearchSchemaElement {
        attribute_name: "kind".to_owned(),
        search_schema_element_type: "HASH".to_owned(),
    };
    wire::VectorIndex {
        index_name: "vec".to_owned(),
        vector_attribute: wire::VectorAttributeDefinition { attribute_name: "e".to_owned() },
        search_schema: Some(vec![hash]),
        projection: wire::Projection { projection_type: Some("ALL".into()), ..Default::default() },
        dimensions: 3,
        distance_function: "COSINE".to_owned(),
    }
}

fn definitions() -> Vec<wire::AttributeDefinition> {
    let one = |name: &str| wire::AttributeDefinition {
        attribute_name: name.to_owned(),
        attribute_type: "S".to_owned(),
    };
    vec![one("pk"), one("kind")]
}

fn key() -> Vec<wire::KeySchemaElement> {
    vec![wire::KeySchemaElement { attribute_name: "pk".to_owned(), key_type: "HASH".to_owned() }]
}

async fn table(cloud: &Cloud) {
    let input = wire::CreateTableInput {
        table_name: "things".to_owned(),
        attribute_definitions: Some(definitions()),
        key_schema: Some(key()),
        billing_mode: Some("PAY_PER_REQUEST".to_owned()),
        vector_indexes: Some(vec![index()]),
        ..wire::CreateTableInput::default()
    };
    cloud.call::<ops::CreateTable>(input).await.expect("created");
}

fn list(vector: [f32; 3]) -> Vec<AttributeValue> {
    vector.iter().map(n).collect()
}

fn thing(name: &str, vector: [f32; 3]) -> Item {
    let vector = AttributeValue::L(list(vector));
    item([("pk", s(name)), ("kind", s("k")), ("e", vector), ("text", s("a secret of mine"))])
}

async fn search(cloud: &Cloud, sought: [f32; 3]) -> Outcome<Vec<String>> {
    let input = wire::SearchVectorsInput {
        table_name: "things".to_owned(),
        index_name: "vec".to_owned(),
        search_vector: list(sought),
        top_k: 100,
        search_condition_expression: Some("kind = :k".to_owned()),
        expression_attribute_values: Some(item([(":k", s("k"))])),
        projection_expression: Some("pk".to_owned()),
        ..wire::SearchVectorsInput::default()
    };
    let output = cloud.call::<ops::SearchVectors>(input).await?;
    let name = |found: wire::SearchResultItem| match found.item.expect("an item").get("pk") {
        Some(AttributeValue::S(name)) => name.clone(),
        other => panic!("{other:?}"),
    };
    Ok(output.search_results.expect("results").into_iter().map(name).collect())
}

#[tokio::test]
async fn vectors_survive_a_restart() {
    let dir = tempfile::tempdir().expect("a folder");
    let cloud = cloud_over(Some(dir.path().to_owned())).await;
    table(&cloud).await;
    for (name, vector) in [("x", [1.0, 0.0, 0.0]), ("y", [0.0, 1.0, 0.0]), ("z", [1.0, 1.0, 0.0])] {
        cloud.put("things", thing(name, vector)).await.expect("put");
    }
    cloud.kernel.stop().await.expect("stopped");
    drop(cloud);
    let cloud = cloud_over(Some(dir.path().to_owned())).await;
    assert_eq!(search(&cloud, [1.0, 0.1, 0.0]).await.expect("found"), ["x", "z", "y"]);
    cloud.put("things", thing("x", [0.0, 0.0, 1.0])).await.expect("put");
    assert_eq!(search(&cloud, [1.0, 0.1, 0.0]).await.expect("found"), ["z", "y", "x"]);
}

/// Whether any file below `dir` holds `bytes`.
fn on_disk(dir: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(dir).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => on_disk(&path, bytes),
            false => {
                let content = std::fs::read(&path).expect("a file");
                content.windows(bytes.len()).any(|part| part == bytes)
            }
        }
    })
}

#[tokio::test]
async fn nobody_reads_vectors_from_the_disk() {
    let dir = tempfile::tempdir().expect("a folder");
    let cloud = cloud_over(Some(dir.path().to_owned())).await;
    table(&cloud).await;
    let vector = [0.123_456_7, -0.765_432_1, 0.246_813_5];
    cloud.put("things", thing("x", vector)).await.expect("put");
    cloud.kernel.stop().await.expect("stopped");
    drop(cloud);
    let packed: Vec<u8> = vector.iter().flat_map(|number: &f32| number.to_le_bytes()).collect();
    assert!(on_disk(dir.path(), b"things"), "files are looked at");
    assert!(!on_disk(dir.path(), &packed));
    assert!(!on_disk(dir.path(), b"a secret of mine"));
}

#[tokio::test]
async fn searches_are_behind_when_reads_are_to_be() {
    let settings = Settings { dynamodb_lag: Duration::from_secs(2), ..Settings::default() };
    let cloud = cloud_with(None, settings).await;
    table(&cloud).await;
    let second = Duration::from_secs(1);
    cloud.put("things", thing("x", [1.0, 0.0, 0.0])).await.expect("put");
    assert!(search(&cloud, [1.0, 0.0, 0.0]).await.expect("found").is_empty());
    cloud.advance(2 * second).await;
    assert_eq!(search(&cloud, [1.0, 0.0, 0.0]).await.expect("found"), ["x"]);
    cloud.put("things", thing("y", [1.0, 0.5, 0.0])).await.expect("put");
    cloud.put("things", thing("x", [0.0, 1.0, 0.0])).await.expect("put");
    assert_eq!(search(&cloud, [1.0, 0.0, 0.0]).await.expect("found"), ["x"], "as it was");
    cloud.advance(2 * second).await;
    assert_eq!(search(&cloud, [1.0, 0.0, 0.0]).await.expect("found"), ["y", "x"]);
}

const RECORDS: &str = r#"{"Item": {"pk": {"S": "x"}, "kind": {"S": "k"}, "e": {"L": [{"N": "1"}, {"N": "0"}, {"N": "0"}]}}}
{"Item": {"pk": {"S": "y"}, "kind": {"S": "k"}, "e": {"L": [{"N": "1"}, {"N": "1"}, {"N": "0"}]}}}
{"Item": {"pk": {"S": "bad"}, "kind": {"S": "k"}, "e": {"L": [{"N": "1"}]}}}
{"Item": {"pk": {"S": "plain"}}}
"#;

#[tokio::test]
async fn imports_make_vector_indexes() {
    let cloud = cloud().await;
    bucket(&cloud, "source").await;
    source(&cloud, "in/one.json", RECORDS.as_bytes().to_vec()).await;
    let input = wire::ImportTableInput {
        s3_bucket_source: wire::S3BucketSource {
            s3_bucket: "source".to_owned(),
            s3_key_prefix: Some("in/".to_owned()),
            s3_bucket_owner: None,
        },
        input_format: "DYNAMODB_JSON".to_owned(),
        table_creation_parameters: wire::TableCreationParameters {
            table_name: "things".to_owned(),
            attribute_definitions: definitions(),
            key_schema: key(),
            billing_mode: Some("PAY_PER_REQUEST".to_owned()),
            vector_indexes: Some(vec![index()]),
            ..wire::TableCreationParameters::default()
        },
        ..wire::ImportTableInput::default()
    };
    let begun = cloud.call::<ops::ImportTable>(input).await.expect("begun");
    let begun = begun.import_table_description.expect("a description");
    let shown = begun.table_creation_parameters.and_then(|asked| asked.vector_indexes);
    assert_eq!(shown, Some(vec![index()]));
    let arn = begun.import_arn.expect("an ARN");
    let end = async {
        loop {
            cloud.kernel.settle().await.expect("it goes on");
            let input = wire::DescribeImportInput { import_arn: arn.clone() };
            let now = cloud.call::<ops::DescribeImport>(input).await.expect("described");
            let now = now.import_table_description.expect("a description");
            if now.import_status.as_deref() != Some("IN_PROGRESS") {
                return now;
            }
            tokio::task::yield_now().await;
        }
    };
    let done = tokio::time::timeout(Duration::from_secs(60), end).await.expect("it ends");
    assert_eq!((done.imported_item_count, done.error_count), (Some(3), Some(1)));
    assert_eq!(search(&cloud, [1.0, 0.0, 0.0]).await.expect("found"), ["x", "y"]);
}

#[tokio::test]
async fn bulk_operations_put_vectors_and_count_them() {
    let cloud = cloud().await;
    bucket(&cloud, "source").await;
    bucket(&cloud, "reports").await;
    table(&cloud).await;
    source(&cloud, "in/one.json", RECORDS.as_bytes().to_vec()).await;
    let input = wire::StartBulkPutItemsInput {
        table_name: "things".to_owned(),
        input_s3_configuration: wire::InputS3Configuration {
            s3_bucket: "source".to_owned(),
            s3_key_prefix: Some("in/".to_owned()),
            input_format: "DYNAMODB_JSON".to_owned(),
            ..wire::InputS3Configuration::default()
        },
        output_s3_configuration: wire::OutputS3Configuration {
            s3_bucket: Some("reports".to_owned()),
            output_type: vec!["ERROR".to_owned()],
            ..wire::OutputS3Configuration::default()
        },
        ..wire::StartBulkPutItemsInput::default()
    };
    let begun = cloud.call::<ops::StartBulkPutItems>(input).await.expect("begun");
    let arn = begun.bulk_operation_description.and_then(|d| d.bulk_operation_arn).expect("an ARN");
    let end = async {
        loop {
            cloud.kernel.settle().await.expect("it goes on");
            let input = wire::DescribeBulkOperationInput { bulk_operation_arn: arn.clone() };
            let now = cloud.call::<ops::DescribeBulkOperation>(input).await.expect("described");
            let now = now.bulk_operation_description.expect("a description");
            if now.bulk_operation_status.as_deref() != Some("IN_PROGRESS") {
                return now;
            }
            tokio::task::yield_now().await;
        }
    };
    let done = tokio::time::timeout(Duration::from_secs(60), end).await.expect("it ends");
    assert_eq!(done.bulk_operation_status.as_deref(), Some("COMPLETED_WITH_ERRORS"), "{done:?}");
    let usage = format!("{done:?}");
    // Two rows: 12 bytes of numbers, and names and values of `pk` and `kind`.
    assert!(usage.contains("bulk_put_vector_bytes: Some(40)"), "{usage}");
    assert_eq!(search(&cloud, [1.0, 0.0, 0.0]).await.expect("found"), ["x", "y"]);
}
