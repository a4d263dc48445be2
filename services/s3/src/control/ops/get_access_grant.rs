//! GetAccessGrant: one grant.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessGrant.html>

use gen_s3control::{AccessGrantsLocationConfiguration, GetAccessGrantInput, GetAccessGrantOutput};
use kernel::{ApiResult, Cx};

use crate::grants;

pub(crate) async fn get_access_grant(
    cx: &mut Cx<'_>,
    input: &GetAccessGrantInput,
) -> ApiResult<GetAccessGrantOutput> {
    let grant = grants::grant(cx, &input.access_grant_id).await?;
    Ok(GetAccessGrantOutput {
        created_at: Some(grant.created),
        access_grant_arn: Some(grants::grant_arn(cx, &grant.id)),
        grantee: Some(grant.shown_grantee()),
        access_grant_id: Some(grant.id),
        permission: Some(grant.permission.as_str().to_owned()),
        access_grants_location_id: Some(grant.location),
        access_grants_location_configuration: grant
            .sub_prefix
            .map(|text| AccessGrantsLocationConfiguration { s3_sub_prefix: Some(text) }),
        grant_scope: Some(grant.scope),
        ..GetAccessGrantOutput::default()
    })
}
