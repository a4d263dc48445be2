//! Merging a space: its keyspace is frozen, another one takes the writes, and what was frozen is merged with the segments
//! below into new ones, some at a time; then the frozen keyspace goes.
//!
//! Each step is on disk before what it replaces is deleted, so a crash between two repeats a step and loses nothing.

use std::{
    fs,
    hash::{BuildHasher as _, Hasher as _, RandomState},
    io,
    sync::Arc,
};

use bytes::Bytes;
use thiserror::Error;

use super::{
    layers::{Frozen, Layered, Layers, Merged, ReadError, SegmentRows, keyspace_rows},
    manifest::{self, Manifest},
    segment::{MAX_BYTES, Segment, Writer},
};
use crate::{
    engine::disk::{Disk, keyspace_options, sync_dir},
    error::Error,
    generation::Generation,
    range::KeyRange,
    space::SpaceState,
};

/// So many segments are merged, and replaced, at a time: what a step needs of the disk beside what is there.
const AT_ONCE: usize = 16;
/// How large a segment gets.
const SEGMENT_BYTES: u64 = 64 << 20;
/// After so many rows a merge looks whether it should end.
const ROWS_BETWEEN_LOOKS: u64 = 1 << 12;

const _: () = assert!(SEGMENT_BYTES < MAX_BYTES);

/// Why a merge did not come to its end. What it had not finished is begun again by the next one.
#[derive(Debug, Error)]
pub(crate) enum SettleError {
    /// The store takes no more commits.
    #[error("the store is closed")]
    Closed,
    #[error(transparent)]
    Read(#[from] Error),
    #[error("the engine refused: {0}")]
    Engine(#[from] fjall::Error),
    #[error("cannot write segments: {0}")]
    Io(#[from] io::Error),
}

type Segments = Vec<(Bytes, Arc<Segment>)>;

/// Merges what `space` holds outside of segments into segments.
pub(crate) fn settle(
    disk: &Disk,
    generation: &Generation,
    space: &SpaceState,
) -> Result<(), SettleError> {
    let Some(layered) = space.layers.get() else { return Ok(()) };
    let merge = Merge { disk, generation, space, layered };
    if layered.newest().frozen.is_none() {
        merge.freeze()?;
    }
    let frozen = layered.newest().frozen.clone();
    let frozen = frozen.ok_or(SettleError::Closed)?;
    merge.all(&frozen)?;
    merge.finish(frozen)
}

struct Merge<'a> {
    disk: &'a Disk,
    generation: &'a Generation,
    space: &'a SpaceState,
    layered: &'a Layered,
}

impl Merge<'_> {
    /// Has another keyspace take the writes.
    fn freeze(&self) -> Result<(), SettleError> {
        let old = self.layered.newest();
        let mut manifest = old.manifest.clone();
        let name = manifest::keyspace_name(&self.space.name, self.layered.take_number());
        let active = self.disk.db.keyspace(&name, keyspace_options)?;
        manifest.frozen = Some(std::mem::replace(&mut manifest.active, name));
        // Before the first write to it; that more is written to the frozen one meanwhile does not matter to the manifest.
        self.write_manifest(&mut manifest)?;
        let recent = self.generation.recent.lock();
        if recent.stopped.is_some() {
            return Err(SettleError::Closed);
        }
        let frozen = Some(Frozen { keyspace: old.active.clone(), as_of: recent.version });
        let (segments, as_of) = (old.segments.clone(), old.as_of);
        self.replace(Layers { active, frozen, segments, as_of, manifest });
        self.disk.layers_changed();
        Ok(())
    }

    /// Merges all that is frozen, a few segments at a time.
    fn all(&self, frozen: &Frozen) -> Result<(), SettleError> {
        let layers = self.layered.newest();
        let (mut manifest, mut segments) = (layers.manifest.clone(), layers.segments.clone());
        drop(layers);
        let mut at = 0;
        loop {
            let upto = segments.len().min(at + AT_ONCE);
            let start = if at == 0 { Bytes::new() } else { segments[at].0.clone() };
            let end = segments.get(upto).map(|(first, _)| first.clone());
            let range = KeyRange { start, end, reverse: false };
            let view = self.disk.db.snapshot();
            let mut rows = keyspace_rows(&view, &frozen.keyspace, &range).peekable();
            if rows.peek().is_none() {
                at = upto;
            } else {
                let mut merged = Merged::new(false);
                merged.add(rows);
                merged.add(SegmentRows::new(&segments[at..upto], &range));
                let first = self.layered.next_number();
                let written = self.write(merged);
                let written = written.inspect_err(|_| self.abandon(first))?;
                let count = written.len();
                let replaced: Segments = segments.splice(at..upto, written).collect();
                self.install(&mut manifest, &segments, frozen)?;
                remove(&replaced);
                at += count;
            }
            if at >= segments.len() {
                return Ok(());
            }
        }
    }

    /// Writes rows into new segments.
    fn write(&self, rows: Merged<'_>) -> Result<Segments, SettleError> {
        let mut written = Segments::new();
        let mut open: Option<(u64, Writer)> = None;
        let mut until_look = 0;
        for row in rows {
            let (key, framed) = row.map_err(|error| self.layered.error(error, b""))?;
            if until_look == 0 {
                self.generation.is_open().then_some(()).ok_or(SettleError::Closed)?;
                until_look = ROWS_BETWEEN_LOOKS;
            }
            until_look -= 1;
            if open.as_ref().is_some_and(|(_, writer)| writer.bytes() >= SEGMENT_BYTES) {
                written.extend(open.take().map(|open| self.close(open)).transpose()?);
            }
            let (_, writer) = match &mut open {
                Some(open) => open,
                None => open.insert(self.create()?),
            };
            // A damaged key would be entered as if it were another one, and nobody would notice that its row is gone.
            self.layered.unframe(&key, framed.clone())?;
            writer.push(&key, &framed)?;
        }
        written.extend(open.map(|open| self.close(open)).transpose()?);
        Ok(written)
    }

    /// Removes segments from number `first` on, which no manifest names yet.
    fn abandon(&self, first: u64) {
        for number in first..self.layered.next_number() {
            let path = Layers::path(self.disk.settled_folder(), &self.space.name, number);
            if let Err(error) = fs::remove_file(&path)
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(path = %path.display(), %error, "an unfinished file is removed at the next start");
            }
        }
    }

