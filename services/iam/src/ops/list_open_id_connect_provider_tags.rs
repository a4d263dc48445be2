//! ListOpenIDConnectProviderTags.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListOpenIDConnectProviderTags.html>

use gen_iam::{ListOpenIDConnectProviderTagsInput, ListOpenIDConnectProviderTagsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_open_id_connect_provider_tags(
    _cx: &mut Cx<'_>,
    _input: &ListOpenIDConnectProviderTagsInput,
) -> ApiResult<ListOpenIDConnectProviderTagsOutput> {
    Err(ApiError::not_implemented("iam:ListOpenIDConnectProviderTags"))
}
