//! Export tasks: files in a bucket that lets the service in.

use gen_logs::operations as ops;
use gen_logs::{
    CancelExportTaskInput, CreateExportTaskInput, DescribeExportTasksInput, ExportTask,
};

use crate::behaviour::common::{Cloud, Outcome, START, cloud, unzip};

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "logs.us-east-1.amazonaws.com"}, "Action": "s3:GetBucketAcl", "Resource": "arn:aws:s3:::bucket"},
    {"Effect": "Allow", "Principal": {"Service": "logs.us-east-1.amazonaws.com"}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::bucket/*"}]}"#;

async fn export(cloud: &Cloud, bucket: &str) -> Outcome<String> {
    let input = CreateExportTaskInput {
        log_group_name: "g".to_owned(),
        from: START.as_millis(),
        to: START.as_millis() + 1_000,
        destination: bucket.to_owned(),
        ..Default::default()
    };
    let made = cloud.call::<ops::CreateExportTask>(input).await?;
    Ok(made.task_id.expect("an id"))
}

async fn task(cloud: &Cloud, id: &str) -> ExportTask {
    let input = DescribeExportTasksInput { task_id: Some(id.to_owned()), ..Default::default() };
    let tasks = cloud.call::<ops::DescribeExportTasks>(input).await.expect("tasks").export_tasks;
    tasks.and_then(|tasks| tasks.into_iter().next()).expect("the task")
}

fn code(task: &ExportTask) -> &str {
    task.status.as_ref().and_then(|status| status.code.as_deref()).unwrap_or_default()
}

fn open(cloud: &Cloud) {
    *cloud.notes().bucket_policy.lock().expect("notes") = Some(POLICY.to_owned());
}

#[tokio::test]
async fn each_stream_has_its_files() {
    let cloud = cloud().await;
    cloud.create("g", "a/1").await;
    cloud.create_stream("g", "empty").await;
    cloud
        .put("g", "a/1", &[(-1, "before"), (0, "one"), (999, "two"), (1_000, "after")])
        .await
        .expect("put");
    open(&cloud);
    let id = export(&cloud, "bucket").await.expect("a task");
    assert_eq!(code(&task(&cloud, &id).await), "PENDING");
    let busy = export(&cloud, "bucket").await.expect_err("one at a time");
    assert_eq!(busy.code(), "LimitExceededException");
    cloud.until(|notes| notes.objects.lock().expect("notes").len() == 2).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let done = task(&cloud, &id).await;
    assert_eq!(code(&done), "COMPLETED");
    assert_eq!(done.destination_prefix.as_deref(), Some("exportedlogs"));
    let objects = cloud.notes().objects.lock().expect("notes").clone();
    let (test, body) = &objects[0];
    assert_eq!(
        (test.as_str(), &body[..]),
        ("exportedlogs/aws-logs-write-test", &b"Permission Check Successful"[..])
    );
    let (key, body) = &objects[1];
    assert_eq!(*key, format!("exportedlogs/{id}/a-1/000000.gz"));
    assert_eq!(unzip(body), "2026-01-01T00:00:00.000Z one\n2026-01-01T00:00:00.999Z two\n");
    let finished = CancelExportTaskInput { task_id: id };
    let finished = cloud.call::<ops::CancelExportTask>(finished).await.expect_err("finished");
    assert_eq!(finished.code(), "InvalidOperationException");
}

#[tokio::test]
async fn a_task_can_be_cancelled() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    cloud.put("g", "s", &[(0, "one")]).await.expect("put");
    open(&cloud);
    let id = export(&cloud, "bucket").await.expect("a task");
    let input = CancelExportTaskInput { task_id: id.clone() };
    cloud.call::<ops::CancelExportTask>(input).await.expect("cancelled");
    assert_eq!(code(&task(&cloud, &id).await), "PENDING_CANCEL");
    for _ in 0..200 {
        cloud.settle().await;
        tokio::task::yield_now().await;
    }
    assert_eq!(code(&task(&cloud, &id).await), "CANCELLED");
    assert_eq!(cloud.notes().objects.lock().expect("notes").len(), 1, "the test alone");
    let input = CancelExportTaskInput { task_id: "none".to_owned() };
    let error = cloud.call::<ops::CancelExportTask>(input).await.expect_err("none");
    assert_eq!(error.message(), Some("The specified export task does not exist."));
}

#[tokio::test]
async fn a_bucket_must_let_the_service_in() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    let error = export(&cloud, "none").await.expect_err("no bucket");
    assert_eq!(
        (error.code(), error.message()),
        (
            "InvalidParameterException",
            Some("The given bucket does not exist. Please make sure the bucket is valid.")
        )
    );
    let error = export(&cloud, "bucket").await.expect_err("no policy");
    assert!(
        error
            .message()
            .unwrap_or_default()
            .starts_with("GetBucketAcl call on the given bucket failed.")
    );
    assert!(cloud.notes().objects.lock().expect("notes").is_empty());
}
