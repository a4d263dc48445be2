//! One task of a job: an operation of S3 on one object, as the job's role.

use gen_s3::operations as s3;
use gen_s3::{DeleteObjectTaggingInput, ObjectLockLegalHold, PutObjectLegalHoldInput};
use gen_s3control::JobOperation;
use kernel::{ApiError, ApiResult, Cx, Required, transact};
use policy::ResourceRule;

use super::job::{Outcome, Task};
use super::{Worker, inputs};
use crate::object_key::ObjectKey;
use crate::{bucket, object_change, replication};

/// Does a task, and says how it went.
pub(super) async fn perform(worker: &Worker<'_>, operation: &JobOperation, task: &Task) -> Outcome {
    match run(worker, operation, task).await {
        Ok(()) => Outcome { status: 200, code: None, message: "Successful".to_owned() },
        Err(error) => Outcome {
            status: error.status(),
            code: Some(error.code().to_owned()),
            message: error.message().unwrap_or_default().to_owned(),
        },
    }
}

async fn run(worker: &Worker<'_>, operation: &JobOperation, task: &Task) -> ApiResult<()> {
    if let Some(asked) = &operation.s3_put_object_copy {
        worker.call::<s3::CopyObject>(inputs::copy(asked, task)).await?;
    } else if let Some(asked) = &operation.s3_put_object_acl {
        worker.call::<s3::PutObjectAcl>(inputs::acl(asked, task)).await?;
    } else if let Some(asked) = &operation.s3_put_object_tagging {
        let tags = asked.tag_set.as_deref().unwrap_or_default();
        worker.call::<s3::PutObjectTagging>(inputs::tagging(tags, task)).await?;
    } else if operation.s3_delete_object_tagging.is_some() {
        let input = DeleteObjectTaggingInput {
            bucket: task.bucket.clone(),
            key: task.key.clone(),
            version_id: task.version.clone(),
            ..DeleteObjectTaggingInput::default()
        };
        worker.call::<s3::DeleteObjectTagging>(input).await?;
    } else if let Some(asked) = &operation.s3_initiate_restore_object {
        worker.call::<s3::RestoreObject>(inputs::restore(asked, task)).await?;
    } else if let Some(asked) = &operation.s3_put_object_legal_hold {
        let input = PutObjectLegalHoldInput {
            bucket: task.bucket.clone(),
            key: task.key.clone(),
            version_id: task.version.clone(),
            legal_hold: Some(ObjectLockLegalHold { status: Some(asked.legal_hold.status.clone()) }),
            ..PutObjectLegalHoldInput::default()
        };
        worker.call::<s3::PutObjectLegalHold>(input).await?;
    } else if let Some(asked) = &operation.s3_put_object_retention {
        worker.call::<s3::PutObjectRetention>(inputs::retention(asked, task)).await?;
    } else if let Some(asked) = &operation.s3_update_object_encryption {
        worker.call::<s3::UpdateObjectEncryption>(inputs::encryption(asked, task)).await?;
    } else if operation.s3_replicate_object.is_some() {
        let call = worker.own_call();
        transact!(worker.kernel, &call, cx => replicate(cx, task).await)?;
    } else {
        return Err(ApiError::not_implemented("this operation of Batch Operations"));
    }
    Ok(())
}

/// Has a version replicated by the rules of its bucket, though it was there before them.
/// Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-batch-replication-batch.html>
async fn replicate(cx: &mut Cx<'_>, task: &Task) -> ApiResult<()> {
    let bucket = bucket::find_anywhere(cx, &task.bucket, None).await?;
    let key = ObjectKey::parse(&task.key)?;
    let arn = bucket.object_arn(key.as_str());
    let mut required = Required::new("s3:InitiateReplication", arn).owned_by(bucket.owner);
    if let Some(text) = &bucket.policy {
        let policy = cx.kernel().compiled(&bucket.arn(), text)?;
        required = required.with_policy(policy, ResourceRule::Either);
    }
    if !cx.would_be_allowed(required).await? {
        return Err(ApiError::new("AccessDenied", 403, "Access Denied: s3:InitiateReplication"));
    }
    let version = object_change::find(cx, &bucket, &key, task.version.as_deref(), "POST").await?;
    match replication::run::existing(cx, &bucket, &key, &version).await? {
        Some(true) => Ok(()),
        Some(false) => {
            let message = "The object could not be replicated to all destinations.";
            Err(ApiError::new("ReplicationFailed", 400, message))
        }
        None => {
            let message = "No rule of the bucket's replication is about the object.";
            Err(ApiError::new("ObjectNotEligible", 400, message))
        }
    }
}
