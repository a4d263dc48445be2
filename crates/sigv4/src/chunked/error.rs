//! Why a chunked body is refused. The texts of [`ChunkError::fault`] were seen in S3's answers.

use crate::fault::{Fault, S3_MISMATCH};

/// What is wrong with a chunked body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    /// `x-amz-content-sha256` announces no chunks: a fault of the caller.
    #[error("The payload is not in aws-chunked encoding; read the body as it is.")]
    NotChunked,
    /// The signature of a chunk or of the trailer is wrong.
    #[error("The signature of a chunk or trailer does not match its content.")]
    Mismatch {
        /// What should have been signed.
        string_to_sign: String,
    },
    /// The encoding is broken.
    #[error("The aws-chunked body is malformed: {0}.")]
    Malformed(&'static str),
    /// The body ends before its last chunk does.
    #[error("The aws-chunked body ends before its last chunk and empty line.")]
    Truncated,
    /// `x-amz-decoded-content-length` is not the length of the data.
    #[error("The data has {provided} bytes or more; x-amz-decoded-content-length says {expected}.")]
    Length {
        /// What was announced, in bytes.
        expected: u64,
        /// What came so far, in bytes.
        provided: u64,
    },
    /// A chunk other than the last is below 8,192 bytes.
    #[error("Only the last chunk is allowed to have a size less than 8192 bytes")]
    TooSmall {
        /// The number of the chunk that shows it, from 1: the one after.
        chunk: u64,
        /// The small chunk's size, in bytes.
        size: u64,
    },
    /// The trailer is broken, or not the one that was announced.
    #[error("The trailer of the aws-chunked body is malformed: {0}.")]
    Trailer(&'static str),
}

impl ChunkError {
    /// S3's answer.
    pub fn fault(&self) -> Fault {
        match self {
            ChunkError::NotChunked => Fault::new(500, "InternalError", self.to_string()),
            ChunkError::Mismatch { string_to_sign } => {
                Fault::new(403, "SignatureDoesNotMatch", S3_MISMATCH)
                    .with("StringToSign", string_to_sign)
            }
            ChunkError::Malformed(_) | ChunkError::Truncated => {
                Fault::new(400, "IncompleteBody", "The request body terminated unexpectedly")
            }
            ChunkError::Length { expected, provided } => Fault::new(
                400,
                "IncompleteBody",
                "You did not provide the number of bytes specified by the Content-Length HTTP header",
            )
            .with("NumberBytesExpected", expected.to_string())
            .with("NumberBytesProvided", provided.to_string()),
            ChunkError::TooSmall { chunk, size } => {
                Fault::new(400, "InvalidChunkSizeError", self.to_string())
                    .with("Chunk", chunk.to_string())
                    .with("BadChunkSize", size.to_string())
            }
            ChunkError::Trailer(_) => Fault::new(
                400,
                "MalformedTrailerError",
                "The request contained trailing data that was not well-formed or did not conform to our published schema.",
            ),
        }
    }
}
