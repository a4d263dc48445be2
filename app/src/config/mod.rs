//! Configuration: `stratus.toml`, then the environment, then flags, each over the one before.
//!
//! Start at [`keys`], the list of all keys. Variables and configuration files are read here and nowhere else.

mod environment;
mod error;
mod file;
pub mod keys;
mod layers;
mod parse;
pub mod reference;
mod suggest;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kernel::{IamMode, Settings};
use store::Durability;

pub use environment::Environment;
pub use error::ConfigError;
pub use file::FILE_NAME;
pub use keys::{KEYS, Key};
pub use layers::{Origin, Said, Values};
pub use parse::LogFormat;

/// The whole configuration, understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Where to listen; at least one address.
    pub listen: Vec<SocketAddr>,
    /// Where state lives.
    pub data: PathBuf,
    /// Whether nothing is written to disk.
    pub ephemeral: bool,
    /// What an acknowledged change survives.
    pub durability: Durability,
    /// How policies act.
    pub iam: IamMode,
    /// Whether unknown keys and unsigned calls are refused.
    pub strict: bool,
    /// The account of unknown keys.
    pub account: kernel::AccountId,
    /// The region of calls that name none.
    pub region: kernel::Region,
    /// `host:port` of URLs in answers.
    pub advertised: Option<String>,
    /// Further origins whose pages may call.
    pub cors_origins: Vec<String>,
    /// The port of the first DAX cluster.
    pub dax_port: u16,
    /// Whether DynamoDB throttles.
    pub dynamodb_throttle: bool,
    /// How far behind DynamoDB's eventually consistent reads are.
    pub dynamodb_lag: Duration,
    /// Folders that hold languages for functions.
    pub lambda_runtimes: Vec<PathBuf>,
    /// Folders below which functions may run straight from their source.
    pub lambda_hot_reload: Vec<PathBuf>,
    /// Where container images are looked for first.
    pub lambda_images: Option<PathBuf>,
    /// Registries besides those of this machine.
    pub lambda_registries: Vec<String>,
    /// The driver that runs functions; the best one when `None`.
    pub lambda_driver: Option<String>,
    /// Where a Docker engine answers.
    pub docker_host: String,
    /// Whom functions reach.
    pub lambda_network: compute::Network,
    /// Whether who calls a function's URL must be allowed to invoke it, too.
    pub lambda_url_needs_invoke: bool,
    /// What is logged.
    pub log: String,
    /// How log lines look.
    pub log_format: LogFormat,
    /// Threads that serve calls; half as many as there are cores when `None`.
    pub threads: Option<usize>,
}

impl Config {
    /// Understands what all layers together say.
    pub fn from_values(values: &Values) -> Result<Config, ConfigError> {
        Ok(Config {
            listen: values.parse("listen", parse::listen)?,
            data: values.parse("data", parse::directory)?,
            ephemeral: values.parse("ephemeral", parse::switch)?,
            durability: values.parse("durability", |text| {
                text.parse().map_err(|_| "there is no such level".to_owned())
            })?,
            iam: values.parse("iam", |text| {
                text.parse().map_err(|_| "there is no such mode".to_owned())
            })?,
            strict: values.parse("strict", parse::switch)?,
            account: values.parse("account", parse::account)?,
            region: values.parse("region", parse::region)?,
            advertised: values.parse("advertised", parse::authority)?,
            cors_origins: values.parse("cors_origins", parse::origins)?,
            dax_port: values.parse("dax_port", parse::port)?,
            dynamodb_throttle: values.parse("dynamodb_throttle", parse::switch)?,
            dynamodb_lag: values.parse("dynamodb_lag", parse::lag)?,
            lambda_runtimes: values.parse("lambda_runtimes", parse::directories)?,
            lambda_hot_reload: values.parse("lambda_hot_reload", parse::directories)?,
            lambda_images: values.parse("lambda_images", parse::optional_directory)?,
            lambda_registries: values.parse("lambda_registries", parse::hosts)?,
            lambda_driver: values.parse("lambda_driver", parse::driver)?,
            docker_host: values.parse("docker_host", parse::engine)?,
            lambda_network: values.parse("lambda_network", parse::network)?,
            lambda_url_needs_invoke: values
                .parse("lambda_url_permissions", parse::url_permissions)?,
            log: values.parse("log", parse::log)?,
            log_format: values.parse("log_format", parse::log_format)?,
            threads: values.parse("threads", parse::threads)?,
        })
    }

    /// The part that the kernel and services may ask about.
    pub fn settings(&self) -> Settings {
        Settings {
            iam: self.iam,
            strict: self.strict,
            default_account: self.account,
            default_region: self.region.clone(),
            advertised: self.advertised.clone(),
            dynamodb_throttle: self.dynamodb_throttle,
            dynamodb_lag: self.dynamodb_lag,
        }
    }
}

/// Reads the layers: the file (the named one, or [`FILE_NAME`] when it is there), then the environment.
/// Flags are set by the caller, on top.
pub fn read_layers(file: Option<&Path>, environment: &Environment) -> Result<Values, ConfigError> {
    let mut values = Values::default();
    match file.or(environment.get("STRATUS_CONFIG").map(Path::new)) {
        Some(named) => file::read(named, &mut values)?,
        None if Path::new(FILE_NAME).exists() => file::read(Path::new(FILE_NAME), &mut values)?,
        None => {}
    }
    environment.read(&mut values);
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_good_values() {
        let config = Config::from_values(&Values::default()).expect("defaults are good");
        assert_eq!(config.listen, ["127.0.0.1:4566".parse().expect("an address")]);
        assert_eq!(config.durability, Durability::Process);
        assert_eq!(config.threads, None);
    }

    #[test]
    fn every_key_is_read() {
        for key in KEYS {
            let mut values = Values::default();
            values.set(key, "\0", Origin::Flag(key.flag()));
            let error = Config::from_values(&values).expect_err(key.name);
            assert!(error.to_string().starts_with(&format!(
                "{}: {} cannot be",
                key.flag(),
                key.name
            )));
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.toml");
        std::fs::write(&path, "iam = 'warn'\nregion = 'eu-west-1'\n").expect("written");
        let environment = Environment::from([("STRATUS_IAM", "off")]);
        let values = read_layers(Some(&path), &environment).expect("good");
        let config = Config::from_values(&values).expect("good");
        assert_eq!((config.iam, config.region.as_str()), (IamMode::Off, "eu-west-1"));
    }

    #[test]
    fn a_named_file_must_be_there() {
        let environment = Environment::from([("STRATUS_CONFIG", "no/such.toml")]);
        let error = read_layers(None, &environment).expect_err("it is not there");
        assert!(error.to_string().starts_with("cannot read no/such.toml: "), "{error}");
    }
}
