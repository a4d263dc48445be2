//! UntagSAMLProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UntagSAMLProvider.html>

use gen_iam::{UntagSAMLProviderInput, UntagSAMLProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_saml_provider(
    _cx: &mut Cx<'_>,
    _input: &UntagSAMLProviderInput,
) -> ApiResult<UntagSAMLProviderOutput> {
    Err(ApiError::not_implemented("iam:UntagSAMLProvider"))
}
