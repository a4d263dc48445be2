//! What every command is given: the global options, the environment and, when asked, the configuration.

use std::path::PathBuf;

use clap::Args;

use super::Failure;
use crate::config::{self, Config, Environment, Key, Origin, Values};

/// Options that all commands take.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// Read this configuration file instead of ./stratus.toml.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Keep state in this directory, or talk to the cloud that does [default: ./.stratus].
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Talk to the cloud at this address instead of the one of the data directory.
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) endpoint: Option<String>,
    /// Print JSON, for programs.
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

/// What a command runs in.
pub(crate) struct Context {
    pub(crate) globals: Globals,
    pub(crate) environment: Environment,
}

impl Context {
    pub(crate) fn new(globals: Globals, environment: Environment) -> Context {
        Context { globals, environment }
    }

    pub(crate) fn json(&self) -> bool {
        self.globals.json
    }

    /// All layers, with the global flags on top.
    pub(crate) fn values(&self) -> Result<Values, Failure> {
        let mut values = config::read_layers(self.globals.config.as_deref(), &self.environment)?;
        if let Some(data) = &self.globals.data {
            set_flag(&mut values, "data", data.to_string_lossy());
        }
        Ok(values)
    }

    /// The configuration without any command's own flags.
    pub(crate) fn config(&self) -> Result<Config, Failure> {
        Ok(Config::from_values(&self.values()?)?)
    }

    /// The address that the user named, by flag or variable. Who names a data directory means the cloud that runs on
    /// it, whatever the variable says.
    pub(crate) fn endpoint(&self) -> Option<&str> {
        let by_variable = || match &self.globals.data {
            Some(_) => None,
            None => self.environment.get("STRATUS_ENDPOINT"),
        };
        self.globals.endpoint.as_deref().or_else(by_variable)
    }
}

/// Says `value` for the key called `name`, as its flag does.
pub(crate) fn set_flag(values: &mut Values, name: &str, value: impl Into<String>) {
    let key = Key::find(name).expect("flags belong to keys of the list");
    values.set(key, value, Origin::Flag(key.flag()));
}
