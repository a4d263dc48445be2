//! Shard iterators: where a reader of a shard stands. Sealed, so that nobody makes one up; good for 15 minutes.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetShardIterator.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_dynamodbstreams::errors as modelled;
use kernel::{ApiError, ApiResult, Kernel, Timestamp};
use serde::{Deserialize, Serialize};

use super::sequence::Sequence;
use crate::{errors, limits};

const PURPOSE: &str = "dynamodb.shard-iterator";

/// Where a reader stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShardIterator {
    /// The stream's number.
    pub(crate) stream: u64,
    /// The shard's number.
    pub(crate) shard: u64,
    /// The first record to read.
    pub(crate) from: Sequence,
    /// When it was given out.
    pub(crate) at: Timestamp,
}

impl ShardIterator {
    /// As clients carry it: the stream's ARN, a version, and what is sealed.
    pub(crate) fn show(&self, kernel: &Kernel, stream_arn: &str) -> ApiResult<String> {
        let plain = postcard::to_stdvec(self).map_err(ApiError::bug)?;
        Ok(format!("{stream_arn}|1|{}", STANDARD.encode(kernel.seal(PURPOSE, &plain))))
    }

    /// Reads an iterator, with the ARN of its stream; an error when it is none, or too old at `now`.
    pub(crate) fn parse<'t>(
        kernel: &Kernel,
        text: &'t str,
        now: Timestamp,
    ) -> ApiResult<(&'t str, ShardIterator)> {
        let (arn, iterator) = read(kernel, text).ok_or_else(invalid)?;
        if now.since(iterator.at) > limits::ITERATOR_LIFE {
            return Err(modelled::expired_iterator_exception(
                "The provided iterator exceeds the maximum age allowed.",
            ));
        }
        Ok((arn, iterator))
    }
}

fn read<'t>(kernel: &Kernel, text: &'t str) -> Option<(&'t str, ShardIterator)> {
    let (arn, rest) = text.split_once('|')?;
    let sealed = STANDARD.decode(rest.strip_prefix("1|")?).ok()?;
    Some((arn, postcard::from_bytes(&kernel.unseal(PURPOSE, &sealed)?).ok()?))
}

fn invalid() -> ApiError {
    errors::validation("Invalid ShardIterator")
}
