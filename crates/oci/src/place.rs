//! Where bytes lie: a whole file, or a part of one.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom};
use std::path::PathBuf;

use crate::Digest;
use crate::digest::Hashing;
use crate::error::{ImageError, bad};

/// A part of a file of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    pub(crate) offset: u64,
    pub(crate) size: u64,
}

impl Place {
    pub(crate) fn whole(file: PathBuf) -> io::Result<Place> {
        let size = std::fs::metadata(&file)?.len();
        Ok(Place { file, offset: 0, size })
    }

    pub(crate) fn open(&self) -> io::Result<BufReader<io::Take<File>>> {
        let mut file = File::open(&self.file)?;
        file.seek(SeekFrom::Start(self.offset))?;
        Ok(BufReader::with_capacity(64 << 10, file.take(self.size)))
    }

    /// What lies there, when it is no more than `limit`.
    pub(crate) fn read(&self, limit: u64) -> Result<Vec<u8>, ImageError> {
        if self.size > limit {
            return Err(bad(format!("{} holds a document that is too large", self.file.display())));
        }
        let mut bytes = Vec::new();
        self.open()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Reads all of it, and fails when it is not what the digest names.
    pub(crate) fn verify(&self, digest: &Digest) -> Result<(), ImageError> {
        let mut hashing = Hashing::new(self.open()?);
        io::copy(&mut hashing, &mut io::sink())?;
        match hashing.digest() {
            own if own == *digest => Ok(()),
            own => Err(bad(format!("the layer {digest} is damaged: what is there is {own}"))),
        }
    }
}
