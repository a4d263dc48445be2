//! Storage Lens: every day what an account stores is counted, and written where the configuration says.

use std::time::Duration;

use gen_kms::CreateKeyRequest;
use gen_kms::operations::CreateKey;
use gen_s3::operations as s3;
use gen_s3::{
    CreateMultipartUploadInput, DeleteObjectInput, ListObjectsV2Input, PutBucketEncryptionInput,
    PutBucketPolicyInput, PutBucketVersioningInput, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule, UploadPartInput,
    VersioningConfiguration,
};
use gen_s3control::operations as control;
use gen_s3control::{
    AccountLevel, CreateStorageLensGroupRequest, DeleteStorageLensConfigurationRequest, Exclude,
    PutStorageLensConfigurationRequest, S3BucketDestination, SSEKMS, SSES3,
    StorageLensConfiguration, StorageLensDataExport, StorageLensDataExportEncryption,
    StorageLensGroup, StorageLensGroupFilter, StorageLensGroupLevel,
};

use crate::common::{BUCKET, Cloud, body, cloud, cloud_with, get_input, read};

const ACCOUNT: &str = "000000000000";
const DAY: Duration = Duration::from_secs(86_400);
const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "storage-lens.s3.amazonaws.com"}, "Action": "s3:PutObject",
    "Resource": "arn:aws:s3:::exports/daily/StorageLens/000000000000/*",
    "Condition": {"StringEquals": {
        "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceAccount": "000000000000",
        "aws:SourceArn": "arn:aws:s3:us-east-1:000000000000:storage-lens/mine"}}}]}"#;

/// A day goes by.
async fn pass(cloud: &Cloud) {
    cloud.kernel.clock().advance(DAY);
    cloud.kernel.settle().await.expect("settles");
}

async fn keys(cloud: &Cloud) -> Vec<String> {
    let input = ListObjectsV2Input { bucket: "exports".into(), ..ListObjectsV2Input::default() };
    let list = cloud.call::<s3::ListObjectsV2>(input).await.expect("listed");
    list.contents.unwrap_or_default().into_iter().filter_map(|object| object.key).collect()
}

/// Has the bucket for exports encrypt under a key of KMS, which is not there: what asks for nothing else fails.
async fn encrypt(cloud: &Cloud) {
    let rule = ServerSideEncryptionRule {
        apply_server_side_encryption_by_default: Some(ServerSideEncryptionByDefault {
            sse_algorithm: "aws:kms".into(),
            kms_master_key_id: Some("key".into()),
        }),
        ..ServerSideEncryptionRule::default()
    };
    let input = PutBucketEncryptionInput {
        bucket: "exports".into(),
        server_side_encryption_configuration: ServerSideEncryptionConfiguration {
            rules: vec![rule],
        },
        ..PutBucketEncryptionInput::default()
    };
    cloud.call::<s3::PutBucketEncryption>(input).await.expect("configured");
}

async fn text(cloud: &Cloud, key: &str) -> String {
    let input = gen_s3::GetObjectInput { bucket: "exports".into(), ..get_input(key) };
    let output = cloud.call::<s3::GetObject>(input).await.expect("there");
    assert_eq!(output.server_side_encryption.as_deref(), Some("AES256"), "as was asked for");
    String::from_utf8(read(output).await).expect("text")
}

async fn allow(cloud: &Cloud) {
    let input = PutBucketPolicyInput {
        bucket: "exports".into(),
        policy: POLICY.into(),
        ..PutBucketPolicyInput::default()
    };
    cloud.call::<s3::PutBucketPolicy>(input).await.expect("allowed");
}

/// Everything but the bucket for exports, groups apart; under SSE-S3.
async fn configure(cloud: &Cloud) {
    let encryption = StorageLensDataExportEncryption {
        sses3: Some(SSES3::default()),
        ..StorageLensDataExportEncryption::default()
    };
    configure_under(cloud, encryption).await;
}

