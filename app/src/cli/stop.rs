//! `stratus stop`: asks the cloud to end, and waits until it has.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use super::admin::Admin;
use super::failure::failed;
use super::instance::RunFile;
use super::{Context, Failure, Outcome, output};

/// How long the end of calls under way is waited for.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often it is looked.
const LOOK: Duration = Duration::from_millis(10);

/// Stop the running cloud, once calls under way are finished.
#[derive(Debug, Args)]
pub(crate) struct Stop {}

impl Stop {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let admin = Admin::find(cx)?;
        let run = admin.instance.found_in.as_deref().and_then(RunFile::read);
        admin.post("/_stratus/stop", &json!({}))?;
        if !wait(|| is_gone(&admin, run.as_ref()))? {
            let who = run.map_or(String::new(), |run| format!(" (process {})", run.pid));
            return Err(Failure::new(format!("the cloud{who} is still busy after {PATIENCE:?}"))
                .hint("it ends when its calls are finished; `kill` ends it at once"));
        }
        match cx.json() {
            true => output::json(&json!({ "stopped": admin.instance.endpoint_url() }))?,
            false => output::line(format!("Stopped {}", admin.instance.endpoint_url())),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Nobody listens, and the process has said that it let go of its data.
fn is_gone(admin: &Admin, run: Option<&RunFile>) -> bool {
    let left = admin.instance.found_in.as_deref().and_then(RunFile::read);
    (run.is_none() || left.as_ref() != run) && !admin.answers()
}

/// Looks again and again until `done`; false when it takes too long.
fn wait(done: impl Fn() -> bool) -> Result<bool, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let clock = ::clock::Clock::system();
    Ok(runtime.map_err(failed("wait"))?.block_on(async {
        let until = clock.now().plus(PATIENCE);
        while !done() {
            if clock.now() >= until {
                return false;
            }
            clock.sleep_until(clock.now().plus(LOOK)).await;
        }
        true
    }))
}
