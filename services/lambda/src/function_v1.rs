//! Rows of functions and versions as they were before functions could be durable, to be read for ever.

use kernel::Timestamp;
use serde::Deserialize;
#[cfg(test)]
use serde::Serialize;
use store::RowError;

use crate::environment::Sealed;
use crate::function::{
    Configuration, Function, LayerUse, Logging, RuntimeUpdate, Settings, State, UpdateStatus,
};
use crate::function_name::FunctionName;
use crate::package::Package;

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct FunctionV1 {
    name: FunctionName,
    number: u64,
    latest: ConfigurationV1,
    last_version: u64,
    published_as: Option<u64>,
    tags: Vec<(String, String)>,
    reserved: Option<i32>,
    signing: Option<String>,
    allow_loops: bool,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct ConfigurationV1 {
    version: Option<u64>,
    revision: String,
    modified: Timestamp,
    state: State,
    update: Option<UpdateStatus>,
    package: Package,
    settings: SettingsV1,
    runtime_update: RuntimeUpdate,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(Serialize))]
struct SettingsV1 {
    description: String,
    role: String,
    runtime: String,
    handler: String,
    timeout: i32,
    memory: i32,
    ephemeral: i32,
    architecture: String,
    environment: Option<Sealed>,
    kms_key: Option<String>,
    dead_letter: Option<String>,
    tracing: String,
    layers: Vec<LayerUse>,
    snap_start: bool,
    logging: Logging,
}

impl From<FunctionV1> for Function {
    fn from(old: FunctionV1) -> Function {
        Function {
            name: old.name,
            number: old.number,
            latest: old.latest.into(),
            last_version: old.last_version,
            published_as: old.published_as,
            tags: old.tags,
            reserved: old.reserved,
            signing: old.signing,
            allow_loops: old.allow_loops,
        }
    }
}

impl From<ConfigurationV1> for Configuration {
    fn from(old: ConfigurationV1) -> Configuration {
        Configuration {
            version: old.version,
            revision: old.revision,
            modified: old.modified,
            state: old.state,
            update: old.update,
            package: old.package,
            settings: old.settings.into(),
            runtime_update: old.runtime_update,
        }
    }
}

impl From<SettingsV1> for Settings {
    fn from(old: SettingsV1) -> Settings {
        Settings {
            description: old.description,
            role: old.role,
            runtime: old.runtime,
            handler: old.handler,
            timeout: old.timeout,
            memory: old.memory,
            ephemeral: old.ephemeral,
            architecture: old.architecture,
            environment: old.environment,
            kms_key: old.kms_key,
            dead_letter: old.dead_letter,
            tracing: old.tracing,
            layers: old.layers,
            snap_start: old.snap_start,
            logging: old.logging,
            durable: None,
        }
    }
}

/// Version 2 of a function added whether it is durable, which old ones are not.
pub(crate) fn add_durable(body: &[u8]) -> Result<Vec<u8>, RowError> {
    let old: FunctionV1 = postcard::from_bytes(body).map_err(bad)?;
    postcard::to_stdvec(&Function::from(old)).map_err(bad)
}

/// The same for a published version.
pub(crate) fn add_durable_to_version(body: &[u8]) -> Result<Vec<u8>, RowError> {
    let old: ConfigurationV1 = postcard::from_bytes(body).map_err(bad)?;
    postcard::to_stdvec(&Configuration::from(old)).map_err(bad)
}

fn bad(error: postcard::Error) -> RowError {
    RowError::Body(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn configuration() -> ConfigurationV1 {
        ConfigurationV1 {
            version: Some(3),
            revision: "r".to_owned(),
            modified: Timestamp::from_secs(9),
            state: State::Active,
            update: Some(UpdateStatus::Successful),
            package: Package { number: 1, sha256: "AQI=".to_owned(), size: 1, unzipped: 2 },
            settings: SettingsV1 {
                description: "d".to_owned(),
                role: "role".to_owned(),
                runtime: "python3.12".to_owned(),
                handler: "a.b".to_owned(),
                timeout: 3,
                memory: 128,
                ephemeral: 512,
                architecture: "arm64".to_owned(),
                environment: None,
                kms_key: None,
                dead_letter: None,
                tracing: "Active".to_owned(),
                layers: Vec::new(),
                snap_start: true,
                logging: Logging {
                    json: true,
                    application_level: None,
                    system_level: Some("INFO".to_owned()),
                    group: "g".to_owned(),
                },
            },
            runtime_update: RuntimeUpdate::default(),
        }
    }

    #[test]
    fn old_rows_are_those_of_functions_that_are_not_durable() {
        let body = postcard::to_stdvec(&configuration()).expect("encodes");
        let body = add_durable_to_version(&body).expect("is read");
        let version: Configuration = postcard::from_bytes(&body).expect("is of today");
        assert_eq!((version.version, version.settings.snap_start), (Some(3), true));
        assert_eq!((version.settings.durable, &*version.runtime_update.on), (None, "Auto"));
        let function = FunctionV1 {
            name: FunctionName("f".to_owned()),
            number: 5,
            latest: configuration(),
            last_version: 3,
            published_as: Some(3),
            tags: vec![("k".to_owned(), "v".to_owned())],
            reserved: Some(1),
            signing: None,
            allow_loops: true,
        };
        let body = add_durable(&postcard::to_stdvec(&function).expect("encodes")).expect("is read");
        let function: Function = postcard::from_bytes(&body).expect("is of today");
        assert_eq!((function.last_version, function.allow_loops), (3, true));
        assert_eq!(function.latest.settings.logging.group, "g");
        assert!(add_durable(b"x").is_err());
    }
}
