//! What a request chooses for a function, checked: a new function's settings, and changes of those that are there.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html>

use std::ops::RangeInclusive;

use gen_lambda::{
    CreateFunctionRequest, DeadLetterConfig, DurableConfig, Environment, EphemeralStorage,
    FileSystemConfig, LoggingConfig, SnapStart, TracingConfig, UpdateFunctionConfigurationRequest,
    VpcConfig,
};
use kernel::{AccountId, ApiError, ApiResult, Arn, Cx, ServiceSession};
use schema::Rule;

use crate::environment::{self, Who};
use crate::function::{Logging, Settings};
use crate::function_name::{FunctionName, function_arn};
use crate::{durable_config, errors, image, image_errors, layer_use, limits, runtime};

/// What a function is for that does not say.
pub(crate) const DEFAULT_ARCHITECTURE: &str = "x86_64";

/// Settings for a function that is to be made.
pub(crate) async fn of_new(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    input: &CreateFunctionRequest,
) -> ApiResult<Settings> {
    let of_image = input.package_type.as_deref() == Some("Image");
    // Images have neither.
    let given = |text: &'_ Option<String>| text.clone().or(of_image.then(String::new));
    let runtime = given(&input.runtime).ok_or_else(errors::no_runtime)?;
    let handler = given(&input.handler).ok_or_else(errors::no_handler)?;
    let architecture = input.architectures.as_ref().and_then(|all| all.first().cloned());
    let fresh = Settings {
        description: String::new(),
        role: input.role.clone(),
        runtime,
        handler,
        timeout: limits::DEFAULT_TIMEOUT,
        memory: limits::DEFAULT_MEMORY,
        ephemeral: limits::DEFAULT_EPHEMERAL,
        architecture: architecture.unwrap_or_else(|| DEFAULT_ARCHITECTURE.to_owned()),
        environment: None,
        kms_key: None,
        dead_letter: None,
        tracing: "PassThrough".to_owned(),
        layers: Vec::new(),
        snap_start: false,
        logging: Logging {
            json: false,
            application_level: None,
            system_level: None,
            group: format!("/aws/lambda/{name}"),
        },
        durable: durable_config::of_new(input.durable_config.as_ref())?,
    };
    let changes = Changes {
        description: input.description.as_deref(),
        role: Some(&input.role),
        runtime: input.runtime.as_deref(),
        handler: input.handler.as_deref(),
        timeout: input.timeout,
        memory: input.memory_size,
        ephemeral: input.ephemeral_storage.as_ref(),
        environment: input.environment.as_ref(),
        kms_key: input.kms_key_arn.as_deref(),
        dead_letter: input.dead_letter_config.as_ref(),
        tracing: input.tracing_config.as_ref(),
        layers: input.layers.as_deref(),
        snap_start: input.snap_start.as_ref(),
        logging: input.logging_config.as_ref(),
        vpc: input.vpc_config.as_ref(),
        file_systems: input.file_system_configs.as_deref(),
        durable: None,
        other: unknown(&[
            (input.tenancy_config.is_some(), "tenant isolation"),
            (input.capacity_provider_config.is_some(), "capacity providers"),
            (input.runtime_config.is_some(), "runtimes of your own"),
            (input.accelerator_config.is_some(), "accelerators"),
            (input.publish_to.is_some(), "PublishTo"),
        ]),
    };
    changes.apply(cx, name, fresh).await
}

/// The settings of a function after a change.
pub(crate) async fn changed(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    before: Settings,
    input: &UpdateFunctionConfigurationRequest,
) -> ApiResult<Settings> {
    let changes = Changes {
        description: input.description.as_deref(),
        role: input.role.as_deref(),
        runtime: input.runtime.as_deref(),
        handler: input.handler.as_deref(),
        timeout: input.timeout,
        memory: input.memory_size,
        ephemeral: input.ephemeral_storage.as_ref(),
        environment: input.environment.as_ref(),
        kms_key: input.kms_key_arn.as_deref(),
        dead_letter: input.dead_letter_config.as_ref(),
        tracing: input.tracing_config.as_ref(),
        layers: input.layers.as_deref(),
        snap_start: input.snap_start.as_ref(),
        logging: input.logging_config.as_ref(),
        vpc: input.vpc_config.as_ref(),
        file_systems: input.file_system_configs.as_deref(),
        durable: input.durable_config.as_ref(),
        other: unknown(&[
            (input.capacity_provider_config.is_some(), "capacity providers"),
            (input.runtime_config.is_some(), "runtimes of your own"),
            (input.accelerator_config.is_some(), "accelerators"),
        ]),
    };
    changes.apply(cx, name, before).await
}

