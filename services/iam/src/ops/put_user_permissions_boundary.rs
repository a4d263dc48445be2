//! PutUserPermissionsBoundary: a managed policy as the boundary of a user, in the place of another.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html>

use gen_iam::{PutUserPermissionsBoundaryInput, PutUserPermissionsBoundaryOutput};
use kernel::{ApiResult, Cx};

use crate::{boundary, users};

pub(crate) async fn put_user_permissions_boundary(
    cx: &mut Cx<'_>,
    input: &PutUserPermissionsBoundaryInput,
) -> ApiResult<PutUserPermissionsBoundaryOutput> {
    let mut user = users::find(cx, &input.user_name).await?;
    boundary::check(cx, &input.permissions_boundary).await?;
    let before = user.boundary.replace(input.permissions_boundary.clone());
    boundary::note(cx, &user, before.as_deref(), user.boundary.as_deref());
    users::save(cx, &user);
    Ok(PutUserPermissionsBoundaryOutput {})
}
