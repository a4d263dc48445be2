//! DeleteSAMLProvider: its assertions are refused from here on.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSAMLProvider.html>

use gen_iam::DeleteSAMLProviderRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::saml_providers;

pub(crate) async fn delete_saml_provider(
    cx: &mut Cx<'_>,
    input: &DeleteSAMLProviderRequest,
) -> ApiResult<Empty> {
    saml_providers::find(cx, &input.saml_provider_arn).await?;
    saml_providers::delete(cx, &input.saml_provider_arn);
    Ok(Empty {})
}
