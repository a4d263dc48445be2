//! CreateStorageLensGroup: objects that dashboards count apart.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateStorageLensGroup.html>

use gen_s3control::{CreateStorageLensGroupInput, CreateStorageLensGroupOutput};
use kernel::{ApiResult, Cx};

use crate::control::tag_changes;
use crate::kept::Kept;
use crate::storage_lens::{self, LensGroup, group};
use crate::tables::LENS_GROUPS;
use crate::{control_errors, grants, limits};

pub(crate) async fn create_storage_lens_group(
    cx: &mut Cx<'_>,
    input: &CreateStorageLensGroupInput,
) -> ApiResult<CreateStorageLensGroupOutput> {
    let mut given = input.storage_lens_group.clone();
    group::check(&given)?;
    let tags = tag_changes::check(input.tags.as_deref().unwrap_or_default())?;
    let place = grants::place(cx);
    let range = cx.rows(&LENS_GROUPS).prefix(&place);
    let there = cx.range(&LENS_GROUPS, &range, limits::MAX_LENS_GROUPS).await?;
    if there.iter().any(|((_, _, name), _)| *name == given.name) {
        return Err(control_errors::lens_group_exists(&given.name));
    }
    if there.len() == limits::MAX_LENS_GROUPS {
        return Err(control_errors::too_many_lens_groups(limits::MAX_LENS_GROUPS));
    }
    given.storage_lens_group_arn = None;
    let name = given.name.clone();
    storage_lens::save_group(cx, &name, &LensGroup { group: Kept(given), tags });
    Ok(CreateStorageLensGroupOutput::default())
}
