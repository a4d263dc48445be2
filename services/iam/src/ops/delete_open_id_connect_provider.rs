//! DeleteOpenIDConnectProvider: its tokens are refused from here on.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteOpenIDConnectProvider.html>

use gen_iam::DeleteOpenIDConnectProviderRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::credential_errors as errors;
use crate::oidc_providers;

pub(crate) async fn delete_open_id_connect_provider(
    cx: &mut Cx<'_>,
    input: &DeleteOpenIDConnectProviderRequest,
) -> ApiResult<Empty> {
    let arn = &input.open_id_connect_provider_arn;
    if oidc_providers::with_arn(cx, arn).await?.is_none() {
        return Err(errors::no_oidc_provider_to_delete(arn));
    }
    oidc_providers::delete(cx, arn);
    Ok(Empty {})
}
