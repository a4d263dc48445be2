//! What calls about Multi-Region Access Points require of policies.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html>

use gen_s3control::{
    CreateMultiRegionAccessPointRequest, DeleteMultiRegionAccessPointRequest,
    PutMultiRegionAccessPointPolicyRequest,
};
use kernel::{AccessQuery, ApiResult, Cx, Required};

use crate::mrap;
use crate::tables::MRAPS;

/// `None` of other calls.
pub(super) async fn required(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
) -> ApiResult<Option<Required>> {
    let name = match query.operation {
        "CreateMultiRegionAccessPoint" => {
            let input = query.input_as::<CreateMultiRegionAccessPointRequest>();
            input.map(|input| input.details.name.clone())
        }
        "DeleteMultiRegionAccessPoint" => {
            let input = query.input_as::<DeleteMultiRegionAccessPointRequest>();
            input.map(|input| input.details.name.clone())
        }
        "PutMultiRegionAccessPointPolicy" => {
            let input = query.input_as::<PutMultiRegionAccessPointPolicyRequest>();
            input.map(|input| input.details.name.clone())
        }
        "GetMultiRegionAccessPoint"
        | "GetMultiRegionAccessPointPolicy"
        | "GetMultiRegionAccessPointPolicyStatus" => query.input.text("Name"),
        "GetMultiRegionAccessPointRoutes" | "SubmitMultiRegionAccessPointRoutes" => {
            let given = query.input.text("Mrap").unwrap_or_default();
            let alias = given.rsplit(['/', ':']).next().unwrap_or_default();
            return Ok(Some(on(cx, query, alias)));
        }
        "DescribeMultiRegionAccessPointOperation" => {
            let arn = query.input.text("RequestTokenARN").unwrap_or_default();
            return Ok(Some(query.on(arn)));
        }
        "ListMultiRegionAccessPoints" => return Ok(Some(query.on("*"))),
        _ => return Ok(None),
    };
    let name = name.unwrap_or_default();
    let key = mrap::key(cx.account(), &name);
    let found = cx.get_shared(&MRAPS, &key).await?;
    // A new one has no alias yet.
    let alias = found.map_or(name, |mrap| mrap.alias.clone());
    Ok(Some(on(cx, query, &alias)))
}

fn on(cx: &Cx<'_>, query: &AccessQuery<'_>, alias: &str) -> Required {
    let arn = mrap::arn(cx.partition(), cx.account(), alias);
    query
        .on(arn.as_str())
        .with_key("s3:DataAccessPointArn", arn)
        .with_key("s3:DataAccessPointAccount", cx.account().as_str())
        .with_key("s3:AccessPointNetworkOrigin", "Internet")
}
