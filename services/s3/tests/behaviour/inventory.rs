//! Inventories: a day's lists of a bucket's versions, written into another bucket page by page, under the key that they ask for.

use std::io::Read as _;
use std::time::Duration;

use gen_kms::CreateKeyRequest;
use gen_kms::operations::CreateKey;
use gen_s3::operations as s3;
use gen_s3::{
    DeleteObjectInput, GetObjectInput, GetObjectOutput, InventoryConfiguration,
    InventoryDestination, InventoryEncryption, InventoryS3BucketDestination, InventorySchedule,
    ListObjectsV2Input, PutBucketInventoryConfigurationInput, PutBucketPolicyInput,
    PutBucketVersioningInput, SSEKMS, VersioningConfiguration,
};

use crate::common::{BUCKET, Cloud, body, cloud, cloud_with, put_input, read};

const DAY: Duration = Duration::from_secs(86_400);
/// More than are read at once.
const MANY: usize = 1_050;

async fn pass(cloud: &Cloud) {
    cloud.kernel.clock().advance(DAY);
    cloud.kernel.settle().await.expect("settles");
}

/// A bucket for lists, whose policy lets S3 in, and one that is listed there every day.
async fn configure(cloud: &Cloud, versions: &str, encryption: Option<InventoryEncryption>) {
    cloud.create("lists").await;
    let policy = r#"{"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::lists/*",
        "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::mine"}}}]}"#;
    let input = PutBucketPolicyInput {
        bucket: "lists".into(),
        policy: policy.into(),
        ..PutBucketPolicyInput::default()
    };
    cloud.call::<s3::PutBucketPolicy>(input).await.expect("allowed");
    ask(cloud, versions, encryption, "Size").await;
}

async fn ask(cloud: &Cloud, versions: &str, encryption: Option<InventoryEncryption>, field: &str) {
    let configuration = InventoryConfiguration {
        id: "daily".into(),
        is_enabled: true,
        included_object_versions: versions.into(),
        optional_fields: Some(vec![field.into()]),
        schedule: InventorySchedule { frequency: "Daily".into() },
        destination: InventoryDestination {
            s3_bucket_destination: InventoryS3BucketDestination {
                bucket: "arn:aws:s3:::lists".into(),
                format: "CSV".into(),
                encryption,
                ..InventoryS3BucketDestination::default()
            },
        },
        ..InventoryConfiguration::default()
    };
    let input = PutBucketInventoryConfigurationInput {
        bucket: BUCKET.into(),
        id: "daily".into(),
        inventory_configuration: configuration,
        ..PutBucketInventoryConfigurationInput::default()
    };
    cloud.call::<s3::PutBucketInventoryConfiguration>(input).await.expect("configured");
}

async fn keys(cloud: &Cloud) -> Vec<String> {
    let input = ListObjectsV2Input { bucket: "lists".into(), ..ListObjectsV2Input::default() };
    let list = cloud.call::<s3::ListObjectsV2>(input).await.expect("listed");
    list.contents.unwrap_or_default().into_iter().filter_map(|object| object.key).collect()
}

async fn get(cloud: &Cloud, key: &str) -> GetObjectOutput {
    let (bucket, key) = ("lists".into(), key.into());
    let input = GetObjectInput { bucket, key, ..GetObjectInput::default() };
    cloud.call::<s3::GetObject>(input).await.expect("there")
}

