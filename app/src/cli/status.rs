//! `stratus status`: what the cloud says about itself.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde::Deserialize;

use super::admin::{Admin, understood};
use super::{Context, Outcome, output};

/// Show whether a cloud runs, where, and how.
#[derive(Debug, Args)]
pub(crate) struct Status {}

/// The part of `/_stratus/health` that people are shown.
#[derive(Debug, Deserialize)]
struct Health {
    status: String,
    pid: u32,
    version: String,
    services: BTreeMap<String, serde_json::Value>,
    durability: String,
    iam: String,
    data: String,
    uptime_ms: u64,
    clock: ClockState,
}

/// What runs functions, from `/_stratus/lambda/driver`.
#[derive(Debug, Deserialize)]
struct Driver {
    name: String,
    promises: BTreeMap<String, Promised>,
    #[serde(default)]
    no_images: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Promised {
    standing: String,
    reason: String,
}

impl Driver {
    /// How many promises it keeps, and each that it does not keep wholly.
    fn text(&self) -> String {
        let kept = self.promises.values().filter(|promised| promised.standing == "kept").count();
        let all = self.promises.len();
        let mut text = format!(
            "Functions run in the driver {}, which keeps {kept} of {all} promises here.\n",
            self.name
        );
        for (name, Promised { standing, reason }) in &self.promises {
            if standing != "kept" {
                text.push_str(&format!("  {name}: {standing}: {reason}\n"));
            }
        }
        if let Some(why) = &self.no_images {
            text.push_str(&format!("Functions from container images cannot run: {why}\n"));
        }
        text
    }
}

/// What the cloud's clock shows.
#[derive(Debug, Deserialize)]
pub(crate) struct ClockState {
    pub(crate) now: String,
    pub(crate) frozen: bool,
    pub(crate) offset_seconds: f64,
}

impl ClockState {
    /// The time, and how it stands to the system's.
    pub(crate) fn sentence(&self) -> String {
        let offset = self.offset_seconds;
        match (self.frozen, offset.abs() < 0.5) {
            (true, _) => format!("{}, frozen", self.now),
            (false, true) => format!("{}, the system's time", self.now),
            (false, false) => {
                let by = shown(Duration::from_secs_f64(offset.abs().min(1e15)));
                let way = if offset > 0.0 { "ahead of" } else { "behind" };
                format!("{}, {by} {way} the system's time", self.now)
            }
        }
    }
}

impl Status {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let admin = Admin::find(cx)?;
        let body = admin.get("/_stratus/health")?;
        if cx.json() {
            output::answer(&body)?;
            return Ok(ExitCode::SUCCESS);
        }
        let health: Health = understood(&body)?;
        let services: Vec<_> = health.services.into_keys().collect();
        let uptime = shown(Duration::from_millis(health.uptime_ms));
        let rows = [
            ("Status", format!("{} for {uptime}, process {}", health.status, health.pid)),
            ("Endpoint", admin.instance.endpoint_url()),
            ("Version", health.version),
            ("Data", format!("{} (durability: {})", health.data, health.durability)),
            ("IAM", health.iam),
            ("Clock", health.clock.sentence()),
            ("Services", services.join(", ")),
        ];
        output::text_out(&output::table(&rows.map(|(name, value)| [name.to_owned(), value])));
        if let Ok(driver) = admin.get("/_stratus/lambda/driver") {
            output::text_out(&understood::<Driver>(&driver)?.text());
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The two largest units: `2d 3h`, `5m 10s`, `12s`.
fn shown(time: Duration) -> String {
    let secs = time.as_secs();
    let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let Some(first) = units.iter().position(|(size, _)| secs >= *size) else {
        return "0s".to_owned();
    };
    let mut rest = secs;
    let mut parts = Vec::new();
    for (size, name) in &units[first..units.len().min(first + 2)] {
        if rest / size > 0 {
            parts.push(format!("{}{name}", rest / size));
        }
        rest %= size;
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_for_people() {
        for (secs, want) in
            [(0, "0s"), (59, "59s"), (60, "1m"), (61, "1m 1s"), (90_061, "1d 1h"), (86_401, "1d")]
        {
            assert_eq!(shown(Duration::from_secs(secs)), want);
        }
    }

    #[test]
    fn clocks_for_people() {
        let clock = |frozen, offset_seconds| {
            ClockState { now: "NOW".to_owned(), frozen, offset_seconds }.sentence()
        };
        assert_eq!(clock(true, 9.0), "NOW, frozen");
        assert_eq!(clock(false, 0.1), "NOW, the system's time");
        assert_eq!(clock(false, 86_400.0), "NOW, 1d ahead of the system's time");
        assert_eq!(clock(false, -3_600.0), "NOW, 1h behind the system's time");
    }
}
