//! TagRole: tags for a role; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagRole.html>

use gen_iam::{TagRoleInput, TagRoleOutput};
use kernel::{ApiResult, Cx};

use crate::{roles, tags};

pub(crate) async fn tag_role(cx: &mut Cx<'_>, input: &TagRoleInput) -> ApiResult<TagRoleOutput> {
    let mut role = roles::find(cx, &input.role_name).await?;
    role.tags = tags::merged(&role.tags, &input.tags)?;
    roles::save(cx, &role);
    Ok(TagRoleOutput {})
}
