//! Lifecycle of objects: the configuration as it is kept, and what its rules say of an object and a time.
//!
//! [`check`] says whether S3 takes a configuration; [`run`] carries it out, by the clock.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html>

pub(crate) mod check;
pub(crate) mod decide;
pub(crate) mod run;

use gen_s3::BucketLifecycleConfiguration;
use kernel::{ApiResult, Cx};
use serde::{Deserialize, Serialize};

use crate::bucket::Bucket;
use crate::configuration::{self, Configuration};
use crate::kept::Kept;
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::percent;

/// A bucket's lifecycle.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lifecycle {
    pub(crate) document: Kept<BucketLifecycleConfiguration>,
    pub(crate) smallest: Smallest,
}

impl Configuration for Lifecycle {
    const KIND: &'static str = "Lifecycle";
}

/// Which objects are too small to change their storage class, when a rule does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Smallest {
    /// Those under 128 KiB.
    #[default]
    All128K,
    /// Those too, except into the archives.
    VariesByStorageClass,
}

impl Smallest {
    pub(crate) fn parse(text: &str) -> Option<Smallest> {
        match text {
            "all_storage_classes_128K" => Some(Smallest::All128K),
            "varies_by_storage_class" => Some(Smallest::VariesByStorageClass),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Smallest::All128K => "all_storage_classes_128K",
            Smallest::VariesByStorageClass => "varies_by_storage_class",
        }
    }
}

/// The bucket's lifecycle, if it has one.
pub(crate) async fn of_bucket(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<Option<Lifecycle>> {
    match bucket.configured.lifecycle {
        true => configuration::get::<Lifecycle>(cx, bucket, "").await,
        false => Ok(None),
    }
}

/// The value of `x-amz-expiration`: when the current version goes, and by which rule.
pub(crate) async fn expiration_header(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
) -> ApiResult<Option<String>> {
    let Some(object) = &version.object else { return Ok(None) };
    let Some(lifecycle) = of_bucket(cx, bucket).await? else { return Ok(None) };
    let facts = decide::Facts {
        key: key.as_str(),
        size: object.size,
        tags: &object.tags,
        class: object.storage_class,
        made: version.modified,
    };
    Ok(decide::expiry(&lifecycle.document.0.rules, &facts).map(|(at, rule)| {
        format!(
            "expiry-date=\"{}\", rule-id=\"{}\"",
            at.http_date(),
            percent::encoded(rule, percent::UNRESERVED)
        )
    }))
}
