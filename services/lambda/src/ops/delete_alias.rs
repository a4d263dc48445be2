//! DeleteAlias: removes a name; the version that it pointed to stays. One that is not there is gone already.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteAlias.html>

use gen_lambda::DeleteAliasRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::events::tables::CONFIGS;
use crate::function_name::Target;
use crate::tables::{ALIASES, POLICIES, PROVISIONED, URLS};
use crate::{function_url, provisioned, resolve};

pub(crate) async fn delete_alias(cx: &mut Cx<'_>, input: &DeleteAliasRequest) -> ApiResult<Empty> {
    let name = Target::parse(cx, &input.function_name, None)?.name;
    resolve::function(cx, &name).await?;
    let key = (name.clone(), input.name.clone());
    if let Some(url) = cx.get(&URLS, &key).await? {
        function_url::remove(cx, &name, &input.name, &url);
    }
    cx.delete(&POLICIES, &key);
    if cx.has(&PROVISIONED, &key).await? {
        cx.delete(&PROVISIONED, &key);
        provisioned::schedule(cx, &name).await?;
    }
    cx.delete(&CONFIGS, &key);
    cx.delete(&ALIASES, &key);
    Ok(Empty::default())
}
