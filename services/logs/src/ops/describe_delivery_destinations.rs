//! DescribeDeliveryDestinations: all destinations, or those that are named.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeDeliveryDestinations.html>

use gen_logs::{DescribeDeliveryDestinationsInput, DescribeDeliveryDestinationsOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::tables::DELIVERY_DESTINATIONS;

pub(crate) async fn describe_delivery_destinations(
    cx: &mut Cx<'_>,
    input: &DescribeDeliveryDestinationsInput,
) -> ApiResult<DescribeDeliveryDestinationsOutput> {
    let names = input.names.clone().unwrap_or_default();
    let binding: Vec<&str> = names.iter().map(String::as_str).collect();
    let token = input.next_token.as_deref();
    let page = Page::<String>::parse(cx, &binding, input.limit, token)?;
    let mut rows = cx.rows(&DELIVERY_DESTINATIONS);
    if let Some(after) = &page.after {
        rows = rows.after(after);
    }
    let all = match names.is_empty() {
        true => cx.range(&DELIVERY_DESTINATIONS, &rows, page.limit + 1).await?,
        false => cx.range(&DELIVERY_DESTINATIONS, &rows, usize::MAX).await?,
    };
    let wanted = |name: &String| names.is_empty() || names.contains(name);
    let mut found: Vec<_> = all.into_iter().filter(|(name, _)| wanted(name)).collect();
    let next_token = page.cut(cx, &binding, &mut found)?;
    let shown = found.iter().map(|(name, row)| row.show(cx, name)).collect::<ApiResult<_>>()?;
    Ok(DescribeDeliveryDestinationsOutput { delivery_destinations: Some(shown), next_token })
}
