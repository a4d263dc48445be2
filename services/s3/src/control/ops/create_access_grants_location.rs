//! CreateAccessGrantsLocation: data that grants can be about, and the role that reaches it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessGrantsLocation.html>

use gen_s3control::{CreateAccessGrantsLocationInput, CreateAccessGrantsLocationOutput};
use kernel::{ApiResult, Cx};

use crate::control::tag_changes;
use crate::grants::{self, Location, errors, scope};
use crate::limits;
use crate::tables::ACCESS_GRANTS_LOCATIONS;

pub(crate) async fn create_access_grants_location(
    cx: &mut Cx<'_>,
    input: &CreateAccessGrantsLocationInput,
) -> ApiResult<CreateAccessGrantsLocationOutput> {
    let scope = scope::location(&input.location_scope).ok_or_else(errors::invalid_location)?;
    let tags = tag_changes::check(input.tags.as_deref().unwrap_or_default())?;
    grants::instance(cx).await?;
    grants::role(cx, &input.iam_role_arn).await?;
    let place = grants::place(cx);
    let range = cx.rows(&ACCESS_GRANTS_LOCATIONS).prefix(&place);
    let most = limits::MAX_GRANTS_LOCATIONS;
    let there = cx.range(&ACCESS_GRANTS_LOCATIONS, &range, most).await?;
    if there.iter().any(|(_, location)| location.scope == scope) {
        return Err(errors::location_exists());
    }
    if there.len() >= most {
        return Err(errors::too_many_locations());
    }
    let id = match scope.as_str() {
        "s3://" => grants::DEFAULT.to_owned(),
        _ => cx.random().uuid(),
    };
    let location =
        Location { id, created: cx.now(), scope, role: input.iam_role_arn.clone(), tags };
    let key = grants::entry(cx, &location.id);
    cx.put(&ACCESS_GRANTS_LOCATIONS, &key, &location);
    Ok(CreateAccessGrantsLocationOutput {
        created_at: Some(location.created),
        access_grants_location_arn: Some(grants::location_arn(cx, &location.id)),
        access_grants_location_id: Some(location.id),
        location_scope: Some(location.scope),
        iam_role_arn: Some(location.role),
    })
}
