//! Encryption at rest: what lies on the disk, and what becomes of a table whose key of KMS cannot be used.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html>

use std::path::Path;
use std::time::Duration;

use gen_dynamodb::{
    AttributeDefinition, CreateBackupInput, CreateTableInput, DescribeTableInput, GetItemInput,
    GlobalSecondaryIndex, KeySchemaElement, Projection, QueryInput, RestoreTableFromBackupInput,
    SSEDescription, SSESpecification, StreamSpecification, UpdateTableInput, operations as ops,
};
use gen_kms::operations as kms_ops;
use gen_kms::{CreateKeyRequest, DisableKeyRequest, EnableKeyRequest};
use kernel::ApiError;

use crate::common::{Cloud, Item, Outcome, cloud, cloud_over, item, s};

const SECRET: &str = "a text that nobody may find on the disk";
const MINUTE: Duration = Duration::from_secs(60);

/// Whether any file below `dir` holds `text`.
fn on_disk(dir: &Path, text: &str) -> bool {
    std::fs::read_dir(dir).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => on_disk(&path, text),
            false => {
                let content = std::fs::read(&path).expect("a file");
                content.windows(text.len()).any(|part| part == text.as_bytes())
            }
        }
    })
}

fn kms_specification(key: Option<&str>) -> SSESpecification {
    SSESpecification {
        enabled: Some(true),
        sse_type: Some("KMS".to_owned()),
        kms_master_key_id: key.map(str::to_owned),
    }
}

/// A table with an index and a stream, which has seen `SECRET` in several ways.
async fn table(cloud: &Cloud, name: &str, encryption: Option<SSESpecification>) -> Outcome<()> {
    let text = |name: &str| AttributeDefinition {
        attribute_name: name.to_owned(),
        attribute_type: "S".to_owned(),
    };
    let hash = |name: &str| KeySchemaElement {
        attribute_name: name.to_owned(),
        key_type: "HASH".to_owned(),
    };
    let index = GlobalSecondaryIndex {
        index_name: "by-color".to_owned(),
        key_schema: vec![hash("color")],
        projection: Projection { projection_type: Some("ALL".to_owned()), ..Default::default() },
        ..GlobalSecondaryIndex::default()
    };
    let input = CreateTableInput {
        table_name: name.to_owned(),
        attribute_definitions: Some(vec![text("pk"), text("color")]),
        key_schema: Some(vec![hash("pk")]),
        billing_mode: Some("PAY_PER_REQUEST".to_owned()),
        global_secondary_indexes: Some(vec![index]),
        stream_specification: Some(StreamSpecification {
            stream_enabled: true,
            stream_view_type: Some("NEW_AND_OLD_IMAGES".to_owned()),
        }),
        sse_specification: encryption,
        ..CreateTableInput::default()
    };
    cloud.call::<ops::CreateTable>(input).await?;
    for color in ["red", "blue"] {
        cloud.put(name, thing(color)).await?;
    }
    Ok(())
}

fn thing(color: &str) -> Item {
    item([("color", s(color)), ("pk", s("a")), ("secret", s(SECRET))])
}

async fn get(cloud: &Cloud, table: &str) -> Outcome<Option<Item>> {
    let input = GetItemInput {
        table_name: table.to_owned(),
        key: item([("pk", s("a"))]),
        ..GetItemInput::default()
    };
    cloud.call::<ops::GetItem>(input).await.map(|output| output.item)
}

async fn described(cloud: &Cloud, table: &str) -> (String, Option<SSEDescription>) {
    let input = DescribeTableInput { table_name: table.to_owned() };
    let table = cloud.call::<ops::DescribeTable>(input).await.expect("described").table;
    let table = table.expect("a table");
    (table.table_status.expect("a status"), table.sse_description)
}

async fn key(cloud: &Cloud) -> String {
    let made = cloud.call::<kms_ops::CreateKey>(CreateKeyRequest::default()).await.expect("a key");
    made.key_metadata.and_then(|metadata| metadata.arn).expect("an ARN")
}

async fn disable(cloud: &Cloud, key: &str) {
    let input = DisableKeyRequest { key_id: key.to_owned() };
    cloud.call::<kms_ops::DisableKey>(input).await.expect("disabled");
}

