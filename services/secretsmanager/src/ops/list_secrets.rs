//! ListSecrets: the secrets of the account in this region, filtered and sorted.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ListSecrets.html>

use gen_secretsmanager::{ListSecretsRequest, ListSecretsResponse};
use kernel::{ApiResult, Cx};

use crate::filters::Filters;
use crate::page::Page;
use crate::secret::Secret;
use crate::sorting::{Listing, Position, Sorting};
use crate::{limits, show};

pub(crate) async fn list_secrets(
    cx: &mut Cx<'_>,
    input: &ListSecretsRequest,
) -> ApiResult<ListSecretsResponse> {
    let listing = Listing {
        filters: Filters::parse(input.filters.as_deref())?,
        sorting: Sorting::parse(input.sort_by.as_deref(), input.sort_order.as_deref()),
        with_deleted: input.include_planned_deletion.unwrap_or(false),
    };
    let binding = format!("{:?} {:?} {}", input.filters, listing.sorting, listing.with_deleted);
    let token = input.next_token.as_deref();
    let page: Page<Position> =
        Page::parse(cx, &[&binding], input.max_results, limits::PAGE, token)?;
    let secrets = listing.read(cx, page.after.as_ref(), page.limit + 1).await?;
    let position = |secret: &Secret| listing.sorting.position(secret);
    let (secrets, next_token) = page.cut(cx, &[&binding], secrets, position)?;
    let entries: ApiResult<_> = secrets.iter().map(|secret| show::listed(cx, secret)).collect();
    Ok(ListSecretsResponse { secret_list: Some(entries?), next_token })
}
