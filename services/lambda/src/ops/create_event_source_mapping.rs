//! CreateEventSourceMapping: has a queue or a stream read for a function.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html>

use gen_lambda::{CreateEventSourceMappingInput, CreateEventSourceMappingOutput};
use kernel::{AccountId, ApiError, ApiResult, Cx};

use crate::errors;
use crate::events::destination::{self, Destination};
use crate::events::facts::{self, Facts};
use crate::events::locked;
use crate::events::mapping::{self, Kind, Mapping, More, NOTHING_READ, State};
use crate::events::settings::{self, Given, Source};
use crate::events::source;
use crate::function_name::Target;

const OF_A_QUEUE: usize = 10;
const OF_A_STREAM: usize = 100;

pub(crate) async fn create_event_source_mapping(
    cx: &mut Cx<'_>,
    input: &CreateEventSourceMappingInput,
) -> ApiResult<CreateEventSourceMappingOutput> {
    let source = Source::parse(input)?;
    let given = Given::of_create(input)?;
    let is_queue = matches!(source, Source::Queue(_));
    given.check(is_queue)?;
    let kind = settings::kind(&source, input)?;
    let (target, facts) = function(cx, &input.function_name).await?;
    let enabled = input.enabled.unwrap_or(true);
    let mut mapping = Mapping {
        id: cx.random().uuid(),
        function: target.name,
        qualifier: target.qualifier.map(|qualifier| qualifier.to_string()),
        source: source.arn().to_string(),
        state: if enabled { State::Creating } else { State::Disabled },
        enabled,
        polled: false,
        poller: 0,
        created: cx.now(),
        modified: cx.now(),
        batch_size: if is_queue { OF_A_QUEUE } else { OF_A_STREAM },
        window: 0,
        filters: Vec::new(),
        reports_items: false,
        kind,
        last_result: NOTHING_READ.to_owned(),
        tags: tags(input),
        more: More::default(),
    };
    given.apply(&mut mapping)?;
    source::check(cx, &facts, &source).await?;
    check_destination(cx, &facts, &mapping).await?;
    refuse_second(cx, &mapping).await?;
    if let Some(key) = &input.kms_key_arn {
        locked::lock(cx, &mut mapping, key).await?;
    }
    mapping.save(cx).await?;
    mapping.show_open(cx).await
}

fn tags(input: &CreateEventSourceMappingInput) -> Vec<(String, String)> {
    let tags = input.tags.iter().flat_map(|tags| tags.iter());
    tags.map(|(key, value)| (key.to_owned(), value.clone())).collect()
}

/// The function that is to be called.
pub(crate) async fn function(cx: &mut Cx<'_>, name: &str) -> ApiResult<(Target, Facts)> {
    let target = Target::parse(cx, name, None)?;
    let here = |account: AccountId| account == cx.account();
    let found = match target.account.is_none_or(here) {
        true => facts::find(cx, &target.name, target.qualifier.as_ref()).await?,
        false => None,
    };
    // Recorded.
    let facts = found.ok_or_else(|| errors::invalid("Function does not exist"))?;
    Ok((target, facts))
}

/// Whether who is to be told of what is given up can be told.
pub(crate) async fn check_destination(
    cx: &mut Cx<'_>,
    facts: &Facts,
    mapping: &Mapping,
) -> ApiResult<()> {
    let Kind::Stream(stream) = &mapping.kind else { return Ok(()) };
    let Some(text) = &stream.on_failure else { return Ok(()) };
    let bad = || errors::invalid(format!("The destination ARN {text} is invalid."));
    match Destination::parse(text).ok_or_else(bad)? {
        Destination::Function(_) => Err(bad()),
        to => destination::check(cx, facts, text, &to).await,
    }
}

/// A source is read for a function once.
pub(crate) async fn refuse_second(cx: &mut Cx<'_>, mapping: &Mapping) -> ApiResult<()> {
    let others = mapping::of_source(cx, &mapping.source).await?;
    let same = |other: &&Mapping| {
        other.id != mapping.id
            && other.function == mapping.function
            && other.qualifier == mapping.qualifier
    };
    match others.iter().find(same) {
        Some(other) => Err(exists(other)),
        None => Ok(()),
    }
}

/// Recorded, of both kinds.
fn exists(other: &Mapping) -> ApiError {
    let function = match &other.qualifier {
        Some(qualifier) => format!("{}:{qualifier}", other.function),
        None => other.function.to_string(),
    };
    let (source, id) = (&other.source, &other.id);
    errors::conflict(match other.kind {
        Kind::Queue { .. } => format!(
            "An event source mapping with SQS arn (\" {source} \") and function (\" {function} \") already exists. \
             Please update or delete the existing mapping with UUID {id}"
        ),
        Kind::Stream(_) => format!(
            "The event source arn (\" {source} \") and function (\" {function} \") provided mapping already exists. \
             Please update or delete the existing mapping with UUID {id}"
        ),
    })
}
