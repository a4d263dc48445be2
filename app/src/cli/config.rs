//! `stratus config`: every key, the value that holds, where it came from, and its default.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::failure::failed;
use super::{Context, Failure, Outcome, output};
use crate::config::{self, FILE_NAME, reference};

/// Show the configuration that holds and where each value came from.
#[derive(Debug, Args)]
pub(crate) struct Config {
    /// Write a stratus.toml that explains every key.
    #[arg(long)]
    init: bool,
    /// Print the page docs/configuration.md.
    #[arg(long, hide = true)]
    reference: bool,
}

#[derive(Serialize)]
struct Shown {
    key: &'static str,
    value: String,
    origin: String,
    default: &'static str,
}

impl Config {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        if self.reference {
            output::text_out(&reference::markdown());
        } else if self.init {
            init(cx)?;
        } else {
            show(cx)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn show(cx: &Context) -> Result<(), Failure> {
    let values = cx.values()?;
    // Also what nobody has looked at yet must be right.
    config::Config::from_values(&values)?;
    let shown = values.all().map(|(key, said)| Shown {
        key: key.name,
        value: said.value,
        origin: said.origin.to_string(),
        default: key.default,
    });
    if cx.json() {
        return output::json(&shown.collect::<Vec<_>>());
    }
    let visible = |value: &str| if value.is_empty() { "-".to_owned() } else { value.to_owned() };
    let head = ["KEY", "VALUE", "FROM", "DEFAULT"].map(str::to_owned);
    let rows = shown.map(|s| [s.key.to_owned(), visible(&s.value), s.origin, visible(s.default)]);
    let rows: Vec<_> = std::iter::once(head).chain(rows).collect();
    output::text_out(&output::table(&rows));
    Ok(())
}

fn init(cx: &Context) -> Result<(), Failure> {
    let path = cx.globals.config.clone().unwrap_or_else(|| PathBuf::from(FILE_NAME));
    let mut file =
        OpenOptions::new().write(true).create_new(true).open(&path).map_err(|error| match error
            .kind()
        {
            ErrorKind::AlreadyExists => Failure::new(format!("{} exists", path.display()))
                .hint("remove it first, or name another file with --config"),
            _ => failed(format!("write {}", path.display()))(error),
        })?;
    file.write_all(reference::commented_file().as_bytes())
        .map_err(failed(format!("write {}", path.display())))?;
    output::line(format!("Wrote {}", path.display()));
    Ok(())
}
