//! ListSAMLProviderTags.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListSAMLProviderTags.html>

use gen_iam::{ListSAMLProviderTagsInput, ListSAMLProviderTagsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_saml_provider_tags(
    _cx: &mut Cx<'_>,
    _input: &ListSAMLProviderTagsInput,
) -> ApiResult<ListSAMLProviderTagsOutput> {
    Err(ApiError::not_implemented("iam:ListSAMLProviderTags"))
}
