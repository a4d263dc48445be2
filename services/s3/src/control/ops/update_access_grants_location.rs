//! UpdateAccessGrantsLocation: another role for a location.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateAccessGrantsLocation.html>

use gen_s3control::{UpdateAccessGrantsLocationInput, UpdateAccessGrantsLocationOutput};
use kernel::{ApiResult, Cx};

use crate::grants::{self, Location};
use crate::tables::ACCESS_GRANTS_LOCATIONS;

pub(crate) async fn update_access_grants_location(
    cx: &mut Cx<'_>,
    input: &UpdateAccessGrantsLocationInput,
) -> ApiResult<UpdateAccessGrantsLocationOutput> {
    let location = grants::location(cx, &input.access_grants_location_id).await?;
    grants::role(cx, &input.iam_role_arn).await?;
    let location = Location { role: input.iam_role_arn.clone(), ..location };
    let key = grants::entry(cx, &location.id);
    cx.put(&ACCESS_GRANTS_LOCATIONS, &key, &location);
    Ok(UpdateAccessGrantsLocationOutput {
        created_at: Some(location.created),
        access_grants_location_arn: Some(grants::location_arn(cx, &location.id)),
        access_grants_location_id: Some(location.id),
        location_scope: Some(location.scope),
        iam_role_arn: Some(location.role),
    })
}
