//! StartLiveTail: events of some log groups as they come in, until three hours are over.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html>

use gen_logs::{LiveTailSessionStart, StartLiveTailInput, StartLiveTailOutput};
use kernel::{ApiResult, Cx, WaitCx, transact};
use schema::EventStream;

use crate::group;
use crate::live_tail::{Asked, Tail};
use crate::names;
use crate::pattern::Pattern;
use crate::{errors, limits};

pub(crate) async fn start_live_tail(
    wx: &mut WaitCx<'_>,
    input: StartLiveTailInput,
) -> ApiResult<StartLiveTailOutput> {
    let asked = transact!(wx, cx => ask(cx, &input).await)?;
    let tail = Tail::begin(wx.kernel(), asked);
    Ok(StartLiveTailOutput { response_stream: Some(EventStream::new(tail)) })
}

async fn ask(cx: &mut Cx<'_>, input: &StartLiveTailInput) -> ApiResult<Asked> {
    let streams = input.log_stream_names.clone().unwrap_or_default();
    let prefixes = input.log_stream_name_prefixes.clone().unwrap_or_default();
    let many = input.log_group_identifiers.len() > 1;
    if many && !(streams.is_empty() && prefixes.is_empty()) {
        return Err(errors::invalid(
            "Log stream names and prefixes can only be specified with exactly one log group.",
        ));
    }
    if !streams.is_empty() && !prefixes.is_empty() {
        return Err(errors::invalid(
            "Cannot specify both logStreamNames and logStreamNamePrefixes.",
        ));
    }
    let text = input.log_event_filter_pattern.as_deref().unwrap_or_default();
    if text.len() > limits::MAX_PATTERN {
        return Err(errors::invalid("The filter pattern is too long."));
    }
    let pattern = Pattern::parse(text).map_err(|error| errors::pattern(&error))?;
    let mut groups = Vec::new();
    for identifier in &input.log_group_identifiers {
        if !identifier.starts_with("arn:") {
            return Err(errors::invalid("Log groups of a live tail are specified by their ARNs."));
        }
        let name = names::of_identifier(cx, identifier)?;
        let group = group::find(cx, &name).await?;
        group.require_standard("StartLiveTail")?;
        groups.push(group.id);
    }
    let start = LiveTailSessionStart {
        request_id: Some(cx.request_id().to_owned()),
        session_id: Some(cx.random().uuid()),
        log_group_identifiers: Some(input.log_group_identifiers.clone()),
        log_stream_names: Some(streams.clone()),
        log_stream_name_prefixes: Some(prefixes.clone()),
        log_event_filter_pattern: Some(text.to_owned()),
    };
    Ok(Asked { groups, pattern, streams, prefixes, start })
}
