//! CreateGroup: a group, with path.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html>

use gen_iam::{CreateGroupInput, CreateGroupOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Head, Kind};
use crate::groups::Group;

pub(crate) async fn create_group(
    cx: &mut Cx<'_>,
    input: &CreateGroupInput,
) -> ApiResult<CreateGroupOutput> {
    let head = Head::new(cx, Kind::Group, &input.group_name, input.path.as_deref());
    let group = Group { head, attached: Vec::new() };
    entity::add(cx, &group).await?;
    Ok(CreateGroupOutput { group: Some(group.shown(cx)) })
}
