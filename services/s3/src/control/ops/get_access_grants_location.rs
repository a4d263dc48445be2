//! GetAccessGrantsLocation: a registered location.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessGrantsLocation.html>

use gen_s3control::{GetAccessGrantsLocationInput, GetAccessGrantsLocationOutput};
use kernel::{ApiResult, Cx};

use crate::grants;

pub(crate) async fn get_access_grants_location(
    cx: &mut Cx<'_>,
    input: &GetAccessGrantsLocationInput,
) -> ApiResult<GetAccessGrantsLocationOutput> {
    let location = grants::location(cx, &input.access_grants_location_id).await?;
    Ok(GetAccessGrantsLocationOutput {
        created_at: Some(location.created),
        access_grants_location_arn: Some(grants::location_arn(cx, &location.id)),
        access_grants_location_id: Some(location.id),
        location_scope: Some(location.scope),
        iam_role_arn: Some(location.role),
    })
}
