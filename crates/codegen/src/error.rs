//! Why something could not be generated.

use thiserror::Error;

/// Why something could not be generated.
#[derive(Debug, Error)]
pub enum CodegenError {
    /// The source is not JSON of the expected form.
    #[error("the model cannot be read: {0}; check the pinned version")]
    Source(String),
    /// The source uses a word that we do not know.
    #[error("unknown {what} `{word}` in the model; teach it to crates/codegen/src/botocore.rs")]
    Unknown {
        /// What kind of word.
        what: &'static str,
        /// The word.
        word: String,
    },
    /// An edge leads nowhere.
    #[error("{service}: `{from}` refers to the shape `{target}`, which is not there")]
    NoShape {
        /// The service.
        service: String,
        /// Operation or shape that refers.
        from: String,
        /// What it refers to.
        target: String,
    },
    /// A value does not fit the schema text.
    #[error("`{value}` cannot stand in the schema text: it has spaces or line ends")]
    NotAWord {
        /// The value.
        value: String,
    },
    /// An override does not fit.
    #[error("override: {0}")]
    Override(String),
    /// A typed operation that the service does not have.
    #[error("{service} has no operation `{operation}`; see its operation table")]
    NoOperation {
        /// The service.
        service: String,
        /// The operation.
        operation: String,
    },
    /// Something in the model that typed code cannot hold yet.
    #[error("`{name}`: {what} cannot be generated")]
    Unsupported {
        /// Shape or operation.
        name: String,
        /// What it has.
        what: &'static str,
    },
    /// The text that was made does not load.
    #[error("the generated text does not load: {0}")]
    Text(#[from] schema::text::TextError),
}

impl CodegenError {
    pub(crate) fn source(error: impl std::fmt::Display) -> CodegenError {
        CodegenError::Source(error.to_string())
    }
}
