//! UpdateEventSourceMapping: changes a mapping, switches it on or off.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html>

use gen_lambda::{UpdateEventSourceMappingInput, UpdateEventSourceMappingOutput};
use kernel::{ApiResult, Cx};

use super::create_event_source_mapping::{check_destination, function, refuse_second};
use crate::environment::Who;
use crate::errors;
use crate::events::locked;
use crate::events::mapping::{self, Kind, Mapping, State};
use crate::events::settings::Given;

pub(crate) async fn update_event_source_mapping(
    cx: &mut Cx<'_>,
    input: &UpdateEventSourceMappingInput,
) -> ApiResult<UpdateEventSourceMappingOutput> {
    let mut mapping = mapping::find(cx, &input.uuid).await?;
    let given = Given::of_update(input)?;
    given.check(matches!(mapping.kind, Kind::Queue { .. }))?;
    if mapping.state == State::Deleting {
        return Err(errors::conflict(
            "Cannot update the event source mapping because it is in use.",
        ));
    }
    let key = key_after(&mapping, input.kms_key_arn.as_deref());
    let again = input.kms_key_arn.is_some() || input.function_name.is_some();
    if mapping.more.locked.is_some() && again && input.filter_criteria.is_none() {
        mapping.filters = locked::open(cx, &mapping, Who::Caller).await?;
    }
    given.apply(&mut mapping)?;
    if let Some(name) = &input.function_name {
        let (target, facts) = function(cx, name).await?;
        mapping.function = target.name;
        mapping.qualifier = target.qualifier.map(|qualifier| qualifier.to_string());
        check_destination(cx, &facts, &mapping).await?;
        refuse_second(cx, &mapping).await?;
    } else if input.destination_config.is_some() {
        let name = mapping.function.to_string();
        let (_, facts) = function(cx, &name).await?;
        check_destination(cx, &facts, &mapping).await?;
    }
    if again || input.filter_criteria.is_some() {
        mapping.more.locked = None;
        if let Some(key) = key {
            locked::lock(cx, &mut mapping, &key).await?;
        }
    }
    switch(&mut mapping, input.enabled);
    mapping.modified = cx.now();
    mapping.save(cx).await?;
    mapping.show_open(cx).await
}

/// The key that filters are to be under; an empty one takes it away.
fn key_after(mapping: &Mapping, given: Option<&str>) -> Option<String> {
    let before = mapping.more.locked.as_ref().map(|locked| locked.key.clone());
    given.map_or(before, |key| Some(key.to_owned()).filter(|key| !key.is_empty()))
}

/// What the mapping is about to be: a change of one that is off is done at once.
fn switch(mapping: &mut Mapping, enabled: Option<bool>) {
    let before = mapping.enabled;
    mapping.enabled = enabled.unwrap_or(before);
    mapping.state = match (before, mapping.enabled) {
        (true, true) => State::Updating,
        (false, true) => State::Enabling,
        (true, false) => State::Disabling,
        (false, false) if mapping.polled => State::Disabling,
        (false, false) => State::Disabled,
    };
}
