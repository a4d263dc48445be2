//! `stratus explain`: why a call was allowed or denied. See docs/identity.md.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use serde::Deserialize;

use super::admin::{Admin, understood};
use super::{Context, Failure, Outcome, output};

/// Show why a call was allowed or denied, with every statement of every policy that was looked at.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The request id that the client got; `latest`, or `latest-denied`.
    #[arg(default_value = "latest-denied")]
    request_id: String,
    /// Show the values of all condition keys, too.
    #[arg(long)]
    context: bool,
    /// Show the encoded message, for `aws sts decode-authorization-message`.
    #[arg(long)]
    encoded: bool,
}

/// A decision, as the cloud tells it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Decision {
    pub(super) request_id: String,
    pub(super) time: String,
    pub(super) principal: String,
    pub(super) operation: String,
    pub(super) region: String,
    pub(super) outcome: String,
    pub(super) checks: Vec<Check>,
}

/// One thing that the call required.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Check {
    pub(super) action: String,
    pub(super) resource: String,
    decision: String,
    decided_by: String,
    statement: Option<String>,
    message: Option<String>,
    #[serde(default)]
    statements: Vec<String>,
    #[serde(default)]
    missing_keys: Vec<String>,
    #[serde(default)]
    context: Vec<(String, Vec<String>)>,
    encoded_message: Option<String>,
}

impl Explain {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let id = &self.request_id;
        if id.is_empty() || !id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Err(Failure::usage(format!("'{id}' is no request id"))
                .hint("`stratus logs --calls` shows them in its last column"));
        }
        let body = Admin::find(cx)?.get(&format!("/_stratus/policy/explain/{id}"))?;
        match cx.json() {
            true => output::answer(&body)?,
            false => output::text_out(&self.shown(&understood(&body)?)),
        }
        Ok(ExitCode::SUCCESS)
    }

    fn shown(&self, decision: &Decision) -> String {
        let mut out = String::new();
        // Writing to a String cannot fail.
        let _ = self.write(decision, &mut out);
        out
    }

    fn write(&self, decision: &Decision, out: &mut String) -> std::fmt::Result {
        writeln!(out, "{}  {}", decision.outcome.to_uppercase(), decision.operation)?;
        writeln!(out, "  Principal  {}", decision.principal)?;
        writeln!(out, "  Request    {}", decision.request_id)?;
        writeln!(out, "  When       {} in {}", decision.time, decision.region)?;
        for check in &decision.checks {
            writeln!(out, "\n{} on {}", check.action, check.resource)?;
            match &check.statement {
                Some(statement) => {
                    writeln!(out, "  {} by {}: {statement}", check.decision, check.decided_by)?;
                }
                None => writeln!(out, "  {}: {}", check.decision, check.decided_by)?,
            }
            if let Some(message) = &check.message {
                writeln!(out, "  {message}")?;
            }
            for statement in &check.statements {
                writeln!(out, "    {statement}")?;
            }
            if !check.missing_keys.is_empty() {
                writeln!(out, "  The request lacks: {}", check.missing_keys.join(", "))?;
            }
            if self.context {
                for (key, values) in &check.context {
                    writeln!(out, "    {key} = {}", values.join(", "))?;
                }
            }
            if let Some(encoded) = check.encoded_message.as_ref().filter(|_| self.encoded) {
                writeln!(out, "  {encoded}")?;
            }
        }
        Ok(())
    }
}
