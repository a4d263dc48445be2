//! CreateAccessPreview: what the analyzer would find of one resource under another configuration.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_CreateAccessPreview.html>

use gen_accessanalyzer::{CreateAccessPreviewInput, CreateAccessPreviewOutput};
use kernel::{ApiResult, Arn, Cx};

use crate::analyzer::{self, Access};
use crate::preview::configuration::Proposed;
use crate::preview::{self, Preview};
use crate::tables::PREVIEWS;
use crate::{errors, limits};

pub(crate) async fn create_access_preview(
    cx: &mut Cx<'_>,
    input: &CreateAccessPreviewInput,
) -> ApiResult<CreateAccessPreviewOutput> {
    let analyzer = analyzer::looking_for(cx, &input.analyzer_arn, Access::External).await?;
    let proposed = proposed(input)?;
    let token = input.client_token.as_deref();
    let range = cx.rows(&PREVIEWS).prefix(&analyzer.number);
    let there = cx.range(&PREVIEWS, &range, limits::FINDINGS).await?;
    let same = |preview: &Preview| token.is_some() && preview.token.as_deref() == token;
    if let Some((_, preview)) = there.iter().find(|(_, preview)| same(preview)) {
        if preview.proposed == proposed {
            return Ok(CreateAccessPreviewOutput { id: Some(preview.id.clone()) });
        }
        let message = "The client token was used with another configuration.";
        return Err(errors::conflict("AccessPreview", &preview.id, message));
    }
    let now = cx.now();
    let lately = |preview: &Preview| preview.created_at.plus(limits::PREVIEW_WINDOW) > now;
    if there.iter().filter(|(_, preview)| lately(preview)).count() >= limits::PREVIEWS {
        let message = "Too many access previews were created within the last hour.";
        return Err(errors::quota("AccessPreview", &analyzer.name, message));
    }
    for (key, preview) in &there {
        if preview.created_at.plus(limits::PREVIEW_KEPT) <= now {
            cx.delete(&PREVIEWS, key);
        }
    }
    let findings = preview::findings(cx, &analyzer, &proposed).await?;
    let id = cx.random().uuid();
    let token = token.map(str::to_owned);
    let preview = Preview { id: id.clone(), created_at: now, proposed, token, findings };
    cx.put(&PREVIEWS, &(analyzer.number, id.clone()), &preview);
    Ok(CreateAccessPreviewOutput { id: Some(id) })
}

/// One resource, by its ARN.
fn proposed(input: &CreateAccessPreviewInput) -> ApiResult<Vec<(String, Proposed)>> {
    if input.configurations.len() != 1 {
        let message = "The access preview must have exactly one configuration.";
        return Err(errors::field("configurations", message));
    }
    let mut proposed = Vec::new();
    for (arn, configuration) in input.configurations.iter() {
        if arn.parse::<Arn>().is_err() {
            return Err(errors::field("configurations", format!("{arn} is not a valid ARN.")));
        }
        proposed.push((arn.to_owned(), Proposed::parse(configuration)?));
    }
    Ok(proposed)
}
