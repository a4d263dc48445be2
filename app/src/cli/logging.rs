//! The log: to standard error, for people or as JSON.

use std::io::IsTerminal as _;

use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use super::output;
use crate::config::{Config, LogFormat};

/// Begins to log as configured; call it once.
pub(crate) fn begin(config: &Config) {
    let filter: Targets = config.log.parse().expect("the configuration checked the levels");
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let colours = std::io::stderr().is_terminal() && output::colours_wanted();
    let layer = match config.log_format {
        LogFormat::Text => layer.with_ansi(colours).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    tracing_subscriber::registry().with(layer.with_filter(filter)).init();
}
