//! Intelligent-Tiering: what nobody reads goes into archives by the clock, cannot be read there, and comes back when it is
//! asked for.

use std::time::Duration;

use gen_s3::operations as s3;
use gen_s3::{
    CopyObjectInput, DeleteBucketIntelligentTieringConfigurationInput, GlacierJobParameters,
    HeadObjectInput, HeadObjectOutput, IntelligentTieringConfiguration, IntelligentTieringFilter,
    PutBucketIntelligentTieringConfigurationInput, PutBucketVersioningInput, RestoreObjectInput,
    RestoreObjectOutput, RestoreRequest, Tiering, VersioningConfiguration,
};
use kernel::ApiError;

use crate::common::{BUCKET, Cloud, Outcome, body, cloud, get_input, pattern, put_input, read};

const DAY: Duration = Duration::from_secs(86_400);
const HOUR: Duration = Duration::from_secs(3_600);
/// Smaller objects are not moved.
const LEN: usize = 128 * 1024;

async fn pass(cloud: &Cloud, time: Duration) {
    cloud.kernel.clock().advance(time);
    cloud.kernel.settle().await.expect("settles");
}

/// Archives after 90 days, deeper after 180, what begins with `logs/`.
async fn configure(cloud: &Cloud, status: &str) {
    let tiering = |tier: &str, days| Tiering { access_tier: tier.to_owned(), days };
    let configuration = IntelligentTieringConfiguration {
        id: "idle".to_owned(),
        status: status.to_owned(),
        filter: Some(IntelligentTieringFilter {
            prefix: Some("logs/".to_owned()),
            ..IntelligentTieringFilter::default()
        }),
        tierings: vec![tiering("ARCHIVE_ACCESS", 90), tiering("DEEP_ARCHIVE_ACCESS", 180)],
    };
    let input = PutBucketIntelligentTieringConfigurationInput {
        bucket: BUCKET.to_owned(),
        id: "idle".to_owned(),
        intelligent_tiering_configuration: configuration,
        ..PutBucketIntelligentTieringConfigurationInput::default()
    };
    cloud.call::<s3::PutBucketIntelligentTieringConfiguration>(input).await.expect("configured");
}

async fn put(cloud: &Cloud, key: &str, len: usize, class: &str) {
    let mut input = put_input(key, body(pattern(len)));
    input.storage_class = Some(class.to_owned());
    cloud.put_with(input).await.expect("put");
}

async fn head(cloud: &Cloud, key: &str) -> HeadObjectOutput {
    let input = HeadObjectInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        ..HeadObjectInput::default()
    };
    cloud.call::<s3::HeadObject>(input).await.expect("is there")
}

async fn status(cloud: &Cloud, key: &str) -> Option<String> {
    head(cloud, key).await.archive_status
}

async fn restore(
    cloud: &Cloud,
    key: &str,
    tier: &str,
    days: Option<i32>,
) -> Outcome<RestoreObjectOutput> {
    let input = RestoreObjectInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        restore_request: Some(RestoreRequest {
            days,
            glacier_job_parameters: Some(GlacierJobParameters { tier: tier.to_owned() }),
            ..RestoreRequest::default()
        }),
        ..RestoreObjectInput::default()
    };
    cloud.call::<s3::RestoreObject>(input).await
}

async fn copy(cloud: &Cloud, from: &str, to: &str) -> Outcome<()> {
    let input = CopyObjectInput {
        bucket: BUCKET.to_owned(),
        copy_source: format!("{BUCKET}/{from}"),
        key: to.to_owned(),
        ..CopyObjectInput::default()
    };
    cloud.call::<s3::CopyObject>(input).await.map(drop)
}

fn code<T>(outcome: Outcome<T>) -> Option<String> {
    outcome.err().map(|error| error.code().to_owned())
}

