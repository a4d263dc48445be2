//! DeleteBucket: only of an empty one; what is configured of it, and its unfinished uploads, go with it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html>

use gen_s3::DeleteBucketInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::access_log::deliver;
use crate::bucket;
use crate::tables::{BUCKETS, BUCKETS_OF, OBJECTS, OLDER, UPLOADS};
use crate::{access_point, bucket_key, configuration, control_errors, errors, upload};

pub(crate) async fn delete_bucket(cx: &mut Cx<'_>, input: &DeleteBucketInput) -> ApiResult<Empty> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let objects = cx.rows(&OBJECTS).prefix(&bucket.id);
    let older = cx.rows(&OLDER).prefix(&bucket.id);
    let empty = cx.range(&OBJECTS, &objects, 1).await?.is_empty()
        && cx.range(&OLDER, &older, 1).await?.is_empty();
    if !empty {
        return Err(errors::bucket_not_empty(&input.bucket, bucket.is_versioned()));
    }
    if access_point::holds(cx, &bucket).await? {
        return Err(control_errors::bucket_has_access_points(&input.bucket));
    }
    let uploads = cx.rows(&UPLOADS).prefix(&bucket.id);
    for ((_, key, _), upload) in cx.range(&UPLOADS, &uploads, usize::MAX).await? {
        upload::end(cx, &bucket, &key, &upload, |_| false).await?;
    }
    deliver::end(cx, &bucket).await?;
    bucket_key::forget_all(cx, &bucket).await?;
    configuration::delete_all(cx, &bucket).await?;
    let account = bucket.owner.as_str().to_owned();
    cx.delete(&BUCKETS, &bucket.name);
    cx.delete(&BUCKETS_OF, &(account.clone(), bucket.name.clone()));
    cx.add_rows(&BUCKETS_OF, &account, -1);
    Ok(Empty::default())
}
