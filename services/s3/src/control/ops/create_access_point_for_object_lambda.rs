//! CreateAccessPointForObjectLambda: a name for what functions make of the objects behind an access point.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessPointForObjectLambda.html>

use gen_s3control::{
    CreateAccessPointForObjectLambdaInput, CreateAccessPointForObjectLambdaOutput,
    ObjectLambdaAccessPointAlias,
};
use kernel::{ApiResult, Cx};

use crate::object_lambda::setup::Setup;
use crate::object_lambda::{self, LambdaPoint, name};
use crate::tables::LAMBDA_POINTS;
use crate::{access_point, control_errors, limits};

pub(crate) async fn create_access_point_for_object_lambda(
    cx: &mut Cx<'_>,
    input: &CreateAccessPointForObjectLambdaInput,
) -> ApiResult<CreateAccessPointForObjectLambdaOutput> {
    name::check(&input.name)?;
    let setup = Setup::parse(cx, &input.configuration).await?;
    let key = access_point::key(cx.account(), cx.region(), &input.name);
    if cx.has(&LAMBDA_POINTS, &key).await? {
        return Err(control_errors::access_point_exists());
    }
    let held = (cx.account().as_str().to_owned(), cx.region().to_string());
    if cx.count_rows(&LAMBDA_POINTS, &held).await? >= limits::MAX_LAMBDA_POINTS as u64 {
        return Err(control_errors::too_many_access_points(limits::MAX_LAMBDA_POINTS));
    }
    cx.add_rows(&LAMBDA_POINTS, &held, 1);
    let point = LambdaPoint {
        name: input.name.clone(),
        account: cx.account(),
        region: cx.region().clone(),
        alias: name::alias(cx, &input.name),
        created: cx.now(),
        setup,
        policy: None,
    };
    object_lambda::save(cx, &point);
    Ok(CreateAccessPointForObjectLambdaOutput {
        object_lambda_access_point_arn: Some(point.arn()),
        alias: Some(alias(&point)),
    })
}

/// The alias as answers show it.
pub(super) fn alias(point: &LambdaPoint) -> ObjectLambdaAccessPointAlias {
    ObjectLambdaAccessPointAlias {
        value: Some(point.alias.clone()),
        status: Some("READY".to_owned()),
    }
}
