//! TagOpenIDConnectProvider: adds tags, or gives them other values.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagOpenIDConnectProvider.html>

use gen_iam::TagOpenIDConnectProviderRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{oidc_providers, tags};

pub(crate) async fn tag_open_id_connect_provider(
    cx: &mut Cx<'_>,
    input: &TagOpenIDConnectProviderRequest,
) -> ApiResult<Empty> {
    let mut row = oidc_providers::find(cx, &input.open_id_connect_provider_arn).await?;
    row.tags = tags::merged(&row.tags, &input.tags)?;
    oidc_providers::put(cx, &input.open_id_connect_provider_arn, &row);
    Ok(Empty {})
}
