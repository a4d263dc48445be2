//! What the platform itself writes into a log: as text lines, as JSON lines, and as events for telemetry.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html>

use std::time::Duration;

use clock::Timestamp;
use serde::Serialize;

use crate::{Code, Figures, FunctionSpec, Initialization};

/// How important a line of the platform is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Debug,
    Info,
    Warn,
}

impl Level {
    pub(crate) fn parse(text: &str) -> Level {
        match text {
            "DEBUG" => Level::Debug,
            "WARN" => Level::Warn,
            _ => Level::Info,
        }
    }
}

/// One record of the platform.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initialization_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runtime_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    runtime_version_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    function_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics: Option<Metrics>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    types: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Metrics {
    duration_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    billed_duration_ms: Option<u64>,
    #[serde(rename = "memorySizeMB", skip_serializing_if = "Option::is_none")]
    memory_size_mb: Option<u32>,
    #[serde(rename = "maxMemoryUsedMB", skip_serializing_if = "Option::is_none")]
    max_memory_used_mb: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    init_duration_ms: Option<f64>,
}

/// A record in all its forms.
#[derive(Debug)]
pub(crate) struct Written {
    /// `platform.start`
    pub(crate) kind: &'static str,
    pub(crate) level: Level,
    /// The text line; `None` when it has none.
    pub(crate) text: Option<String>,
    pub(crate) record: Record,
}

#[derive(Serialize)]
struct Line<'a, R> {
    time: &'a str,
    r#type: &'a str,
    record: R,
}

/// `{"time": ..., "type": ..., "record": ...}`
pub(crate) fn json_line(at: Timestamp, kind: &str, record: impl Serialize) -> String {
    let time = at.iso8601_millis();
    // Plain data with text keys: it can always be written.
    serde_json::to_string(&Line { time: &time, r#type: kind, record }).unwrap_or_default()
}

fn kind_of(initialization: Initialization) -> &'static str {
    match initialization {
        Initialization::OnDemand => "on-demand",
        Initialization::Provisioned => "provisioned-concurrency",
    }
}

/// How a phase ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Status {
    Success,
    /// The function failed, in its own words; REPORT says nothing of it.
    Raised(String),
    Error(String),
    Timeout,
}

impl Status {
    fn as_str(&self) -> &'static str {
        match self {
            Status::Success => "success",
            Status::Raised(_) | Status::Error(_) => "error",
            Status::Timeout => "timeout",
        }
    }

    fn error_type(&self) -> Option<String> {
        match self {
            Status::Raised(kind) | Status::Error(kind) => Some(kind.clone()),
            _ => None,
        }
    }

    /// What it adds to a text line.
    fn words(&self) -> String {
        match self {
            Status::Success | Status::Raised(_) => String::new(),
            Status::Timeout => "Status: timeout".to_owned(),
            Status::Error(kind) => format!("Status: error\tError Type: {kind}"),
        }
    }

    fn level(&self, usual: Level) -> Level {
        if *self == Status::Success { usual } else { Level::Warn }
    }
}

pub(crate) fn init_start(
    spec: &FunctionSpec,
    initialization: Initialization,
    runtime: &str,
) -> Written {
    // An image has no runtime of AWS's that could have a version.
    let image = matches!(spec.code, Code::Image(_));
    let arn = format!(
        "arn:aws:lambda:{}::runtime:{}",
        spec.region,
        crate::package::hash_hex(spec.runtime.as_bytes())
    );
    Written {
        kind: "platform.initStart",
        level: Level::Info,
        text: (!image).then(|| {
            format!("INIT_START Runtime Version: {runtime}\tRuntime Version ARN: {arn}\n")
        }),
        record: Record {
            initialization_type: Some(kind_of(initialization)),
            phase: Some("init"),
            runtime_version: (!image).then(|| runtime.to_owned()),
            runtime_version_arn: Some(arn).filter(|_| !image),
            function_name: Some(spec.name.clone()),
            function_version: Some(spec.version.clone()),
            ..Record::default()
        },
    }
}

/// `phase` is `init` or `invoke`. A success has no text line: its duration is on the REPORT line.
pub(crate) fn init_report(
    initialization: Initialization,
    phase: &'static str,
    took: Duration,
    status: &Status,
) -> Written {
    let millis = crate::words::millis(took);
    let text = (*status != Status::Success).then(|| {
        format!("INIT_REPORT Init Duration: {millis:.2} ms\tPhase: {phase}\t{}\n", status.words())
    });
    Written {
        kind: "platform.initReport",
        level: status.level(Level::Debug),
        text,
        record: Record {
            initialization_type: Some(kind_of(initialization)),
            phase: Some(phase),
            metrics: Some(Metrics {
                duration_ms: millis,
                billed_duration_ms: None,
                memory_size_mb: None,
                max_memory_used_mb: None,
                init_duration_ms: None,
            }),
            status: Some(status.as_str()),
            error_type: status.error_type(),
            ..Record::default()
        },
    }
}

