//! The bucket's side of a decision: its policy, its list, the list of the object that the call is about, and what Block
//! Public Access leaves of them.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-s3-evaluates-access-control.html>

use std::sync::Arc;

use kernel::{AccountId, ApiResult, Cx, Kernel, Principal, Required, policy_asks_resource_tags};
use policy::ResourceRule;

use super::keys::Given;
use super::object_key;
use crate::access_point::{self, AccessPoint};
use crate::acl_access::{self, On};
use crate::bucket::{Bucket, Ownership};
use crate::object::Version;
use crate::public_access::PublicAccessBlock;
use crate::version_id::VersionId;
use crate::{account_block, versions};

/// What of a bucket takes part in a decision.
pub(super) struct Side {
    bucket: Arc<Bucket>,
    /// What the call came through.
    point: Option<Arc<AccessPoint>>,
    kernel: Kernel,
    block: PublicAccessBlock,
    /// The caller is not of the bucket's account.
    foreign: bool,
    /// The version that the call is about, once it was looked at.
    version: Option<Version>,
    looked: bool,
    tags: bool,
}

impl Side {
    pub(super) async fn of(
        cx: &mut Cx<'_>,
        bucket: Arc<Bucket>,
        point: Option<Arc<AccessPoint>>,
        wants_tags: bool,
    ) -> ApiResult<Side> {
        let caller = cx.caller();
        let anonymous = caller.principal == Principal::Anonymous;
        let foreign = anonymous || caller.account != bucket.owner;
        let block = match foreign {
            true => account_block::effective(cx, &bucket).await?,
            false => bucket.public_access.unwrap_or_default(),
        };
        let block = point.as_ref().map_or(block, |point| block.and(point.block));
        let asks = [bucket.policy.as_deref(), point.as_ref().and_then(|p| p.policy.as_deref())];
        let asks = asks.into_iter().flatten().any(policy_asks_resource_tags);
        Ok(Side {
            kernel: cx.kernel().clone(),
            tags: wants_tags || asks,
            bucket,
            point,
            block,
            foreign,
            version: None,
            looked: false,
        })
    }

    pub(super) fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// Whether nothing but the caller's own policies decides: no policy of the bucket, no lists.
    pub(super) fn is_plain(&self) -> bool {
        self.bucket.policy.is_none() && self.point.is_none() && !self.has_lists() && !self.tags
    }

    /// What is required of the bucket, and of what the call came through.
    pub(super) fn through(&self, cx: &Cx<'_>, all: Vec<Required>) -> ApiResult<Vec<Required>> {
        let Some(point) = &self.point else { return Ok(all) };
        let caller = cx.caller();
        let foreign = caller.principal == Principal::Anonymous || caller.account != point.account;
        access_point::through(cx, point, &self.bucket, foreign, all)
    }

    fn has_lists(&self) -> bool {
        self.bucket.ownership != Some(Ownership::BucketOwnerEnforced)
    }

    /// Reads the version that the call is about, where its list, owner or tags can matter.
    pub(super) async fn look_at(
        &mut self,
        cx: &mut Cx<'_>,
        key: &str,
        version: Option<&str>,
    ) -> ApiResult<()> {
        self.version = None;
        self.looked = false;
        let root = cx.caller().principal == Principal::Root && !self.foreign;
        if root && self.bucket.policy.is_none() && !self.has_lists() {
            return Ok(());
        }
        let (Some(key), Ok(id)) = (object_key(key), VersionId::parse(version)) else {
            return Ok(());
        };
        self.looked = true;
        self.version = versions::find(cx, &self.bucket, &key, id).await?;
        Ok(())
    }

    /// Whether the object was looked for and is not there.
    pub(super) fn is_missing(&self) -> bool {
        let there = self.version.as_ref().is_some_and(|version| version.object.is_some());
        self.looked && !there
    }

