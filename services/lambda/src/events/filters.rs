//! Filters of mappings: patterns, of which one has to let a record through.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html>

use event_pattern::{Json, Pattern};
use gen_lambda::{Filter, FilterCriteria};
use kernel::{ApiError, ApiResult};

use crate::errors;

/// Filters of a mapping.
const MAX_FILTERS: usize = 10;

/// The patterns of a request, checked.
pub(crate) fn parse(given: Option<&FilterCriteria>) -> ApiResult<Vec<String>> {
    let filters = given.and_then(|given| given.filters.as_deref()).unwrap_or_default();
    if filters.len() > MAX_FILTERS {
        return Err(errors::invalid(format!(
            "The number of filters exceeds the limit of {MAX_FILTERS} for an event source mapping."
        )));
    }
    let one = |filter: &Filter| {
        let text = filter.pattern.clone().unwrap_or_default();
        match Pattern::parse(&text) {
            Ok(_) => Ok(text),
            // Recorded.
            Err(_) => Err(errors::invalid("Invalid filter pattern definition.")),
        }
    };
    filters.iter().map(one).collect()
}

/// Patterns as answers show them.
pub(crate) fn show(patterns: &[String]) -> Option<FilterCriteria> {
    let filters = patterns.iter().map(|text| Filter { pattern: Some(text.clone()) });
    (!patterns.is_empty()).then(|| FilterCriteria { filters: Some(filters.collect()) })
}

/// Patterns, ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Filters(Vec<Pattern>);

impl Filters {
    /// Of patterns that were checked when they were stored.
    pub(crate) fn of(patterns: &[String]) -> ApiResult<Filters> {
        let parsed: Result<Vec<Pattern>, _> =
            patterns.iter().map(|text| Pattern::parse(text)).collect();
        parsed.map(Filters).map_err(ApiError::bug)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a record passes.
    pub(crate) fn pass(&self, record: &Json) -> bool {
        self.0.is_empty() || self.0.iter().any(|pattern| pattern.matches(record))
    }

    /// Whether a record passes whose field `body` is a text that may be JSON. A pattern that asks for fields within is
    /// asked about JSON, another about text; a body of the other kind does not pass.
    pub(crate) fn pass_body(&self, record: &Json, field: &str) -> bool {
        let text = record.get(field).and_then(Json::as_text).unwrap_or_default();
        let parsed = Json::parse(text).ok().filter(|json| matches!(json, Json::Object(_)));
        let one = |pattern: &Pattern| match (pattern.asks_within(field), &parsed) {
            (None, _) | (Some(false), None) => pattern.matches(record),
            (Some(true), Some(json)) => pattern.matches(&record.clone().with(field, json.clone())),
            (Some(true), None) | (Some(false), Some(_)) => false,
        };
        self.0.is_empty() || self.0.iter().any(one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_json_or_text_as_the_pattern_asks() {
        for (pattern, body, want) in [
            (r#"{"body":{"k":["v"]}}"#, r#"{\"k\":\"v\"}"#, true),
            (r#"{"body":{"k":["v"]}}"#, r#"{\"k\":\"w\"}"#, false),
            (r#"{"body":{"k":["v"]}}"#, "plain", false),
            (r#"{"body":["plain"]}"#, "plain", true),
            (r#"{"body":["plain"]}"#, "other", false),
            (r#"{"body":[{"prefix":"{"}]}"#, r#"{\"k\":\"v\"}"#, false),
            (r#"{"eventSource":["aws:sqs"]}"#, "plain", true),
        ] {
            let filters = Filters::of(&[pattern.to_owned()]).expect("a pattern");
            let record = format!(r#"{{"eventSource":"aws:sqs","body":"{body}"}}"#);
            let record = Json::parse(&record).expect("a record");
            assert_eq!(filters.pass_body(&record, "body"), want, "{pattern} {body}");
        }
    }

    #[test]
    fn patterns_that_make_no_sense_are_refused() {
        for pattern in ["null", "simple string", r#"{"eventSource":"aws:sqs"}"#, r#"{"a":[]}"#] {
            let filter = Filter { pattern: Some(pattern.to_owned()) };
            let given = FilterCriteria { filters: Some(vec![filter]) };
            let error = parse(Some(&given)).expect_err(pattern);
            assert_eq!(error.message(), Some("Invalid filter pattern definition."));
        }
        assert_eq!(parse(None).map(|filters| filters.len()).ok(), Some(0));
    }
}
