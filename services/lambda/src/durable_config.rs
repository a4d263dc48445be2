//! What makes a function durable: how long its executions may take, and how long they are remembered.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/durable-configuration.html>

use std::time::Duration;

use gen_lambda::DurableConfig;
use kernel::{ApiError, ApiResult};
use serde::{Deserialize, Serialize};

use crate::{errors, limits};

/// A durable function's configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Durable {
    /// Seconds that an execution may take as a whole.
    pub(crate) timeout: i32,
    /// Days for which one that has ended is kept.
    pub(crate) retention: i32,
}

impl Durable {
    /// What an execution may take as a whole.
    pub(crate) fn life(&self) -> Duration {
        Duration::from_secs(u64::from(self.timeout.unsigned_abs()))
    }

    /// For how long one that has ended is kept.
    pub(crate) fn memory(&self) -> Duration {
        Duration::from_secs(86_400 * u64::from(self.retention.unsigned_abs()))
    }

    /// The same as answers show it.
    pub(crate) fn shown(&self) -> DurableConfig {
        DurableConfig {
            execution_timeout: Some(self.timeout),
            retention_period_in_days: Some(self.retention),
            ..DurableConfig::default()
        }
    }
}

/// Of a function that is to be made. The model's bounds have been checked before.
pub(crate) fn of_new(given: Option<&DurableConfig>) -> ApiResult<Option<Durable>> {
    let Some(given) = given else { return Ok(None) };
    let timeout = given.execution_timeout.ok_or_else(errors::no_execution_timeout)?;
    let fresh = Durable { timeout, retention: limits::DEFAULT_RETENTION };
    after(&fresh, given).map(Some)
}

/// Of a function that is there: it becomes durable only when it is made.
pub(crate) fn changed(
    before: Option<&Durable>,
    given: Option<&DurableConfig>,
) -> ApiResult<Option<Durable>> {
    match (before, given) {
        (before, None) => Ok(before.cloned()),
        (Some(before), Some(given)) => after(before, given).map(Some),
        (None, Some(_)) => Err(errors::not_made_durable()),
    }
}

fn after(before: &Durable, given: &DurableConfig) -> ApiResult<Durable> {
    if given.kms_key_arn.as_deref().is_some_and(|key| !key.is_empty()) {
        return Err(ApiError::not_implemented("lambda: KMSKeyArn of durable functions"));
    }
    Ok(Durable {
        timeout: given.execution_timeout.unwrap_or(before.timeout),
        retention: given.retention_period_in_days.unwrap_or(before.retention),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(timeout: Option<i32>, retention: Option<i32>) -> DurableConfig {
        DurableConfig {
            execution_timeout: timeout,
            retention_period_in_days: retention,
            ..DurableConfig::default()
        }
    }

    #[test]
    fn functions_are_durable_from_the_beginning_or_never() {
        let durable = |timeout, retention| Some(Durable { timeout, retention });
        assert_eq!(of_new(None).ok(), Some(None));
        assert_eq!(of_new(Some(&given(Some(60), None))).ok(), Some(durable(60, 14)));
        assert_eq!(of_new(Some(&given(Some(60), Some(3)))).ok(), Some(durable(60, 3)));
        assert!(of_new(Some(&given(None, Some(3)))).is_err());
        let before = durable(60, 3);
        let change = |config: DurableConfig| changed(before.as_ref(), Some(&config)).ok().flatten();
        assert_eq!(change(given(Some(90), None)), durable(90, 3));
        assert_eq!(change(given(None, Some(1))), durable(60, 1));
        assert_eq!(changed(before.as_ref(), None).ok().flatten(), before);
        assert!(changed(None, Some(&given(Some(60), None))).is_err());
    }

    #[test]
    fn keys_of_kms_are_not_there() {
        let with_key = |key: &str| DurableConfig {
            kms_key_arn: Some(key.to_owned()),
            ..given(Some(60), None)
        };
        let status = |key| of_new(Some(&with_key(key))).err().map(|error| error.status());
        assert_eq!(
            (status("arn:aws:kms:us-east-1:000000000000:key/k"), status("")),
            (Some(501), None)
        );
    }
}
