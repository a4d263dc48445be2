//! The layers that a function uses: at most five, each once, of this region, those of other accounts by permission,
//! and all of it unpacked within the limit.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html>

use kernel::{AccountId, ApiResult, Cx};

use crate::function::{LayerUse, Settings};
use crate::layer::LayerArn;
use crate::tables::LAYER_VERSIONS;
use crate::{errors, limits};

/// The layers with these ARNs, for a function with these settings.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    settings: &Settings,
    arns: &[String],
) -> ApiResult<Vec<LayerUse>> {
    let layers = parse(arns, cx.region().as_str())?;
    let mut found = Vec::with_capacity(layers.len());
    for layer in &layers {
        // What a function uses already stays with it, also when the layer is deleted.
        if let Some(known) = settings.layers.iter().find(|known| known.arn == layer.text) {
            found.push(known.clone());
            continue;
        }
        found.push(one(cx, layer).await?);
    }
    Ok(found)
}

async fn one(cx: &mut Cx<'_>, layer: &LayerArn<'_>) -> ApiResult<LayerUse> {
    let account = AccountId::parse(layer.account).unwrap_or(cx.account());
    let outer = cx.enter(account);
    let row = cx.get(&LAYER_VERSIONS, &(layer.name.to_owned(), layer.version)).await;
    cx.enter(outer);
    let row = row?
        .ok_or_else(|| errors::invalid(format!("Layer version {} does not exist.", layer.text)))?;
    Ok(LayerUse { arn: layer.text.to_owned(), package: row.package })
}

/// Reads the ARNs and checks what they alone can tell.
fn parse<'a>(arns: &'a [String], region: &str) -> ApiResult<Vec<LayerArn<'a>>> {
    if arns.len() > limits::MAX_LAYERS {
        return Err(errors::invalid(format!(
            "Cannot reference more than {} layers.",
            limits::MAX_LAYERS
        )));
    }
    let mut layers: Vec<LayerArn<'a>> = Vec::with_capacity(arns.len());
    for text in arns {
        let layer = LayerArn::parse(text)
            .ok_or_else(|| errors::invalid(format!("Layer version {text} does not exist.")))?;
        if layer.region != region {
            return Err(errors::invalid(format!(
                "Layers are not in the same region as the function. Layers are expected to be in region {region}."
            )));
        }
        if let Some(other) = layers.iter().find(|other| other.is_same_layer(&layer)) {
            return Err(errors::invalid(format!(
                "Two different versions of the same layer are not allowed to be referenced in the same function. \
                 {} and {text} are versions of the same layer.",
                other.text
            )));
        }
        layers.push(layer);
    }
    Ok(layers)
}

/// Fails when code and layers together are too large.
pub(crate) fn check_size(code: u64, layers: &[LayerUse]) -> ApiResult<()> {
    let sizes = layers.iter().map(|layer| layer.package.unzipped);
    let total = sizes.fold(code, u64::saturating_add);
    if total > limits::MAX_UNZIPPED {
        Err(errors::code_and_layers_too_large(total))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_arns_alone_can_tell() {
        let arn = |name: &str, version: u64| {
            format!("arn:aws:lambda:us-east-1:000000000000:layer:{name}:{version}")
        };
        let message = |arns: &[String]| {
            parse(arns, "us-east-1").err().and_then(|error| error.message().map(str::to_owned))
        };
        assert_eq!(message(&[arn("a", 1), arn("b", 1)]), None);
        let six: Vec<String> = (0..6).map(|n| arn(&format!("l{n}"), 1)).collect();
        assert_eq!(message(&six).as_deref(), Some("Cannot reference more than 5 layers."));
        assert_eq!(message(&six[..5]), None);
        assert!(
            message(&[arn("a", 1), arn("a", 2)]).is_some_and(|m| m.starts_with("Two different"))
        );
        assert!(
            message(&[arn("a", 1), arn("a", 1)]).is_some_and(|m| m.starts_with("Two different"))
        );
        let elsewhere = "arn:aws:lambda:eu-west-1:000000000000:layer:a:1".to_owned();
        assert!(message(&[elsewhere]).is_some_and(|m| m.starts_with("Layers are not in the same")));
    }
}
