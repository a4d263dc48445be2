//! ListMultiRegionAccessPoints: the account's, by name.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListMultiRegionAccessPoints.html>

use gen_s3control::{ListMultiRegionAccessPointsInput, ListMultiRegionAccessPointsOutput};
use kernel::{ApiResult, Cx};

use crate::mrap::{self, shown};
use crate::tables::MRAPS;
use crate::{control_errors, limits};

pub(crate) async fn list_multi_region_access_points(
    cx: &mut Cx<'_>,
    input: &ListMultiRegionAccessPointsInput,
) -> ApiResult<ListMultiRegionAccessPointsOutput> {
    let most = input.max_results.and_then(|most| usize::try_from(most).ok());
    let most =
        most.filter(|most| (1..limits::MAX_MRAPS).contains(most)).unwrap_or(limits::MAX_MRAPS);
    let mut range = cx.rows(&MRAPS).prefix(&cx.account().as_str().to_owned());
    if let Some(token) = &input.next_token {
        let raw = cx.page_token().open(&[], token).ok();
        let name = raw.and_then(|raw| String::from_utf8(raw).ok());
        let name = name.ok_or_else(control_errors::invalid_next_token)?;
        range = range.after(&mrap::key(cx.account(), &name));
    }
    let mut found = cx.range(&MRAPS, &range, most + 1).await?;
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| more);
    let next_token = last.map(|(_, mrap)| cx.page_token().seal(&[], mrap.name.as_bytes()));
    Ok(ListMultiRegionAccessPointsOutput {
        access_points: Some(found.iter().map(|(_, mrap)| shown::report(mrap)).collect()),
        next_token,
    })
}
