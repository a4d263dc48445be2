//! ListAccessGrantsInstances: the account's instance in this region, if there is one.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListAccessGrantsInstances.html>

use gen_s3control::{
    ListAccessGrantsInstanceEntry, ListAccessGrantsInstancesInput, ListAccessGrantsInstancesOutput,
};
use kernel::{ApiResult, Cx};

use crate::control_errors;
use crate::grants;
use crate::tables::ACCESS_GRANTS_INSTANCES;

pub(crate) async fn list_access_grants_instances(
    cx: &mut Cx<'_>,
    input: &ListAccessGrantsInstancesInput,
) -> ApiResult<ListAccessGrantsInstancesOutput> {
    // One fits a page: no token was ever given out.
    if input.next_token.is_some() {
        return Err(control_errors::invalid_next_token());
    }
    let place = grants::place(cx);
    let found = cx.get(&ACCESS_GRANTS_INSTANCES, &place).await?;
    let entry = found.map(|instance| ListAccessGrantsInstanceEntry {
        access_grants_instance_id: Some(grants::DEFAULT.to_owned()),
        access_grants_instance_arn: Some(grants::arn_here(cx, "")),
        created_at: Some(instance.created),
        ..ListAccessGrantsInstanceEntry::default()
    });
    Ok(ListAccessGrantsInstancesOutput {
        access_grants_instances_list: Some(entry.into_iter().collect()),
        ..ListAccessGrantsInstancesOutput::default()
    })
}
