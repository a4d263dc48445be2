//! How a command fails: `error:` and `hint:` on standard error, exit code 1, or 2 for wrong usage.

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use gateway::BindError;
use store::OpenError;

use super::output;
use crate::StartError;
use crate::config::ConfigError;

/// What a command comes to.
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// Why a command failed and what to do next.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
    code: u8,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), hint: None, code: 1 }
    }

    /// The command was not used as it can be.
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), hint: None, code: 2 }
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hint = Some(hint.into());
        self
    }

    /// Tells the user, and gives the exit code.
    pub(crate) fn tell(self) -> ExitCode {
        output::error(&self.message);
        if let Some(hint) = self.hint {
            output::hint(&hint);
        }
        ExitCode::from(self.code)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        let hint = error.hint();
        Failure::usage(error.to_string()).hint(hint)
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Failure {
        let hint = start_hint(&error);
        let failure = Failure::new(error.to_string());
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

fn start_hint(error: &StartError) -> Option<String> {
    match error {
        StartError::Open(OpenError::Locked { dir, .. }) => Some(format!(
            "`stratus stop --data {0}` stops it; `stratus status --data {0}` shows it; --data or --ephemeral \
             start another one beside it",
            dir.display()
        )),
        StartError::Open(OpenError::NewerFormat { .. }) => {
            Some("--data DIR chooses another directory; nothing was changed in this one".to_owned())
        }
        StartError::Open(OpenError::Journal { .. } | OpenError::LostCommits { .. }) => {
            Some("`stratus start --repair` opens it and keeps what can be read".to_owned())
        }
        StartError::Bind(BindError::Listen { address, source }) => Some(match source.kind() {
            ErrorKind::AddrInUse => format!(
                "another program has port {}: stop it, or choose another port with --listen (port 0 takes \
                 a free one)",
                address.port()
            ),
            ErrorKind::PermissionDenied => {
                "ports below 1024 need more rights: choose another one with --listen".to_owned()
            }
            ErrorKind::AddrNotAvailable => {
                "this machine does not have that address: choose another one with --listen"
                    .to_owned()
            }
            _ => "choose another address with --listen".to_owned(),
        }),
        _ => None,
    }
}

/// For operations on files and processes: what was attempted, with the system's reason.
pub(crate) fn failed(doing: impl std::fmt::Display) -> impl FnOnce(io::Error) -> Failure {
    move |error| Failure::new(format!("cannot {doing}: {error}"))
}
