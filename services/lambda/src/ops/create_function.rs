//! CreateFunction: a function, with a first version when the request asks for one. Its code is taken in outside of a
//! transaction, and is there when the answer is.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html>

use gen_lambda::{CreateFunctionRequest, FunctionConfiguration};
use kernel::{ApiResult, Cx, WaitCx, transact};

use crate::function::{Configuration, Function, RuntimeUpdate, State};
use crate::function_name::{FunctionName, Target};
use crate::package::Taken;
use crate::source::Source;
use crate::tables::FUNCTIONS;
use crate::versions::Published;
use crate::{
    code_signing, errors, hot_reload, image, image_errors, layer_use, runtime, settings, settle,
    show, tags, versions,
};

pub(crate) async fn create_function(
    wx: &mut WaitCx<'_>,
    input: &CreateFunctionRequest,
) -> ApiResult<FunctionConfiguration> {
    let name = transact!(wx, cx => Target::new_name(cx, &input.function_name))?;
    if input.package_type.as_deref() == Some("Image") {
        return from_image(wx, &name, input).await;
    }
    if input.code.image_uri.is_some() && (input.runtime.is_none() || input.handler.is_none()) {
        return Err(image_errors::neither_runtime_nor_handler());
    }
    if input.image_config.is_some() {
        return Err(image_errors::image_config_for_zip());
    }
    if let Some(name) = &input.runtime {
        runtime::check(name)?;
    }
    let taken = hot_reload::take(wx, &Source::of_new(&input.code)?).await?;
    transact!(wx, cx => create(cx, input, &taken).await)
}

/// The same for an image, which is unpacked before the answer: what is wrong with it is said at once.
async fn from_image(
    wx: &mut WaitCx<'_>,
    name: &FunctionName,
    input: &CreateFunctionRequest,
) -> ApiResult<FunctionConfiguration> {
    let uri = image::check_new(input)?;
    transact!(wx, cx => image::require_free(cx, name).await)?;
    let architecture = input.architectures.as_ref().and_then(|all| all.first());
    let architecture = architecture.map_or(settings::DEFAULT_ARCHITECTURE, String::as_str);
    let taken = image::take(wx, uri, architecture, input.image_config.as_ref()).await?;
    let created = transact!(wx, cx => create(cx, input, &taken).await);
    image::settle(wx, &taken).await?;
    created
}

async fn create(
    cx: &mut Cx<'_>,
    input: &CreateFunctionRequest,
    taken: &Taken,
) -> ApiResult<FunctionConfiguration> {
    let name = Target::new_name(cx, &input.function_name)?;
    let settings = settings::of_new(cx, &name, input).await?;
    if cx.has(&FUNCTIONS, &name).await? {
        return Err(errors::function_exists(name.as_str()));
    }
    layer_use::check_size(taken.package.unzipped, &settings.layers)?;
    code_signing::check_code(cx, input.code_signing_config_arn.as_deref()).await?;
    let given = input.tags.clone().unwrap_or_default();
    let tags = tags::merge(&Vec::new(), &given)?;
    taken.keep(cx).await?;
    let latest = Configuration {
        version: None,
        revision: cx.random().uuid(),
        modified: cx.now(),
        state: State::Pending,
        update: None,
        package: taken.package.clone(),
        settings,
        runtime_update: RuntimeUpdate::default(),
    };
    for layer in &latest.settings.layers {
        layer.package.pin(cx).await?;
    }
    let mut function = Function {
        name: name.clone(),
        number: cx.next_sequence(),
        latest,
        last_version: 0,
        published_as: None,
        tags,
        reserved: None,
        signing: input.code_signing_config_arn.clone(),
        allow_loops: false,
    };
    settle::schedule(cx, &name, None).await?;
    if input.publish == Some(true) {
        let revision = function.latest.revision.clone();
        let mut version = versions::publish(cx, &mut function, None, Published::WithChange).await?;
        // Recorded: the answer is about the version, under the function's own ARN and revision.
        version.revision = revision;
        return show::configuration(cx, &name, &version, None).await;
    }
    cx.put(&FUNCTIONS, &name, &function);
    show::configuration(cx, &name, &function.latest, None).await
}
