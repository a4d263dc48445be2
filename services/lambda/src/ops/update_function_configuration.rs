//! UpdateFunctionConfiguration: other settings for `$LATEST`; what the request leaves out stays.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html>

use gen_lambda::{FunctionConfiguration, UpdateFunctionConfigurationRequest};
use kernel::{ApiResult, Cx};

use crate::function_name::Target;
use crate::tables::FUNCTIONS;
use crate::{change, image, layer_use, settings, settle, show, spec};

pub(crate) async fn update_function_configuration(
    cx: &mut Cx<'_>,
    input: &UpdateFunctionConfigurationRequest,
) -> ApiResult<FunctionConfiguration> {
    let target = Target::parse(cx, &input.function_name, None)?;
    let mut function = change::begin(cx, &target, input.revision_id.as_deref()).await?;
    let name = function.name.clone();
    let before = function.latest.settings.clone();
    let after = settings::changed(cx, &name, before.clone(), input).await?;
    layer_use::check_size(function.latest.package.unzipped, &after.layers)?;
    for layer in &after.layers {
        layer.package.pin(cx).await?;
    }
    for layer in &before.layers {
        layer.package.unpin(cx).await?;
    }
    let package = match &input.image_config {
        Some(config) => image::reconfigured(cx, &function.latest, config).await?,
        None => None,
    };
    if before != after || package.is_some() {
        function.published_as = None;
    }
    if let Some(package) = package {
        function.latest.package = package;
    }
    function.latest.settings = after;
    function.latest.change(cx);
    settle::schedule(cx, &name, None).await?;
    spec::forget(cx, &name, Some("$LATEST".to_owned()))?;
    cx.put(&FUNCTIONS, &name, &function);
    show::configuration(cx, &name, &function.latest, None).await
}
