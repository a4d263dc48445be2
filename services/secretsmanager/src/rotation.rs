//! Rotation: a schedule whose windows open by the clock, and a function that is called in four steps.
//!
//! A rotation begins with an empty version in stage AWSPENDING, in the call or at the window; [`crate::rotating`] then
//! calls the function. The function's policy has to let Secrets Manager in.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html>

use kernel::{ApiResult, Arn, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use crate::name::SecretName;
use crate::rotation_rules::{Rules, Window};
use crate::secret::Secret;
use crate::tables::SECRETS;
use crate::version::{PENDING, Version};
use crate::{errors, rotating, stages};

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
    secret.pending().is_some_and(|version| version.id != token)
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
    // A rotation that did not end is tried again.
    let pending = secret.pending().map(|version| version.id.clone());
    let token = pending.unwrap_or_else(|| cx.random().uuid());
    begin(cx, &mut secret, &token).await?;
    schedule(cx, &mut secret).await?;
    cx.put(&SECRETS, &name, &secret);
    Ok(())
}

/// Begins a rotation: an empty version in stage AWSPENDING, and the function's steps soon. The caller saves the secret.
pub(crate) async fn begin(cx: &mut Cx<'_>, secret: &mut Secret, token: &str) -> ApiResult<()> {
    if is_under_way(secret, token) {
        return Err(errors::rotation_under_way());
    }
    // What was only tried is now meant.
    secret.trying.take_if(|tried| tried == token);
    if secret.version(token).is_none() {
        secret.versions.push(Version::new(token, cx.now()));
        stages::attach(&mut secret.versions, token, &[PENDING.to_owned()])?;
    }
    let now = cx.now();
    rotating::schedule(cx, secret, token, now).await
}
