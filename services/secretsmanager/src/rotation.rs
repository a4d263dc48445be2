//! Rotation: a schedule whose windows open by the clock, and a function that is called in four steps.
//!
//! Everything but one thing is there: [`invoke`] is where the function is called, and while this cloud has no Lambda it
//! says that the function cannot be invoked. RotateSecret then fails in AWS's words, unless it only sets a schedule;
//! a window that opens leaves the secret as it is, and the next one is waited for.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html>

use kernel::{ApiError, ApiResult, Arn, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};
use tracing::{debug, warn};

use crate::name::SecretName;
use crate::rotation_rules::{Rules, Window};
use crate::rotation_steps::Step;
use crate::secret::{self, Secret};
use crate::tables::SECRETS;
use crate::version::{CURRENT, PENDING, Version};
use crate::{errors, stages};

/// A window of the secret with this name and suffix opens.
pub(crate) static ROTATE: Job<(SecretName, String)> = Job::new("secretsmanager.rotate");

/// How a secret is rotated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rotation {
    pub(crate) enabled: bool,
    /// The function's ARN.
    pub(crate) function: String,
    pub(crate) rules: Rules,
    /// When the rules were set: rates count from here until there is a rotation.
    pub(crate) since: Timestamp,
    pub(crate) rotated_at: Option<Timestamp>,
    /// The next window.
    pub(crate) window: Option<Window>,
}

impl Rotation {
    /// By when the next rotation happens.
    pub(crate) fn next_date(&self) -> Option<Timestamp> {
        self.window.filter(|_| self.enabled).map(|window| window.closes)
    }
}

/// A function's ARN.
pub(crate) fn function(text: &str) -> ApiResult<String> {
    let is_function =
        |arn: &Arn| arn.service() == "lambda" && arn.resource().starts_with("function:");
    match text.parse::<Arn>() {
        Ok(arn) if is_function(&arn) => Ok(text.to_owned()),
        _ => Err(errors::invalid_parameter("RotationLambdaARN is not the ARN of a function.")),
    }
}

/// A rotation that began and did not end: AWSPENDING is on a version of its own.
pub(crate) fn is_under_way(secret: &Secret, token: &str) -> bool {
    secret.on_stage(PENDING).is_some_and(|version| !version.is_on(CURRENT) && version.id != token)
}

/// Plans the next window of a secret whose rotation is enabled.
pub(crate) async fn schedule(cx: &mut Cx<'_>, secret: &mut Secret) -> ApiResult<()> {
    let (now, value_changed_at) = (cx.now(), secret.value_changed_at);
    let Some(rotation) = secret.rotation.as_mut().filter(|rotation| rotation.enabled) else {
        return Ok(());
    };
    // A value that somebody gave counts as a rotation.
    let last = rotation.rotated_at.unwrap_or(rotation.since).max(value_changed_at);
    rotation.window = rotation.rules.next_window(now, last);
    let Some(window) = rotation.window else { return unschedule(cx, &secret.name).await };
    let payload = (secret.name.clone(), secret.suffix.clone());
    cx.schedule(&ROTATE, secret.name.as_str(), window.opens, &payload).await
}

/// Plans no window any more.
pub(crate) async fn unschedule(cx: &mut Cx<'_>, name: &SecretName) -> ApiResult<()> {
    cx.cancel(&ROTATE, name.as_str()).await
}

/// The job: a window opens.
pub(crate) async fn opened(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (name, suffix) = ROTATE.payload(raw)?;
    let found = cx.get(&SECRETS, &name).await?.filter(|secret| secret.suffix == suffix);
    let Some(mut secret) = found.filter(|secret| secret.deletion.is_none()) else { return Ok(()) };
    if !secret.rotation.as_ref().is_some_and(|rotation| rotation.enabled) {
        return Ok(());
    }
    let token = cx.random().uuid();
    let mut rotated = secret.clone();
    match rotate(cx, &mut rotated, &token).await {
        Ok(()) => secret = rotated,
        Err(error) => warn!(secret = %name, %error, "a secret was not rotated in its window"),
    }
    schedule(cx, &mut secret).await?;
    cx.put(&SECRETS, &name, &secret);
    Ok(())
}

/// Rotates a secret: an empty version in stage AWSPENDING, then the function's four steps.
pub(crate) async fn rotate(cx: &mut Cx<'_>, secret: &mut Secret, token: &str) -> ApiResult<()> {
    if is_under_way(secret, token) {
        return Err(errors::rotation_under_way());
    }
    if secret.version(token).is_none() {
        secret.versions.push(Version::new(token, cx.now()));
        stages::attach(&mut secret.versions, token, &[PENDING.to_owned()])?;
    }
    secret::save(cx, secret, None).await?;
    for step in Step::ALL {
        invoke(cx, secret, step, token).await?;
    }
    let name = secret.name.clone();
    let rotated = cx.get(&SECRETS, &name).await?;
    *secret = rotated.ok_or_else(|| ApiError::bug("a secret is gone after its rotation"))?;
    let now = cx.now();
    let is_current = secret.version(token).is_some_and(|version| version.is_on(CURRENT));
    if let Some(rotation) = secret.rotation.as_mut().filter(|_| is_current) {
        rotation.rotated_at = Some(now);
    }
    Ok(())
}

/// Calls the rotation function for one step, with the event `{"Step", "SecretId", "ClientRequestToken"}`.
/// There is no Lambda in this cloud to call: this is the one place that changes when there is.
async fn invoke(cx: &mut Cx<'_>, secret: &Secret, step: Step, token: &str) -> ApiResult<()> {
    let function = secret.rotation.as_ref().map(|rotation| rotation.function.as_str());
    let arn = secret.arn(cx)?;
    debug!(function, step = step.name(), secret = %arn, token, "there is no Lambda to invoke");
    Err(errors::cannot_invoke())
}
