//! `stratus completions`: a script that teaches a shell our commands.

use std::process::ExitCode;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, Outcome, output};

/// Print completions for a shell.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "stratus", &mut script);
        output::text_out(&String::from_utf8_lossy(&script));
        Ok(ExitCode::SUCCESS)
    }
}
