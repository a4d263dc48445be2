//! UntagSAMLProvider: takes tags away; those that are not there do not matter.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagSAMLProvider.html>

use gen_iam::UntagSAMLProviderRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{saml_providers, tags};

pub(crate) async fn untag_saml_provider(
    cx: &mut Cx<'_>,
    input: &UntagSAMLProviderRequest,
) -> ApiResult<Empty> {
    let mut row = saml_providers::find(cx, &input.saml_provider_arn).await?;
    row.tags = tags::without(&row.tags, &input.tag_keys);
    saml_providers::put(cx, &input.saml_provider_arn, &row);
    Ok(Empty {})
}
