//! How asynchronous invocations of a function, a version or an alias are handled.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_FunctionEventInvokeConfig.html>

use std::time::Duration;

use gen_lambda::{DestinationConfig, FunctionEventInvokeConfig, OnFailure, OnSuccess};
use kernel::{ApiError, ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use super::destination::{self, Destination};
use super::facts::{self, Facts};
use super::tables::CONFIGS;
use super::verdict::Patience;
use crate::errors;
use crate::function_name::{FunctionName, Qualifier, Target, qualified_arn};

/// What was configured; what was not has the defaults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Config {
    modified: Option<Timestamp>,
    retries: Option<u32>,
    /// Seconds.
    age: Option<u32>,
    pub(crate) on_success: Option<String>,
    pub(crate) on_failure: Option<String>,
}

/// What a request says.
pub(crate) struct Given<'a> {
    pub(crate) retries: Option<i32>,
    pub(crate) age: Option<i32>,
    pub(crate) destinations: Option<&'a DestinationConfig>,
}

impl Given<'_> {
    /// Whether it says nothing at all.
    pub(crate) fn check(&self) -> ApiResult<()> {
        if self.retries.is_none() && self.age.is_none() && self.destinations.is_none() {
            return Err(errors::invalid(
                "You must specify at least one of error handling or destination setting.",
            ));
        }
        Ok(())
    }
}

/// The function, version or alias that a configuration belongs to.
pub(crate) struct Place {
    pub(crate) function: FunctionName,
    pub(crate) qualifier: Qualifier,
}

impl Place {
    pub(crate) fn parse(cx: &Cx<'_>, name: &str, qualifier: Option<&str>) -> ApiResult<Place> {
        let target = Target::parse(cx, name, qualifier)?;
        let qualifier = target.qualifier.unwrap_or(Qualifier::Latest);
        Ok(Place { function: target.name, qualifier })
    }

    pub(crate) fn key(&self) -> (FunctionName, String) {
        (self.function.clone(), self.qualifier.to_string())
    }

    fn arn(&self, cx: &Cx<'_>) -> ApiResult<String> {
        qualified_arn(cx, &self.function, Some(&self.qualifier))
    }

    /// It is there.
    pub(crate) async fn find(&self, cx: &mut Cx<'_>) -> ApiResult<Facts> {
        let found = facts::find(cx, &self.function, Some(&self.qualifier)).await?;
        found.ok_or_else(no_function)
    }

    /// Its configuration, which is there.
    pub(crate) async fn config(&self, cx: &mut Cx<'_>) -> ApiResult<Config> {
        match cx.get(&CONFIGS, &self.key()).await? {
            Some(config) => Ok(config),
            None => Err(self.none(cx)?),
        }
    }

    /// Recorded: what is said where there is none, also of functions that are not there.
    fn none(&self, cx: &Cx<'_>) -> ApiResult<ApiError> {
        let arn = self.arn(cx)?;
        Ok(errors::not_found(format!("The function {arn} doesn't have an EventInvokeConfig")))
    }

    /// Writes it as it is now.
    pub(crate) fn save(
        &self,
        cx: &mut Cx<'_>,
        mut config: Config,
    ) -> ApiResult<FunctionEventInvokeConfig> {
        config.modified = Some(cx.now());
        cx.put(&CONFIGS, &self.key(), &config);
        config.show(self.arn(cx)?)
    }

    pub(crate) fn show(
        &self,
        cx: &Cx<'_>,
        config: &Config,
    ) -> ApiResult<FunctionEventInvokeConfig> {
        config.show(self.arn(cx)?)
    }
}

/// Recorded.
pub(crate) fn no_function() -> ApiError {
    errors::not_found("The function doesn't exist.")
}

/// The configuration of a function as it is called.
pub(crate) async fn of(
    cx: &mut Cx<'_>,
    function: &FunctionName,
    qualifier: Option<&Qualifier>,
) -> ApiResult<Option<Config>> {
    let qualifier = qualifier.map_or_else(|| "$LATEST".to_owned(), ToString::to_string);
    cx.get(&CONFIGS, &(function.clone(), qualifier)).await
}

/// All configurations of a function that is deleted go with it.
pub(crate) async fn forget(cx: &mut Cx<'_>, function: &FunctionName) -> ApiResult<()> {
    let range = cx.rows(&CONFIGS).prefix(function);
    for (key, _) in cx.range(&CONFIGS, &range, usize::MAX).await? {
        cx.delete(&CONFIGS, &key);
    }
    Ok(())
}

impl Config {
    /// How long and how often an event is tried.
    pub(crate) fn patience(&self) -> Patience {
        let default = Patience::default();
        Patience {
            retries: self.retries.unwrap_or(default.retries),
            age: self.age.map_or(default.age, |age| Duration::from_secs(age.into())),
        }
    }

    /// The same with what a request says, once its destinations are checked.
    pub(crate) async fn with(
        mut self,
        cx: &mut Cx<'_>,
        facts: &Facts,
        given: &Given<'_>,
    ) -> ApiResult<Config> {
        self.retries = given.retries.and_then(|n| u32::try_from(n).ok()).or(self.retries);
        self.age = given.age.and_then(|n| u32::try_from(n).ok()).or(self.age);
        let Some(destinations) = given.destinations else { return Ok(self) };
        let set = |text: Option<&String>| text.filter(|text| !text.is_empty()).cloned();
        let success = destinations.on_success.as_ref().map(|on| set(on.destination.as_ref()));
        let failure = destinations.on_failure.as_ref().map(|on| set(on.destination.as_ref()));
        for (text, on_success) in [(&success, true), (&failure, false)] {
            let Some(text) = text.as_ref().and_then(Option::as_ref) else { continue };
            let bad = || bad_destinations(destinations);
            let to = Destination::parse(text).ok_or_else(bad)?;
            if on_success && matches!(to, Destination::Bucket(_)) {
                return Err(bad());
            }
            destination::check(cx, facts, text, &to).await?;
        }
        if let Some(success) = success {
            self.on_success = success;
        }
        if let Some(failure) = failure {
            self.on_failure = failure;
        }
        Ok(self)
    }

    fn show(&self, function_arn: String) -> ApiResult<FunctionEventInvokeConfig> {
        let number = |n: Option<u32>| n.and_then(|n| i32::try_from(n).ok());
        Ok(FunctionEventInvokeConfig {
            last_modified: self.modified,
            function_arn: Some(function_arn),
            maximum_retry_attempts: number(self.retries),
            maximum_event_age_in_seconds: number(self.age),
            destination_config: Some(DestinationConfig {
                on_success: Some(OnSuccess { destination: self.on_success.clone() }),
                on_failure: Some(OnFailure { destination: self.on_failure.clone() }),
            }),
        })
    }
}

/// Recorded.
fn bad_destinations(given: &DestinationConfig) -> ApiError {
    let side = |name: &str, on: Option<&String>| match on {
        Some(arn) => format!("{name}(destination={arn})"),
        None => "null".to_owned(),
    };
    let success = given.on_success.as_ref().and_then(|on| on.destination.as_ref());
    let failure = given.on_failure.as_ref().and_then(|on| on.destination.as_ref());
    errors::invalid(format!(
        "The provided destination config DestinationConfig(onSuccess={}, onFailure={}) is invalid.",
        side("OnSuccess", success),
        side("OnFailure", failure)
    ))
}
