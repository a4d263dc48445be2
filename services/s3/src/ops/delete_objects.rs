//! DeleteObjects: up to 1,000 at once; what fails is told of each, and holds up no other.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html>

use gen_s3::{DeleteObjectsInput, DeleteObjectsOutput, DeletedObject, Error, ObjectIdentifier};
use kernel::{ApiResult, Cx};

use crate::bucket::{self, Bucket};
use crate::conditions::WriteConditions;
use crate::delete::{self, Deletion};
use crate::object_key::ObjectKey;
use crate::{access_log, errors, limits, mfa_delete};

pub(crate) async fn delete_objects(
    cx: &mut Cx<'_>,
    input: &DeleteObjectsInput,
) -> ApiResult<DeleteObjectsOutput> {
    let objects = &input.delete.objects;
    if objects.is_empty() || objects.len() > limits::MAX_DELETES {
        return Err(errors::malformed_xml());
    }
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    if bucket.mfa_delete && objects.iter().any(|object| object.version_id.is_some()) {
        mfa_delete::require(cx, &bucket, input.mfa.as_deref()).await?;
    }
    let bypass = delete::check_bypass(&bucket, input.bypass_governance_retention)?;
    let quiet = input.delete.quiet == Some(true);
    let (mut deleted, mut failed) = (Vec::new(), Vec::new());
    for object in objects {
        let outcome = delete_one(cx, &bucket, object, bypass).await;
        let told = outcome.as_ref().err().map(|error| (error.status(), Some(error.code())));
        let (name, version) = ("BATCH.DELETE.OBJECT", object.version_id.as_deref());
        access_log::also(cx, &bucket, name, &object.key, version, told.unwrap_or((204, None)));
        match outcome {
            Ok(_) if quiet => {}
            Ok(done) => deleted.push(done),
            // A failure of ours fails the call, which can be tried again as a whole.
            Err(error) if error.status() >= 500 && error.status() != 501 => return Err(error),
            Err(error) => failed.push(Error {
                key: Some(object.key.clone()),
                version_id: object.version_id.clone(),
                code: Some(error.code().to_owned()),
                message: error.message().map(str::to_owned),
            }),
        }
    }
    Ok(DeleteObjectsOutput {
        deleted: Some(deleted),
        errors: Some(failed),
        ..DeleteObjectsOutput::default()
    })
}

async fn delete_one(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    object: &ObjectIdentifier,
    bypass: bool,
) -> ApiResult<DeletedObject> {
    if object.size.is_some() || object.last_modified_time.is_some() {
        return Err(errors::header_not_implemented("x-amz-if-match-size"));
    }
    let key = ObjectKey::parse(&object.key)?;
    let version_id = object.version_id.as_deref().filter(|id| !id.is_empty());
    let conditions = WriteConditions::of_delete(object.e_tag.as_deref());
    let deletion = Deletion { version_id, bypass, conditions };
    let done = delete::delete(cx, bucket, &key, &deletion).await.map_err(|error| {
        // In a batch AWS says so of ids that it did not give out.
        match error.code() {
            "InvalidArgument" => {
                errors::no_such_version(key.as_str(), version_id.unwrap_or_default())
            }
            _ => error,
        }
    })?;
    Ok(DeletedObject {
        key: Some(object.key.clone()),
        version_id: version_id.map(str::to_owned),
        delete_marker: done.marker.then_some(true),
        delete_marker_version_id: done.version_id.filter(|_| done.marker),
    })
}
