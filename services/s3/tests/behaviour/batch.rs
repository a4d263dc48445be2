//! Jobs of Batch Operations: they outlive a restart, and the more urgent ones go first.

use gen_s3::HeadObjectInput;
use gen_s3::operations as s3;
use gen_s3control::operations as control;
use gen_s3control::{
    CreateJobRequest, DescribeJobRequest, JobDescriptor, JobManifest, JobManifestLocation,
    JobManifestSpec, JobOperation, S3CopyObjectOperation,
};

use crate::common::{BUCKET, Cloud, body, cloud, cloud_over};

const ACCOUNT: &str = "000000000000";

/// Puts `count` objects, and a manifest of those from `first` on.
async fn manifest(cloud: &Cloud, name: &str, first: usize, count: usize) -> JobManifest {
    let mut text = String::new();
    for n in first..count {
        cloud.put(&format!("k{n}"), body("x")).await.expect("put");
        text.push_str(&format!("{BUCKET},k{n}\n"));
    }
    let put = cloud.put(name, body(text)).await.expect("put");
    JobManifest {
        spec: JobManifestSpec {
            format: "S3BatchOperations_CSV_20180820".into(),
            fields: Some(vec!["Bucket".into(), "Key".into()]),
        },
        location: JobManifestLocation {
            object_arn: format!("arn:aws:s3:::{BUCKET}/{name}"),
            e_tag: put.e_tag.unwrap_or_default(),
            ..JobManifestLocation::default()
        },
    }
}

/// Has all of a manifest copied into `into`.
async fn copy(cloud: &Cloud, manifest: JobManifest, priority: i32, class: &str) -> String {
    let copy = S3CopyObjectOperation {
        target_resource: Some(format!("arn:aws:s3:::{BUCKET}")),
        target_key_prefix: Some("into".into()),
        storage_class: Some(class.into()),
        ..S3CopyObjectOperation::default()
    };
    let input = CreateJobRequest {
        account_id: ACCOUNT.into(),
        operation: JobOperation { s3_put_object_copy: Some(copy), ..JobOperation::default() },
        manifest: Some(manifest),
        priority,
        role_arn: format!("arn:aws:iam::{ACCOUNT}:role/worker"),
        client_request_token: format!("token-{priority}"),
        ..CreateJobRequest::default()
    };
    let created = cloud.call::<control::CreateJob>(input).await.expect("created");
    created.job_id.expect("an id")
}

async fn job(cloud: &Cloud, id: &str) -> JobDescriptor {
    let input = DescribeJobRequest { account_id: ACCOUNT.into(), job_id: id.into() };
    let found = cloud.call::<control::DescribeJob>(input).await.expect("there");
    found.job.expect("described")
}

fn counts(job: &JobDescriptor) -> (&str, Option<i64>) {
    let progress = job.progress_summary.as_ref().and_then(|p| p.number_of_tasks_succeeded);
    (job.status.as_deref().unwrap_or_default(), progress)
}

async fn class_of(cloud: &Cloud, key: &str) -> Option<String> {
    let input = HeadObjectInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        ..HeadObjectInput::default()
    };
    cloud.call::<s3::HeadObject>(input).await.expect("there").storage_class
}

#[tokio::test]
async fn a_job_outlives_a_restart() {
    let dir = tempfile::tempdir().expect("a folder");
    let id = {
        let cloud = cloud_over(Some(dir.path().to_owned())).await;
        cloud.create(BUCKET).await;
        let manifest = manifest(&cloud, "manifest", 0, 60).await;
        let id = copy(&cloud, manifest, 1, "STANDARD_IA").await;
        assert_eq!(counts(&job(&cloud, &id).await), ("New", Some(0)));
        id
    };
    let cloud = cloud_over(Some(dir.path().to_owned())).await;
    cloud.kernel.settle().await.expect("settles");
    assert_eq!(counts(&job(&cloud, &id).await), ("Complete", Some(60)));
    assert_eq!(class_of(&cloud, "into/k59").await.as_deref(), Some("STANDARD_IA"));
}

#[tokio::test]
async fn the_more_urgent_job_goes_first() {
    let cloud = cloud().await;
    let all = manifest(&cloud, "all", 0, 120).await;
    let last = manifest(&cloud, "last", 119, 120).await;
    let urgent = copy(&cloud, all, 9, "STANDARD").await;
    let patient = copy(&cloud, last, 1, "STANDARD_IA").await;
    cloud.kernel.settle().await.expect("settles");
    assert_eq!(counts(&job(&cloud, &urgent).await), ("Complete", Some(120)));
    assert_eq!(counts(&job(&cloud, &patient).await), ("Complete", Some(1)));
    // The one that waited wrote over what the other had written.
    assert_eq!(class_of(&cloud, "into/k119").await.as_deref(), Some("STANDARD_IA"));
}
