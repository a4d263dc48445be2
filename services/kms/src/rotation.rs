//! Rotation: new material takes over, old material stays for what it encrypted. On schedule by a job, or on demand.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html>

use gen_kms::RotationsListEntry;
use kernel::{ApiResult, Cx, Job, Region, Timestamp};

use crate::errors;
use crate::imported;
use crate::key::{Key, KeyState, Origin, Rotation};
use crate::key_id::KeyId;
use crate::limits::DAY;
use crate::material::{MaterialRow, MaterialState, RotationType, materials, put_materials};
use crate::replicas;
use crate::state;
use crate::tables::KEYS;

/// Rotates a key when it is due: its id.
pub(crate) static ROTATE: Job<KeyId> = Job::new("kms.rotate");

/// Has the key rotated when it is next due.
pub(crate) async fn schedule(cx: &mut Cx<'_>, key: &Key) -> ApiResult<()> {
    match key.rotation {
        Some(rotation) => cx.schedule(&ROTATE, key.id.as_str(), rotation.next, &key.id).await,
        None => cx.cancel(&ROTATE, key.id.as_str()).await,
    }
}

/// The job.
pub(crate) async fn run(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = ROTATE.payload(raw)?;
    let Some(mut key) = cx.get(&KEYS, &id).await? else { return Ok(()) };
    let Some(rotation) = key.rotation.filter(|rotation| rotation.next <= cx.now()) else {
        return Ok(());
    };
    // A key that cannot be used is not rotated; it is when it is enabled again, if that is due then.
    if key.state != KeyState::Enabled {
        return Ok(());
    }
    // Time may have been moved by several periods at once: each is a rotation of its own, at its time.
    let due = rotation.next;
    replace_material(cx, &mut key, RotationType::Automatic, due).await?;
    key.rotation = Some(Rotation { next: due.plus(DAY * rotation.period_days), ..rotation });
    schedule(cx, &key).await?;
    cx.put(&KEYS, &id, &key);
    Ok(())
}

/// Rotates a key that was not enabled when it was due, now that it is again; the caller writes the key.
pub(crate) async fn catch_up(cx: &mut Cx<'_>, key: &mut Key) -> ApiResult<()> {
    let Some(rotation) = key.rotation.filter(|rotation| rotation.next <= cx.now()) else {
        return Ok(());
    };
    let now = cx.now();
    replace_material(cx, key, RotationType::Automatic, now).await?;
    key.rotation = Some(Rotation { next: now.plus(DAY * rotation.period_days), ..rotation });
    schedule(cx, key).await
}

/// New material takes over at `at`.
pub(crate) async fn replace_material(
    cx: &mut Cx<'_>,
    key: &mut Key,
    why: RotationType,
    at: Timestamp,
) -> ApiResult<()> {
    let mut rows: Vec<MaterialRow> = materials(cx, key).await?.rows().to_vec();
    let mut bytes = [0; 32];
    cx.random().fill(&mut bytes);
    let new =
        MaterialRow { rotated: Some((at, why)), ..MaterialRow::generated(cx.kernel(), &bytes) };
    retire_current(&mut rows);
    key.material_id = Some(new.id.clone());
    rows.push(new);
    put_materials(cx, &key.id, &rows);
    replicas::share_material(cx, key, &rows).await
}

/// Imported material that waits takes over; an error when there is none.
pub(crate) async fn promote_pending(cx: &mut Cx<'_>, key: &mut Key) -> ApiResult<()> {
    let mut rows: Vec<MaterialRow> = materials(cx, key).await?.rows().to_vec();
    if !rows.iter().any(|row| row.state == MaterialState::PendingRotation) {
        return Err(errors::invalid_state(format!(
            "No available key material pending rotation for the key: {}.",
            key.arn
        )));
    }
    retire_current(&mut rows);
    for row in rows.iter_mut().filter(|row| row.state == MaterialState::PendingRotation) {
        row.state = MaterialState::Current;
        row.rotated = Some((cx.now(), RotationType::OnDemand));
    }
    imported::settle(key, &rows);
    put_materials(cx, &key.id, &rows);
    Ok(())
}

fn retire_current(rows: &mut [MaterialRow]) {
    for row in rows.iter_mut().filter(|row| row.state == MaterialState::Current) {
        row.state = MaterialState::NonCurrent;
    }
}

/// Refuses a schedule for what cannot have one: imported material is not made here; then as for any rotation.
pub(crate) async fn require_schedulable(cx: &mut Cx<'_>, key: &Key) -> ApiResult<()> {
    if key.origin == Origin::External {
        return Err(errors::wrong_origin(&key.arn, key.origin));
    }
    state::require_enabled(cx, key).await?;
    require_rotatable(key, cx.region().as_str())
}

/// Refuses rotation of what cannot rotate. `region` is the key's own.
pub(crate) fn require_rotatable(key: &Key, region: &str) -> ApiResult<()> {
    require_status(key)?;
    match key.regions.is_some() && !key.is_primary(region) {
        true => Err(errors::not_a_primary(&key.arn)),
        false => Ok(()),
    }
}

/// Refuses to speak of rotation where there is none.
pub(crate) fn require_status(key: &Key) -> ApiResult<()> {
    match key.spec.is_symmetric_encryption() && key.store.is_none() {
        true => Ok(()),
        false => Err(errors::unsupported("").without_message()),
    }
}

/// The schedule of the key; of a replica, its primary's.
pub(crate) async fn schedule_of(cx: &mut Cx<'_>, key: &Key) -> ApiResult<Option<Rotation>> {
    let here = cx.region().as_str();
    let elsewhere = key.regions.as_ref().filter(|regions| regions.primary != here);
    let Some(primary) = elsewhere.and_then(|regions| Region::parse(&regions.primary)) else {
        return Ok(key.rotation);
    };
    Ok(replicas::get(cx, &primary, &key.id).await?.and_then(|primary| primary.rotation))
}

/// As ListKeyRotations shows it.
pub(crate) fn shown(key: &Key, row: &MaterialRow) -> RotationsListEntry {
    let import = row.import.as_ref();
    let expires = import.filter(|_| row.is_here()).map(|import| import.expires);
    let model = |ends: Option<Timestamp>| match ends {
        Some(_) => "KEY_MATERIAL_EXPIRES",
        None => "KEY_MATERIAL_DOES_NOT_EXPIRE",
    };
    RotationsListEntry {
        key_id: Some(key.arn.clone()),
        key_material_id: Some(row.id.clone()),
        key_material_description: import.and_then(|import| import.description.clone()),
        import_state: import
            .map(|_| if row.is_here() { "IMPORTED" } else { "PENDING_IMPORT" }.to_owned()),
        key_material_state: Some(row.state.to_string()),
        expiration_model: expires.map(|ends| model(ends).to_owned()),
        valid_to: expires.flatten(),
        rotation_date: row.rotated.map(|(at, _)| at),
        rotation_type: row.rotated.map(|(_, why)| why.to_string()),
    }
}