async fn configure_under(cloud: &Cloud, encryption: StorageLensDataExportEncryption) {
    let destination = S3BucketDestination {
        format: "CSV".into(),
        output_schema_version: "V_1".into(),
        account_id: ACCOUNT.into(),
        arn: "arn:aws:s3:::exports".into(),
        prefix: Some("daily".into()),
        encryption: Some(encryption),
    };
    let exclude =
        Exclude { buckets: Some(vec!["arn:aws:s3:::exports".into()]), ..Exclude::default() };
    let configuration = StorageLensConfiguration {
        id: "mine".into(),
        account_level: AccountLevel {
            storage_lens_group_level: Some(StorageLensGroupLevel::default()),
            ..AccountLevel::default()
        },
        exclude: Some(exclude),
        data_export: Some(StorageLensDataExport {
            s3_bucket_destination: Some(destination),
            ..StorageLensDataExport::default()
        }),
        is_enabled: true,
        ..StorageLensConfiguration::default()
    };
    let input = PutStorageLensConfigurationRequest {
        config_id: "mine".into(),
        account_id: ACCOUNT.into(),
        storage_lens_configuration: configuration,
        ..PutStorageLensConfigurationRequest::default()
    };
    cloud.call::<control::PutStorageLensConfiguration>(input).await.expect("put");
}

/// Two versions of an object, one for logs, a delete marker, and an upload in progress.
async fn fill(cloud: &Cloud) {
    let input = PutBucketVersioningInput {
        bucket: BUCKET.into(),
        versioning_configuration: VersioningConfiguration {
            status: Some("Enabled".into()),
            ..VersioningConfiguration::default()
        },
        ..PutBucketVersioningInput::default()
    };
    cloud.call::<s3::PutBucketVersioning>(input).await.expect("versioned");
    for (key, text) in [("k", "abc"), ("k", "abcd"), ("logs/a", "hello")] {
        cloud.put(key, body(text)).await.expect("put");
    }
    let gone = DeleteObjectInput {
        bucket: BUCKET.into(),
        key: "gone".into(),
        ..DeleteObjectInput::default()
    };
    cloud.call::<s3::DeleteObject>(gone).await.expect("deleted");
    let begin = CreateMultipartUploadInput {
        bucket: BUCKET.into(),
        key: "big".into(),
        ..CreateMultipartUploadInput::default()
    };
    let begun = cloud.call::<s3::CreateMultipartUpload>(begin).await.expect("begun");
    let part = UploadPartInput {
        bucket: BUCKET.into(),
        key: "big".into(),
        upload_id: begun.upload_id.expect("an id"),
        part_number: 1,
        body: Some(body("0123456789")),
        ..UploadPartInput::default()
    };
    cloud.call::<s3::UploadPart>(part).await.expect("a part");
    let group = StorageLensGroup {
        name: "logs".into(),
        filter: StorageLensGroupFilter {
            match_any_prefix: Some(vec!["logs/".into()]),
            ..StorageLensGroupFilter::default()
        },
        storage_lens_group_arn: None,
    };
    let input = CreateStorageLensGroupRequest {
        account_id: ACCOUNT.into(),
        storage_lens_group: group,
        ..CreateStorageLensGroupRequest::default()
    };
    cloud.call::<control::CreateStorageLensGroup>(input).await.expect("grouped");
}

/// The metrics of lines that begin their record so: `STANDARD,BUCKET,,mine,`.
fn metrics<'t>(report: &'t str, record: &str) -> Vec<&'t str> {
    let lines = report.lines().filter_map(|line| line.split_once("us-east-1,"));
    lines.filter_map(|(_, rest)| rest.strip_prefix(record)).collect()
}

/// What is in the first report, whose bucket is `mine`.
fn check(report: &str) {
    // Three versions of 12 bytes, an upload of 10, and a marker whose key has 4.
    let stored = [
        "StorageBytes,26",
        "ObjectCount,5",
        "CurrentVersionStorageBytes,9",
        "CurrentVersionObjectCount,2",
        "NonCurrentVersionStorageBytes,3",
        "NonCurrentVersionObjectCount,1",
        "DeleteMarkerStorageBytes,4",
        "DeleteMarkerObjectCount,1",
        "IncompleteMultipartUploadStorageBytes,10",
        "IncompleteMultipartUploadObjectCount,1",
        "EncryptedStorageBytes,22",
        "EncryptedObjectCount,4",
    ];
    assert_eq!(metrics(report, "STANDARD,BUCKET,,mine,"), stored);
    assert_eq!(metrics(report, "STANDARD,ACCOUNT,,,"), stored);
    assert_eq!(
        metrics(report, ",BUCKET,,mine,"),
        ["ObjectOwnershipBucketOwnerEnforcedBucketCount,1", "VersioningEnabledBucketCount,1"]
    );
    let logs = "arn:aws:s3:us-east-1:000000000000:storage-lens-group/logs";
    assert_eq!(
        metrics(report, &format!("STANDARD,STORAGE_LENS_GROUP_BUCKET,{logs},mine,")),
        [
            "StorageBytes,5",
            "ObjectCount,1",
            "CurrentVersionStorageBytes,5",
            "CurrentVersionObjectCount,1",
            "EncryptedStorageBytes,5",
            "EncryptedObjectCount,1"
        ]
    );
    assert!(!report.contains(",exports,"), "it is excluded");
}

