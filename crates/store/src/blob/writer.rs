//! Writing one blob: into a temporary file, named when it is whole.

use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
    sync::Arc,
};

use super::area::io_error;
use crate::{error::BlobError, generation::Generation};

/// A blob being written. Dropping it unfinished leaves nothing.
#[derive(Debug)]
pub struct BlobWriter {
    generation: Arc<Generation>,
    id: String,
    len: u64,
    target: Target,
}

#[derive(Debug)]
enum Target {
    Memory(Vec<u8>),
    File { file: File, path: PathBuf },
}

impl BlobWriter {
    pub(super) fn start(generation: Arc<Generation>, id: &str) -> Result<Self, BlobError> {
        let target = match generation.blobs.temporary()? {
            None => Target::Memory(Vec::new()),
            Some(path) => {
                let file =
                    File::create(&path).map_err(|source| io_error("create", &path, source))?;
                Target::File { file, path }
            }
        };
        Ok(Self { generation, id: id.to_owned(), len: 0, target })
    }

    /// Appends `bytes`. Give tens of kilobytes at a time: on disk each call is a system call.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        match &mut self.target {
            Target::Memory(content) => content.extend_from_slice(bytes),
            Target::File { file, path } => {
                file.write_all(bytes).map_err(|source| io_error("write", path, source))?;
            }
        }
        self.len += bytes.len() as u64;
        Ok(())
    }

    /// How many bytes were written so far.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing was written so far.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Makes the blob readable under its id, in place of an earlier one, and answers its length in bytes.
    /// At level disk it survives the loss of power when this returns.
    pub fn finish(mut self) -> Result<u64, BlobError> {
        if self.generation.is_replaced() {
            return Err(BlobError::Retired);
        }
        let area = &self.generation.blobs;
        match &mut self.target {
            Target::Memory(content) => {
                area.adopt_bytes(&self.id, std::mem::take(content).into());
            }
            Target::File { file, path } => {
                if area.syncs() {
                    file.sync_all().map_err(|source| io_error("sync", path, source))?;
                }
                area.adopt_file(&self.id, path)?;
                path.clear();
            }
        }
        Ok(self.len)
    }
}

impl Drop for BlobWriter {
    fn drop(&mut self) {
        if let Target::File { path, .. } = &self.target
            && !path.as_os_str().is_empty()
            && let Err(error) = fs::remove_file(path)
        {
            tracing::warn!(path = %path.display(), %error, "an unfinished blob stays until the next start");
        }
    }
}
