//! GetParametersByPath: what lies below a path, one level or all, a page at a time.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html>

use std::sync::Arc;

use gen_ssm::{GetParametersByPathInput, GetParametersByPathOutput};
use kernel::{ApiResult, Cx};

use crate::filters::{self, Field, Filter, Place};
use crate::labels::Labels;
use crate::name::ParameterKey;
use crate::page::{self, Page};
use crate::parameter::Parameter;
use crate::walk::Walk;
use crate::{errors, limits, public, read};

pub(super) async fn get_parameters_by_path(
    cx: &mut Cx<'_>,
    input: &GetParametersByPathInput,
) -> ApiResult<GetParametersByPathOutput> {
    let path = input.path.trim();
    if !filters::is_path(path) {
        return Err(errors::invalid_path());
    }
    let below = filters::below(path);
    let recursive = input.recursive.unwrap_or(false);
    let given = input.parameter_filters.as_deref().unwrap_or_default();
    let filters = filters::parse(given, Place::GetParametersByPath)?;
    let shape = format!("{recursive} {filters:?}");
    let binding = [below.as_str(), shape.as_str()];
    let token = input.next_token.as_deref();
    let page = Page::parse(cx, &binding, &limits::PATH_PAGE, input.max_results, token)?;
    if public::is_below(&below) {
        let (found, more_after) = public::walk(cx, &below, recursive, &page);
        let next_token = more_after.map(|after| page::token(cx, &binding, &after));
        return Ok(GetParametersByPathOutput { parameters: Some(found), next_token });
    }
    let walk =
        Walk { below: &below, recursive, after: page.after.map(ParameterKey), limit: page.limit };
    let wanted = |parameter: &Parameter| filters.iter().all(|filter| filter.matches(parameter));
    let steps = walk.run(cx, wanted).await?;
    let decrypt = input.with_decryption.unwrap_or(false);
    let mut found = Vec::with_capacity(steps.found.len());
    for (key, parameter) in steps.found {
        let Some(number) = version(cx, &key, &parameter, &filters).await? else { continue };
        let version = read::version(cx, key, Arc::new(parameter), number).await?;
        found.push(version.show(cx, decrypt).await?);
    }
    let next_token = steps.more_after.map(|after| page::token(cx, &binding, after.as_str()));
    Ok(GetParametersByPathOutput { parameters: Some(found), next_token })
}

/// The version to show: the latest, or the one with a label that is asked for.
async fn version(
    cx: &mut Cx<'_>,
    key: &ParameterKey,
    parameter: &Parameter,
    filters: &[Filter],
) -> ApiResult<Option<u64>> {
    let Some(filter) = filters.iter().find(|filter| filter.field == Field::Label) else {
        return Ok(Some(parameter.version));
    };
    let labels = Labels::load(cx, key).await?;
    Ok(filter.values.iter().find_map(|label| labels.version(label)))
}
