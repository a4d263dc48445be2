//! ListAccessPoints: the account's access points in this region, by name; all, or those of one bucket.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListAccessPoints.html>

use gen_s3control::{
    AccessPoint as Shown, ListAccessPointsInput, ListAccessPointsOutput, VpcConfiguration,
};
use kernel::{ApiResult, Cx};

use crate::access_point::{self, AccessPoint};
use crate::control_errors;
use crate::tables::ACCESS_POINTS;

/// Most that a page has.
const PAGE: usize = 1_000;

pub(crate) async fn list_access_points(
    cx: &mut Cx<'_>,
    input: &ListAccessPointsInput,
) -> ApiResult<ListAccessPointsOutput> {
    let most = input.max_results.and_then(|most| usize::try_from(most).ok());
    let most = most.filter(|most| *most > 0).map_or(PAGE, |most| most.min(PAGE));
    let bucket = input.bucket.as_deref();
    // Data that is not S3's is not here, so no access point leads to it.
    let elsewhere = input.data_source_id.is_some()
        || input.data_source_type.as_deref().is_some_and(|kind| kind != "S3");
    let binding = [bucket.unwrap_or_default()];
    let mut after = match &input.next_token {
        None => None,
        Some(token) => Some(open(cx, &binding, token)?),
    };
    let mut found: Vec<AccessPoint> = Vec::new();
    while !elsewhere && found.len() <= most {
        let place = (cx.account().as_str().to_owned(), cx.region().to_string());
        let mut range = cx.rows(&ACCESS_POINTS).prefix(&place);
        if let Some(name) = &after {
            range = range.after(&access_point::key(cx.account(), cx.region(), name));
        }
        let rows = cx.range(&ACCESS_POINTS, &range, PAGE).await?;
        after = rows.last().map(|((_, _, name), _)| name.clone());
        let ended = rows.len() < PAGE;
        let fits = |point: &AccessPoint| bucket.is_none_or(|name| point.bucket.as_str() == name);
        found.extend(rows.into_iter().map(|(_, point)| point).filter(fits));
        if ended {
            break;
        }
    }
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| more);
    let next = last.map(|point| cx.page_token().seal(&binding, point.name.as_bytes()));
    Ok(ListAccessPointsOutput {
        access_point_list: Some(found.into_iter().map(shown).collect()),
        next_token: next,
    })
}

fn open(cx: &Cx<'_>, binding: &[&str], token: &str) -> ApiResult<String> {
    let raw = cx.page_token().open(binding, token).ok();
    raw.and_then(|raw| String::from_utf8(raw).ok()).ok_or_else(control_errors::invalid_next_token)
}

fn shown(point: AccessPoint) -> Shown {
    Shown {
        network_origin: Some(point.network_origin().to_owned()),
        access_point_arn: Some(point.arn()),
        bucket: Some(point.bucket.to_string()),
        bucket_account_id: Some(point.bucket_owner.to_string()),
        name: Some(point.name),
        vpc_configuration: point.vpc.map(|vpc_id| VpcConfiguration { vpc_id }),
        alias: Some(point.alias),
        ..Shown::default()
    }
}
