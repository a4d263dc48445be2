//! CreateBucket: in the region that the call is made in, or, asked in us-east-1, in any.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html>

use gen_s3::{CreateBucketInput, CreateBucketOutput};
use kernel::{AccountId, ApiResult, Cx, Region};

use crate::acl::{Acl, AclInput, Owners, acl_input};
use crate::bucket::{self, Bucket, BucketLock, Configured, Ownership, Versioning};
use crate::bucket_name::BucketName;
use crate::public_access::PublicAccessBlock;
use crate::tables::{BUCKETS, BUCKETS_OF};
use crate::tag_rules::{self, Tagged};
use crate::{errors, limits, refusals, regions};

/// The region whose endpoint serves all others too.
const GLOBAL: &str = "us-east-1";

pub(crate) async fn create_bucket(
    cx: &mut Cx<'_>,
    input: &CreateBucketInput,
) -> ApiResult<CreateBucketOutput> {
    let name = BucketName::for_new(&input.bucket)?;
    let configuration = input.create_bucket_configuration.as_ref();
    let location = configuration.and_then(|c| c.location_constraint.clone());
    let location = location.filter(|text| !text.is_empty());
    if !regions::is_known(cx.region().as_str()) {
        return Err(errors::wrong_scope(cx.region().as_str(), GLOBAL));
    }
    let region = region_of(cx.region(), location.as_deref())?;
    let ownership = ownership(input.object_ownership.as_deref())?;
    let tags = configuration.and_then(|c| c.tags.as_deref()).unwrap_or_default();
    let tags = tag_rules::check(tags, Tagged::NewBucket)?;
    let acl = acl(cx.account(), input, ownership)?;

    match cx.get(&BUCKETS, &name).await? {
        Some(existing) if existing.owner != cx.account() => {
            return Err(errors::bucket_already_exists(name.as_str()));
        }
        Some(existing) => {
            let same =
                existing.region.as_str() == GLOBAL && existing.region == region && tags.is_empty();
            if !same {
                return Err(errors::bucket_already_owned_by_you(name.as_str()));
            }
        }
        None => {
            let locked = input.object_lock_enabled_for_bucket == Some(true);
            let bucket = Bucket {
                name,
                id: cx.next_sequence(),
                owner: cx.account(),
                region,
                location: location.clone(),
                created: cx.now().whole_seconds(),
                versioning: if locked { Versioning::Enabled } else { Versioning::Never },
                mfa_delete: false,
                encryption: None,
                ownership: Some(ownership),
                lock: locked.then(BucketLock::default),
                acl,
                policy: None,
                policy_is_public: false,
                public_access: Some(PublicAccessBlock::ALL),
                tags,
                requester_pays: false,
                configured: Configured::default(),
                abac: false,
            };
            create(cx, bucket).await?;
        }
    }
    let name = &input.bucket;
    Ok(CreateBucketOutput {
        location: Some(match location {
            Some(_) => format!("http://{name}.s3.{}/", regions::domain(cx.partition())),
            None => format!("/{name}"),
        }),
        bucket_arn: Some(format!("arn:{}:s3:::{name}", cx.partition())),
    })
}

async fn create(cx: &mut Cx<'_>, bucket: Bucket) -> ApiResult<()> {
    let account = bucket.owner.as_str().to_owned();
    if cx.count_rows(&BUCKETS_OF, &account).await? >= limits::MAX_BUCKETS {
        return Err(errors::too_many_buckets());
    }
    bucket::save(cx, &bucket);
    cx.put(&BUCKETS_OF, &(account.clone(), bucket.name), &());
    cx.add_rows(&BUCKETS_OF, &account, 1);
    Ok(())
}

/// A new bucket blocks public access and, unless it says otherwise, has no lists.
fn acl(own: AccountId, input: &CreateBucketInput, ownership: Ownership) -> ApiResult<Acl> {
    let given = AclInput { write: input.grant_write.as_deref(), ..acl_input!(input) };
    let acl = given.parse(Owners { own, bucket: own })?.unwrap_or_default();
    if ownership == Ownership::BucketOwnerEnforced && !acl.is_owner_alone(own) {
        return Err(refusals::acl_with_enforced_owner());
    }
    match acl.is_public() {
        true => Err(refusals::access_denied()),
        false => Ok(acl),
    }
}

fn region_of(here: &Region, constraint: Option<&str>) -> ApiResult<Region> {
    let global = here.as_str() == GLOBAL;
    let Some(text) = constraint else {
        return match global {
            true => Ok(here.clone()),
            false => Err(errors::illegal_location_constraint("unspecified")),
        };
    };
    let named = if text == "EU" { "eu-west-1" } else { text };
    if !global {
        // Only its own region.
        return match named == here.as_str() {
            true => Ok(here.clone()),
            false => Err(errors::illegal_location_constraint(text)),
        };
    }
    let region = Region::parse(named).filter(|region| {
        regions::is_known(region.as_str())
            && region.as_str() != GLOBAL
            && region.partition() == here.partition()
    });
    region.ok_or_else(|| errors::invalid_location_constraint(text))
}

fn ownership(given: Option<&str>) -> ApiResult<Ownership> {
    let Some(text) = given else { return Ok(Ownership::BucketOwnerEnforced) };
    Ownership::parse(text).ok_or_else(|| {
        let message = format!("Invalid x-amz-object-ownership header: {text}");
        errors::invalid_argument_named(message, "x-amz-object-ownership")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions() {
        for (here, constraint, expected) in [
            ("us-east-1", None, Ok("us-east-1")),
            ("us-east-1", Some("eu-central-1"), Ok("eu-central-1")),
            ("us-east-1", Some("EU"), Ok("eu-west-1")),
            ("us-east-1", Some("us-east-1"), Err("InvalidLocationConstraint")),
            ("us-east-1", Some("foo"), Err("InvalidLocationConstraint")),
            ("us-east-1", Some("cn-north-1"), Err("InvalidLocationConstraint")),
            ("eu-west-1", None, Err("IllegalLocationConstraintException")),
            ("eu-west-1", Some("eu-west-1"), Ok("eu-west-1")),
            ("eu-west-1", Some("EU"), Ok("eu-west-1")),
            ("eu-west-2", Some("EU"), Err("IllegalLocationConstraintException")),
            ("eu-west-1", Some("us-east-1"), Err("IllegalLocationConstraintException")),
        ] {
            let here = Region::parse(here).expect("a region");
            let found = region_of(&here, constraint);
            let found = found.map(|r| r.as_str().to_owned()).map_err(|e| e.code().to_owned());
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(found, expected, "{here:?} {constraint:?}");
        }
    }
}
