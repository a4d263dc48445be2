//! What a function says of the items of a batch: `{"batchItemFailures": [{"itemIdentifier": "..."}]}`.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting>

use event_pattern::Json;

/// Which items have to come again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    None,
    /// The answer says nothing that makes sense.
    All,
    These(Vec<String>),
}

/// Reads an answer. Nothing, and nothing in it, is success; what is wrong in any item makes all of them fail.
pub(crate) fn read(payload: &[u8]) -> Reply {
    let Ok(text) = str::from_utf8(payload) else { return Reply::All };
    if text.trim().is_empty() {
        return Reply::None;
    }
    match Json::parse(text) {
        Ok(Json::Null) => Reply::None,
        Ok(Json::Array(entries)) if entries.is_empty() => Reply::None,
        Ok(object @ Json::Object(_)) => match object.get("batchItemFailures") {
            None | Some(Json::Null) => Reply::None,
            Some(Json::Array(entries)) => items(entries),
            Some(_) => Reply::All,
        },
        _ => Reply::All,
    }
}

fn items(entries: &[Json]) -> Reply {
    let identifier = |entry: &Json| {
        let text = entry.get("itemIdentifier").and_then(Json::as_text);
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    };
    match entries.iter().map(identifier).collect::<Option<Vec<String>>>() {
        None => Reply::All,
        Some(failed) if failed.is_empty() => Reply::None,
        Some(failed) => Reply::These(failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        for (payload, want) in [
            ("", Reply::None),
            ("null", Reply::None),
            ("{}", Reply::None),
            ("[]", Reply::None),
            (r#"{"batchItemFailures":null}"#, Reply::None),
            (r#"{"batchItemFailures":[]}"#, Reply::None),
            (
                r#"{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"b"}]}"#,
                these(&["a", "b"]),
            ),
            (r#"{"batchItemFailures":[{"itemIdentifier":123}]}"#, Reply::All),
            (r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#, Reply::All),
            (r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#, Reply::All),
            (r#"{"batchItemFailures":[{"foo":"a"}]}"#, Reply::All),
            (r#"{"batchItemFailures":[{"itemIdentifier":"a"},{"foo":null}]}"#, Reply::All),
            (r#"{"batchItemFailures":"a"}"#, Reply::All),
            ("\"text\"", Reply::All),
            ("{", Reply::All),
        ] {
            assert_eq!(read(payload.as_bytes()), want, "{payload}");
        }
    }

    fn these(items: &[&str]) -> Reply {
        Reply::These(items.iter().map(|item| (*item).to_owned()).collect())
    }
}
