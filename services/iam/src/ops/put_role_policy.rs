//! PutRolePolicy: an inline policy of a role, in the place of one of the same name.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html>

use gen_iam::{PutRolePolicyInput, PutRolePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{inline, roles};

pub(crate) async fn put_role_policy(
    cx: &mut Cx<'_>,
    input: &PutRolePolicyInput,
) -> ApiResult<PutRolePolicyOutput> {
    let role = roles::find_modifiable(cx, &input.role_name).await?;
    inline::put(cx, &role, &input.policy_name, &input.policy_document).await?;
    Ok(PutRolePolicyOutput {})
}
