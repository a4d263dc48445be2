//! `stratus policy`: decisions as they are made, and least policies from what was seen. See docs/identity.md.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::Deserialize;

use super::admin::{Admin, understood};
use super::explain::Decision;
use super::{Context, Failure, Outcome, output};

/// Watch decisions, or have a policy suggested.
#[derive(Debug, Args)]
pub(crate) struct Policy {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show decisions as they are made, until interrupted.
    Stream {
        /// Only denials.
        #[arg(long)]
        denied: bool,
        /// End after this many.
        #[arg(long, value_name = "N")]
        count: Option<usize>,
    },
    /// Print the least policy that allows what a user or role was seen doing.
    Suggest {
        /// ARN of the user or role.
        #[arg(long, value_name = "ARN")]
        principal: String,
    },
}

#[derive(Debug, Deserialize)]
struct Suggestion {
    document: String,
}

impl Policy {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        match self.action {
            Action::Stream { denied, count } => stream(cx, denied, count),
            Action::Suggest { principal } => suggest(cx, &principal),
        }
    }
}

fn suggest(cx: &Context, principal: &str) -> Outcome {
    let fits = |c: char| c.is_ascii_alphanumeric() || ":/+=,.@_-".contains(c);
    if !principal.starts_with("arn:") || !principal.chars().all(fits) {
        return Err(Failure::usage(format!("'{principal}' is no ARN of a user or role"))
            .hint("such as arn:aws:iam::000000000000:role/app"));
    }
    // A plus in a query would be read as a space by others than us.
    let escaped = principal.replace('+', "%2B");
    let body = Admin::find(cx)?.get(&format!("/_stratus/policy/suggest?principal={escaped}"))?;
    match cx.json() {
        true => output::answer(&body)?,
        false => output::line(understood::<Suggestion>(&body)?.document),
    }
    Ok(ExitCode::SUCCESS)
}

fn stream(cx: &Context, denied: bool, count: Option<usize>) -> Outcome {
    let mut left = count.unwrap_or(usize::MAX);
    Admin::find(cx)?.events("/_stratus/policy/stream", |event| {
        let decision: Decision = understood(event)?;
        if denied && decision.outcome == "allowed" {
            return Ok(true);
        }
        if cx.json() {
            output::answer(event)?;
        } else {
            output::line(shown(&decision));
        }
        left -= 1;
        Ok(left > 0)
    })?;
    Ok(ExitCode::SUCCESS)
}

fn shown(decision: &Decision) -> String {
    let last = decision.checks.last();
    let what = last.map_or_else(
        || decision.operation.clone(),
        |check| format!("{} on {}", check.action, check.resource),
    );
    let Decision { time, outcome, principal, request_id, .. } = decision;
    format!("{time}  {outcome}  {principal}  {what}  {request_id}")
}
