//! DeleteAccessPoint: its policy goes with it; the bucket stays.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessPoint.html>

use gen_s3control::DeleteAccessPointInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::tables::ACCESS_POINTS;
use crate::{access_point, access_point_name};

pub(crate) async fn delete_access_point(
    cx: &mut Cx<'_>,
    input: &DeleteAccessPointInput,
) -> ApiResult<Empty> {
    access_point_name::check(&input.name)?;
    let point = access_point::own(cx, &input.name).await?;
    access_point::delete(cx, &point);
    let held = (point.account.as_str().to_owned(), point.region.to_string());
    cx.add_rows(&ACCESS_POINTS, &held, -1);
    Ok(Empty::default())
}
