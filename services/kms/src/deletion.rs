//! The end of keys: scheduled, called off, and done by a job at its hour, with everything that hangs on the key.
//! A primary key with replicas waits until the last of them is gone.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html>

use kernel::{ApiResult, Cx, Job, Region, Timestamp};

use crate::grants;
use crate::key::{Deletion, Key, KeyState, Origin};
use crate::key_id::KeyId;
use crate::limits::DAY;
use crate::ready;
use crate::replicas;
use crate::rotation;
use crate::tables::{ALIASES, KEYS, MATERIALS};

/// Deletes a key when its time has come: its id.
pub(crate) static DELETE: Job<KeyId> = Job::new("kms.delete-key");

/// Schedules the end of `key`, which the caller writes.
pub(crate) async fn schedule(cx: &mut Cx<'_>, key: &mut Key, window_days: u32) -> ApiResult<()> {
    let waits = key.is_primary(cx.region().as_str())
        && key.regions.as_ref().is_some_and(|regions| !regions.replicas.is_empty());
    if waits {
        key.state = KeyState::PendingReplicaDeletion;
        key.deletion = Some(Deletion { window_days, at: None });
        return Ok(());
    }
    let at = cx.now().plus(DAY * window_days);
    pend(cx, key, window_days, at).await
}

async fn pend(cx: &mut Cx<'_>, key: &mut Key, window_days: u32, at: Timestamp) -> ApiResult<()> {
    key.state = KeyState::PendingDeletion;
    key.deletion = Some(Deletion { window_days, at: Some(at) });
    cx.schedule(&DELETE, key.id.as_str(), at, &key.id).await
}

/// Calls the end off: the key is disabled, or waits for its material again. The caller writes the key.
pub(crate) async fn call_off(cx: &mut Cx<'_>, key: &mut Key) -> ApiResult<()> {
    cx.cancel(&DELETE, key.id.as_str()).await?;
    key.deletion = None;
    let awaits_material = key.origin == Origin::External && key.expires.is_none();
    key.state = if awaits_material { KeyState::PendingImport } else { KeyState::Disabled };
    key.enabled = awaits_material;
    Ok(())
}

/// The job.
pub(crate) async fn run(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = DELETE.payload(raw)?;
    let Some(key) = cx.get(&KEYS, &id).await? else { return Ok(()) };
    let due = key.deletion.and_then(|deletion| deletion.at).is_some_and(|at| at <= cx.now());
    if key.state != KeyState::PendingDeletion || !due {
        return Ok(());
    }
    remove(cx, &key).await
}

async fn remove(cx: &mut Cx<'_>, key: &Key) -> ApiResult<()> {
    for alias in &key.aliases {
        cx.delete(&ALIASES, alias);
    }
    grants::remove_all(cx, key).await?;
    let materials = cx.get_shared(&MATERIALS, &key.id).await?;
    ready::forget(cx, &materials.unwrap_or_default());
    cx.delete(&MATERIALS, &key.id);
    cx.delete(&KEYS, &key.id);
    cx.forget_work(&key.arn);
    if key.managed_for.is_none() {
        cx.add_rows(&KEYS, &(), -1);
    }
    cx.cancel(&rotation::ROTATE, key.id.as_str()).await?;
    forget_replica(cx, key).await
}

/// Tells the other regions of the key that it is no more here, and starts the wait of a primary that waited for this.
async fn forget_replica(cx: &mut Cx<'_>, key: &Key) -> ApiResult<()> {
    let Some(regions) = &key.regions else { return Ok(()) };
    let here = cx.region().to_string();
    let mut left = regions.clone();
    left.replicas.retain(|region| *region != here);
    replicas::share_regions(cx, key, &left).await?;
    let primary = Region::parse(&left.primary).filter(|_| left.replicas.is_empty());
    let Some(primary) = primary else { return Ok(()) };
    let home = cx.enter_region(primary);
    let result = begin_wait(cx, &key.id).await;
    cx.enter_region(home);
    result
}

async fn begin_wait(cx: &mut Cx<'_>, id: &KeyId) -> ApiResult<()> {
    let Some(mut primary) = cx.get(&KEYS, id).await? else { return Ok(()) };
    if primary.state != KeyState::PendingReplicaDeletion {
        return Ok(());
    }
    let window_days = primary.deletion.map_or(0, |deletion| deletion.window_days);
    let at = cx.now().plus(DAY * window_days);
    pend(cx, &mut primary, window_days, at).await?;
    cx.put(&KEYS, id, &primary);
    Ok(())
}
