//! `stratus clock`: the cloud's time, which timers, expiry and retention follow.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::admin::{Admin, understood};
use super::status::ClockState;
use super::{Context, Outcome, output};

/// Freeze, move or resume the cloud's time.
#[derive(Debug, Args)]
pub(crate) struct Clock {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show the time (also without any action).
    Show,
    /// Stop time where it is, or at an instant.
    Freeze {
        /// Such as 2030-01-01T00:00:00Z.
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
    },
    /// Move time on: what would have happened meanwhile happens now.
    Advance {
        /// Such as 90d, 12h, 15m, 30s, or a number of seconds.
        by: String,
    },
    /// Let time run on from where it stands.
    Resume,
    /// Go back to the system's time, running.
    Reset,
}

impl Clock {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let admin = Admin::find(cx)?;
        let body = match self.action.as_ref().and_then(Action::request) {
            None => admin.get("/_stratus/clock")?,
            Some(request) => admin.post("/_stratus/clock", &request)?,
        };
        match cx.json() {
            true => output::answer(&body)?,
            false => output::line(understood::<ClockState>(&body)?.sentence()),
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Action {
    fn request(&self) -> Option<Value> {
        Some(match self {
            Action::Show => return None,
            Action::Freeze { at: None } => json!({ "action": "freeze" }),
            Action::Freeze { at: Some(at) } => json!({ "action": "freeze", "at": at }),
            Action::Advance { by } => match by.parse::<u64>() {
                Ok(seconds) => json!({ "action": "advance", "by": seconds }),
                Err(_) => json!({ "action": "advance", "by": by }),
            },
            Action::Resume => json!({ "action": "resume" }),
            Action::Reset => json!({ "action": "reset" }),
        })
    }
}
