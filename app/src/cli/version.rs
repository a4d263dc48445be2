//! `stratus version`: this program's version.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Context, Outcome, output};

/// Print the version.
#[derive(Debug, Args)]
pub(crate) struct Version {}

impl Version {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let version = env!("CARGO_PKG_VERSION");
        match cx.json() {
            true => output::json(&json!({ "version": version }))?,
            false => output::line(format!("stratus {version}")),
        }
        Ok(ExitCode::SUCCESS)
    }
}
