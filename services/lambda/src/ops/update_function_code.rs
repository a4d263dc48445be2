//! UpdateFunctionCode: other code for `$LATEST`, and a version of it when the request asks for one.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html>

use gen_lambda::{FunctionConfiguration, UpdateFunctionCodeRequest};
use kernel::{ApiError, ApiResult, Cx, WaitCx, transact};

use crate::change;
use crate::function::Function;
use crate::function_name::{Qualifier, Target};
use crate::package::{self, Package, Taken};
use crate::source::Source;
use crate::tables::FUNCTIONS;
use crate::versions::Published;
use crate::{
    code_signing, hot_reload, image, image_errors, layer_use, settle, show, spec, versions,
};

pub(crate) async fn update_function_code(
    wx: &mut WaitCx<'_>,
    input: &UpdateFunctionCodeRequest,
) -> ApiResult<FunctionConfiguration> {
    if input.publish_to.is_some() {
        return Err(ApiError::not_implemented("lambda: PublishTo"));
    }
    let function = transact!(wx, cx => prepare(cx, input).await)?;
    if image::is_image(&function.latest.settings) {
        return to_image(wx, &function, input).await;
    }
    let source = Source::of_update(input)?;
    if input.dry_run == Some(true) {
        let package = package::try_out(wx, &source).await?;
        return transact!(wx, cx => dry_run(cx, input, &package).await);
    }
    let taken = hot_reload::take(wx, &source).await?;
    transact!(wx, cx => update(cx, input, &taken).await)
}

/// The same for a function from an image. What it is started with stays; it runs from the old image until the new one
/// lies there.
async fn to_image(
    wx: &mut WaitCx<'_>,
    function: &Function,
    input: &UpdateFunctionCodeRequest,
) -> ApiResult<FunctionConfiguration> {
    let uri = input.image_uri.as_deref().ok_or_else(image_errors::no_image_to_update)?;
    let architecture = input.architectures.as_ref().and_then(|all| all.first());
    let architecture = architecture.unwrap_or(&function.latest.settings.architecture);
    if input.dry_run == Some(true) {
        let package = image::try_out(wx, uri, architecture).await?;
        return transact!(wx, cx => dry_run(cx, input, &package).await);
    }
    let old = transact!(wx, cx => image::of(cx, &function.latest).await)?;
    let mut taken = image::take(wx, uri, architecture, None).await?;
    taken.configure_like(old.as_deref());
    let updated = transact!(wx, cx => update(cx, input, &taken).await);
    image::settle(wx, &taken).await?;
    updated
}

/// The function, when it may be changed.
async fn prepare(cx: &mut Cx<'_>, input: &UpdateFunctionCodeRequest) -> ApiResult<Function> {
    let target = Target::parse(cx, &input.function_name, None)?;
    let function = change::begin(cx, &target, input.revision_id.as_deref()).await?;
    code_signing::check_code(cx, function.signing.as_deref()).await?;
    Ok(function)
}

fn apply(
    function: &mut Function,
    input: &UpdateFunctionCodeRequest,
    package: &Package,
) -> ApiResult<()> {
    function.latest.package = package.clone();
    if let Some(architecture) = input.architectures.as_ref().and_then(|all| all.first()) {
        function.latest.settings.architecture.clone_from(architecture);
    }
    layer_use::check_size(package.unzipped, &function.latest.settings.layers)
}

/// What the function would be, with nothing changed.
async fn dry_run(
    cx: &mut Cx<'_>,
    input: &UpdateFunctionCodeRequest,
    package: &Package,
) -> ApiResult<FunctionConfiguration> {
    let mut function = prepare(cx, input).await?;
    apply(&mut function, input, package)?;
    show::configuration(cx, &function.name, &function.latest, None).await
}

async fn update(
    cx: &mut Cx<'_>,
    input: &UpdateFunctionCodeRequest,
    taken: &Taken,
) -> ApiResult<FunctionConfiguration> {
    let mut function = prepare(cx, input).await?;
    let before = function.latest.clone();
    taken.keep(cx).await?;
    apply(&mut function, input, &taken.package)?;
    before.package.release(cx).await?;
    let same = before.package.sha256 == taken.package.sha256
        && before.settings == function.latest.settings;
    if !same {
        function.published_as = None;
    }
    function.latest.change(cx);
    let name = function.name.clone();
    settle::schedule(cx, &name, None).await?;
    spec::forget(cx, &name, Some("$LATEST".to_owned()))?;
    if input.publish == Some(true) {
        let version = versions::publish(cx, &mut function, None, Published::WithChange).await?;
        let qualifier = version.version.map(Qualifier::Version);
        return show::configuration(cx, &name, &version, qualifier.as_ref()).await;
    }
    cx.put(&FUNCTIONS, &name, &function);
    show::configuration(cx, &name, &function.latest, None).await
}
