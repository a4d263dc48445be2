//! GetRoleTemplateVersion.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetRoleTemplateVersion.html>

use gen_iam::{GetRoleTemplateVersionInput, GetRoleTemplateVersionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_role_template_version(
    _cx: &mut Cx<'_>,
    _input: &GetRoleTemplateVersionInput,
) -> ApiResult<GetRoleTemplateVersionOutput> {
    Err(ApiError::not_implemented("iam:GetRoleTemplateVersion"))
}
