//! What holds for every batch: one to ten entries, each with an id of its own, which fail one by one.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_BatchResultErrorEntry.html>

use gen_sqs::BatchResultErrorEntry;
use kernel::{ApiError, ApiResult};
use schema::Fault;

use crate::{errors, limits};

/// Checks the ids of a batch whose entries the API calls `entry`.
pub(crate) fn check_ids<'a>(
    entry: &str,
    ids: impl ExactSizeIterator<Item = &'a str>,
) -> ApiResult<()> {
    if ids.len() == 0 {
        return Err(errors::empty_batch(entry));
    }
    if ids.len() > limits::MAX_BATCH_ENTRIES {
        return Err(errors::too_many_entries(ids.len()));
    }
    let mut seen: Vec<&str> = Vec::with_capacity(ids.len());
    for id in ids {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        if id.is_empty() || id.len() > limits::MAX_BATCH_ID || !id.bytes().all(allowed) {
            return Err(errors::invalid_batch_entry_id());
        }
        if seen.contains(&id) {
            return Err(errors::batch_ids_not_distinct(id));
        }
        seen.push(id);
    }
    Ok(())
}

/// How an entry's failure is told. Failures of ours fail the whole call instead.
pub(crate) fn failure(id: &str, error: ApiError) -> ApiResult<BatchResultErrorEntry> {
    if error.fault() == Fault::Receiver {
        return Err(error);
    }
    Ok(BatchResultErrorEntry {
        id: Some(id.to_owned()),
        sender_fault: Some(true),
        code: Some(error.query_code().to_owned()),
        message: error.message().map(str::to_owned),
    })
}

/// A list of an answer, which is left out when it is empty.
pub(crate) fn non_empty<T>(list: Vec<T>) -> Option<Vec<T>> {
    if list.is_empty() { None } else { Some(list) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids() {
        let many: Vec<String> = (0..20).map(|i| i.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let long = "i".repeat(81);
        for (ids, message) in [
            (vec!["a", "b-_9"], None),
            (vec![&long[1..]], None),
            (
                vec![],
                Some("There should be at least one SendMessageBatchRequestEntry in the request."),
            ),
            (many, Some("Maximum number of entries per request are 10. You have sent 20.")),
            (vec!["a", "a"], Some("Id a repeated.")),
            (vec![""], Some(BAD_ID)),
            (vec!["in:valid"], Some(BAD_ID)),
            (vec![&long], Some(BAD_ID)),
        ] {
            let error = check_ids("SendMessageBatchRequestEntry", ids.iter().copied()).err();
            assert_eq!(error.as_ref().and_then(ApiError::message), message, "{ids:?}");
        }
    }

    const BAD_ID: &str = "A batch entry id can only contain alphanumeric characters, hyphens and underscores. \
                          It can be at most 80 letters long.";
}
