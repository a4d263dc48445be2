//! Tags on log groups.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html>

use gen_logs::errors as modelled;
use kernel::tagging::{self, TagError};
use kernel::{ApiError, ApiResult, Arn, Cx};
use schema::VecMap;

use crate::names::{self, GroupName};
use crate::tables::{DELIVERY_DESTINATIONS, GROUPS, TAGS};
use crate::{delivery_destination, errors};

/// What the tags of a log group lie under.
pub(crate) fn of_group(name: &GroupName) -> String {
    format!("log-group:{}", name.as_str())
}

/// What the tags of the resource with this ARN lie under; the resource is there.
pub(crate) async fn of_arn(cx: &mut Cx<'_>, text: &str) -> ApiResult<String> {
    let refused = || errors::validation("The specified resource ARN is invalid.");
    let missing = || errors::not_found("The specified resource does not exist.");
    let arn = text.parse::<Arn>().map_err(|_| refused())?;
    if arn.service() != "logs" {
        return Err(refused());
    }
    if arn.region() != cx.region().as_str() || arn.account() != cx.account().as_str() {
        return Err(missing());
    }
    if let Some(name) = arn.resource().strip_prefix("delivery-destination:") {
        return match cx.has(&DELIVERY_DESTINATIONS, &name.to_owned()).await? {
            true => Ok(delivery_destination::resource_of(name)),
            false => Err(missing()),
        };
    }
    let name = names::of_resource(arn.resource()).ok_or_else(missing)?;
    match cx.get_shared(&GROUPS, &name).await? {
        Some(_) => Ok(of_group(&name)),
        None => Err(missing()),
    }
}

/// The tags of a resource.
pub(crate) async fn of(cx: &mut Cx<'_>, resource: &String) -> ApiResult<VecMap<String>> {
    let rows = cx.get(&TAGS, resource).await?;
    Ok(rows.unwrap_or_default().into_iter().collect())
}

/// Adds tags; the old value of a key gives way.
pub(crate) async fn add(
    cx: &mut Cx<'_>,
    resource: &String,
    added: &VecMap<String>,
) -> ApiResult<()> {
    let tags = of(cx, resource).await?;
    let merged = tagging::merge(&tags, added).map_err(|error| refusal(resource, &error))?;
    save(cx, resource, merged);
    Ok(())
}

/// Takes tags away; keys that are not there are fine.
pub(crate) async fn remove(cx: &mut Cx<'_>, resource: &String, keys: &[String]) -> ApiResult<()> {
    let mut tags = of(cx, resource).await?;
    for key in keys {
        tags.remove(key);
    }
    save(cx, resource, tags);
    Ok(())
}

fn save(cx: &mut Cx<'_>, resource: &String, tags: VecMap<String>) {
    if tags.is_empty() {
        cx.delete(&TAGS, resource);
    } else {
        cx.put(&TAGS, resource, &tags.into_iter().collect());
    }
}

fn refusal(resource: &str, error: &TagError) -> ApiError {
    match error {
        TagError::TooMany => modelled::too_many_tags_exception(
            "The resource has too many tags.",
            gen_logs::TooManyTagsException {
                resource_name: Some(resource.to_owned()),
                ..Default::default()
            },
        ),
        other => errors::invalid(format!("Invalid tag: {other}.")),
    }
}
