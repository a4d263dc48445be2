//! Why an image cannot be had. Every text names what is wrong and, where there is something to do, what.

use std::io;

/// Why an image cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// The name is none that an image can have, or names neither a tag nor a digest.
    #[error("{0:?} is no name of an image with a tag or a digest")]
    Name(String),
    /// There is no such image; says where it was looked for and what to do.
    #[error("{0}")]
    Missing(String),
    /// The registry wants to know who asks, or does not let anybody.
    #[error("{0}")]
    Denied(String),
    /// The registry does not answer, or not as one.
    #[error("{0}")]
    Unreachable(String),
    /// It is no image that can be run: its kind of manifest, configuration or layers.
    #[error("{0}")]
    Unsupported(String),
    /// It is for another processor.
    #[error("{0}")]
    Architecture(String),
    /// It is damaged, or made to do harm: it differs from its digest, or leads out of its folder.
    #[error("{0}")]
    Bad(String),
    /// It is larger than allowed.
    #[error("the image has more than {limit} bytes unpacked")]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// The folder cannot be written, or a file of this machine not read.
    #[error("{0}")]
    Io(String),
}

impl From<io::Error> for ImageError {
    fn from(error: io::Error) -> ImageError {
        ImageError::Io(error.to_string())
    }
}

/// What is wrong with what an image holds.
pub(crate) fn bad(what: impl Into<String>) -> ImageError {
    ImageError::Bad(what.into())
}
