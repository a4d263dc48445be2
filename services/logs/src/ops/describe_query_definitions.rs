//! DescribeQueryDefinitions: saved queries, by a beginning of their names.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueryDefinitions.html>

use gen_logs::{DescribeQueryDefinitionsInput, DescribeQueryDefinitionsOutput};
use kernel::{ApiResult, Cx};

use crate::limits;
use crate::page::Page;
use crate::tables::QUERY_DEFINITIONS;

pub(crate) async fn describe_query_definitions(
    cx: &mut Cx<'_>,
    input: &DescribeQueryDefinitionsInput,
) -> ApiResult<DescribeQueryDefinitionsOutput> {
    let prefix = input.query_definition_name_prefix.as_deref().unwrap_or_default();
    let language = input.query_language.as_deref();
    let binding = [prefix, language.unwrap_or_default()];
    let token = input.next_token.as_deref();
    let page = Page::<(String, String)>::parse(cx, &binding, input.max_results, token)?;
    let all = cx.rows(&QUERY_DEFINITIONS);
    let all = cx.range(&QUERY_DEFINITIONS, &all, limits::MAX_QUERY_DEFINITIONS).await?;
    let wanted = all.into_iter().filter(|(_, definition)| {
        definition.name.starts_with(prefix)
            && language.is_none_or(|language| language == definition.language)
    });
    let mut rows: Vec<_> = wanted.map(|(id, row)| ((row.name.clone(), id), row)).collect();
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    rows.retain(|(key, _)| page.after.as_ref().is_none_or(|after| key > after));
    let next_token = page.cut(cx, &binding, &mut rows)?;
    let shown = rows.into_iter().map(|((_, id), row)| row.show(id));
    Ok(DescribeQueryDefinitionsOutput { query_definitions: Some(shown.collect()), next_token })
}
