//! Saving a snapshot.

use std::{fs, io, ops::ControlFlow, path::Path, sync::Arc};

use super::{BLOBS, ROWS, SnapshotInfo, check_name, file, io_error, remove};
use crate::{
    engine::disk::sync_dir,
    error::{BlobError, SnapshotError},
    generation::{Generation, Reading},
    range::KeyRange,
    root_key::RootKey,
};

/// Saves what `generation` holds now as `name` in `folder`.
pub(crate) fn save(
    generation: &Arc<Generation>,
    root: &RootKey,
    folder: &Path,
    name: &str,
) -> Result<SnapshotInfo, SnapshotError> {
    check_name(name)?;
    let path = folder.join(name);
    if path.exists() {
        return Err(SnapshotError::Exists(name.to_owned()));
    }
    let building = folder.join(format!(".building-{name}"));
    remove(&building)?;
    fs::create_dir_all(building.join(BLOBS))
        .map_err(|source| io_error("create", &building, source))?;
    let saved = build(generation, root, &building).and_then(|()| {
        fs::rename(&building, &path).map_err(|source| io_error("name", &path, source))?;
        sync_dir(folder).map_err(|source| io_error("sync", folder, source))?;
        file::info(&path, name)
    });
    if saved.is_err() {
        // What went wrong matters more than what is left; the next attempt removes it.
        let _ = remove(&building);
    }
    saved
}

fn build(generation: &Arc<Generation>, root: &RootKey, to: &Path) -> Result<(), SnapshotError> {
    // Pinned before the rows are fixed: every blob that a row names exists until it is linked.
    let _pin = generation.blobs.pin();
    let reading = Reading::start_exact(generation, &generation.recent.lock());
    let rows = to.join(ROWS);
    let refused = |source| io_error("write", &rows, source);
    let mut writer = file::Writer::create(&rows, root).map_err(refused)?;
    for space in generation.spaces.all() {
        writer.space(&space.name).map_err(refused)?;
        let mut failed: io::Result<()> = Ok(());
        let range = KeyRange::all();
        generation.engine.scan(&reading.view, &space, &range, &mut |key, value| {
            failed = writer.row(&key, &value);
            if failed.is_err() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        failed.map_err(refused)?;
    }
    drop(reading);
    let blobs = link_blobs(generation, &to.join(BLOBS))?;
    writer.finish(blobs).map_err(refused)?;
    sync_dir(to).map_err(|source| io_error("sync", to, source))
}

fn link_blobs(generation: &Generation, to: &Path) -> Result<u64, SnapshotError> {
    let ids = generation.blobs.list().map_err(|error| match error {
        BlobError::Io { doing, path, source } => SnapshotError::Io { doing, path, source },
        other => io_error("list", to, io::Error::other(other)),
    })?;
    let mut linked = 0;
    for id in ids {
        let path = to.join(&id);
        let found = generation.blobs.export(&id, &path);
        linked += u64::from(found.map_err(|source| io_error("link", &path, source))?);
    }
    sync_dir(to).map_err(|source| io_error("sync", to, source))?;
    Ok(linked)
}
