//! ListSAMLProviderTags: the tags, by key.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviderTags.html>

use gen_iam::{ListSAMLProviderTagsRequest, ListSAMLProviderTagsResponse};
use kernel::{ApiResult, Cx};

use crate::{saml_providers, tags};

pub(crate) async fn list_saml_provider_tags(
    cx: &mut Cx<'_>,
    input: &ListSAMLProviderTagsRequest,
) -> ApiResult<ListSAMLProviderTagsResponse> {
    let id = &input.saml_provider_arn;
    let row = saml_providers::find(cx, id).await?;
    let page = tags::page(cx, &row.tags, id, input.marker.as_deref(), input.max_items)?;
    Ok(ListSAMLProviderTagsResponse {
        tags: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