/// The lines of the one list that there is.
async fn lines(cloud: &Cloud) -> Vec<String> {
    let keys = keys(cloud).await;
    let [_, _, list] = &keys[..] else { panic!("not what an inventory is: {keys:?}") };
    let packed = read(get(cloud, list).await).await;
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).expect("packed text");
    text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn every_version_is_listed_once_however_many_pages_there_are() {
    let cloud = cloud().await;
    let input = PutBucketVersioningInput {
        bucket: BUCKET.into(),
        versioning_configuration: VersioningConfiguration {
            status: Some("Enabled".into()),
            ..VersioningConfiguration::default()
        },
        ..PutBucketVersioningInput::default()
    };
    cloud.call::<s3::PutBucketVersioning>(input).await.expect("versioned");
    for n in 0..MANY {
        cloud.put(&format!("k{n:04}"), body("one")).await.expect("put");
    }
    // More versions of one key than a page has rows, the last of them a delete marker.
    for _ in 0..MANY {
        cloud.put("k0500", body("other")).await.expect("put");
    }
    let (bucket, key) = (BUCKET.into(), "k0500".into());
    let input = DeleteObjectInput { bucket, key, ..DeleteObjectInput::default() };
    cloud.call::<s3::DeleteObject>(input).await.expect("deleted");
    configure(&cloud, "All", None).await;
    pass(&cloud).await;
    let lines = lines(&cloud).await;
    assert_eq!(lines.len(), 2 * MANY + 1);
    let of = |key: &str| {
        let start = format!("\"{BUCKET}\",\"{key}\",");
        let own = lines.iter().filter(move |line| line.starts_with(&start));
        own.cloned().collect::<Vec<_>>()
    };
    let many = of("k0500");
    assert_eq!(many.len(), MANY + 2);
    assert!(many[0].ends_with(r#","true","true","""#), "the marker is the newest: {}", many[0]);
    assert!(many[1].ends_with(r#","false","false","5""#), "{}", many[1]);
    assert!(many[MANY + 1].ends_with(r#","false","false","3""#), "the first is the oldest");
    for key in ["k0000", "k0499", "k0501", "k0999", "k1000", "k1049"] {
        let own = of(key);
        assert_eq!(own.len(), 1, "{key}");
        assert!(own[0].ends_with(r#","true","false","3""#), "{}", own[0]);
    }
}

#[tokio::test]
async fn the_current_ones_alone_are_listed_where_that_is_asked() {
    let cloud = cloud().await;
    cloud.put("a", body("one")).await.expect("put");
    cloud.put("b", body("three")).await.expect("put");
    configure(&cloud, "Current", None).await;
    pass(&cloud).await;
    assert_eq!(lines(&cloud).await, [r#""mine","a","3""#, r#""mine","b","5""#]);
}

#[tokio::test]
async fn tiers_are_told_of_the_class_that_has_them() {
    let cloud = cloud().await;
    for (key, len, class) in [
        ("idle", 128 * 1024, "INTELLIGENT_TIERING"),
        ("small", 1, "INTELLIGENT_TIERING"),
        ("standard", 128 * 1024, "STANDARD"),
    ] {
        let mut input = put_input(key, body(vec![1; len]));
        input.storage_class = Some(class.into());
        cloud.put_with(input).await.expect("put");
    }
    configure(&cloud, "Current", None).await;
    ask(&cloud, "Current", None, "IntelligentTieringAccessTier").await;
    cloud.kernel.clock().advance(DAY * 40);
    cloud.kernel.settle().await.expect("settles");
    assert_eq!(
        lines(&cloud).await,
        [
            r#""mine","idle","INFREQUENT""#,
            r#""mine","small","FREQUENT""#,
            r#""mine","standard","""#,
        ]
    );
}

#[tokio::test]
async fn what_is_done_again_replaces_what_was_written() {
    let cloud = cloud().await;
    cloud.put("a", body("one")).await.expect("put");
    configure(&cloud, "Current", None).await;
    let before = cloud.kernel.clock().now();
    pass(&cloud).await;
    assert_eq!(lines(&cloud).await, [r#""mine","a","3""#]);
    let written = keys(&cloud).await;
    // The same midnight comes once more: as after a crash on the way.
    cloud.kernel.clock().freeze_at(before);
    cloud.put("b", body("three")).await.expect("put");
    ask(&cloud, "Current", None, "Size").await;
    pass(&cloud).await;
    assert_eq!(lines(&cloud).await, [r#""mine","a","3""#, r#""mine","b","5""#]);
    assert_eq!(keys(&cloud).await, written);
    // The next one is another.
    pass(&cloud).await;
    assert_eq!(keys(&cloud).await.len(), 2 * written.len());
}

/// A key of KMS whose policy lets whom it is told.
async fn key(cloud: &Cloud, service: &str) -> String {
    let policy = format!(
        r#"{{"Version": "2012-10-17", "Statement": [
            {{"Effect": "Allow", "Principal": {{"AWS": "arn:aws:iam::000000000000:root"}}, "Action": "kms:*", "Resource": "*"}},
            {{"Effect": "Allow", "Principal": {{"Service": "{service}"}}, "Action": "kms:GenerateDataKey", "Resource": "*",
              "Condition": {{"StringEquals": {{"aws:SourceAccount": "000000000000"}}}}}}]}}"#
    );
    let input = CreateKeyRequest { policy: Some(policy), ..CreateKeyRequest::default() };
    let made = cloud.call::<CreateKey>(input).await.expect("made");
    made.key_metadata.expect("told").arn.expect("an ARN")
}

#[tokio::test]
async fn lists_are_under_the_key_that_they_ask_for_if_it_lets_s3_in() {
    for (service, written) in [("s3.amazonaws.com", 3), ("sns.amazonaws.com", 0)] {
        let cloud = cloud_with(vec![::s3::service(), ::s3::control(), ::kms::service()]).await;
        cloud.create(BUCKET).await;
        cloud.put("a", body("one")).await.expect("put");
        let key = key(&cloud, service).await;
        let ssekms = Some(SSEKMS { key_id: key.clone() });
        let encryption = InventoryEncryption { ssekms, ..InventoryEncryption::default() };
        configure(&cloud, "Current", Some(encryption)).await;
        pass(&cloud).await;
        let keys = keys(&cloud).await;
        assert_eq!(keys.len(), written, "{service}: {keys:?}");
        for name in &keys {
            let output = get(&cloud, name).await;
            assert_eq!(output.server_side_encryption.as_deref(), Some("aws:kms"), "{name}");
            assert_eq!(output.ssekms_key_id.as_ref(), Some(&key), "{name}");
        }
    }
}
