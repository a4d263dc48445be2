//! A rotation under way: the function is called once for each step, as a job, and again after a while when a step fails.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html>

use std::sync::Arc;
use std::time::Duration;

use gen_lambda::operations::{GetPolicy, Invoke};
use gen_lambda::{GetPolicyRequest, InvocationRequest};
use kernel::{
    AccountId, ApiError, ApiResult, Arn, Caller, Cx, Job, Region, ServiceAsks, Timestamp, WaitCx,
};
use serde::{Deserialize, Serialize};
use tracing::debug;

use crate::name::SecretName;
use crate::rotation;
use crate::rotation_steps::Step;
use crate::secret::{self, Secret};
use crate::tables::{SECRETS, VALUES};
use crate::version::{CURRENT, PENDING, Version};
use crate::{new_version, stages};

/// Calls the steps of a rotation.
pub(crate) static STEPS: Job<Rotating> = Job::new("secretsmanager.rotation-steps");

/// Tries a rotation's function, when nothing is to be rotated yet.
pub(crate) static TRY: Job<Rotating> = Job::new("secretsmanager.rotation-try");

/// The wait after a rotation that failed; doubled for each further one.
const FIRST_WAIT: Duration = Duration::from_secs(60);
const LONGEST_WAIT: Duration = Duration::from_secs(3_600);
/// How often a rotation is tried; after that, its next window tries again.
const TRIES: u32 = 24;

/// A rotation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Rotating {
    name: SecretName,
    suffix: String,
    token: String,
    tries: u32,
}

/// Has a rotation's steps called at `due`.
pub(crate) async fn schedule(
    cx: &mut Cx<'_>,
    secret: &Secret,
    token: &str,
    due: Timestamp,
) -> ApiResult<()> {
    cx.schedule(&STEPS, secret.name.as_str(), due, &Rotating::new(secret, token)).await
}

/// Has the function called for the step testSecret alone, with a version that is there no longer than that.
pub(crate) async fn schedule_try(cx: &mut Cx<'_>, secret: &Secret, token: &str) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule(&TRY, secret.name.as_str(), now, &Rotating::new(secret, token)).await
}

impl Rotating {
    fn new(secret: &Secret, token: &str) -> Rotating {
        Rotating {
            name: secret.name.clone(),
            suffix: secret.suffix.clone(),
            token: token.to_owned(),
            tries: 0,
        }
    }
}

/// What the function is called with.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Event<'a> {
    step: &'a str,
    secret_id: &'a str,
    client_request_token: &'a str,
}

/// A rotation's function and its secret.
struct Subject {
    function: Arn,
    secret_arn: String,
}

/// The job.
pub(crate) async fn run(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let rotating = STEPS.payload(raw)?;
    for step in Step::ALL {
        // Looked up before each step: the rotation may have been called off.
        let Some(subject) = kernel::transact!(wx, cx => subject(cx, &rotating).await)? else {
            return Ok(());
        };
        if let Err(why) = call(wx, &rotating, &subject, step).await? {
            debug!(secret = subject.secret_arn, step = step.name(), why, "a rotation failed");
            return kernel::transact!(wx, cx => again(cx, &rotating).await);
        }
    }
    kernel::transact!(wx, cx => finished(cx, &rotating).await)
}

/// The job that only tries.
pub(crate) async fn run_try(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let rotating = TRY.payload(raw)?;
    let begun = kernel::transact!(wx, cx => begin_try(cx, &rotating).await)?;
    let Some(subject) = begun else { return Ok(()) };
    let outcome = call(wx, &rotating, &subject, Step::Test).await;
    kernel::transact!(wx, cx => end_try(cx, &rotating).await)?;
    if let Err(why) = outcome? {
        debug!(secret = subject.secret_arn, why, "a rotation that was tried failed");
    }
    Ok(())
}

/// The current value, in a version of its own and stage AWSPENDING.
async fn begin_try(cx: &mut Cx<'_>, rotating: &Rotating) -> ApiResult<Option<Subject>> {
    let found = cx.get(&SECRETS, &rotating.name).await?;
    let Some(mut secret) = found.filter(|secret| secret.suffix == rotating.suffix) else {
        return Ok(None);
    };
    if secret.trying.as_ref() == Some(&rotating.token) {
        // Begun before the cloud was stopped.
        return subject(cx, rotating).await;
    }
    let now = secret.on_stage(CURRENT).filter(|version| version.has_value);
    let Some(now) = now.map(|version| version.id.clone()) else { return Ok(None) };
    if secret.on_stage(PENDING).is_some() || secret.version(&rotating.token).is_some() {
        return Ok(None);
    }
    let value = new_version::read(cx, &secret, &now).await?;
    secret.versions.push(Version::new(&rotating.token, cx.now()));
    new_version::write(cx, &mut secret, &rotating.token, &value).await?;
    stages::attach(&mut secret.versions, &rotating.token, &[PENDING.to_owned()])?;
    secret.trying = Some(rotating.token.clone());
    cx.put(&SECRETS, &secret.name, &secret);
    subject(cx, rotating).await
}

