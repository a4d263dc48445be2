//! A step of making an instance that the system refused.

use std::io;

use crate::message::FromKeeper;

/// Which step, and the system's words.
#[derive(Debug)]
pub(super) struct Failure {
    program: bool,
    step: String,
    cause: String,
}

impl Failure {
    pub(super) fn new(step: impl Into<String>, cause: &impl ToString) -> Failure {
        Failure { program: false, step: step.into(), cause: cause.to_string() }
    }

    /// The program itself could not be executed.
    pub(super) fn program(path: &std::path::Path, cause: &io::Error) -> Failure {
        Failure { program: true, step: path.display().to_string(), cause: cause.to_string() }
    }

    /// A failure of a copy of this process.
    pub(super) fn told(program: bool, step: String, cause: String) -> Failure {
        Failure { program, step, cause }
    }

    pub(super) fn message(&self) -> FromKeeper {
        FromKeeper::Failed {
            program: self.program,
            step: self.step.clone(),
            cause: self.cause.clone(),
        }
    }
}

/// Names the step at which an error came.
pub(super) fn at<E: Into<io::Error>>(step: impl Into<String>) -> impl FnOnce(E) -> Failure {
    move |error| Failure::new(step, &error.into())
}
