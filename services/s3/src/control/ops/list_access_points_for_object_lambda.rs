//! ListAccessPointsForObjectLambda: the account's in this region, by name.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListAccessPointsForObjectLambda.html>

use gen_s3control::{
    ListAccessPointsForObjectLambdaInput, ListAccessPointsForObjectLambdaOutput,
    ObjectLambdaAccessPoint,
};
use kernel::{ApiResult, Cx};

use super::create_access_point_for_object_lambda::alias;
use crate::object_lambda::LambdaPoint;
use crate::tables::LAMBDA_POINTS;
use crate::{access_point, control_errors};

/// Most that a page has.
const PAGE: usize = 1_000;

pub(crate) async fn list_access_points_for_object_lambda(
    cx: &mut Cx<'_>,
    input: &ListAccessPointsForObjectLambdaInput,
) -> ApiResult<ListAccessPointsForObjectLambdaOutput> {
    let most = input.max_results.and_then(|most| usize::try_from(most).ok());
    let most = most.filter(|most| *most > 0).map_or(PAGE, |most| most.min(PAGE));
    let place = (cx.account().as_str().to_owned(), cx.region().to_string());
    let mut range = cx.rows(&LAMBDA_POINTS).prefix(&place);
    if let Some(token) = &input.next_token {
        let raw = cx.page_token().open(&[], token).ok();
        let name = raw.and_then(|raw| String::from_utf8(raw).ok());
        let name = name.ok_or_else(control_errors::invalid_next_token)?;
        range = range.after(&access_point::key(cx.account(), cx.region(), &name));
    }
    let mut found = cx.range(&LAMBDA_POINTS, &range, most + 1).await?;
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| more);
    let next_token = last.map(|(_, point)| cx.page_token().seal(&[], point.name.as_bytes()));
    Ok(ListAccessPointsForObjectLambdaOutput {
        object_lambda_access_point_list: Some(
            found.into_iter().map(|(_, point)| shown(&point)).collect(),
        ),
        next_token,
    })
}

fn shown(point: &LambdaPoint) -> ObjectLambdaAccessPoint {
    ObjectLambdaAccessPoint {
        name: Some(point.name.clone()),
        object_lambda_access_point_arn: Some(point.arn()),
        alias: Some(alias(point)),
    }
}
