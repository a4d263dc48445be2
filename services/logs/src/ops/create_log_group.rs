//! CreateLogGroup.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html>

use gen_logs::{CreateLogGroupInput, CreateLogGroupOutput};
use kernel::{ApiResult, Cx};

use crate::group::{self, Class, Group};
use crate::names::GroupName;
use crate::tables::GROUPS;
use crate::{errors, tags, vault};

pub(crate) async fn create_log_group(
    cx: &mut Cx<'_>,
    input: &CreateLogGroupInput,
) -> ApiResult<CreateLogGroupOutput> {
    let name = GroupName::for_new(&input.log_group_name)?;
    if cx.get_shared(&GROUPS, &name).await?.is_some() {
        return Err(errors::group_exists());
    }
    let class = input.log_group_class.as_deref().and_then(Class::parse);
    let mut group = Group {
        name,
        id: cx.next_sequence(),
        created_at: cx.now().as_millis(),
        class: class.unwrap_or(Class::Standard),
        retention: None,
        encryption: None,
        data_keys: 0,
        protected: input.deletion_protection_enabled.unwrap_or(false),
        subscriptions: 0,
        metric_filters: 0,
    };
    if let Some(key) = &input.kms_key_id {
        vault::associate(cx, &mut group, key).await?;
    }
    if let Some(given) = &input.tags {
        tags::add(cx, &tags::of_group(&group.name), given).await?;
    }
    group::save(cx, &group);
    Ok(CreateLogGroupOutput::default())
}
