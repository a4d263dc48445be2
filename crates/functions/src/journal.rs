//! The log of one environment: lines of the function and of the platform, on their way to CloudWatch Logs, into the tail
//! that a caller asked for, and to subscribers of telemetry.

use std::collections::VecDeque;
use std::sync::Arc;

use clock::{Clock, Timestamp};
use parking_lot::Mutex;

use crate::platform::{Level, Written, json_line};
use crate::telemetry::{Kind, Telemetry};
use crate::{Cloud, LogFormat, LogLine, LogStream, Logging};

/// How much of a call's log its caller can get.
const TAIL: usize = 4_096;

pub(crate) struct Journal {
    cloud: Arc<dyn Cloud>,
    clock: Clock,
    stream: LogStream,
    format: LogFormat,
    level: Level,
    tail: Mutex<Option<VecDeque<u8>>>,
    pub(crate) telemetry: Telemetry,
}

impl Journal {
    pub(crate) fn new(
        cloud: Arc<dyn Cloud>,
        clock: Clock,
        stream: LogStream,
        logging: &Logging,
    ) -> Journal {
        Journal {
            cloud,
            clock,
            stream,
            format: logging.format,
            level: Level::parse(logging.system_level.as_deref().unwrap_or("INFO")),
            tail: Mutex::new(None),
            telemetry: Telemetry::default(),
        }
    }

    pub(crate) fn stream_name(&self) -> &str {
        &self.stream.stream
    }

    /// Lines that the function wrote, in their order.
    pub(crate) fn function(&self, lines: Vec<String>) {
        let at = self.clock.now();
        for line in &lines {
            self.telemetry
                .hear(Kind::Function, || json_line(at, "function", line.trim_end_matches('\n')));
        }
        self.write(at, lines);
    }

    /// A line that the platform writes about the function, in text alone: `Task timed out ...`.
    pub(crate) fn remark(&self, line: String) {
        if self.format == LogFormat::Text {
            self.write(self.clock.now(), vec![line]);
        }
    }

    /// A line about what a user of this cloud should know; not of AWS's.
    pub(crate) fn notice(&self, line: &str) {
        let line = match self.format {
            LogFormat::Text => format!("{line}\n"),
            LogFormat::Json => json_line(self.clock.now(), "stratus.notice", line) + "\n",
        };
        self.write(self.clock.now(), vec![line]);
    }

    /// A record of the platform.
    pub(crate) fn platform(&self, written: Written) {
        let at = self.clock.now();
        self.telemetry.hear(Kind::Platform, || json_line(at, written.kind, &written.record));
        match self.format {
            LogFormat::Text => self.write(at, written.text.into_iter().collect()),
            LogFormat::Json if written.level >= self.level => {
                self.write(at, vec![json_line(at, written.kind, &written.record) + "\n"]);
            }
            LogFormat::Json => {}
        }
    }

    fn write(&self, at: Timestamp, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        if let Some(tail) = self.tail.lock().as_mut() {
            for line in &lines {
                let bytes = line.as_bytes();
                tail.extend(&bytes[bytes.len().saturating_sub(TAIL)..]);
                if !line.ends_with('\n') {
                    tail.push_back(b'\n');
                }
            }
            let over = tail.len().saturating_sub(TAIL);
            tail.drain(..over);
        }
        let lines = lines.into_iter().map(|message| LogLine { at, message }).collect();
        self.cloud.log(&self.stream, lines);
    }

    /// Keeps the last lines from now on.
    pub(crate) fn begin_tail(&self) {
        *self.tail.lock() = Some(VecDeque::new());
    }

    pub(crate) fn take_tail(&self) -> Option<Vec<u8>> {
        self.tail.lock().take().map(Vec::from)
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}
