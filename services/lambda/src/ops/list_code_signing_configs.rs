//! ListCodeSigningConfigs: the code signing configurations of the account in this region.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListCodeSigningConfigs.html>

use gen_lambda::{ListCodeSigningConfigsRequest, ListCodeSigningConfigsResponse};
use kernel::{ApiResult, Cx};

use crate::code_signing::SigningConfig;
use crate::page::Page;
use crate::tables::SIGNING_CONFIGS;

pub(crate) async fn list_code_signing_configs(
    cx: &mut Cx<'_>,
    input: &ListCodeSigningConfigsRequest,
) -> ApiResult<ListCodeSigningConfigsResponse> {
    let page = Page::parse(cx, &[], input.max_items, input.marker.as_deref())?;
    let mut range = cx.rows(&SIGNING_CONFIGS);
    if let Some(after) = &page.after {
        range = range.after(after);
    }
    let rows = cx.range(&SIGNING_CONFIGS, &range, page.reads()).await?;
    let configs: Vec<SigningConfig> = rows.into_iter().map(|(_, config)| config).collect();
    let (configs, next_marker) = page.cut(cx, configs, |config| config.id.clone());
    let configs: ApiResult<_> = configs.iter().map(|config| config.shown(cx)).collect();
    Ok(ListCodeSigningConfigsResponse { next_marker, code_signing_configs: Some(configs?) })
}
