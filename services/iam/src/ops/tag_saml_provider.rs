//! TagSAMLProvider: adds tags, or gives them other values.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagSAMLProvider.html>

use gen_iam::TagSAMLProviderRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{saml_providers, tags};

pub(crate) async fn tag_saml_provider(
    cx: &mut Cx<'_>,
    input: &TagSAMLProviderRequest,
) -> ApiResult<Empty> {
    let mut row = saml_providers::find(cx, &input.saml_provider_arn).await?;
    row.tags = tags::merged(&row.tags, &input.tags)?;
    saml_providers::put(cx, &input.saml_provider_arn, &row);
    Ok(Empty {})
}
