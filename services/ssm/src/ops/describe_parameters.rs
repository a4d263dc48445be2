//! DescribeParameters: what is known of parameters beside their values, filtered, a page at a time.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html>

use gen_ssm::{DescribeParametersInput, DescribeParametersOutput, ParameterMetadata};
use kernel::{ApiResult, Cx};

use crate::filters::{self, Filter, Place};
use crate::name::ParameterKey;
use crate::page::{self, Page};
use crate::parameter::Parameter;
use crate::walk::Walk;
use crate::{errors, limits, policies};

pub(super) async fn describe_parameters(
    cx: &mut Cx<'_>,
    input: &DescribeParametersInput,
) -> ApiResult<DescribeParametersOutput> {
    let filters = read_filters(input)?;
    let shape = format!("{} {filters:?}", input.shared.unwrap_or(false));
    let (binding, token) = ([shape.as_str()], input.next_token.as_deref());
    let page = Page::parse(cx, &binding, &limits::PAGE, input.max_results, token)?;
    if input.shared.unwrap_or(false) {
        // Shares of Resource Access Manager, which are not here: what a resource policy alone shares is not listed.
        return Ok(DescribeParametersOutput { parameters: Some(Vec::new()), next_token: None });
    }
    let walk = Walk {
        below: &filters::common_beginning(&filters),
        recursive: true,
        after: page.after.map(ParameterKey),
        limit: page.limit,
    };
    let wanted = |parameter: &Parameter| filters.iter().all(|filter| filter.matches(parameter));
    let steps = walk.run(cx, wanted).await?;
    let mut parameters = Vec::with_capacity(steps.found.len());
    for (key, parameter) in steps.found {
        parameters.push(show(cx, &key, parameter)?);
    }
    let next_token = steps.more_after.map(|after| page::token(cx, &binding, after.as_str()));
    Ok(DescribeParametersOutput { parameters: Some(parameters), next_token })
}

fn read_filters(input: &DescribeParametersInput) -> ApiResult<Vec<Filter>> {
    let old = input.filters.as_deref().unwrap_or_default();
    let new = input.parameter_filters.as_deref().unwrap_or_default();
    match (old.is_empty(), new.is_empty()) {
        (false, false) => Err(errors::two_kinds_of_filters()),
        (false, true) => filters::parse_old(old),
        (true, _) => filters::parse(new, Place::DescribeParameters),
    }
}

fn show(cx: &Cx<'_>, key: &ParameterKey, parameter: Parameter) -> ApiResult<ParameterMetadata> {
    let meta = parameter.meta;
    Ok(ParameterMetadata {
        name: Some(parameter.name),
        arn: Some(key.arn(cx)?.into()),
        r#type: Some(meta.kind.as_str().to_owned()),
        key_id: meta.key_id,
        last_modified_date: Some(meta.modified_at),
        last_modified_user: Some(meta.modified_by),
        description: meta.description,
        allowed_pattern: meta.allowed_pattern,
        version: i64::try_from(parameter.version).ok(),
        tier: Some(meta.tier.as_str().to_owned()),
        policies: Some(policies::shown(&meta.policies)),
        data_type: Some(meta.data_type),
    })
}
