//! ListLayers: the layers of the account in this region, each with its newest version that serves.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListLayers.html>

use gen_lambda::{LayersListItem, ListLayersRequest, ListLayersResponse};
use kernel::{ApiResult, Cx};

use crate::layer::{self, LayerVersion};
use crate::page::Page;

pub(crate) async fn list_layers(
    cx: &mut Cx<'_>,
    input: &ListLayersRequest,
) -> ApiResult<ListLayersResponse> {
    let runtime = input.compatible_runtime.as_deref();
    let architecture = input.compatible_architecture.as_deref();
    let binding = [runtime.unwrap_or_default(), architecture.unwrap_or_default()];
    let page = Page::parse(cx, &binding, input.max_items, input.marker.as_deref())?;
    let mut found: Vec<(String, LayerVersion)> = Vec::new();
    let mut after = page.after.clone();
    // A layer whose versions were all deleted, or serve nothing that is asked for, is none to show.
    while found.len() < page.reads() {
        let names = layer::names(cx, after.as_ref(), page.reads()).await?;
        let Some(last) = names.last().cloned() else { break };
        after = Some(last);
        for name in names {
            let versions = layer::versions(cx, &name).await?;
            let newest = versions.into_iter().find(|one| one.serves(runtime, architecture));
            found.extend(newest.map(|version| (name, version)));
        }
    }
    let (found, next_marker) = page.cut(cx, found, |(name, _)| name.clone());
    let item = |(name, version): &(String, LayerVersion)| -> ApiResult<LayersListItem> {
        Ok(LayersListItem {
            layer_name: Some(name.clone()),
            layer_arn: Some(layer::arn(cx, name)?),
            latest_matching_version: Some(version.listed(cx, name)?),
        })
    };
    let layers: ApiResult<_> = found.iter().map(item).collect();
    Ok(ListLayersResponse { next_marker, layers: Some(layers?) })
}