pub(crate) fn start(id: &str, version: &str) -> Written {
    Written {
        kind: "platform.start",
        level: Level::Info,
        text: Some(format!("START RequestId: {id} Version: {version}\n")),
        record: Record {
            request_id: Some(id.to_owned()),
            version: Some(version.to_owned()),
            ..Record::default()
        },
    }
}

/// The END line belongs to it.
pub(crate) fn runtime_done(id: &str, took: Duration, status: &Status) -> Written {
    Written {
        kind: "platform.runtimeDone",
        level: status.level(Level::Debug),
        text: Some(format!("END RequestId: {id}\n")),
        record: Record {
            request_id: Some(id.to_owned()),
            status: Some(status.as_str()),
            error_type: status.error_type(),
            metrics: Some(Metrics {
                duration_ms: crate::words::millis(took),
                billed_duration_ms: None,
                memory_size_mb: None,
                max_memory_used_mb: None,
                init_duration_ms: None,
            }),
            ..Record::default()
        },
    }
}

pub(crate) fn report(id: &str, memory: u32, figures: &Figures, status: &Status) -> Written {
    let duration = crate::words::millis(figures.duration);
    let billed = u64::try_from(figures.billed.as_millis()).unwrap_or(u64::MAX);
    let init = figures.init.map(crate::words::millis);
    let used = figures.max_memory_mib;
    let mut text = format!(
        "REPORT RequestId: {id}\tDuration: {duration:.2} ms\tBilled Duration: {billed} ms\t\
         Memory Size: {memory} MB\tMax Memory Used: {used} MB\t"
    );
    if let Some(init) = init {
        text.push_str(&format!("Init Duration: {init:.2} ms\t"));
    }
    text.push_str(&status.words());
    text.push('\n');
    Written {
        kind: "platform.report",
        level: status.level(Level::Info),
        text: Some(text),
        record: Record {
            request_id: Some(id.to_owned()),
            status: Some(status.as_str()),
            error_type: status.error_type(),
            metrics: Some(Metrics {
                duration_ms: duration,
                billed_duration_ms: Some(billed),
                memory_size_mb: Some(memory),
                max_memory_used_mb: Some(used),
                init_duration_ms: init,
            }),
            ..Record::default()
        },
    }
}

pub(crate) fn extension(name: &str, state: &'static str, events: Vec<String>) -> Written {
    Written {
        kind: "platform.extension",
        level: Level::Info,
        text: Some(format!(
            "EXTENSION\tName: {name}\tState: {state}\tEvents: [{}]\n",
            events.join(", ")
        )),
        record: Record {
            name: Some(name.to_owned()),
            state: Some(state),
            events: Some(events),
            ..Record::default()
        },
    }
}

pub(crate) fn subscription(name: &str, types: Vec<String>) -> Written {
    Written {
        kind: "platform.telemetrySubscription",
        level: Level::Info,
        text: Some(format!(
            "TELEMETRY\tName: {name}\tState: Subscribed\tTypes: [{}]\n",
            types.join(", ")
        )),
        record: Record {
            name: Some(name.to_owned()),
            state: Some("Subscribed"),
            types: Some(types),
            ..Record::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn report_lines_are_those_of_aws() {
        let figures = Figures {
            duration: Duration::from_micros(3_010),
            billed: Duration::from_millis(4),
            max_memory_mib: 36,
            init: Some(Duration::from_micros(110_100)),
        };
        let written = report("7", 128, &figures, &Status::Success);
        assert_eq!(
            written.text.as_deref(),
            Some(
                "REPORT RequestId: 7\tDuration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\t\
                 Max Memory Used: 36 MB\tInit Duration: 110.10 ms\t\n"
            )
        );
        let line = json_line(Timestamp::EPOCH, written.kind, &written.record);
        assert_eq!(
            line,
            r#"{"time":"1970-01-01T00:00:00.000Z","type":"platform.report","record":{"requestId":"7","metrics":{"durationMs":3.01,"billedDurationMs":4,"memorySizeMB":128,"maxMemoryUsedMB":36,"initDurationMs":110.1},"status":"success"}}"#
        );
        let late = report("7", 128, &Figures { init: None, ..figures }, &Status::Timeout);
        assert!(late.text.unwrap().ends_with("Max Memory Used: 36 MB\tStatus: timeout\n"));
        assert_eq!(late.level, Level::Warn);
    }
}
