//! Imported key material: which may come, when it goes, and what the key is with it and without.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-import-key-material.html>

use gen_kms::errors as modelled;
use kernel::{ApiResult, Cx, Job, JobEntry, Region, Timestamp};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::key::{Key, KeyState};
use crate::key_id::KeyId;
use crate::limits::LONGEST_IMPORT;
use crate::material::{Import, MaterialRow, MaterialState, put_materials};
use crate::ready;
use crate::tables::{KEYS, MATERIALS};

/// Material whose time has come.
pub(crate) const EXPIRE: Job<Expiry> = Job::new("kms.expire-material");

/// Its handler, for the service's list.
pub(crate) const EXPIRE_ENTRY: JobEntry =
    JobEntry { name: EXPIRE.name, run: |cx, raw| Box::pin(expire(cx, raw)) };

/// Which material is to go.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Expiry {
    key: KeyId,
    material: String,
}

/// When material goes, as a call says it. Without a model, material expires.
pub(crate) fn expires(
    model: Option<&str>,
    valid_to: Option<Timestamp>,
    now: Timestamp,
) -> ApiResult<Option<Timestamp>> {
    let wrong = |message: &str| Err(errors::validation(message));
    match (model.unwrap_or("KEY_MATERIAL_EXPIRES"), valid_to) {
        ("KEY_MATERIAL_DOES_NOT_EXPIRE", None) => Ok(None),
        ("KEY_MATERIAL_DOES_NOT_EXPIRE", Some(_)) => wrong(
            "A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE",
        ),
        (_, None) => {
            wrong("A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES")
        }
        (_, Some(at)) if at <= now => wrong("The validTo date must be in the future"),
        (_, Some(at)) if at > now.plus(LONGEST_IMPORT) => {
            wrong("The validTo date must be within 365 days")
        }
        (_, Some(at)) => Ok(Some(at)),
    }
}

/// What importing material does to those that are there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// The key's first.
    First,
    /// The same as before: this one of the rows.
    Again(usize),
    /// Another one, which a rotation makes current.
    Next,
}

/// Whether material called `id` may come. `kind` is `ImportType`, `named` the id that the call expects it to have.
pub(crate) fn change(
    key: &Key,
    rows: &[MaterialRow],
    id: &str,
    kind: Option<&str>,
    named: Option<&str>,
) -> ApiResult<Change> {
    let incorrect = |message: &str| Err(modelled::incorrect_key_material_exception(message));
    if named.is_some_and(|named| named != id) {
        return incorrect("The key material is not the one that KeyMaterialId names.");
    }
    let new = kind.map_or(rows.is_empty(), |kind| kind == "NEW_KEY_MATERIAL");
    match (rows.iter().position(|row| row.id == id), new) {
        (Some(_), true) => incorrect("The key material was imported into this key before."),
        (Some(at), false) => Ok(Change::Again(at)),
        (None, true) if rows.is_empty() => Ok(Change::First),
        (None, true) => next(key, rows, id).map(|()| Change::Next),
        (None, false) => incorrect("The key material was never imported into this key."),
    }
}

/// Refuses material that is not the primary key's: a replica takes that alone.
pub(crate) async fn require_of_primary(cx: &mut Cx<'_>, key: &Key, id: &str) -> ApiResult<()> {
    let Some(regions) = &key.regions else { return Ok(()) };
    let Some(primary) = Region::parse(&regions.primary) else { return Ok(()) };
    if primary == *cx.region() {
        return Ok(());
    }
    let home = cx.enter_region(primary);
    let rows = cx.get_shared(&MATERIALS, &key.id).await;
    cx.enter_region(home);
    match rows?.is_some_and(|rows| rows.iter().any(|row| row.id == id)) {
        true => Ok(()),
        false => Err(modelled::incorrect_key_material_exception(
            "The key material is not that of the primary key.",
        )),
    }
}

/// Material that is to follow: symmetric encryption keys of one region take one at a time.
fn next(key: &Key, rows: &[MaterialRow], id: &str) -> ApiResult<()> {
    if !key.spec.is_symmetric_encryption() || key.regions.is_some() {
        return Err(modelled::incorrect_key_material_exception(
            "The key material of this key cannot change after its first import.",
        ));
    }
    let pending = rows.iter().find(|row| row.state == MaterialState::PendingRotation);
    match pending {
        None => Ok(()),
        Some(other) => Err(errors::invalid_state(format!(
            "New key material (id: {id}) cannot be imported into KMS key {}, because another key material (id: {}) is pending rotation.",
            key.arn, other.id
        ))),
    }
}

/// Whether material is the key's for good: it is or was current.
fn is_permanent(row: &MaterialRow) -> bool {
    matches!(row.state, MaterialState::Current | MaterialState::NonCurrent)
}

/// What the key is with these materials: it works when all that it ever worked with are there.
pub(crate) fn settle(key: &mut Key, rows: &[MaterialRow]) {
    let permanent = || rows.iter().filter(|row| is_permanent(row));
    let complete = permanent().next().is_some() && permanent().all(MaterialRow::is_here);
    let earliest = permanent().filter_map(|row| row.import.as_ref()?.expires).min();
    key.expires = complete.then_some(earliest);
    if key.spec.is_symmetric_encryption() {
        let current = rows.iter().find(|row| row.state == MaterialState::Current);
        key.material_id = current.map(|row| row.id.clone());
    }
    match (key.state, complete) {
        (KeyState::PendingImport, true) => {
            key.state = if key.enabled { KeyState::Enabled } else { KeyState::Disabled };
        }
        (KeyState::Enabled | KeyState::Disabled, false) => {
            key.enabled = key.state == KeyState::Enabled;
            key.state = KeyState::PendingImport;
        }
        _ => {}
    }
}

/// Keeps key and materials, and has material expire.
pub(crate) async fn put(
    cx: &mut Cx<'_>,
    mut key: Key,
    rows: &Vec<MaterialRow>,
    changed: &MaterialRow,
) -> ApiResult<()> {
    settle(&mut key, rows);
    let job = format!("{}/{}", key.id, changed.id);
    let expires = changed.import.as_ref().and_then(|import| import.expires);
    match expires.filter(|_| changed.is_here()) {
        Some(at) => {
            let expiry = Expiry { key: key.id.clone(), material: changed.id.clone() };
            cx.schedule(&EXPIRE, &job, at, &expiry).await?;
        }
        None => cx.cancel(&EXPIRE, &job).await?,
    }
    put_materials(cx, &key.id, rows);
    cx.put(&KEYS, &key.id, &key);
    Ok(())
}

/// Takes material away; what was still to follow is forgotten wholly.
pub(crate) async fn remove(
    cx: &mut Cx<'_>,
    key: Key,
    mut rows: Vec<MaterialRow>,
    at: usize,
) -> ApiResult<()> {
    ready::forget(cx, &rows[at..=at]);
    let row = &mut rows[at];
    row.sealed.clear();
    if let Some(Import { expires, .. }) = &mut row.import {
        *expires = None;
    }
    let changed = row.clone();
    rows.retain(|row| row.is_here() || is_permanent(row));
    put(cx, key, &rows, &changed).await
}

/// The job: material has expired.
async fn expire(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let due = EXPIRE.payload(raw)?;
    let Some(key) = cx.get(&KEYS, &due.key).await? else { return Ok(()) };
    let rows = cx.get(&MATERIALS, &due.key).await?.unwrap_or_default();
    match rows.iter().position(|row| row.id == due.material && row.is_here()) {
        Some(at) => remove(cx, key, rows, at).await,
        None => Ok(()),
    }
}
