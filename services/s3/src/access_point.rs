//! Access points: names of their own for a bucket, each with a policy and limits that hold for what comes through it.
//!
//! A request through an access point must be allowed twice: on the access point, by its policy, and on the bucket.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points.html>

use std::sync::Arc;

use kernel::{AccountId, ApiResult, Cx, Region, Required, Timestamp};
use policy::ResourceRule;
use serde::{Deserialize, Serialize};

use crate::access_point_name::Named;
use crate::bucket::Bucket;
use crate::bucket_name::BucketName;
use crate::object_lambda::{self, LambdaPoint};
use crate::public_access::PublicAccessBlock;
use crate::tables::{ACCESS_POINT_ALIASES, ACCESS_POINTS, ACCESS_POINTS_ON, BUCKETS};
use crate::{control_errors, errors, mrap, refusals};

/// Where an access point lies: account, region, name.
pub(crate) type PointKey = (String, String, String);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccessPoint {
    pub(crate) name: String,
    pub(crate) account: AccountId,
    pub(crate) region: Region,
    pub(crate) bucket: BucketName,
    /// The bucket's number: a new bucket of that name is not the one.
    pub(crate) bucket_id: u64,
    pub(crate) bucket_owner: AccountId,
    /// Stands for the access point wherever a bucket's name stands.
    pub(crate) alias: String,
    pub(crate) created: Timestamp,
    /// The only network that it serves; `None`: it serves all.
    pub(crate) vpc: Option<String>,
    pub(crate) block: PublicAccessBlock,
    /// As it was given.
    pub(crate) policy: Option<String>,
    pub(crate) policy_is_public: bool,
    pub(crate) tags: Vec<(String, String)>,
}

/// What a request reaches a bucket by, beside its name.
#[derive(Clone, Debug)]
pub(crate) struct Reached {
    pub(crate) bucket: Arc<Bucket>,
    pub(crate) point: Option<Arc<AccessPoint>>,
    /// The Object Lambda access point that `point` supports, when it was that which the request named.
    pub(crate) lambda: Option<Arc<LambdaPoint>>,
}

pub(crate) fn key(account: AccountId, region: &Region, name: &str) -> PointKey {
    (account.as_str().to_owned(), region.to_string(), name.to_owned())
}

/// The ARN of an access point, whether it is there or not.
pub(crate) fn arn(region: &Region, account: AccountId, name: &str) -> String {
    format!("arn:{}:s3:{region}:{account}:accesspoint/{name}", region.partition())
}

/// Whether an ARN names an access point.
pub(crate) fn is_arn(text: &str) -> bool {
    let arn = text.starts_with("arn:");
    arn && matches!(Named::parse(text), Some(Named::Arn { .. } | Named::Mrap(_)))
}

impl AccessPoint {
    pub(crate) fn arn(&self) -> String {
        match self.spans_regions() {
            true => mrap::arn(self.region.partition(), self.account, &self.name),
            false => arn(&self.region, self.account, &self.name),
        }
    }

    /// Whether it is the side of a Multi-Region Access Point that a request goes through.
    pub(crate) fn spans_regions(&self) -> bool {
        self.name.ends_with(mrap::ALIAS_END)
    }

    pub(crate) fn key(&self) -> PointKey {
        key(self.account, &self.region, &self.name)
    }

    pub(crate) fn network_origin(&self) -> &'static str {
        if self.vpc.is_some() { "VPC" } else { "Internet" }
    }

    /// What stands for it among the access points of its bucket.
    fn on_bucket(&self) -> (u64, PointKey) {
        (self.bucket_id, self.key())
    }
}

/// Writes it, new or changed.
pub(crate) fn save(cx: &mut Cx<'_>, point: &AccessPoint) {
    let key = point.key();
    cx.put(&ACCESS_POINT_ALIASES, &point.alias, &key);
    cx.put(&ACCESS_POINTS_ON, &point.on_bucket(), &());
    cx.put(&ACCESS_POINTS, &key, point);
}

pub(crate) fn delete(cx: &mut Cx<'_>, point: &AccessPoint) {
    cx.delete(&ACCESS_POINT_ALIASES, &point.alias);
    cx.delete(&ACCESS_POINTS_ON, &point.on_bucket());
    cx.delete(&ACCESS_POINTS, &point.key());
}

/// The access point of the account that the call acts in.
pub(crate) async fn own(cx: &mut Cx<'_>, name: &str) -> ApiResult<Arc<AccessPoint>> {
    let key = key(cx.account(), cx.region(), name);
    let found = cx.get_shared(&ACCESS_POINTS, &key).await?;
    found.ok_or_else(|| control_errors::no_such_access_point(name))
}

/// Whether the bucket's own account still has an access point on it. Those of others stay, and lead nowhere.
pub(crate) async fn holds(cx: &mut Cx<'_>, bucket: &Bucket) -> ApiResult<bool> {
    let account = bucket.owner.as_str().to_owned();
    let range = cx.rows(&ACCESS_POINTS_ON).prefix(&(bucket.id, account));
    Ok(!cx.range(&ACCESS_POINTS_ON, &range, 1).await?.is_empty())
}