/// The first of what was asked for that this cloud does not have.
fn unknown(asked: &[(bool, &'static str)]) -> Option<&'static str> {
    asked.iter().find(|(given, _)| *given).map(|(_, what)| *what)
}

/// What a request says; what it leaves out stays.
struct Changes<'r> {
    description: Option<&'r str>,
    role: Option<&'r str>,
    runtime: Option<&'r str>,
    handler: Option<&'r str>,
    timeout: Option<i32>,
    memory: Option<i32>,
    ephemeral: Option<&'r EphemeralStorage>,
    environment: Option<&'r Environment>,
    kms_key: Option<&'r str>,
    dead_letter: Option<&'r DeadLetterConfig>,
    tracing: Option<&'r TracingConfig>,
    layers: Option<&'r [String]>,
    snap_start: Option<&'r SnapStart>,
    logging: Option<&'r LoggingConfig>,
    vpc: Option<&'r VpcConfig>,
    file_systems: Option<&'r [FileSystemConfig]>,
    /// Of a function that is there.
    durable: Option<&'r DurableConfig>,
    other: Option<&'static str>,
}

impl Changes<'_> {
    async fn apply(
        &self,
        cx: &mut Cx<'_>,
        name: &FunctionName,
        before: Settings,
    ) -> ApiResult<Settings> {
        self.check_plain()?;
        if image::is_image(&before) {
            self.check_of_image()?;
        }
        let mut after = before;
        let set = |place: &mut String, given: Option<&str>| {
            if let Some(text) = given {
                text.clone_into(place);
            }
        };
        set(&mut after.description, self.description);
        set(&mut after.runtime, self.runtime);
        set(&mut after.handler, self.handler);
        after.timeout = self.timeout.unwrap_or(after.timeout);
        after.memory = self.memory.unwrap_or(after.memory);
        after.ephemeral = self.ephemeral.map_or(after.ephemeral, |storage| storage.size);
        set(&mut after.tracing, self.tracing.and_then(|tracing| tracing.mode.as_deref()));
        if let Some(snap_start) = self.snap_start {
            after.snap_start = snap_start.apply_on.as_deref() == Some("PublishedVersions");
        }
        if after.snap_start {
            check_snap_start(&after.runtime, after.ephemeral)?;
        }
        if let Some(logging) = self.logging {
            after.logging = logging_after(&after.logging, name, logging)?;
        }
        after.durable = durable_config::changed(after.durable.as_ref(), self.durable)?;
        if let Some(dead_letter) = self.dead_letter {
            after.dead_letter = dead_letter_target(dead_letter)?;
        }
        if let Some(role) = self.role {
            require_assumable(cx, name, role).await?;
            role.clone_into(&mut after.role);
        }
        if let Some(layers) = self.layers {
            after.layers = layer_use::find(cx, &after, layers).await?;
        }
        self.set_environment(cx, name, &mut after).await?;
        Ok(after)
    }

    /// What a function from an image cannot have.
    fn check_of_image(&self) -> ApiResult<()> {
        let layers = self.layers.is_some_and(|layers| !layers.is_empty());
        if self.runtime.is_some() || self.handler.is_some() || layers {
            return Err(image_errors::runtime_for_image());
        }
        let snap_start = self.snap_start.and_then(|snap_start| snap_start.apply_on.as_deref());
        match snap_start {
            Some("PublishedVersions") => Err(image_errors::snap_start_of_image()),
            _ => Ok(()),
        }
    }

    /// What needs no look around.
    fn check_plain(&self) -> ApiResult<()> {
        if let Some(runtime) = self.runtime {
            runtime::check(runtime)?;
        }
        let within = |path: &str, value: Option<i32>, range: RangeInclusive<i32>| match value {
            Some(value) if value > *range.end() => {
                Err(errors::constraint(path, value, Rule::Max(f64::from(*range.end()))))
            }
            Some(value) if value < *range.start() => {
                Err(errors::constraint(path, value, Rule::Min(f64::from(*range.start()))))
            }
            _ => Ok(()),
        };
        within("timeout", self.timeout, limits::TIMEOUT)?;
        within("memorySize", self.memory, limits::MEMORY)?;
        within(
            "ephemeralStorage.size",
            self.ephemeral.map(|storage| storage.size),
            limits::EPHEMERAL,
        )?;
        if let Some(what) = self.other {
            return Err(ApiError::not_implemented(format!("lambda: {what}")));
        }
        let first = |list: Option<&Vec<String>>| list.and_then(|list| list.first().cloned());
        if let Some(subnet) = self.vpc.and_then(|vpc| first(vpc.subnet_ids.as_ref())) {
            return Err(errors::no_such_subnet(&subnet));
        }
        if let Some(group) = self.vpc.and_then(|vpc| first(vpc.security_group_ids.as_ref())) {
            return Err(errors::no_such_security_group(&group));
        }
        if self.file_systems.is_some_and(|all| !all.is_empty()) {
            return Err(errors::file_systems_are_not_there());
        }
        Ok(())
    }

    /// Variables are sealed again when they change, and when the key does.
    async fn set_environment(
        &self,
        cx: &mut Cx<'_>,
        name: &FunctionName,
        after: &mut Settings,
    ) -> ApiResult<()> {
        let arn = function_arn(cx, name)?;
        let key_before = after.kms_key.clone();
        if let Some(key) = self.kms_key {
            after.kms_key = Some(key.to_owned()).filter(|key| !key.is_empty());
        }
        let variables = match (self.environment, &after.environment) {
            (Some(environment), _) => match &environment.variables {
                Some(given) => environment::check(given)?,
                None => Vec::new(),
            },
            (None, Some(sealed)) if key_before != after.kms_key => {
                environment::open(cx, &arn, sealed, Who::Caller).await?
            }
            _ => return Ok(()),
        };
        // What stays the same stays as it is: a function is published anew only when something has changed.
        if let Some(sealed) = after.environment.as_ref().filter(|_| key_before == after.kms_key)
            && environment::open(cx, &arn, sealed, Who::Caller)
                .await
                .is_ok_and(|old| old == variables)
        {
            return Ok(());
        }
        let sealed = environment::seal(cx, &arn, after.kms_key.as_deref(), &variables).await?;
        after.environment = Some(sealed);
        Ok(())
    }
}

/// Fails for a function that SnapStart is not for. How the second refusal is worded is assumed, after the first.
fn check_snap_start(runtime: &str, ephemeral: i32) -> ApiResult<()> {
    let what = if !runtime::has_snap_start(runtime) {
        runtime
    } else if ephemeral > limits::DEFAULT_EPHEMERAL {
        "Ephemeral storage greater than 512 MB"
    } else {
        return Ok(());
    };
    Err(errors::no_snap_start(what))
}

fn dead_letter_target(given: &DeadLetterConfig) -> ApiResult<Option<String>> {
    let Some(target) = given.target_arn.as_deref().filter(|target| !target.is_empty()) else {
        return Ok(None);
    };
    match target.parse::<Arn>().ok().as_ref().map(Arn::service) {
        Some("sqs") => Ok(Some(target.to_owned())),
        Some("sns") => Err(errors::dead_letter_topics_are_not_there()),
        _ => Err(errors::invalid(format!("The provided target ARN {target} is invalid."))),
    }
}

fn logging_after(
    before: &Logging,
    name: &FunctionName,
    given: &LoggingConfig,
) -> ApiResult<Logging> {
    let json = given.log_format.as_deref().map_or(before.json, |format| format == "JSON");
    let levels = given.application_log_level.is_some() || given.system_log_level.is_some();
    if levels && !json {
        return Err(errors::invalid(
            "To set log levels, set the log format to JSON. Text logs have no levels.",
        ));
    }
    let level = |given: Option<&String>, before: Option<&String>| {
        json.then(|| given.or(before).cloned().unwrap_or_else(|| "INFO".to_owned()))
    };
    let group = match given.log_group.as_deref() {
        Some(group) => group.to_owned(),
        None if before.group.is_empty() => format!("/aws/lambda/{name}"),
        None => before.group.clone(),
    };
    Ok(Logging {
        json,
        application_level: level(
            given.application_log_level.as_ref(),
            before.application_level.as_ref(),
        ),
        system_level: level(given.system_log_level.as_ref(), before.system_level.as_ref()),
        group,
    })
}

/// Fails unless Lambda may act as the role.
async fn require_assumable(cx: &mut Cx<'_>, name: &FunctionName, role: &str) -> ApiResult<()> {
    let refused = errors::role_not_assumable;
    let role: Arn = role.parse().map_err(|_| refused())?;
    if AccountId::parse(role.account()) != Some(cx.account()) {
        return Err(errors::foreign_role());
    }
    let function = function_arn(cx, name)?;
    let session = ServiceSession {
        principal: "lambda.amazonaws.com",
        name: name.as_str(),
        source_arn: &function,
        source_account: cx.account(),
    };
    match cx.assume_as_service(&role, session).await? {
        Some(_) => Ok(()),
        None => Err(refused()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(format: Option<&str>, level: Option<&str>, group: Option<&str>) -> LoggingConfig {
        LoggingConfig {
            log_format: format.map(str::to_owned),
            application_log_level: level.map(str::to_owned),
            log_group: group.map(str::to_owned),
            ..LoggingConfig::default()
        }
    }

    #[test]
    fn logging() {
        let name = FunctionName("f".into());
        let text = Logging {
            json: false,
            application_level: None,
            system_level: None,
            group: "/aws/lambda/f".into(),
        };
        let after = |before: &Logging, config| logging_after(before, &name, &config);
        let json = after(&text, given(Some("JSON"), None, None)).expect("good");
        assert_eq!(json.application_level.as_deref(), Some("INFO"));
        assert_eq!(json.group, "/aws/lambda/f");
        let debug = after(&json, given(None, Some("DEBUG"), Some("mine"))).expect("good");
        assert_eq!(
            (debug.application_level.as_deref(), debug.group.as_str()),
            (Some("DEBUG"), "mine")
        );
        let back = after(&debug, given(Some("Text"), None, None)).expect("good");
        assert_eq!((back.application_level, back.system_level), (None, None));
        assert!(after(&text, given(None, Some("DEBUG"), None)).is_err());
        assert!(after(&text, given(Some("Text"), Some("DEBUG"), None)).is_err());
    }

    #[test]
    fn dead_letter_targets() {
        let read = |arn: &str| {
            dead_letter_target(&DeadLetterConfig { target_arn: Some(arn.to_owned()) }).ok()
        };
        assert_eq!(read(""), Some(None));
        let queue = "arn:aws:sqs:us-east-1:000000000000:q";
        assert_eq!(read(queue), Some(Some(queue.to_owned())));
        assert_eq!(read("arn:aws:sns:us-east-1:000000000000:t"), None, "there are no topics");
        assert_eq!(read("arn:aws:s3:::bucket"), None);
        assert_eq!(read("queue"), None);
    }

    #[test]
    fn what_snap_start_is_for() {
        let check = |runtime: &str, ephemeral| {
            let refused = check_snap_start(runtime, ephemeral).err();
            refused.map(|error| error.message().unwrap_or_default().to_owned())
        };
        assert_eq!(check("python3.12", 512), None);
        assert_eq!(check("java11", 512), None);
        let words = "python3.11 is not supported for SnapStart enabled functions.";
        assert_eq!(check("python3.11", 512).as_deref(), Some(words));
        assert!(check("nodejs22.x", 512).is_some() && check("java21", 513).is_some());
    }
}
