//! CreateAccessPoint: a name of its own for a bucket of this region, of the caller's account or of another that the
//! caller names.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessPoint.html>

use std::sync::Arc;

use gen_s3control::{CreateAccessPointInput, CreateAccessPointOutput};
use kernel::{AccountId, ApiError, ApiResult, Cx};

use crate::access_point::{self, AccessPoint};
use crate::access_point_name::{self, ALIAS_END};
use crate::bucket::Bucket;
use crate::bucket_name::BucketName;
use crate::control::tag_changes;
use crate::public_access::PublicAccessBlock;
use crate::tables::{ACCESS_POINTS, BUCKETS};
use crate::{control_errors, limits};

/// Letters and digits of the chance in an alias (recorded: 34 of them).
const ALIAS_CHANCE: usize = 34;
const ALIAS_ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz0123456789";
/// A label of a host name.
const MAX_ALIAS: usize = 63;

pub(crate) async fn create_access_point(
    cx: &mut Cx<'_>,
    input: &CreateAccessPointInput,
) -> ApiResult<CreateAccessPointOutput> {
    access_point_name::check(&input.name)?;
    if input.scope.is_some() {
        return Err(ApiError::not_implemented("access points of directory buckets"));
    }
    let tags = tag_changes::check(input.tags.as_deref().unwrap_or_default())?;
    let bucket = bucket(cx, input).await?;
    let key = access_point::key(cx.account(), cx.region(), &input.name);
    if cx.has(&ACCESS_POINTS, &key).await? {
        return Err(control_errors::access_point_exists());
    }
    let held = (cx.account().as_str().to_owned(), cx.region().to_string());
    if cx.count_rows(&ACCESS_POINTS, &held).await? >= limits::MAX_ACCESS_POINTS as u64 {
        return Err(control_errors::too_many_access_points(limits::MAX_ACCESS_POINTS));
    }
    cx.add_rows(&ACCESS_POINTS, &held, 1);
    let point = AccessPoint {
        name: input.name.clone(),
        account: cx.account(),
        region: cx.region().clone(),
        bucket: bucket.name.clone(),
        bucket_id: bucket.id,
        bucket_owner: bucket.owner,
        alias: alias(cx, &input.name),
        created: cx.now(),
        vpc: input.vpc_configuration.as_ref().map(|vpc| vpc.vpc_id.clone()),
        block: block(input),
        policy: None,
        policy_is_public: false,
        tags,
    };
    access_point::save(cx, &point);
    Ok(CreateAccessPointOutput { access_point_arn: Some(point.arn()), alias: Some(point.alias) })
}

/// The bucket, which lies in this region. One of another account is named with its account.
async fn bucket(cx: &mut Cx<'_>, input: &CreateAccessPointInput) -> ApiResult<Arc<Bucket>> {
    let owner = match input.bucket_account_id.as_deref() {
        None => Some(cx.account()),
        Some(text) => AccountId::parse(text),
    };
    let found = match BucketName::parse(&input.bucket) {
        Ok(name) => cx.get_shared(&BUCKETS, &name).await?,
        Err(_) => None,
    };
    let fits = |bucket: &Arc<Bucket>| bucket.region == *cx.region() && Some(bucket.owner) == owner;
    found.filter(fits).ok_or_else(control_errors::no_bucket_for_access_point)
}

fn alias(cx: &Cx<'_>, name: &str) -> String {
    // The longest names leave less room for chance.
    let room = MAX_ALIAS.saturating_sub(ALIAS_END.len() + 1 + ALIAS_CHANCE);
    let head = name.get(..room.min(name.len())).unwrap_or(name).trim_end_matches('-');
    let chance = cx.random().text(ALIAS_CHANCE, ALIAS_ALPHABET);
    format!("{head}-{chance}{ALIAS_END}")
}

/// Everything is kept from the public unless the request says what is (recorded).
fn block(input: &CreateAccessPointInput) -> PublicAccessBlock {
    let Some(given) = &input.public_access_block_configuration else {
        return PublicAccessBlock::ALL;
    };
    PublicAccessBlock {
        block_acls: given.block_public_acls.unwrap_or(false),
        ignore_acls: given.ignore_public_acls.unwrap_or(false),
        block_policy: given.block_public_policy.unwrap_or(false),
        restrict_buckets: given.restrict_public_buckets.unwrap_or(false),
    }
}