/// The bucket that a request names: by its name, or through an access point. `None`: there is no such bucket.
pub(crate) async fn reach(cx: &mut Cx<'_>, text: &str) -> ApiResult<Option<Reached>> {
    if let Some(named) = object_lambda::name::Named::parse(text) {
        return object_lambda::reach(cx, named).await;
    }
    let named = Named::parse(text);
    if !is_arn(text) {
        let name = BucketName::parse(text)?;
        if let Some(bucket) = cx.get_shared(&BUCKETS, &name).await? {
            return Ok(Some(Reached { bucket, point: None, lambda: None }));
        }
    }
    let Some(named) = named else { return Ok(None) };
    match find(cx, named).await? {
        Some(point) => reach_through(cx, point).await.map(Some),
        None => Ok(None),
    }
}

/// The bucket behind the access point, which may be gone.
pub(crate) async fn reach_through(cx: &mut Cx<'_>, point: Arc<AccessPoint>) -> ApiResult<Reached> {
    let bucket = cx.get_shared(&BUCKETS, &point.bucket).await?;
    let bucket = bucket.filter(|bucket| bucket.id == point.bucket_id);
    let bucket = bucket.ok_or_else(|| errors::no_such_bucket(point.bucket.as_str()))?;
    Ok(Reached { bucket, point: Some(point), lambda: None })
}

async fn find(cx: &mut Cx<'_>, named: Named<'_>) -> ApiResult<Option<Arc<AccessPoint>>> {
    match named {
        Named::Mrap(alias) => mrap::route(cx, alias).await,
        Named::Alias(alias) => {
            let place = cx.get_shared(&ACCESS_POINT_ALIASES, &alias.to_owned()).await?;
            match place {
                Some(place) => cx.get_shared(&ACCESS_POINTS, &place).await,
                None => Ok(None),
            }
        }
        Named::Host { account, name } => {
            let key = key(account, cx.region(), name);
            cx.get_shared(&ACCESS_POINTS, &key).await
        }
        Named::Arn { region, account, name } => {
            let region = match region {
                "" => cx.region().to_string(),
                region => region.to_owned(),
            };
            let key = (account.as_str().to_owned(), region, name.to_owned());
            let found = cx.get_shared(&ACCESS_POINTS, &key).await?;
            found.map(Some).ok_or_else(|| control_errors::no_such_access_point(name))
        }
    }
}

/// Operations that access points serve.
/// Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-service-api-support.html>
const SERVED: [&str; 38] = [
    "AbortMultipartUpload",
    "CompleteMultipartUpload",
    "CopyObject",
    "CreateMultipartUpload",
    "DeleteObject",
    "DeleteObjectAnnotation",
    "DeleteObjectTagging",
    "DeleteObjects",
    "GetBucketAcl",
    "GetBucketCors",
    "GetBucketLocation",
    "GetBucketNotificationConfiguration",
    "GetBucketPolicy",
    "GetObject",
    "GetObjectAcl",
    "GetObjectAnnotation",
    "GetObjectAttributes",
    "GetObjectLegalHold",
    "GetObjectRetention",
    "GetObjectTagging",
    "HeadBucket",
    "HeadObject",
    "ListMultipartUploads",
    "ListObjectAnnotations",
    "ListObjectVersions",
    "ListObjects",
    "ListObjectsV2",
    "ListParts",
    "PutObject",
    "PutObjectAcl",
    "PutObjectAnnotation",
    "PutObjectLegalHold",
    "PutObjectRetention",
    "PutObjectTagging",
    "RestoreObject",
    "UpdateObjectEncryption",
    "UploadPart",
    "UploadPartCopy",
];

/// Fails where the access point serves nobody: another operation, or a call that does not come from its network. No call
/// comes from a VPC here.
pub(crate) fn check_served(point: &AccessPoint, operation: &str) -> ApiResult<()> {
    if SERVED.binary_search(&operation).is_err() {
        return Err(control_errors::method_not_allowed());
    }
    match point.vpc {
        Some(_) => Err(refusals::access_denied()),
        None => Ok(()),
    }
}

/// What a request through the access point requires: each of the things that it does to the bucket also on the access
/// point. `foreign`: the caller is of another account than the access point, or nobody.
pub(crate) fn through(
    cx: &Cx<'_>,
    point: &AccessPoint,
    bucket: &Bucket,
    foreign: bool,
    of_bucket: Vec<Required>,
) -> ApiResult<Vec<Required>> {
    let arn = point.arn();
    let restricted = point.policy_is_public && point.block.restrict_buckets && foreign;
    let policy = match point.policy.as_deref().filter(|_| !restricted) {
        Some(text) => Some(cx.kernel().compiled(&arn, text)?),
        None => None,
    };
    let bucket_arn = bucket.arn();
    let mut all = Vec::with_capacity(of_bucket.len() * 2);
    for required in of_bucket {
        let required = required
            .with_key("s3:DataAccessPointArn", arn.as_str())
            .with_key("s3:DataAccessPointAccount", point.account.as_str())
            .with_key("s3:AccessPointNetworkOrigin", point.network_origin());
        let resource = required.resource.strip_prefix(&bucket_arn).unwrap_or_default();
        let resource = match resource.strip_prefix('/') {
            Some(key) => format!("{arn}/object/{key}"),
            None => arn.clone(),
        };
        let mut own = Required::new(required.action.clone(), resource).owned_by(point.account);
        own.keys.clone_from(&required.keys);
        if let Some(policy) = &policy {
            own = own.with_policy(policy.clone(), ResourceRule::Either);
        }
        // The call acts in the account of what it requires first: the bucket's.
        match point.account == bucket.owner {
            true => all.extend([own, required]),
            false => all.extend([required, own]),
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_sorted() {
        assert!(SERVED.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