#[tokio::test]
async fn what_is_stored_is_counted_every_day() {
    let cloud = cloud().await;
    cloud.create("exports").await;
    encrypt(&cloud).await;
    fill(&cloud).await;
    configure(&cloud).await;
    pass(&cloud).await;
    assert!(keys(&cloud).await.is_empty(), "the bucket's policy lets nobody write");

    allow(&cloud).await;
    pass(&cloud).await;
    let all = keys(&cloud).await;
    assert_eq!(all.len(), 2, "{all:?}");
    let home = "daily/StorageLens/000000000000/mine/V_1";
    let date = all[0].strip_prefix(&format!("{home}/manifests/dt=")).expect("a manifest");
    let date = date.strip_suffix("/manifest.json").expect("a manifest");
    assert!(all[1].starts_with(&format!("{home}/reports/dt={date}/")), "{all:?}");

    let report = text(&cloud, &all[1]).await;
    let manifest = text(&cloud, &all[0]).await;
    for part in [
        r#""sourceAccountId": "000000000000""#,
        r#""configId": "mine""#,
        r#""destinationBucket": "arn:aws:s3:::exports""#,
        r#""reportFormat": "CSV""#,
        &format!(r#""reportDate": "{date}""#),
        &format!(r#""key": "{}""#, all[1]),
        &format!(r#""size": {}"#, report.len()),
    ] {
        assert!(manifest.contains(part), "{part} in {manifest}");
    }
    assert!(report.starts_with("version_number,configuration_id,report_date,aws_account_number"));
    let first = format!("V_1,mine,{date},000000000000,us-east-1,STANDARD,ACCOUNT,,,");
    assert!(report.contains(&first), "{report}");
    check(&report);

    pass(&cloud).await;
    assert_eq!(keys(&cloud).await.len(), 4);
    let input = DeleteStorageLensConfigurationRequest {
        config_id: "mine".into(),
        account_id: ACCOUNT.into(),
    };
    cloud.call::<control::DeleteStorageLensConfiguration>(input).await.expect("deleted");
    pass(&cloud).await;
    assert_eq!(keys(&cloud).await.len(), 4, "nothing is counted for it any more");
}

#[tokio::test]
async fn an_export_is_under_the_key_that_it_asks_for() {
    let cloud = cloud_with(vec![::s3::service(), ::s3::control(), ::kms::service()]).await;
    cloud.create(BUCKET).await;
    cloud.create("exports").await;
    allow(&cloud).await;
    let policy = r#"{"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"}, "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"Service": "storage-lens.s3.amazonaws.com"},
         "Action": "kms:GenerateDataKey", "Resource": "*"}]}"#;
    let input = CreateKeyRequest { policy: Some(policy.into()), ..CreateKeyRequest::default() };
    let made = cloud.call::<CreateKey>(input).await.expect("made");
    let key_id = made.key_metadata.and_then(|key| key.arn).expect("an ARN");
    let ssekms = Some(SSEKMS { key_id: key_id.clone() });
    let asked = StorageLensDataExportEncryption { ssekms, ..Default::default() };
    configure_under(&cloud, asked).await;
    pass(&cloud).await;
    let all = keys(&cloud).await;
    assert_eq!(all.len(), 2, "{all:?}");
    for key in all {
        let input = gen_s3::GetObjectInput { bucket: "exports".into(), ..get_input(&key) };
        let output = cloud.call::<s3::GetObject>(input).await.expect("there");
        assert_eq!(output.ssekms_key_id.as_ref(), Some(&key_id), "{key}");
    }
}
