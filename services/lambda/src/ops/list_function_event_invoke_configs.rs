//! ListFunctionEventInvokeConfigs: those of a function and of its versions and aliases.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html>

use gen_lambda::{ListFunctionEventInvokeConfigsInput, ListFunctionEventInvokeConfigsOutput};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::events::config::{Place, no_function};
use crate::events::tables::CONFIGS;
use crate::function_name::{Qualifier, Target};
use crate::limits;
use crate::tables::FUNCTIONS;

pub(crate) async fn list_function_event_invoke_configs(
    cx: &mut Cx<'_>,
    input: &ListFunctionEventInvokeConfigsInput,
) -> ApiResult<ListFunctionEventInvokeConfigsOutput> {
    let function = Target::parse(cx, &input.function_name, None)?.name;
    if !cx.has(&FUNCTIONS, &function).await? {
        return Err(no_function());
    }
    let most = input.max_items.and_then(|most| usize::try_from(most).ok());
    let most = most.unwrap_or(limits::PAGE).min(limits::PAGE);
    let mut range = cx.rows(&CONFIGS).prefix(&function);
    if let Some(marker) = input.marker.as_deref().filter(|marker| !marker.is_empty()) {
        let after = cx.page_token().open(&[function.as_str()], marker);
        let after = after.ok().and_then(|raw| String::from_utf8(raw).ok());
        range = range.after(&(function.clone(), after.ok_or_else(errors::bad_marker)?));
    }
    let mut rows = cx.range(&CONFIGS, &range, most + 1).await?;
    let more = rows.len() > most;
    rows.truncate(most);
    let last = rows.last().filter(|_| more).map(|((_, qualifier), _)| {
        cx.page_token().seal(&[function.as_str()], qualifier.as_bytes())
    });
    let shown = rows.iter().map(|((function, qualifier), config)| {
        let qualifier = Qualifier::parse(qualifier);
        Place { function: function.clone(), qualifier }.show(cx, config)
    });
    Ok(ListFunctionEventInvokeConfigsOutput {
        function_event_invoke_configs: Some(shown.collect::<ApiResult<_>>()?),
        next_marker: last,
    })
}
