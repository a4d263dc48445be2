//! `stratus snapshot`: whole states, by name, in the data directory.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::Deserialize;
use serde_json::json;

use super::admin::{Admin, understood};
use super::{Context, Outcome, output};

/// Save, load, list or delete whole states.
#[derive(Debug, Args)]
pub(crate) struct Snapshot {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Keep the state as it is now.
    Save { name: String },
    /// Go back to a kept state; what is there now is lost unless it is saved first.
    Load { name: String },
    /// Show what there is.
    List,
    /// Delete one.
    Delete { name: String },
}

#[derive(Debug, Deserialize)]
struct Listed {
    name: String,
    rows: u64,
    bytes: u64,
}

impl Snapshot {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let admin = Admin::find(cx)?;
        let act = |action: &str, name: &str| {
            admin.post("/_stratus/snapshot", &json!({ "action": action, "name": name }))
        };
        let (body, said) = match &self.action {
            Action::List => {
                let body = admin.get("/_stratus/snapshot")?;
                let said = if cx.json() {
                    String::new()
                } else {
                    listing(&understood::<Vec<Listed>>(&body)?)
                };
                (body, said)
            }
            Action::Save { name } => (act("save", name)?, format!("Saved {name}\n")),
            Action::Load { name } => (act("load", name)?, format!("Loaded {name}\n")),
            Action::Delete { name } => (act("delete", name)?, format!("Deleted {name}\n")),
        };
        match cx.json() {
            true => output::answer(&body)?,
            false => output::text_out(&said),
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn listing(snapshots: &[Listed]) -> String {
    let rows: Vec<[String; 3]> = snapshots
        .iter()
        .map(|s| [s.name.clone(), format!("{} rows", s.rows), format!("{} bytes", s.bytes)])
        .collect();
    output::table(&rows)
}