    /// `action` on the bucket.
    pub(super) fn on_bucket(&self, action: &str, given: &Given) -> ApiResult<Required> {
        let arn = self.bucket.arn();
        let required = Required::new(action.to_owned(), arn).owned_by(self.bucket.owner);
        let more = self.of_bucket_list(action);
        self.guarded(given.onto(required), self.policy(), &more)
    }

    /// `action` on the object.
    pub(super) fn on_object(&self, action: &str, key: &str, given: &Given) -> ApiResult<Required> {
        let arn = self.bucket.object_arn(key);
        let own = self.version.as_ref().map_or(self.bucket.owner, |version| version.owner);
        let others = own != self.bucket.owner && self.has_lists() && self.version.is_some();
        // What somebody else owns, their list alone opens: the bucket's policy is not about it.
        let deletes = action.starts_with("s3:Delete");
        let owner: AccountId = if others && !deletes { own } else { self.bucket.owner };
        let mut required = Required::new(action.to_owned(), arn).owned_by(owner);
        if let Some(object) = self.version.as_ref().and_then(|version| version.object.as_ref()) {
            for (key, value) in &object.tags {
                let key = format!("s3:ExistingObjectTag/{key}");
                required = required.with_key(key, value.as_str());
            }
        }
        let mut more = self.of_bucket_list(action);
        if self.has_lists()
            && acl_access::concerns(On::Object, action)
            && let Some(object) = self.version.as_ref().and_then(|version| version.object.as_ref())
        {
            let ignored = self.block.ignore_acls;
            more.extend(acl_access::statements(&object.acl, On::Object, action, ignored));
        }
        let policy = self.policy().filter(|_| !others || deletes);
        self.guarded(given.onto(required), policy, &more)
    }

    /// Giving the object that is written a list: whom the bucket's list lets write may say who reads it.
    pub(super) fn on_list_of_new(&self, key: &str, given: &Given) -> ApiResult<Required> {
        const ACTION: &str = "s3:PutObjectAcl";
        let arn = self.bucket.object_arn(key);
        let required = Required::new(ACTION, arn).owned_by(self.bucket.owner);
        let writing = self.of_bucket_list("s3:PutObject");
        let more: Vec<String> = writing
            .iter()
            .map(|text| text.replace("\"s3:PutObject\"", "\"s3:PutObjectAcl\""))
            .collect();
        self.guarded(given.onto(required), self.policy(), &more)
    }

    fn of_bucket_list(&self, action: &str) -> Vec<String> {
        match self.has_lists() && acl_access::concerns(On::Bucket, action) {
            true => {
                let ignored = self.block.ignore_acls;
                acl_access::statements(&self.bucket.acl, On::Bucket, action, ignored)
            }
            false => Vec::new(),
        }
    }

    /// The bucket's policy. One that lets everybody in lets in nobody from outside where the bucket is restricted.
    fn policy(&self) -> Option<&str> {
        let restricted =
            self.bucket.policy_is_public && self.block.restrict_buckets && self.foreign;
        self.bucket.policy.as_deref().filter(|_| !restricted)
    }

    /// The bucket's tags, of it and of its objects alike, where it lets them decide.
    fn tagged(&self, mut required: Required) -> Required {
        if !self.bucket.abac {
            return required;
        }
        for (key, value) in &self.bucket.tags {
            required = required.with_key(format!("s3:BucketTag/{key}"), value.as_str());
        }
        match self.tags {
            true => required.with_tags(
                self.bucket.tags.iter().map(|(key, value)| (key.as_str(), value.as_str())),
            ),
            false => required,
        }
    }

    fn guarded(
        &self,
        required: Required,
        policy: Option<&str>,
        more: &[String],
    ) -> ApiResult<Required> {
        let mut required = self
            .tagged(required)
            .with_key("s3:ResourceAccount", self.bucket.owner.as_str())
            .with_key("s3:signatureversion", "AWS4-HMAC-SHA256");
        if let Some(text) = acl_access::with_statements(policy, more) {
            let name = self.bucket.arn();
            let policy = self.kernel.compiled(&name, &text)?;
            required = required.with_policy(policy, ResourceRule::Either);
        }
        Ok(required)
    }
}
