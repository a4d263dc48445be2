//! UntagOpenIDConnectProvider: takes tags away; those that are not there do not matter.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagOpenIDConnectProvider.html>

use gen_iam::UntagOpenIDConnectProviderRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{oidc_providers, tags};

pub(crate) async fn untag_open_id_connect_provider(
    cx: &mut Cx<'_>,
    input: &UntagOpenIDConnectProviderRequest,
) -> ApiResult<Empty> {
    let mut row = oidc_providers::find(cx, &input.open_id_connect_provider_arn).await?;
    row.tags = tags::without(&row.tags, &input.tag_keys);
    oidc_providers::put(cx, &input.open_id_connect_provider_arn, &row);
    Ok(Empty {})
}
