//! `stratus logs`: the log file of a detached cloud, or the calls that a cloud has served lately.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use ::clock::Timestamp;
use clap::Args;
use serde::Deserialize;

use super::admin::{Admin, understood};
use super::failure::failed;
use super::{Context, Failure, Outcome, detach, output};

/// How often a followed file is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Show the log of a detached cloud, or its recent calls.
#[derive(Debug, Args)]
pub(crate) struct Logs {
    /// Go on as the log grows.
    #[arg(long, short, conflicts_with = "calls")]
    follow: bool,
    /// Show the newest calls instead, of any running cloud.
    #[arg(long)]
    calls: bool,
    /// How many lines or calls, from the newest.
    #[arg(long, short = 'n', value_name = "N", default_value_t = 100)]
    tail: usize,
}

/// The part of an audit record that people are shown.
#[derive(Debug, Deserialize)]
struct CallRecord {
    time: Timestamp,
    request_id: String,
    account: String,
    region: String,
    service: String,
    operation: String,
    error: Option<String>,
    micros: u64,
}

impl Logs {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        if self.calls {
            return self.show_calls(cx);
        }
        let path = detach::log_file(&cx.config()?.data);
        let mut file = File::open(&path).map_err(|error| {
            Failure::new(format!("cannot read {}: {error}", path.display())).hint(
                "only `stratus start --detach` writes a log file; --data names another directory",
            )
        })?;
        let shown = show_tail(&mut file, self.tail)
            .and_then(|()| if self.follow { follow(&mut file, &path) } else { Ok(()) });
        match shown {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(failed(format!("show {}", path.display()))(error))
            }
            _ => Ok(ExitCode::SUCCESS),
        }
    }

    fn show_calls(&self, cx: &Context) -> Outcome {
        let body = Admin::find(cx)?.get(&format!("/_stratus/audit?limit={}", self.tail))?;
        if cx.json() {
            output::answer(&body)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut calls = understood::<Vec<CallRecord>>(&body)?;
        calls.reverse();
        let rows: Vec<[String; 6]> = calls
            .into_iter()
            .map(|call| {
                [
                    call.time.iso8601_millis(),
                    format!("{}/{}", call.account, call.region),
                    format!("{}:{}", call.service, call.operation),
                    call.error.unwrap_or_else(|| "ok".to_owned()),
                    format!("{} us", call.micros),
                    call.request_id,
                ]
            })
            .collect();
        output::text_out(&output::table(&rows));
        Ok(ExitCode::SUCCESS)
    }
}

/// Shows the last `lines` lines, and leaves the file at its end.
fn show_tail(file: &mut File, lines: usize) -> io::Result<()> {
    let mut text = Vec::new();
    file.read_to_end(&mut text)?;
    let whole = text.strip_suffix(b"\n").unwrap_or(&text);
    let breaks = whole.iter().enumerate().rev().filter(|(_, byte)| **byte == b'\n');
    let from = match lines {
        0 => text.len(),
        n => breaks.map(|(at, _)| at + 1).nth(n - 1).unwrap_or(0),
    };
    show(&text[from..])
}

/// Shows what is added, until the reader goes away. A log that was put aside is followed into the new one.
fn follow(file: &mut File, path: &Path) -> io::Result<()> {
    let clock = ::clock::Clock::system();
    tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(async {
        loop {
            let mut text = Vec::new();
            file.read_to_end(&mut text)?;
            show(&text)?;
            if std::fs::metadata(path)
                .is_ok_and(|now| file.stream_position().is_ok_and(|at| now.len() < at))
            {
                *file = File::open(path)?;
                file.seek(SeekFrom::Start(0))?;
            }
            clock.sleep_until(clock.now().plus(LOOK)).await;
        }
    })
}

fn show(text: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text)?;
    out.flush()
}
