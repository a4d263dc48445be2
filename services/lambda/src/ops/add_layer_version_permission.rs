//! AddLayerVersionPermission: lets another account, an organization or anybody use a version of a layer.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html>

use gen_lambda::{AddLayerVersionPermissionRequest, AddLayerVersionPermissionResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::layer::{self, LayerTarget};
use crate::policy_row::{Policy, Statement, Whom};
use crate::tables::LAYER_VERSIONS;

pub(crate) async fn add_layer_version_permission(
    cx: &mut Cx<'_>,
    input: &AddLayerVersionPermissionRequest,
) -> ApiResult<AddLayerVersionPermissionResponse> {
    let name = LayerTarget::parse(&input.layer_name).name;
    let mut version = layer::get_for_policy(cx, &name, input.version_number).await?;
    let current = version.policy.as_ref().map(|policy| policy.revision.as_str());
    if input.revision_id.is_some() && input.revision_id.as_deref() != current {
        return Err(errors::wrong_policy_revision("GetLayerPolicy"));
    }
    let principal = Whom::parse(cx, &input.principal).await?;
    let organization = input
        .organization_id
        .clone()
        .map(|id| ("StringEquals".to_owned(), "aws:PrincipalOrgID".to_owned(), id));
    let statement = Statement {
        sid: input.statement_id.clone(),
        principal,
        action: input.action.clone(),
        resource: layer::version_arn(cx, &name, input.version_number)?,
        conditions: organization.into_iter().collect(),
    };
    let shown = statement.json();
    let policy = Policy::with(version.policy.take(), statement, cx.random().uuid())?;
    let revision_id = Some(policy.revision.clone());
    version.policy = Some(policy);
    cx.put(&LAYER_VERSIONS, &(name, version.version), &version);
    Ok(AddLayerVersionPermissionResponse { statement: Some(shown), revision_id })
}
