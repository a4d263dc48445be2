//! DeleteAccessPointForObjectLambda: its policy goes with it; the access point that supported it stays.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessPointForObjectLambda.html>

use gen_s3control::DeleteAccessPointForObjectLambdaInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::object_lambda;
use crate::tables::LAMBDA_POINTS;

pub(crate) async fn delete_access_point_for_object_lambda(
    cx: &mut Cx<'_>,
    input: &DeleteAccessPointForObjectLambdaInput,
) -> ApiResult<Empty> {
    let point = object_lambda::own(cx, &input.name).await?;
    object_lambda::delete(cx, &point);
    let held = (point.account.as_str().to_owned(), point.region.to_string());
    cx.add_rows(&LAMBDA_POINTS, &held, -1);
    Ok(Empty::default())
}
