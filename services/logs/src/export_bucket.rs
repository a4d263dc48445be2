//! The bucket of an export: whether its policy lets this service in, and what is written into it.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3ExportTasks.html>

use std::sync::Arc;

use gen_s3::operations::{GetBucketPolicy, PutObject};
use gen_s3::{GetBucketPolicyInput, PutObjectInput};
use kernel::{ApiResult, Caller, Cx, WaitCx};
use schema::{ByteStream, Bytes};

use crate::errors;
use crate::export::ExportTask;
use crate::group::Group;
use crate::service_access::{self, Asked};

/// What is written to see that writing works.
const TEST: (&str, &str) = ("aws-logs-write-test", "Permission Check Successful");

/// Fails when there is no such bucket, or when its policy does not let this service look at it and write.
pub(crate) async fn check(cx: &mut Cx<'_>, group: &Group, task: &ExportTask) -> ApiResult<()> {
    let input = GetBucketPolicyInput { bucket: task.bucket.clone(), ..Default::default() };
    let account = cx.account();
    let policy = match cx.call_as_service::<GetBucketPolicy>(account, input).await {
        Ok(found) => found.policy,
        Err(error) if error.code() == "NoSuchBucketPolicy" => None,
        Err(error) if error.status() < 500 => return Err(no_bucket()),
        Err(error) => return Err(error),
    };
    let source = group.arn(cx)?;
    let bucket = format!("arn:{}:s3:::{}", cx.partition(), task.bucket);
    let object = format!("{bucket}/{}/{}", task.folder, TEST.0);
    for (action, resource, call) in
        [("s3:GetBucketAcl", &bucket, "GetBucketAcl"), ("s3:PutObject", &object, "PutObject")]
    {
        let asked = Asked { action, resource, owner: account, source: &source, keys: &[] };
        if !service_access::is_allowed(cx, policy.as_deref(), &asked) {
            return Err(refused(call));
        }
    }
    Ok(())
}

fn no_bucket() -> kernel::ApiError {
    errors::invalid("The given bucket does not exist. Please make sure the bucket is valid.")
}

fn refused(call: &str) -> kernel::ApiError {
    errors::invalid(format!(
        "{call} call on the given bucket failed. Please check if CloudWatch Logs has been granted permission to \
         perform this operation."
    ))
}

/// Writes the object that shows that writing works.
pub(crate) async fn test(wx: &WaitCx<'_>, task: &ExportTask) -> ApiResult<()> {
    let key = format!("{}/{}", task.folder, TEST.0);
    let written = put(wx, task, key, Bytes::from_static(TEST.1.as_bytes())).await;
    written.map_err(|error| match error.code() {
        "NoSuchBucket" => no_bucket(),
        _ if error.status() < 500 => refused("PutObject"),
        _ => error,
    })
}

/// Writes an object.
pub(crate) async fn put(
    wx: &WaitCx<'_>,
    task: &ExportTask,
    key: String,
    body: Bytes,
) -> ApiResult<()> {
    let call = wx.call_facts();
    let caller = Arc::new(Caller::service("logs", call.account));
    let input = PutObjectInput {
        bucket: task.bucket.clone(),
        key,
        content_length: i64::try_from(body.len()).ok(),
        body: Some(ByteStream::from_bytes(body)),
        ..PutObjectInput::default()
    };
    wx.kernel().run_as::<PutObject>("logs", &caller, &call.region, input).await.map(drop)
}
