//! RemoveLayerVersionPermission: takes a statement out of the policy of a version of a layer.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_RemoveLayerVersionPermission.html>

use gen_lambda::RemoveLayerVersionPermissionRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::errors;
use crate::layer::{self, LayerTarget};
use crate::tables::LAYER_VERSIONS;

pub(crate) async fn remove_layer_version_permission(
    cx: &mut Cx<'_>,
    input: &RemoveLayerVersionPermissionRequest,
) -> ApiResult<Empty> {
    let name = LayerTarget::parse(&input.layer_name).name;
    let mut version = layer::get_for_policy(cx, &name, input.version_number).await?;
    let Some(policy) = version.policy.take() else {
        return Err(errors::not_found("No policy is associated with the given resource."));
    };
    if input.revision_id.as_ref().is_some_and(|known| *known != policy.revision) {
        return Err(errors::wrong_policy_revision("GetLayerPolicy"));
    }
    version.policy = policy.without(&input.statement_id, cx.random().uuid())?;
    cx.put(&LAYER_VERSIONS, &(name, version.version), &version);
    Ok(Empty::default())
}
