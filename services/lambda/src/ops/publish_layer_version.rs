//! PublishLayerVersion: a layer, or another version of one that is there. Its package is taken in outside of a
//! transaction.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html>

use gen_lambda::{PublishLayerVersionRequest, PublishLayerVersionResponse};
use kernel::{ApiResult, Cx, WaitCx, transact};

use crate::layer::{self, LayerTarget, LayerVersion};
use crate::package::{self, Taken};
use crate::show;
use crate::source::Source;
use crate::tables::{LAYER_VERSIONS, LAYERS};

pub(crate) async fn publish_layer_version(
    wx: &mut WaitCx<'_>,
    input: &PublishLayerVersionRequest,
) -> ApiResult<PublishLayerVersionResponse> {
    let taken = package::take(wx, &Source::of_layer(&input.content)?).await?;
    transact!(wx, cx => publish(cx, input, &taken).await)
}

async fn publish(
    cx: &mut Cx<'_>,
    input: &PublishLayerVersionRequest,
    taken: &Taken,
) -> ApiResult<PublishLayerVersionResponse> {
    let name = LayerTarget::parse(&input.layer_name).name;
    let mut layer = cx.get(&LAYERS, &name).await?.unwrap_or_default();
    layer.last_version += 1;
    taken.keep(cx).await?;
    let version = LayerVersion {
        version: layer.last_version,
        description: input.description.clone().unwrap_or_default(),
        created: cx.now(),
        runtimes: input.compatible_runtimes.clone(),
        architectures: input.compatible_architectures.clone(),
        license: input.license_info.clone(),
        package: taken.package.clone(),
        policy: None,
    };
    cx.put(&LAYERS, &name, &layer);
    cx.put(&LAYER_VERSIONS, &(name.clone(), version.version), &version);
    Ok(PublishLayerVersionResponse {
        content: Some(version.content(cx)?),
        layer_arn: Some(layer::arn(cx, &name)?),
        layer_version_arn: Some(layer::version_arn(cx, &name, version.version.cast_signed())?),
        description: Some(version.description),
        created_date: Some(show::time(version.created)),
        version: Some(version.version.cast_signed()),
        compatible_architectures: version.architectures,
        compatible_runtimes: version.runtimes,
        license_info: version.license,
    })
}