/// Removes the version that was there for the try, unless the function made something of it.
async fn end_try(cx: &mut Cx<'_>, rotating: &Rotating) -> ApiResult<()> {
    let found = cx.get(&SECRETS, &rotating.name).await?;
    let Some(mut secret) = found.filter(|secret| secret.suffix == rotating.suffix) else {
        return Ok(());
    };
    if secret.trying.take_if(|token| *token == rotating.token).is_none() {
        return Ok(());
    }
    if secret.version(&rotating.token).is_some_and(|version| !version.is_on(CURRENT)) {
        secret.versions.retain(|version| version.id != rotating.token);
        cx.delete(&VALUES, &(secret.name.clone(), rotating.token.clone()));
    }
    cx.put(&SECRETS, &secret.name, &secret);
    Ok(())
}

/// The secret, while it is to be rotated.
async fn current(cx: &mut Cx<'_>, rotating: &Rotating) -> ApiResult<Option<Secret>> {
    let secret = cx.get(&SECRETS, &rotating.name).await?;
    Ok(secret.filter(|secret| {
        secret.suffix == rotating.suffix
            && secret.deletion.is_none()
            && secret.rotation.as_ref().is_some_and(|rotation| rotation.enabled)
            && secret.version(&rotating.token).is_some()
    }))
}

async fn subject(cx: &mut Cx<'_>, rotating: &Rotating) -> ApiResult<Option<Subject>> {
    let Some(secret) = current(cx, rotating).await? else { return Ok(None) };
    let function = secret.rotation.as_ref().map(|rotation| rotation.function.clone());
    let function = function.unwrap_or_default().parse::<Arn>().map_err(ApiError::bug)?;
    Ok(Some(Subject { function, secret_arn: secret.arn(cx)?.to_string() }))
}

/// Calls the function for one step; the inner error says why the step has failed.
async fn call(
    wx: &WaitCx<'_>,
    rotating: &Rotating,
    subject: &Subject,
    step: Step,
) -> ApiResult<Result<(), String>> {
    let (function, secret) = (&subject.function, &subject.secret_arn);
    if !kernel::transact!(wx, cx => may_call(cx, function, secret).await)? {
        return Ok(Err("the function's policy does not let Secrets Manager in".to_owned()));
    }
    let event =
        Event { step: step.name(), secret_id: secret, client_request_token: &rotating.token };
    let payload = serde_json::to_vec(&event).map_err(ApiError::bug)?;
    let Some((account, region)) = place(function) else {
        return Ok(Err("the function has no region".to_owned()));
    };
    let caller = Arc::new(Caller::service("secretsmanager", account));
    let input = InvocationRequest {
        function_name: function.to_string(),
        payload: Some(payload.into()),
        ..InvocationRequest::default()
    };
    let answer = wx.kernel().run_as::<Invoke>("secretsmanager", &caller, &region, input).await;
    Ok(match answer {
        Err(error) => Err(error.to_string()),
        Ok(answer) => match answer.function_error {
            None => Ok(()),
            Some(_) => {
                let payload = answer.payload.unwrap_or_default();
                Err(String::from_utf8_lossy(&payload).into_owned())
            }
        },
    })
}

fn place(function: &Arn) -> Option<(AccountId, Region)> {
    Some((AccountId::parse(function.account())?, Region::parse(function.region())?))
}

/// Whether the function is there and its policy lets Secrets Manager call it for the secret.
pub(crate) async fn may_call(cx: &mut Cx<'_>, function: &Arn, secret_arn: &str) -> ApiResult<bool> {
    let Some((account, region)) = place(function) else { return Ok(false) };
    let input = GetPolicyRequest { function_name: function.to_string(), qualifier: None };
    let found = match cx.call_as_service_in::<GetPolicy>(account, region, input).await {
        Ok(found) => found,
        Err(error) if error.status() < 500 || error.status() == 501 => return Ok(false),
        Err(error) => return Err(error),
    };
    let asks = ServiceAsks {
        principal: "secretsmanager.amazonaws.com",
        action: "lambda:InvokeFunction",
        resource: function.as_str(),
        owner: account,
        source_arn: secret_arn,
        source_account: cx.account(),
        keys: &[],
    };
    Ok(cx.lets_in(found.policy.as_deref(), &asks))
}

/// All steps went well: the new version is the current one, or the function has not done what it is for.
async fn finished(cx: &mut Cx<'_>, rotating: &Rotating) -> ApiResult<()> {
    let Some(mut secret) = current(cx, rotating).await? else { return Ok(()) };
    if !secret.version(&rotating.token).is_some_and(|version| version.is_on(CURRENT)) {
        debug!(secret = %secret.name, "all steps went well, and the new version is not current");
        return again(cx, rotating).await;
    }
    // Recorded: what is current is not pending any more.
    if let Some(version) = secret.version_mut(&rotating.token) {
        version.stages.retain(|stage| stage != PENDING);
    }
    let now = cx.now();
    if let Some(rotation) = secret.rotation.as_mut() {
        rotation.rotated_at = Some(now);
    }
    rotation::schedule(cx, &mut secret).await?;
    secret::save(cx, &mut secret, None).await
}

/// Tries the whole rotation again later, with the same version.
async fn again(cx: &mut Cx<'_>, rotating: &Rotating) -> ApiResult<()> {
    let tries = rotating.tries + 1;
    if tries >= TRIES {
        return Ok(());
    }
    let wait = FIRST_WAIT.saturating_mul(1 << (tries - 1).min(10)).min(LONGEST_WAIT);
    let (later, name) = (cx.now().plus(wait), rotating.name.clone());
    let rotating = Rotating { tries, ..rotating.clone() };
    cx.schedule(&STEPS, name.as_str(), later, &rotating).await
}
