//! Deleting a secret: it can be restored until its recovery window is over, then it is removed.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_delete-secret.html>

use std::time::Duration;

use kernel::{ApiResult, Cx, Job, Timestamp};

use crate::name::SecretName;
use crate::secret::{self, Deletion, Secret};
use crate::tables::SECRETS;
use crate::{errors, limits, rotation};

/// Removes the secret of this name and suffix.
pub(crate) static REMOVE: Job<(SecretName, String)> = Job::new("secretsmanager.remove");

/// How a request wants a secret deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// At once, and for good.
    Force,
    /// After so many days.
    AfterDays(i64),
}

impl Way {
    pub(crate) fn parse(force: Option<bool>, days: Option<i64>) -> ApiResult<Way> {
        match (force.unwrap_or(false), days) {
            (true, Some(_)) => Err(errors::two_ways_to_delete()),
            (true, None) => Ok(Way::Force),
            (false, None) => Ok(Way::AfterDays(limits::DEFAULT_RECOVERY_WINDOW)),
            (false, Some(days)) if limits::RECOVERY_WINDOW.contains(&days) => {
                Ok(Way::AfterDays(days))
            }
            (false, Some(_)) => Err(errors::recovery_window()),
        }
    }
}

/// Marks a secret as deleted; returns when it is removed.
pub(crate) async fn mark(cx: &mut Cx<'_>, mut secret: Secret, days: i64) -> ApiResult<Timestamp> {
    let now = cx.now();
    let due = now.plus(Duration::from_secs(days.unsigned_abs() * 86_400));
    secret.deletion = Some(Deletion { at: now, due });
    secret.changed_at = now;
    let payload = (secret.name.clone(), secret.suffix.clone());
    cx.schedule(&REMOVE, secret.name.as_str(), due, &payload).await?;
    rotation::unschedule(cx, &secret.name).await?;
    cx.put(&SECRETS, &secret.name, &secret);
    Ok(due)
}

/// Removes a secret at once.
pub(crate) async fn force(cx: &mut Cx<'_>, secret: &Secret) -> ApiResult<()> {
    cx.cancel(&REMOVE, secret.name.as_str()).await?;
    rotation::unschedule(cx, &secret.name).await?;
    secret::erase(cx, secret);
    Ok(())
}

/// Takes a deletion back.
pub(crate) async fn restore(cx: &mut Cx<'_>, mut secret: Secret) -> ApiResult<()> {
    if secret.deletion.take().is_none() {
        return Ok(());
    }
    cx.cancel(&REMOVE, secret.name.as_str()).await?;
    rotation::schedule(cx, &mut secret).await?;
    secret::save(cx, &mut secret, None).await
}

/// The job: the recovery window is over.
pub(crate) async fn remove(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (name, suffix) = REMOVE.payload(raw)?;
    let found = cx.get(&SECRETS, &name).await?;
    let still = |secret: &Secret| {
        secret.suffix == suffix && secret.deletion.is_some_and(|d| d.due <= cx.now())
    };
    if let Some(secret) = found.filter(still) {
        secret::erase(cx, &secret);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways() {
        let code = |way: ApiResult<Way>| way.map_err(|error| error.code().to_owned());
        let refused = || Err("InvalidParameterException".to_owned());
        let cases = [
            (None, None, Ok(Way::AfterDays(30))),
            (Some(false), Some(7), Ok(Way::AfterDays(7))),
            (None, Some(30), Ok(Way::AfterDays(30))),
            (None, Some(6), refused()),
            (None, Some(31), refused()),
            (None, Some(-1), refused()),
            (None, Some(0), refused()),
            (Some(true), None, Ok(Way::Force)),
            (Some(true), Some(7), refused()),
        ];
        for (force, days, expected) in cases {
            assert_eq!(code(Way::parse(force, days)), expected, "{force:?} {days:?}");
        }
    }
}
