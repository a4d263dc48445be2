//! ListOpenIDConnectProviderTags: the tags, by key.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviderTags.html>

use gen_iam::{ListOpenIDConnectProviderTagsRequest, ListOpenIDConnectProviderTagsResponse};
use kernel::{ApiResult, Cx};

use crate::{oidc_providers, tags};

pub(crate) async fn list_open_id_connect_provider_tags(
    cx: &mut Cx<'_>,
    input: &ListOpenIDConnectProviderTagsRequest,
) -> ApiResult<ListOpenIDConnectProviderTagsResponse> {
    let id = &input.open_id_connect_provider_arn;
    let row = oidc_providers::find(cx, id).await?;
    let page = tags::page(cx, &row.tags, id, input.marker.as_deref(), input.max_items)?;
    Ok(ListOpenIDConnectProviderTagsResponse {
        tags: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