async fn enable(cloud: &Cloud, key: &str) {
    let input = EnableKeyRequest { key_id: key.to_owned() };
    cloud.call::<kms_ops::EnableKey>(input).await.expect("enabled");
}

async fn update(cloud: &Cloud, asked: SSESpecification) -> Outcome<Option<SSEDescription>> {
    let input = UpdateTableInput {
        table_name: "things".to_owned(),
        sse_specification: Some(asked),
        ..UpdateTableInput::default()
    };
    let answer = cloud.call::<ops::UpdateTable>(input).await?;
    Ok(answer.table_description.and_then(|table| table.sse_description))
}

fn refusal<T>(outcome: Outcome<T>) -> ApiError {
    match outcome {
        Ok(_) => panic!("it should have failed"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn items_rows_of_indexes_streams_and_backups_are_sealed_on_the_disk() {
    for kms in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        let state = folder.path().join("state");
        {
            let cloud = cloud_over(Some(state.clone())).await;
            let asked = kms.then(|| kms_specification(None));
            table(&cloud, "things", asked).await.expect("a table");
            let backup = CreateBackupInput {
                table_name: "things".to_owned(),
                backup_name: "monday".to_owned(),
            };
            cloud.call::<ops::CreateBackup>(backup).await.expect("a backup");
            cloud.kernel.store().clone().close().expect("closed");
        }
        assert!(on_disk(&state, "color"), "the definition is there to be found");
        assert!(!on_disk(&state, SECRET), "kms: {kms}");
        let cloud = cloud_over(Some(state)).await;
        assert_eq!(get(&cloud, "things").await.expect("read"), Some(thing("blue")));
    }
}

#[tokio::test]
async fn a_table_without_its_key_is_inaccessible_until_it_has_it_again() {
    let cloud = cloud().await;
    let arn = key(&cloud).await;
    table(&cloud, "things", Some(kms_specification(Some(&arn)))).await.expect("a table");
    let (status, shown) = described(&cloud, "things").await;
    let shown = shown.expect("a key of KMS shows");
    assert_eq!((status.as_str(), shown.status.as_deref()), ("ACTIVE", Some("ENABLED")));
    assert_eq!(shown.kms_master_key_arn.as_deref(), Some(arn.as_str()));

    disable(&cloud, &arn).await;
    cloud.advance(MINUTE).await;
    let error = refusal(get(&cloud, "things").await);
    assert_eq!((error.code(), error.status()), ("AccessDeniedException", 400));
    let message = error.message().unwrap_or_default();
    assert!(message.starts_with("KMS key access denied error: "), "{message}");
    assert!(message.contains(&format!("{arn} is disabled")), "{message}");
    assert_eq!(refusal(cloud.put("things", thing("red")).await).code(), "AccessDeniedException");
    let query = QueryInput {
        table_name: "things".to_owned(),
        index_name: Some("by-color".to_owned()),
        key_condition_expression: Some("color = :c".to_owned()),
        expression_attribute_values: Some(item([(":c", s("blue"))])),
        ..QueryInput::default()
    };
    assert_eq!(
        refusal(cloud.call::<ops::Query>(query.clone()).await).code(),
        "AccessDeniedException"
    );
    let (status, shown) = described(&cloud, "things").await;
    assert_eq!(status, "INACCESSIBLE_ENCRYPTION_CREDENTIALS");
    assert!(shown.and_then(|shown| shown.inaccessible_encryption_date_time).is_some());

    enable(&cloud, &arn).await;
    cloud.advance(MINUTE).await;
    assert_eq!(get(&cloud, "things").await.expect("read"), Some(thing("blue")));
    assert_eq!(cloud.call::<ops::Query>(query).await.expect("queried").count, Some(1));
    let (status, shown) = described(&cloud, "things").await;
    assert_eq!(status, "ACTIVE");
    assert_eq!(shown.and_then(|shown| shown.inaccessible_encryption_date_time), None);
}

#[tokio::test]
async fn keys_are_changed_and_items_stay() {
    let cloud = cloud().await;
    table(&cloud, "things", None).await.expect("a table");
    assert_eq!(described(&cloud, "things").await.1, None);
    let default = || SSESpecification { enabled: Some(false), ..SSESpecification::default() };
    let error = refusal(update(&cloud, default()).await);
    assert!(error.message().unwrap_or_default().ends_with("already encrypted by default"));

    let (first, second) = (key(&cloud).await, key(&cloud).await);
    let shown = update(&cloud, kms_specification(Some(&first))).await.expect("changed");
    let shown = shown.expect("a key of KMS shows");
    assert_eq!(shown.status.as_deref(), Some("UPDATING"));
    assert_eq!(shown.kms_master_key_arn, Some(first.clone()));
    assert_eq!(get(&cloud, "things").await.expect("read"), Some(thing("blue")));
    let error = refusal(update(&cloud, kms_specification(Some(&first))).await);
    let message = error.message().unwrap_or_default();
    assert!(message.ends_with("Table is already encrypted with given KMSMasterKeyId"), "{message}");

    update(&cloud, kms_specification(Some(&second))).await.expect("changed");
    disable(&cloud, &first).await;
    cloud.advance(MINUTE).await;
    assert_eq!(get(&cloud, "things").await.expect("read"), Some(thing("blue")));
    let shown = update(&cloud, default()).await.expect("changed").expect("the old one shows");
    assert_eq!(shown.kms_master_key_arn.as_ref(), Some(&second));
    disable(&cloud, &second).await;
    cloud.advance(MINUTE).await;
    assert_eq!(get(&cloud, "things").await.expect("read"), Some(thing("blue")));
    assert_eq!(described(&cloud, "things").await, ("ACTIVE".to_owned(), None));
    update(&cloud, kms_specification(None)).await.expect("the fourth change");
    let error = refusal(update(&cloud, default()).await);
    assert_eq!(error.code(), "LimitExceededException");
}

#[tokio::test]
async fn a_key_that_is_none_makes_no_table() {
    let cloud = cloud().await;
    let none = "arn:aws:kms:us-east-1:000000000000:key/12345678-1234-1234-1234-123456789012";
    let asked = kms_specification(Some(none));
    let error = refusal(table(&cloud, "things", Some(asked.clone())).await);
    assert_eq!(error.code(), "ValidationException");
    let message = error.message().unwrap_or_default();
    let start = "KMS validation error: com.amazonaws.services.kms.model.NotFoundException: ";
    assert!(message.starts_with(start), "{message}");
    table(&cloud, "things", None).await.expect("the name is free");
    assert_eq!(refusal(update(&cloud, asked).await).code(), "ValidationException");
}

#[tokio::test]
async fn what_is_restored_is_encrypted_like_its_source_or_as_asked() {
    let cloud = cloud().await;
    let arn = key(&cloud).await;
    table(&cloud, "things", Some(kms_specification(Some(&arn)))).await.expect("a table");
    let backup =
        CreateBackupInput { table_name: "things".to_owned(), backup_name: "monday".to_owned() };
    let backup = cloud.call::<ops::CreateBackup>(backup).await.expect("a backup");
    let details = backup.backup_details.expect("details");
    let backup = details.backup_arn.expect("an ARN");
    for (name, asked, kms) in [
        ("alike", None, true),
        ("other", Some(SSESpecification { enabled: Some(false), ..Default::default() }), false),
    ] {
        let input = RestoreTableFromBackupInput {
            target_table_name: name.to_owned(),
            backup_arn: backup.clone(),
            sse_specification_override: asked,
            ..RestoreTableFromBackupInput::default()
        };
        cloud.call::<ops::RestoreTableFromBackup>(input).await.expect("restored");
        assert_eq!(get(&cloud, name).await.expect("read"), Some(thing("blue")));
        let shown = described(&cloud, name).await.1;
        assert_eq!(shown.and_then(|shown| shown.kms_master_key_arn).is_some(), kms, "{name}");
    }
    disable(&cloud, &arn).await;
    cloud.advance(MINUTE * 6).await;
    assert!(get(&cloud, "alike").await.is_err());
    assert_eq!(get(&cloud, "other").await.expect("read"), Some(thing("blue")));
}
