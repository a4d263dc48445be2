//! UpdateGroup: another name, another path; users and policies stay.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html>

use gen_iam::{UpdateGroupInput, UpdateGroupOutput};
use kernel::{ApiResult, Cx};

use crate::attachments;
use crate::entity::{self, Entity as _};
use crate::groups::{self, Group};
use crate::names::Folded;

pub(crate) async fn update_group(
    cx: &mut Cx<'_>,
    input: &UpdateGroupInput,
) -> ApiResult<UpdateGroupOutput> {
    let before = groups::find(cx, &input.group_name).await?;
    let mut group = before.clone();
    if let Some(path) = &input.new_path {
        group.head.path.clone_from(path);
    }
    if let Some(name) = &input.new_group_name {
        if group.key() != Folded::of(name) {
            entity::require_free::<Group>(cx, name).await?;
        }
        group.head.name.clone_from(name);
    }
    entity::save_renamed(cx, &before.key(), &group);
    attachments::renamed(cx, &before.key(), &group, None);
    Ok(UpdateGroupOutput {})
}
