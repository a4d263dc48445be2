//! PutBucketLifecycleConfiguration: when objects change their class, and when they go.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html>

use std::sync::Arc;

use gen_s3::{PutBucketLifecycleConfigurationInput, PutBucketLifecycleConfigurationOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::kept::Kept;
use crate::lifecycle::{Lifecycle, Smallest, check, run};
use crate::{configuration, refusals};

pub(crate) async fn put_bucket_lifecycle_configuration(
    cx: &mut Cx<'_>,
    input: &PutBucketLifecycleConfigurationInput,
) -> ApiResult<PutBucketLifecycleConfigurationOutput> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    let given = input.lifecycle_configuration.as_ref().ok_or_else(refusals::malformed_xml)?;
    check::check(given)?;
    let smallest = input.transition_default_minimum_object_size.as_deref();
    let smallest = smallest.map_or(Ok(Smallest::default()), |text| {
        Smallest::parse(text).ok_or_else(|| {
            let message = format!("Invalid TransitionDefaultMinimumObjectSize found: {text}");
            refusals::invalid_request(message)
        })
    })?;
    let mut document = given.clone();
    for rule in &mut document.rules {
        let id = rule.id.get_or_insert_default();
        if id.is_empty() {
            *id = cx.random().uuid();
        }
    }
    let lifecycle = Lifecycle { document: Kept(document), smallest };
    configuration::put(cx, &bucket, "", &lifecycle)?;
    bucket.configured.lifecycle = true;
    bucket::save(cx, &bucket);
    run::plan(cx, &bucket).await?;
    Ok(PutBucketLifecycleConfigurationOutput {
        transition_default_minimum_object_size: Some(smallest.as_str().to_owned()),
    })
}
