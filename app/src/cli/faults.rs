//! `stratus faults`: make calls fail, wait or be throttled on purpose. See docs/faults.md.

use std::process::ExitCode;

use clap::{ArgGroup, Args, Subcommand};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::admin::{Admin, understood};
use super::{Context, Failure, Outcome, output};

/// Make calls fail, wait or be throttled on purpose.
#[derive(Debug, Args)]
pub(crate) struct Faults {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show the faults in force (also without any action).
    List,
    /// Add one, which counts from the next call on.
    Add(Box<Add>),
    /// Remove one.
    Remove { id: String },
    /// Remove all.
    Clear,
}

/// Which calls, and what happens to them.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("effect").required(true))]
struct Add {
    /// Only calls to this service, such as sqs.
    #[arg(long)]
    service: Option<String>,
    /// Only this operation, such as SendMessage.
    #[arg(long)]
    operation: Option<String>,
    /// Only calls of this account.
    #[arg(long)]
    account: Option<String>,
    /// Only calls to this region.
    #[arg(long)]
    region: Option<String>,
    /// Only this share of the calls, from 0 to 1.
    #[arg(long, value_name = "SHARE")]
    probability: Option<f64>,
    /// Fail with this error code.
    #[arg(long, group = "effect", value_name = "CODE")]
    error: Option<String>,
    /// The HTTP status of --error.
    #[arg(long, requires = "error", default_value_t = 500)]
    status: u16,
    /// The message of --error.
    #[arg(long, requires = "error", value_name = "TEXT", default_value = "")]
    message: String,
    /// Wait this many milliseconds, by the cloud's clock.
    #[arg(long, group = "effect", value_name = "MS")]
    latency: Option<u64>,
    /// Let this many calls a second through.
    #[arg(long, group = "effect", value_name = "RATE")]
    throttle: Option<f64>,
    /// How many calls --throttle lets through at once.
    #[arg(long, requires = "throttle", default_value_t = 1.0)]
    burst: f64,
    /// Close the connection without an answer.
    #[arg(long, group = "effect")]
    reset: bool,
}

#[derive(Debug, Deserialize)]
struct Listed {
    id: String,
    service: Option<String>,
    operation: Option<String>,
    account: Option<String>,
    region: Option<String>,
    probability: f64,
    effect: Value,
}

impl Faults {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let admin = Admin::find(cx)?;
        let (body, said) = match self.action.unwrap_or(Action::List) {
            Action::List => {
                let body = admin.get("/_stratus/faults")?;
                let said = if cx.json() { String::new() } else { listing(understood(&body)?) };
                (body, said)
            }
            Action::Add(add) => {
                let body = admin.post("/_stratus/faults", &add.fault())?;
                let said = match cx.json() {
                    true => String::new(),
                    false => format!("Added {}\n", understood::<Listed>(&body)?.id),
                };
                (body, said)
            }
            Action::Remove { id } => (
                admin.delete(&format!("/_stratus/faults/{}", checked(&id)?))?,
                format!("Removed {id}\n"),
            ),
            Action::Clear => (admin.delete("/_stratus/faults")?, "Removed all\n".to_owned()),
        };
        match cx.json() {
            true => output::answer(&body)?,
            false => output::text_out(&said),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// An id that can stand in a path.
fn checked(id: &str) -> Result<&str, Failure> {
    match id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)) && !id.is_empty() {
        true => Ok(id),
        false => {
            Err(Failure::usage(format!("'{id}' is no fault's id"))
                .hint("`stratus faults` shows them"))
        }
    }
}

impl Add {
    fn fault(&self) -> Value {
        let mut fault = Map::new();
        let filters = [
            ("service", &self.service),
            ("operation", &self.operation),
            ("account", &self.account),
            ("region", &self.region),
        ];
        for (name, value) in filters {
            if let Some(value) = value {
                fault.insert(name.to_owned(), json!(value));
            }
        }
        if let Some(probability) = self.probability {
            fault.insert("probability".to_owned(), json!(probability));
        }
        fault.insert("effect".to_owned(), self.effect());
        Value::Object(fault)
    }

    fn effect(&self) -> Value {
        match (&self.error, self.latency, self.throttle) {
            (Some(code), _, _) => {
                json!({ "error": { "code": code, "status": self.status, "message": self.message } })
            }
            (_, Some(ms), _) => json!({ "latency": { "ms": ms } }),
            (_, _, Some(rate)) => json!({ "throttle": { "rate": rate, "burst": self.burst } }),
            _ => json!("reset"),
        }
    }
}

fn listing(faults: Vec<Listed>) -> String {
    if faults.is_empty() {
        return "No faults\n".to_owned();
    }
    let rows: Vec<[String; 4]> = faults
        .into_iter()
        .map(|fault| {
            let any = |part: Option<String>| part.unwrap_or_else(|| "*".to_owned());
            let what = format!("{}:{}", any(fault.service), any(fault.operation));
            let place = format!("{}/{}", any(fault.account), any(fault.region));
            let share = if fault.probability < 1.0 {
                format!(" ({})", fault.probability)
            } else {
                String::new()
            };
            [fault.id, what, place, format!("{}{share}", fault.effect)]
        })
        .collect();
    output::table(&rows)
}
