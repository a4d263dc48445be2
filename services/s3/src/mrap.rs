//! Multi-Region Access Points: one name for buckets of several regions. A request through one goes to a bucket that its
//! routes let it go to: that of the caller's region when there is one. They are an account's, in no region, and what
//! changes them takes its time.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPoints.html>
//!
//! Deviation: requests need not be signed by version 4A.

pub(crate) mod errors;
pub(crate) mod request;
pub(crate) mod shown;

use std::sync::Arc;

use kernel::{AccountId, ApiResult, Cx, Partition, Region, Timestamp};
use serde::{Deserialize, Serialize};

use crate::access_point::AccessPoint;
use crate::bucket_name::BucketName;
use crate::public_access::PublicAccessBlock;
use crate::tables::{BUCKETS, MRAP_ALIASES, MRAPS};

/// What aliases end with.
pub(crate) const ALIAS_END: &str = ".mrap";

/// The region of what is in no region.
pub(crate) const CONTROL_REGION: &str = "us-west-2";

/// (account, name).
pub(crate) type MrapKey = (String, String);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mrap {
    pub(crate) name: String,
    pub(crate) account: AccountId,
    /// `LETTERS.mrap`.
    pub(crate) alias: String,
    pub(crate) created: Timestamp,
    pub(crate) status: Status,
    pub(crate) block: PublicAccessBlock,
    pub(crate) buckets: Vec<Member>,
    /// The policy that holds.
    pub(crate) policy: Option<String>,
    pub(crate) policy_is_public: bool,
    /// The policy that was last asked for.
    pub(crate) proposed: Option<String>,
}

/// A bucket that it leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Member {
    pub(crate) bucket: BucketName,
    /// The bucket's number once it was looked up: a new bucket of that name is not the one.
    pub(crate) id: u64,
    pub(crate) owner: AccountId,
    pub(crate) region: Option<Region>,
    /// Whether requests go there.
    pub(crate) active: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Creating,
    Ready,
    Deleting,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Status::Creating => "CREATING",
            Status::Ready => "READY",
            Status::Deleting => "DELETING",
        }
    }
}

/// The ARN: of no region.
pub(crate) fn arn(partition: Partition, account: AccountId, alias: &str) -> String {
    format!("arn:{partition}:s3::{account}:accesspoint/{alias}")
}

pub(crate) fn key(account: AccountId, name: &str) -> MrapKey {
    (account.as_str().to_owned(), name.to_owned())
}

/// The account's own of that name.
pub(crate) async fn own(cx: &mut Cx<'_>, name: &str) -> ApiResult<Arc<Mrap>> {
    let key = key(cx.account(), name);
    cx.get_shared(&MRAPS, &key).await?.ok_or_else(errors::no_such)
}

/// The same, when nothing is being done to it.
pub(crate) async fn own_ready(cx: &mut Cx<'_>, name: &str) -> ApiResult<Arc<Mrap>> {
    let mrap = own(cx, name).await?;
    if mrap.status == Status::Ready { Ok(mrap) } else { Err(errors::not_ready()) }
}

/// The account's own with that alias, or with an ARN that ends so.
pub(crate) async fn own_by_alias(cx: &mut Cx<'_>, text: &str) -> ApiResult<Arc<Mrap>> {
    let alias = text.rsplit(['/', ':']).next().unwrap_or(text);
    let key = cx.get_shared(&MRAP_ALIASES, &alias.to_owned()).await?.ok_or_else(errors::no_such)?;
    let found = cx.get_shared(&MRAPS, &key).await?;
    let account = cx.account();
    found.filter(|mrap| mrap.account == account).ok_or_else(errors::no_such)
}

/// What a request through it goes to, as the access point that it is for this request. `None`: there is none such.
pub(crate) async fn route(cx: &mut Cx<'_>, alias: &str) -> ApiResult<Option<Arc<AccessPoint>>> {
    let Some(key) = cx.get_shared(&MRAP_ALIASES, &alias.to_owned()).await? else {
        return Ok(None);
    };
    let found = cx.get_shared(&MRAPS, &key).await?;
    let Some(mrap) = found.filter(|mrap| mrap.status == Status::Ready) else { return Ok(None) };
    let mut there = Vec::with_capacity(mrap.buckets.len());
    for member in &mrap.buckets {
        let bucket = cx.get_shared(&BUCKETS, &member.bucket).await?;
        there.extend(bucket.filter(|bucket| bucket.id == member.id).map(|_| member));
    }
    let Some(member) = nearest(&there, cx.region()) else { return Ok(None) };
    Ok(Some(Arc::new(AccessPoint {
        name: mrap.alias.clone(),
        account: mrap.account,
        region: member.region.clone().unwrap_or_else(|| cx.region().clone()),
        bucket: member.bucket.clone(),
        bucket_id: member.id,
        bucket_owner: member.owner,
        alias: mrap.alias.clone(),
        created: mrap.created,
        vpc: None,
        block: mrap.block,
        policy: mrap.policy.clone(),
        policy_is_public: mrap.policy_is_public,
        tags: Vec::new(),
    })))
}

/// Of the active buckets that of the caller's region, or one on the same continent, or the first.
fn nearest<'m>(members: &[&'m Member], from: &Region) -> Option<&'m Member> {
    let continent = |region: &Region| region.as_str().split('-').next().map(str::to_owned);
    let far = |member: &&&Member| match &member.region {
        Some(region) if region == from => 0,
        Some(region) if continent(region) == continent(from) => 1,
        _ => 2,
    };
    members.iter().filter(|member| member.active).min_by_key(far).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_go_to_the_nearest_active_bucket() {
        let account = AccountId::parse("111122223333").unwrap();
        let member = |region: &str, active| Member {
            bucket: BucketName::parse(&format!("in-{region}")).unwrap(),
            id: 1,
            owner: account,
            region: Region::parse(region),
            active,
        };
        let (west, central) = (member("eu-west-1", true), member("eu-central-1", true));
        let (east, shut) = (member("us-east-1", true), member("ap-south-1", false));
        let all = [&east, &west, &central, &shut];
        for (from, want) in [
            ("eu-central-1", "in-eu-central-1"),
            ("eu-north-1", "in-eu-west-1"),
            ("us-west-2", "in-us-east-1"),
            ("ap-south-1", "in-us-east-1"),
        ] {
            let found = nearest(&all, &Region::parse(from).unwrap()).unwrap();
            assert_eq!(found.bucket.as_str(), want, "{from}");
        }
        assert_eq!(nearest(&[&shut], &Region::parse("ap-south-1").unwrap()), None);
    }
}