    fn create(&self) -> Result<(u64, Writer), SettleError> {
        let number = self.layered.take_number();
        let folder = self.disk.settled_folder();
        let seed = RandomState::new().build_hasher().finish();
        let path = Layers::path(folder, &self.space.name, number);
        Ok((number, Writer::create(&path, seed)?))
    }

    fn close(&self, open: (u64, Writer)) -> Result<(Bytes, Arc<Segment>), SettleError> {
        let (number, writer) = open;
        let first = Bytes::copy_from_slice(writer.first());
        writer.finish()?;
        let path = Layers::path(self.disk.settled_folder(), &self.space.name, number);
        let segment = Segment::open(path, number)
            .map_err(|error| self.layered.error(ReadError::from(error), &first))?;
        Ok((first, segment.into()))
    }

    /// Puts segments in the place of those before.
    fn install(
        &self,
        manifest: &mut Manifest,
        segments: &Segments,
        frozen: &Frozen,
    ) -> Result<(), SettleError> {
        sync_dir(self.disk.settled_folder())?;
        let named = segments.iter().map(|(first, segment)| (segment.id, first.to_vec()));
        manifest.segments = named.collect();
        self.write_manifest(manifest)?;
        self.replace(Layers {
            active: self.layered.newest().active.clone(),
            frozen: Some(frozen.clone()),
            segments: segments.clone(),
            as_of: frozen.as_of,
            manifest: manifest.clone(),
        });
        Ok(())
    }

    /// Lets go of what was frozen.
    fn finish(&self, frozen: Frozen) -> Result<(), SettleError> {
        let old = self.layered.newest();
        let mut manifest = old.manifest.clone();
        manifest.frozen = None;
        self.write_manifest(&mut manifest)?;
        let (active, segments) = (old.active.clone(), old.segments.clone());
        // Also when nothing was merged: marks of deletions in what was frozen are gone from here on, as is what they hid.
        self.replace(Layers { active, frozen: None, segments, as_of: frozen.as_of, manifest });
        self.disk.db.delete_keyspace(frozen.keyspace)?;
        Ok(())
    }

    /// Has the system put on disk every commit that segments may hold, then the manifest that names these.
    fn write_manifest(&self, manifest: &mut Manifest) -> Result<(), SettleError> {
        manifest.next = self.layered.next_number();
        self.disk.sync_applied()?;
        let folder = self.disk.settled_folder();
        if !folder.exists() {
            fs::create_dir_all(folder)?;
            sync_dir(folder.parent().unwrap_or(folder))?;
        }
        Ok(manifest.write(folder, &self.space.name)?)
    }

    fn replace(&self, layers: Layers) {
        self.layered.replace(layers, self.generation.live.oldest());
    }
}

/// Removes the files of segments that no manifest names any more. Who still reads them has them open.
fn remove(segments: &Segments) {
    for (_, segment) in segments {
        if let Err(error) = fs::remove_file(segment.path()) {
            let path = segment.path().display();
            tracing::warn!(%path, %error, "a file of merged rows is removed at the next start");
        }
    }
}
