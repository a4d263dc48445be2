//! TagSAMLProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_TagSAMLProvider.html>

use gen_iam::{TagSAMLProviderInput, TagSAMLProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_saml_provider(
    _cx: &mut Cx<'_>,
    _input: &TagSAMLProviderInput,
) -> ApiResult<TagSAMLProviderOutput> {
    Err(ApiError::not_implemented("iam:TagSAMLProvider"))
}
