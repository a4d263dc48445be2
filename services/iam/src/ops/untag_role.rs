//! UntagRole: tags of a role go; keys that are not there are fine.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagRole.html>

use gen_iam::{UntagRoleInput, UntagRoleOutput};
use kernel::{ApiResult, Cx};

use crate::{roles, tags};

pub(crate) async fn untag_role(
    cx: &mut Cx<'_>,
    input: &UntagRoleInput,
) -> ApiResult<UntagRoleOutput> {
    let mut role = roles::find(cx, &input.role_name).await?;
    role.tags = tags::without(&role.tags, &input.tag_keys);
    roles::save(cx, &role);
    Ok(UntagRoleOutput {})
}
