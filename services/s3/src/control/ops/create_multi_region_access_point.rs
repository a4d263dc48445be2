//! CreateMultiRegionAccessPoint: one name for buckets of several regions; it is made by and by.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateMultiRegionAccessPoint.html>

use gen_s3control::{
    CreateMultiRegionAccessPointInput as Details, CreateMultiRegionAccessPointRequest,
    CreateMultiRegionAccessPointResult,
};
use kernel::{AccountId, ApiResult, Cx};

use crate::bucket_name::BucketName;
use crate::limits;
use crate::mrap::request::{self, What};
use crate::mrap::{self, ALIAS_END, Member, Mrap, Status, errors};
use crate::public_access::PublicAccessBlock;
use crate::tables::{MRAP_ALIASES, MRAPS};

pub(crate) async fn create_multi_region_access_point(
    cx: &mut Cx<'_>,
    input: &CreateMultiRegionAccessPointRequest,
) -> ApiResult<CreateMultiRegionAccessPointResult> {
    let wanted = wanted(cx, &input.details)?;
    let what = What::Create(Box::new(wanted.clone()));
    let (token, name) = (input.client_token.as_str(), wanted.name.as_str());
    if let Some(arn) = request::again(cx, token, name, &what).await? {
        return Ok(CreateMultiRegionAccessPointResult { request_token_arn: Some(arn) });
    }
    let key = mrap::key(cx.account(), name);
    if cx.has(&MRAPS, &key).await? {
        return Err(errors::exists());
    }
    let range = cx.rows(&MRAPS).prefix(&cx.account().as_str().to_owned());
    if cx.range(&MRAPS, &range, limits::MAX_MRAPS).await?.len() >= limits::MAX_MRAPS {
        return Err(errors::too_many());
    }
    cx.put(&MRAPS, &key, &wanted);
    cx.put(&MRAP_ALIASES, &wanted.alias, &key);
    let arn = request::take(cx, token, name, what).await?;
    Ok(CreateMultiRegionAccessPointResult { request_token_arn: Some(arn) })
}

/// What was asked for. Its buckets are looked up when it is made.
fn wanted(cx: &Cx<'_>, details: &Details) -> ApiResult<Mrap> {
    check_name(&details.name)?;
    if details.regions.is_empty() || details.regions.len() > limits::MAX_MRAP_REGIONS {
        return Err(errors::too_many_regions());
    }
    let mut buckets: Vec<Member> = Vec::with_capacity(details.regions.len());
    for region in &details.regions {
        let owner = region.bucket_account_id.as_deref().and_then(AccountId::parse);
        let bucket = BucketName::parse(&region.bucket)?;
        if buckets.iter().any(|member| member.bucket == bucket) {
            return Err(errors::same_region());
        }
        let owner = owner.unwrap_or_else(|| cx.account());
        buckets.push(Member { bucket, id: 0, owner, region: None, active: true });
    }
    let letter = cx.random().text(1, "abcdefghijklmnopqrstuvwxyz");
    let rest = cx.random().text(12, "abcdefghijklmnopqrstuvwxyz0123456789");
    Ok(Mrap {
        name: details.name.clone(),
        account: cx.account(),
        alias: format!("{letter}{rest}{ALIAS_END}"),
        created: cx.now(),
        status: Status::Creating,
        block: block(details),
        buckets,
        policy: None,
        policy_is_public: false,
        proposed: None,
    })
}

fn check_name(name: &str) -> ApiResult<()> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let edges = !name.starts_with('-') && !name.ends_with('-');
    match (3..=50).contains(&name.len()) && edges && name.bytes().all(fits) {
        true => Ok(()),
        false => Err(errors::invalid_name()),
    }
}

/// Everything is kept from the public unless the request says what is.
fn block(details: &Details) -> PublicAccessBlock {
    let Some(given) = &details.public_access_block else { return PublicAccessBlock::ALL };
    PublicAccessBlock {
        block_acls: given.block_public_acls.unwrap_or(false),
        ignore_acls: given.ignore_public_acls.unwrap_or(false),
        block_policy: given.block_public_policy.unwrap_or(false),
        restrict_buckets: given.restrict_public_buckets.unwrap_or(false),
    }
}
