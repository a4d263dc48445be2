//! Tags of jobs of Batch Operations.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-managing-jobs.html>

use gen_s3control::{S3Tag, Tag};
use kernel::ApiResult;

use super::tag_changes;
use crate::{control_errors, limits};

pub(crate) fn check(given: &[S3Tag]) -> ApiResult<Vec<(String, String)>> {
    if given.len() > limits::MAX_JOB_TAGS {
        return Err(control_errors::too_many_job_tags(limits::MAX_JOB_TAGS));
    }
    let tags: Vec<Tag> =
        given.iter().map(|tag| Tag { key: tag.key.clone(), value: tag.value.clone() }).collect();
    tag_changes::check(&tags)
}

pub(crate) fn shown(tags: &[(String, String)]) -> Vec<S3Tag> {
    tags.iter().map(|(key, value)| S3Tag { key: key.clone(), value: value.clone() }).collect()
}
