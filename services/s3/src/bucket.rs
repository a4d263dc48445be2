//! Buckets: what every call needs to know of one, and how a call finds the one that it names.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingBucket.html>

use std::sync::Arc;

use kernel::{AccountId, ApiResult, Cx, Region, Timestamp, Via};
use serde::{Deserialize, Serialize};

use crate::access_point::Reached;
use crate::acl::Acl;
use crate::bucket_name::BucketName;
use crate::encryption::DefaultEncryption;
use crate::object::RetentionMode;
use crate::public_access::PublicAccessBlock;
use crate::tables::BUCKETS;
use crate::{acceleration, access_point, errors, regions};

/// A bucket, without what is configured rarely ([`crate::configuration`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bucket {
    pub(crate) name: BucketName,
    /// What its rows lie under: a new bucket of this name has another.
    pub(crate) id: u64,
    pub(crate) owner: AccountId,
    pub(crate) region: Region,
    /// As it was asked for: `EU` is not `eu-west-1`.
    pub(crate) location: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) versioning: Versioning,
    pub(crate) mfa_delete: bool,
    /// `None`: SSE-S3, which every bucket has.
    pub(crate) encryption: Option<DefaultEncryption>,
    /// `None` once its ownership controls were deleted.
    pub(crate) ownership: Option<Ownership>,
    /// Set when Object Lock is on.
    pub(crate) lock: Option<BucketLock>,
    pub(crate) acl: Acl,
    /// As it was given.
    pub(crate) policy: Option<String>,
    /// Whether that lets everybody in.
    pub(crate) policy_is_public: bool,
    /// `None` once it was deleted.
    pub(crate) public_access: Option<PublicAccessBlock>,
    pub(crate) tags: Vec<(String, String)>,
    /// Whether the requester pays.
    pub(crate) requester_pays: bool,
    pub(crate) configured: Configured,
    /// Whether its tags count when policies are asked.
    pub(crate) abac: bool,
}

/// Which of the configurations that concern every object there are: most buckets have none, and then nobody looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Configured {
    pub(crate) notification: bool,
    pub(crate) lifecycle: bool,
    pub(crate) replication: bool,
    pub(crate) logging: bool,
    pub(crate) cors: bool,
    pub(crate) website: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Versioning {
    /// It was never switched on.
    Never,
    Enabled,
    Suspended,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Ownership {
    BucketOwnerEnforced,
    BucketOwnerPreferred,
    ObjectWriter,
}

impl Ownership {
    pub(crate) fn parse(text: &str) -> Option<Ownership> {
        match text {
            "BucketOwnerEnforced" => Some(Ownership::BucketOwnerEnforced),
            "BucketOwnerPreferred" => Some(Ownership::BucketOwnerPreferred),
            "ObjectWriter" => Some(Ownership::ObjectWriter),
            _ => None,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Ownership::BucketOwnerEnforced => "BucketOwnerEnforced",
            Ownership::BucketOwnerPreferred => "BucketOwnerPreferred",
            Ownership::ObjectWriter => "ObjectWriter",
        }
    }
}

/// A bucket's Object Lock, and what it locks new objects with when they do not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BucketLock {
    pub(crate) default: Option<DefaultRetention>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DefaultRetention {
    pub(crate) mode: RetentionMode,
    pub(crate) period: Period,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Period {
    Days(u32),
    Years(u32),
}

impl Bucket {
    /// `arn:aws:s3:::name`.
    pub(crate) fn arn(&self) -> String {
        ["arn:", self.region.partition().as_str(), ":s3:::", self.name.as_str()].concat()
    }

    /// `arn:aws:s3:::name/key`.
    pub(crate) fn object_arn(&self, key: &str) -> String {
        let partition = self.region.partition();
        ["arn:", partition.as_str(), ":s3:::", self.name.as_str(), "/", key].concat()
    }

    /// Whether versions have ids.
    pub(crate) fn is_versioned(&self) -> bool {
        self.versioning != Versioning::Never
    }
}

/// The bucket that a call names, perhaps by an access point of it: it is there, in the region that the call was made in, and its owner is whom the
/// caller expects.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    name: &str,
    expected_owner: Option<&str>,
) -> ApiResult<Arc<Bucket>> {
    let Reached { bucket, point, .. } = reached(cx, name, expected_owner).await?;
    let in_any = point.is_some_and(|point| point.spans_regions());
    if !in_any && names_region(cx) && bucket.region != *cx.region() {
        if !regions::is_known(cx.region().as_str()) {
            return Err(errors::wrong_scope(cx.region().as_str(), bucket.region.as_str()));
        }
        let suffix = regions::domain(cx.partition());
        return Err(errors::permanent_redirect(name, bucket.region.as_str(), suffix));
    }
    acceleration::check(cx, &bucket).await?;
    Ok(bucket)
}

/// The same, whatever region the call was made in.
pub(crate) async fn find_anywhere(
    cx: &mut Cx<'_>,
    name: &str,
    expected_owner: Option<&str>,
) -> ApiResult<Arc<Bucket>> {
    Ok(reached(cx, name, expected_owner).await?.bucket)
}

async fn reached(cx: &mut Cx<'_>, name: &str, expected_owner: Option<&str>) -> ApiResult<Reached> {
    let reached = access_point::reach(cx, name).await?;
    let reached = reached.ok_or_else(|| errors::no_such_bucket(name))?;
    expect_owner(&reached.bucket, expected_owner)?;
    Ok(reached)
}

/// Fails unless `expected` is not given or names the bucket's owner.
pub(crate) fn expect_owner(bucket: &Bucket, expected: Option<&str>) -> ApiResult<()> {
    let Some(text) = expected else { return Ok(()) };
    match AccountId::parse(text) {
        None => Err(errors::invalid_bucket_owner(text)),
        Some(account) if account != bucket.owner => Err(errors::access_denied()),
        Some(_) => Ok(()),
    }
}

/// Whether the client said a region: unsigned calls and those of other services did not.
fn names_region(cx: &Cx<'_>) -> bool {
    matches!(cx.via(), Via::Wire { .. }) && !cx.caller().access_key_id.is_empty()
}

/// Writes what was changed of a bucket.
pub(crate) fn save(cx: &mut Cx<'_>, bucket: &Bucket) {
    cx.put(&BUCKETS, &bucket.name, bucket);
}
