//! ListLayerVersions: the versions of a layer, the newest first.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListLayerVersions.html>

use gen_lambda::{ListLayerVersionsRequest, ListLayerVersionsResponse};
use kernel::{ApiResult, Cx};

use crate::layer::{self, LayerTarget, LayerVersion};
use crate::page::{Page, numbered};

pub(crate) async fn list_layer_versions(
    cx: &mut Cx<'_>,
    input: &ListLayerVersionsRequest,
) -> ApiResult<ListLayerVersionsResponse> {
    let name = LayerTarget::parse(&input.layer_name).name;
    let runtime = input.compatible_runtime.as_deref();
    let architecture = input.compatible_architecture.as_deref();
    let binding = [name.as_str(), runtime.unwrap_or_default(), architecture.unwrap_or_default()];
    let page = Page::parse(cx, &binding, input.max_items, input.marker.as_deref())?;
    let mut all = layer::versions(cx, &name).await?;
    all.retain(|version| version.serves(runtime, architecture));
    let newest_first = |version: &LayerVersion| numbered(u64::MAX - version.version);
    let (all, next_marker) = page.cut(cx, all, newest_first);
    let layer_versions: ApiResult<_> = all.iter().map(|one| one.listed(cx, &name)).collect();
    Ok(ListLayerVersionsResponse { next_marker, layer_versions: Some(layer_versions?) })
}
