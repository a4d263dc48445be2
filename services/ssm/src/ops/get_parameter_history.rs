//! GetParameterHistory: all versions of a parameter that are kept, the oldest first.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html>

use std::sync::Arc;

use gen_ssm::{GetParameterHistoryInput, GetParameterHistoryOutput, ParameterHistory};
use kernel::{ApiResult, Cx};

use crate::labels::Labels;
use crate::name::ParameterKey;
use crate::page::{self, Page};
use crate::read::{self, Found};
use crate::reference::{Place, Reference};
use crate::tables::VERSIONS;
use crate::{errors, limits, policies};

pub(super) async fn get_parameter_history(
    cx: &mut Cx<'_>,
    input: &GetParameterHistoryInput,
) -> ApiResult<GetParameterHistoryOutput> {
    let reference = Reference::parse(cx, &input.name)?;
    if reference.selector.is_some() {
        return Err(errors::invalid_name());
    }
    let Place::Stored(key) = &reference.place else { return Err(errors::not_found()) };
    let outer = cx.enter(read::owner(cx, &reference));
    let result = history(cx, key, reference.name.as_deref(), input).await;
    cx.enter(outer);
    result
}

async fn history(
    cx: &mut Cx<'_>,
    key: &ParameterKey,
    name: Option<&str>,
    input: &GetParameterHistoryInput,
) -> ApiResult<GetParameterHistoryOutput> {
    let parameter = read::parameter(cx, key).await?;
    let (binding, token) = ([key.as_str()], input.next_token.as_deref());
    let page = Page::parse(cx, &binding, &limits::PAGE, input.max_results, token)?;
    let mut range = cx.rows(&VERSIONS).prefix(key);
    if let Some(after) = &page.after {
        let number = after.parse().map_err(|_| errors::next_token())?;
        range = range.after(&(key.clone(), number));
    }
    let mut rows = cx.range(&VERSIONS, &range, page.limit + 1).await?;
    let more = rows.len() > page.limit;
    rows.truncate(page.limit);
    let last = rows.last().filter(|_| more).map(|((_, number), _)| number.to_string());
    let labels = Labels::load(cx, key).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for ((key, number), version) in rows {
        let found =
            Found { key, parameter: Arc::clone(&parameter), number, version: Arc::new(version) };
        let value = found.value(cx, input.with_decryption.unwrap_or(false)).await?;
        shown.push(show(&found, name, value, labels.of(number)));
    }
    let next_token = last.map(|last| page::token(cx, &binding, &last));
    Ok(GetParameterHistoryOutput { parameters: Some(shown), next_token })
}

fn show(found: &Found, name: Option<&str>, value: String, labels: Vec<String>) -> ParameterHistory {
    // What policies have done by now is known of the latest version.
    let latest = found.number == found.parameter.version;
    let meta = if latest { &found.parameter.meta } else { &found.version.meta };
    ParameterHistory {
        name: Some(name.unwrap_or(&found.parameter.name).to_owned()),
        r#type: Some(meta.kind.as_str().to_owned()),
        key_id: meta.key_id.clone(),
        last_modified_date: Some(meta.modified_at),
        last_modified_user: Some(meta.modified_by.clone()),
        description: meta.description.clone(),
        value: Some(value),
        allowed_pattern: meta.allowed_pattern.clone(),
        version: i64::try_from(found.number).ok(),
        labels: Some(labels),
        tier: Some(meta.tier.as_str().to_owned()),
        policies: Some(policies::shown(&meta.policies)),
        data_type: Some(meta.data_type.clone()),
    }
}
