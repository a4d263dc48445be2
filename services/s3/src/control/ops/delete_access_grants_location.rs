//! DeleteAccessGrantsLocation: a location goes after its grants.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessGrantsLocation.html>

use gen_s3control::DeleteAccessGrantsLocationInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::grants::{self, errors};
use crate::tables::{ACCESS_GRANTS_IN, ACCESS_GRANTS_LOCATIONS};

pub(crate) async fn delete_access_grants_location(
    cx: &mut Cx<'_>,
    input: &DeleteAccessGrantsLocationInput,
) -> ApiResult<Empty> {
    let location = grants::location(cx, &input.access_grants_location_id).await?;
    let key = grants::entry(cx, &location.id);
    let within = cx.rows(&ACCESS_GRANTS_IN).prefix(&key);
    if !cx.range(&ACCESS_GRANTS_IN, &within, 1).await?.is_empty() {
        return Err(errors::location_not_empty());
    }
    cx.delete(&ACCESS_GRANTS_LOCATIONS, &key);
    Ok(Empty::default())
}
