//! DeleteAccessGrantsInstance: the instance goes after its locations.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessGrantsInstance.html>

use gen_s3control::DeleteAccessGrantsInstanceInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::grants::{self, errors};
use crate::tables::{ACCESS_GRANTS_INSTANCES, ACCESS_GRANTS_LOCATIONS};

pub(crate) async fn delete_access_grants_instance(
    cx: &mut Cx<'_>,
    _: &DeleteAccessGrantsInstanceInput,
) -> ApiResult<Empty> {
    grants::instance(cx).await?;
    let place = grants::place(cx);
    let locations = cx.rows(&ACCESS_GRANTS_LOCATIONS).prefix(&place);
    if !cx.range(&ACCESS_GRANTS_LOCATIONS, &locations, 1).await?.is_empty() {
        return Err(errors::instance_not_empty());
    }
    cx.delete(&ACCESS_GRANTS_INSTANCES, &place);
    Ok(Empty::default())
}