#[tokio::test]
async fn what_nobody_reads_is_archived_and_comes_back() {
    let cloud = cloud().await;
    configure(&cloud, "Enabled").await;
    for (key, len, class) in [
        ("logs/idle", LEN, "INTELLIGENT_TIERING"),
        ("logs/read", LEN, "INTELLIGENT_TIERING"),
        ("logs/small", LEN - 1, "INTELLIGENT_TIERING"),
        ("logs/standard", LEN, "STANDARD"),
        ("other/idle", LEN, "INTELLIGENT_TIERING"),
    ] {
        put(&cloud, key, len, class).await;
    }
    pass(&cloud, DAY * 89).await;
    assert_eq!(status(&cloud, "logs/idle").await, None);
    cloud.get("logs/read").await.expect("readable");
    pass(&cloud, DAY * 2).await;
    assert_eq!(status(&cloud, "logs/idle").await.as_deref(), Some("ARCHIVE_ACCESS"));
    for key in ["logs/read", "logs/small", "logs/standard", "other/idle"] {
        assert_eq!(status(&cloud, key).await, None, "{key}");
        cloud.get(key).await.expect(key);
    }

    let refused = cloud.get("logs/idle").await.expect_err("archived");
    assert_eq!((refused.code(), refused.status()), ("InvalidObjectState", 403));
    let extra = |error: &ApiError, name: &str| {
        error.extra().iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
    };
    assert_eq!(extra(&refused, "StorageClass").as_deref(), Some("INTELLIGENT_TIERING"));
    assert_eq!(extra(&refused, "AccessTier").as_deref(), Some("ARCHIVE_ACCESS"));
    assert_eq!(
        code(copy(&cloud, "logs/idle", "copy").await).as_deref(),
        Some("InvalidObjectState")
    );

    let days = restore(&cloud, "logs/idle", "Standard", Some(1)).await;
    assert_eq!(code(days).as_deref(), Some("InvalidArgument"));
    restore(&cloud, "logs/idle", "Standard", None).await.expect("begun");
    let again = restore(&cloud, "logs/idle", "Standard", None).await;
    assert_eq!(code(again).as_deref(), Some("RestoreAlreadyInProgress"));
    let under_way = head(&cloud, "logs/idle").await;
    assert_eq!(under_way.archive_status.as_deref(), Some("ARCHIVE_ACCESS"));
    assert_eq!(under_way.restore.as_deref(), Some("ongoing-request=\"true\""));
    pass(&cloud, HOUR * 4).await;
    assert_eq!(code(cloud.get("logs/idle").await).as_deref(), Some("InvalidObjectState"));
    pass(&cloud, HOUR).await;
    let back = head(&cloud, "logs/idle").await;
    assert_eq!((back.archive_status, back.restore), (None, None));
    assert_eq!(read(cloud.get("logs/idle").await.expect("back")).await, pattern(LEN));
    // It is back for good, and needs no restoring.
    for days in [None, Some(1)] {
        let needless = restore(&cloud, "logs/idle", "Standard", days).await;
        assert_eq!(code(needless).as_deref(), Some("InvalidObjectState"), "{days:?}");
    }

    // Days count from the last read on.
    pass(&cloud, DAY * 89).await;
    assert_eq!(status(&cloud, "logs/idle").await, None);
    pass(&cloud, DAY * 2).await;
    assert_eq!(status(&cloud, "logs/idle").await.as_deref(), Some("ARCHIVE_ACCESS"));
    pass(&cloud, DAY * 90).await;
    assert_eq!(status(&cloud, "logs/idle").await.as_deref(), Some("DEEP_ARCHIVE_ACCESS"));
    let fast = restore(&cloud, "logs/idle", "Expedited", None).await;
    assert_eq!(code(fast).as_deref(), Some("InvalidArgument"));
    restore(&cloud, "logs/idle", "Standard", None).await.expect("begun");
    pass(&cloud, HOUR * 12).await;
    assert_eq!(status(&cloud, "logs/idle").await, None);
    copy(&cloud, "logs/idle", "copy").await.expect("readable");
}

/// It was back long before what a clock shows that jumps: days count from there.
#[tokio::test]
async fn days_count_from_when_an_object_was_back() {
    let cloud = cloud().await;
    configure(&cloud, "Enabled").await;
    put(&cloud, "logs/x", LEN, "INTELLIGENT_TIERING").await;
    pass(&cloud, DAY * 91).await;
    restore(&cloud, "logs/x", "Standard", None).await.expect("begun");
    pass(&cloud, DAY * 92).await;
    pass(&cloud, DAY).await;
    assert_eq!(status(&cloud, "logs/x").await.as_deref(), Some("ARCHIVE_ACCESS"));
}

#[tokio::test]
async fn versions_are_archived_each_by_itself() {
    let cloud = cloud().await;
    let input = PutBucketVersioningInput {
        bucket: BUCKET.to_owned(),
        versioning_configuration: VersioningConfiguration {
            status: Some("Enabled".to_owned()),
            ..VersioningConfiguration::default()
        },
        ..PutBucketVersioningInput::default()
    };
    cloud.call::<s3::PutBucketVersioning>(input).await.expect("on");
    configure(&cloud, "Enabled").await;
    put(&cloud, "logs/x", LEN, "INTELLIGENT_TIERING").await;
    let older = head(&cloud, "logs/x").await.version_id;
    pass(&cloud, DAY * 50).await;
    put(&cloud, "logs/x", LEN, "INTELLIGENT_TIERING").await;
    pass(&cloud, DAY * 50).await;
    assert_eq!(status(&cloud, "logs/x").await, None);
    let mut input = get_input("logs/x");
    input.version_id = older;
    let outcome = cloud.call::<s3::GetObject>(input).await;
    assert_eq!(code(outcome).as_deref(), Some("InvalidObjectState"));
}

#[tokio::test]
async fn nothing_moves_without_a_configuration_in_force() {
    let cloud = cloud().await;
    configure(&cloud, "Disabled").await;
    put(&cloud, "logs/x", LEN, "INTELLIGENT_TIERING").await;
    pass(&cloud, DAY * 200).await;
    assert_eq!(status(&cloud, "logs/x").await, None);
    configure(&cloud, "Enabled").await;
    let input = DeleteBucketIntelligentTieringConfigurationInput {
        bucket: BUCKET.to_owned(),
        id: "idle".to_owned(),
        ..DeleteBucketIntelligentTieringConfigurationInput::default()
    };
    cloud.call::<s3::DeleteBucketIntelligentTieringConfiguration>(input).await.expect("gone");
    pass(&cloud, DAY).await;
    assert_eq!(status(&cloud, "logs/x").await, None);
    configure(&cloud, "Enabled").await;
    pass(&cloud, DAY).await;
    assert_eq!(status(&cloud, "logs/x").await.as_deref(), Some("DEEP_ARCHIVE_ACCESS"));
    // What is written anew is read at once, and so is what was archived and is deleted and written.
    put(&cloud, "logs/x", LEN, "INTELLIGENT_TIERING").await;
    cloud.get("logs/x").await.expect("readable");
}
