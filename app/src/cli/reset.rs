//! `stratus reset`: an empty cloud, at once. Snapshots, the root key and the clock stay.

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::admin::Admin;
use super::{Context, Outcome, output};

/// Delete everything in every account and region.
#[derive(Debug, Args)]
pub(crate) struct Reset {}

impl Reset {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let body = Admin::find(cx)?.post("/_stratus/reset", &json!({}))?;
        match cx.json() {
            true => output::answer(&body)?,
            false => output::line("Everything is deleted; snapshots stay"),
        }
        Ok(ExitCode::SUCCESS)
    }
}
