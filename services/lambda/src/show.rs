//! Functions as answers show them.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html>

use gen_lambda::{
    DeadLetterConfig, EphemeralStorage, FunctionConfiguration, Layer, LoggingConfig,
    RuntimeVersionConfig, SnapStartResponse, TracingConfigResponse,
};
use kernel::{ApiResult, Cx, Timestamp};

use crate::durable_config::Durable;
use crate::environment;
use crate::function::{Configuration, Logging, State, UpdateStatus};
use crate::function_name::{FunctionName, Qualifier, function_arn, qualified_arn};
use crate::{image, runtime};

/// What AWS says of whatever is being made or changed.
const REASON: &str = "The function is being created.";
const REASON_CODE: &str = "Creating";

/// A time, the way that Lambda writes them.
pub(crate) fn time(at: Timestamp) -> String {
    let text = at.iso8601_millis();
    format!("{}+0000", text.trim_end_matches('Z'))
}

/// A version of a function, under the ARN with `qualifier`.
pub(crate) async fn configuration(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    version: &Configuration,
    qualifier: Option<&Qualifier>,
) -> ApiResult<FunctionConfiguration> {
    let mut shown = listed(cx, name, version, qualifier).await?;
    let pending = version.state == State::Pending;
    let in_progress = version.update == Some(UpdateStatus::InProgress);
    let when = |given: bool, text: &str| given.then(|| text.to_owned());
    shown.state = Some(if pending { "Pending" } else { "Active" }.to_owned());
    shown.state_reason = when(pending, REASON);
    shown.state_reason_code = when(pending, REASON_CODE);
    shown.last_update_status = version.update.map(|status| {
        match status {
            UpdateStatus::InProgress => "InProgress",
            UpdateStatus::Successful => "Successful",
        }
        .to_owned()
    });
    shown.last_update_status_reason = when(in_progress, REASON);
    shown.last_update_status_reason_code = when(in_progress, REASON_CODE);
    let own = version.runtime_update.version_arn.clone();
    // Images have no runtime of AWS's.
    let arn =
        |cx: &Cx<'_>| own.unwrap_or_else(|| runtime::version_arn(cx, &version.settings.runtime));
    let arn = (!image::is_image(&version.settings)).then(|| arn(cx));
    shown.runtime_version_config =
        arn.map(|arn| RuntimeVersionConfig { runtime_version_arn: Some(arn), error: None });
    Ok(shown)
}

/// The same as lists show it: without states.
pub(crate) async fn listed(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    version: &Configuration,
    qualifier: Option<&Qualifier>,
) -> ApiResult<FunctionConfiguration> {
    let settings = &version.settings;
    let of_image = image::is_image(settings);
    let function = function_arn(cx, name)?;
    let environment = match &settings.environment {
        Some(sealed) => Some(environment::shown(cx, &function, sealed).await?),
        None => None,
    };
    let layers: Vec<Layer> = settings
        .layers
        .iter()
        .map(|layer| Layer {
            arn: Some(layer.arn.clone()),
            code_size: Some(layer.package.size.cast_signed()),
            ..Layer::default()
        })
        .collect();
    Ok(FunctionConfiguration {
        function_name: Some(name.to_string()),
        function_arn: Some(qualified_arn(cx, name, qualifier)?),
        runtime: Some(settings.runtime.clone()).filter(|_| !of_image),
        role: Some(settings.role.clone()),
        handler: Some(settings.handler.clone()).filter(|_| !of_image),
        code_size: Some(version.package.size.cast_signed()),
        description: Some(settings.description.clone()),
        timeout: Some(settings.timeout),
        memory_size: Some(settings.memory),
        last_modified: Some(time(version.modified)),
        code_sha256: Some(version.package.sha256.clone()),
        version: Some(version.version_text()),
        dead_letter_config: settings
            .dead_letter
            .as_ref()
            .map(|arn| DeadLetterConfig { target_arn: Some(arn.clone()) }),
        environment,
        kms_key_arn: settings.kms_key.clone(),
        tracing_config: Some(TracingConfigResponse { mode: Some(settings.tracing.clone()) }),
        revision_id: Some(version.revision.clone()),
        layers: Some(layers).filter(|layers| !layers.is_empty()),
        package_type: Some(if of_image { "Image" } else { "Zip" }.to_owned()),
        image_config_response: image::of(cx, version).await?.and_then(|image| image.shown()),
        architectures: Some(vec![settings.architecture.clone()]),
        ephemeral_storage: Some(EphemeralStorage { size: settings.ephemeral }),
        snap_start: Some(SnapStartResponse {
            apply_on: Some(
                if settings.snap_start { "PublishedVersions" } else { "None" }.to_owned(),
            ),
            optimization_status: Some("Off".to_owned()),
        }),
        logging_config: Some(logging(&settings.logging)),
        durable_config: settings.durable.as_ref().map(Durable::shown),
        ..FunctionConfiguration::default()
    })
}

fn logging(logging: &Logging) -> LoggingConfig {
    LoggingConfig {
        log_format: Some(if logging.json { "JSON" } else { "Text" }.to_owned()),
        application_log_level: logging.application_level.clone(),
        system_log_level: logging.system_level.clone(),
        log_group: Some(logging.group.clone()),
    }
}
