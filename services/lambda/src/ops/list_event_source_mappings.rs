//! ListEventSourceMappings: those of a function, of a source, or all.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html>

use gen_lambda::{ListEventSourceMappingsInput, ListEventSourceMappingsOutput};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::events::mapping::Mapping;
use crate::events::tables::MAPPINGS;
use crate::function_name::Target;

const PAGE: usize = 100;
/// Rows read at once.
const AT_ONCE: usize = 256;

pub(crate) async fn list_event_source_mappings(
    cx: &mut Cx<'_>,
    input: &ListEventSourceMappingsInput,
) -> ApiResult<ListEventSourceMappingsOutput> {
    let target = match &input.function_name {
        Some(name) => Some(Target::parse(cx, name, None)?),
        None => None,
    };
    let wanted = |mapping: &Mapping| {
        let of_function = target.as_ref().is_none_or(|target| {
            mapping.function == target.name && mapping.qualifier() == target.qualifier
        });
        let of_source = input.event_source_arn.as_ref().is_none_or(|arn| *arn == mapping.source);
        of_function && of_source
    };
    let most = input.max_items.and_then(|most| usize::try_from(most).ok());
    let most = most.unwrap_or(PAGE).min(PAGE);
    let binding = [
        input.function_name.as_deref().unwrap_or_default(),
        input.event_source_arn.as_deref().unwrap_or_default(),
    ];
    let mut after = match input.marker.as_deref().filter(|marker| !marker.is_empty()) {
        None => None,
        Some(marker) => {
            let raw = cx.page_token().open(&binding, marker).map_err(|_| errors::bad_marker())?;
            Some(String::from_utf8(raw).map_err(|_| errors::bad_marker())?)
        }
    };
    let mut found: Vec<Mapping> = Vec::new();
    while found.len() <= most {
        let mut range = cx.rows(&MAPPINGS);
        if let Some(after) = &after {
            range = range.after(after);
        }
        let rows = cx.range(&MAPPINGS, &range, AT_ONCE).await?;
        let ended = rows.len() < AT_ONCE;
        after = rows.last().map(|(id, _)| id.clone());
        found.extend(rows.into_iter().map(|(_, mapping)| mapping).filter(wanted));
        if ended {
            break;
        }
    }
    let more = found.len() > most;
    found.truncate(most);
    let last = found.last().filter(|_| more);
    let next_marker = last.map(|last| cx.page_token().seal(&binding, last.id.as_bytes()));
    let shown = found.iter().map(|mapping| mapping.show(cx)).collect::<ApiResult<_>>()?;
    Ok(ListEventSourceMappingsOutput { event_source_mappings: Some(shown), next_marker })
}
