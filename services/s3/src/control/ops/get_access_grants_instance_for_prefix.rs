//! GetAccessGrantsInstanceForPrefix: which instance grants access to a prefix: that of the bucket's account and region.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessGrantsInstanceForPrefix.html>

use gen_s3control::{
    GetAccessGrantsInstanceForPrefixInput, GetAccessGrantsInstanceForPrefixOutput,
};
use kernel::{ApiResult, Cx};

use crate::bucket_name::BucketName;
use crate::grants::scope::Scope;
use crate::grants::{self, errors};
use crate::tables::BUCKETS;

pub(crate) async fn get_access_grants_instance_for_prefix(
    cx: &mut Cx<'_>,
    input: &GetAccessGrantsInstanceForPrefixInput,
) -> ApiResult<GetAccessGrantsInstanceForPrefixOutput> {
    let scope = Scope::parse(&input.s3_prefix).ok_or_else(errors::invalid_location)?;
    let bucket = cx.get_shared(&BUCKETS, &BucketName::parse(&scope.bucket)?).await?;
    let here = bucket.is_some_and(|b| b.owner == cx.account() && b.region == *cx.region());
    if !here {
        return Err(errors::no_instance());
    }
    grants::instance(cx).await?;
    Ok(GetAccessGrantsInstanceForPrefixOutput {
        access_grants_instance_arn: Some(grants::arn_here(cx, "")),
        access_grants_instance_id: Some(grants::DEFAULT.to_owned()),
    })
}
