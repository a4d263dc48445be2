//! Layers: packages that functions unpack beside their own, in numbered versions that never change.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html>

use gen_lambda::{GetLayerVersionResponse, LayerVersionContentOutput, LayerVersionsListItem};
use kernel::{AccountId, ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::package::Package;
use crate::policy_row::Policy;
use crate::tables::{LAYER_VERSIONS, LAYERS};
use crate::{errors, show};

/// A layer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Layer {
    /// The highest version that was ever published.
    pub(crate) last_version: u64,
}

/// A version of a layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LayerVersion {
    pub(crate) version: u64,
    pub(crate) description: String,
    pub(crate) created: Timestamp,
    pub(crate) runtimes: Option<Vec<String>>,
    pub(crate) architectures: Option<Vec<String>>,
    pub(crate) license: Option<String>,
    pub(crate) package: Package,
    pub(crate) policy: Option<Policy>,
}

/// The ARN of a version of a layer, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LayerArn<'t> {
    pub(crate) text: &'t str,
    pub(crate) region: &'t str,
    pub(crate) account: &'t str,
    pub(crate) name: &'t str,
    pub(crate) version: u64,
}

impl<'t> LayerArn<'t> {
    pub(crate) fn parse(text: &'t str) -> Option<LayerArn<'t>> {
        let mut parts = text.splitn(8, ':');
        if parts.next()? != "arn" || !parts.next()?.starts_with("aws") || parts.next()? != "lambda"
        {
            return None;
        }
        let (region, account) = (parts.next()?, parts.next()?);
        if parts.next()? != "layer" {
            return None;
        }
        let (name, version) = (parts.next()?, parts.next()?.parse().ok()?);
        (!name.is_empty()).then_some(LayerArn { text, region, account, name, version })
    }

    pub(crate) fn is_same_layer(&self, other: &LayerArn<'_>) -> bool {
        (self.region, self.account, self.name) == (other.region, other.account, other.name)
    }
}

/// A layer as a request names it: a name, or the ARN of a layer, perhaps of another account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LayerTarget {
    pub(crate) account: Option<AccountId>,
    pub(crate) name: String,
}

impl LayerTarget {
    pub(crate) fn parse(text: &str) -> LayerTarget {
        let parts: Vec<&str> = text.split(':').collect();
        match parts.as_slice() {
            ["arn", _, "lambda", _, account, "layer", name] => {
                LayerTarget { account: AccountId::parse(account), name: (*name).to_owned() }
            }
            _ => LayerTarget { account: None, name: text.to_owned() },
        }
    }
}

/// `arn:aws:lambda:REGION:ACCOUNT:layer:NAME`
pub(crate) fn arn(cx: &Cx<'_>, name: &str) -> ApiResult<String> {
    Ok(cx.arn("lambda", &format!("layer:{name}"))?.to_string())
}

/// The same of a version.
pub(crate) fn version_arn(cx: &Cx<'_>, name: &str, version: i64) -> ApiResult<String> {
    Ok(format!("{}:{version}", arn(cx, name)?))
}

/// The number of a version that a request is about.
pub(crate) fn number(given: i64) -> ApiResult<u64> {
    match u64::try_from(given) {
        Ok(number) if number >= 1 => Ok(number),
        _ => Err(errors::invalid("Layer Version Cannot be less than 1")),
    }
}

/// The version of a layer, for who wants to see it.
pub(crate) async fn get(cx: &mut Cx<'_>, name: &str, number: u64) -> ApiResult<LayerVersion> {
    let found = cx.get(&LAYER_VERSIONS, &(name.to_owned(), number)).await?;
    found.ok_or_else(errors::no_such_resource)
}

/// The same for who looks at its policy.
pub(crate) async fn get_for_policy(
    cx: &mut Cx<'_>,
    name: &str,
    given: i64,
) -> ApiResult<LayerVersion> {
    let number = number(given)?;
    let found = cx.get(&LAYER_VERSIONS, &(name.to_owned(), number)).await?;
    let arn = version_arn(cx, name, given)?;
    found.ok_or_else(|| errors::not_found(format!("Layer version {arn} does not exist.")))
}

/// All versions of a layer, the newest first.
pub(crate) async fn versions(cx: &mut Cx<'_>, name: &str) -> ApiResult<Vec<LayerVersion>> {
    let range = cx.rows(&LAYER_VERSIONS).prefix(&name.to_owned()).reversed();
    let rows = cx.range(&LAYER_VERSIONS, &range, usize::MAX).await?;
    Ok(rows.into_iter().map(|(_, version)| version).collect())
}

/// Removes a version; the layer itself keeps its count, so that no number comes twice.
pub(crate) async fn remove(cx: &mut Cx<'_>, name: &str, number: u64) -> ApiResult<()> {
    let key = (name.to_owned(), number);
    if let Some(version) = cx.get(&LAYER_VERSIONS, &key).await? {
        version.package.release(cx).await?;
        cx.delete(&LAYER_VERSIONS, &key);
    }
    Ok(())
}

/// Names of layers after `after`.
pub(crate) async fn names(
    cx: &mut Cx<'_>,
    after: Option<&String>,
    limit: usize,
) -> ApiResult<Vec<String>> {
    let all = cx.rows(&LAYERS);
    let range = match after {
        Some(after) => all.after(after),
        None => all,
    };
    let rows = cx.range(&LAYERS, &range, limit).await?;
    Ok(rows.into_iter().map(|(name, _)| name).collect())
}

impl LayerVersion {
    /// Whether it serves the runtime and architecture that a listing asks for.
    pub(crate) fn serves(&self, runtime: Option<&str>, architecture: Option<&str>) -> bool {
        let has = |list: Option<&Vec<String>>, wanted: Option<&str>| {
            wanted
                .is_none_or(|wanted| list.is_some_and(|list| list.iter().any(|one| one == wanted)))
        };
        has(self.runtimes.as_ref(), runtime) && has(self.architectures.as_ref(), architecture)
    }

    pub(crate) fn listed(&self, cx: &Cx<'_>, name: &str) -> ApiResult<LayerVersionsListItem> {
        Ok(LayerVersionsListItem {
            layer_version_arn: Some(version_arn(cx, name, self.version.cast_signed())?),
            version: Some(self.version.cast_signed()),
            description: Some(self.description.clone()),
            created_date: Some(show::time(self.created)),
            compatible_architectures: self.architectures.clone(),
            compatible_runtimes: self.runtimes.clone(),
            license_info: self.license.clone(),
        })
    }

    pub(crate) fn content(&self, cx: &Cx<'_>) -> ApiResult<LayerVersionContentOutput> {
        Ok(LayerVersionContentOutput {
            location: Some(self.package.address(cx)?),
            code_sha256: Some(self.package.sha256.clone()),
            code_size: Some(self.package.size.cast_signed()),
            ..LayerVersionContentOutput::default()
        })
    }

    pub(crate) fn shown(&self, cx: &Cx<'_>, name: &str) -> ApiResult<GetLayerVersionResponse> {
        Ok(GetLayerVersionResponse {
            content: Some(self.content(cx)?),
            layer_arn: Some(arn(cx, name)?),
            layer_version_arn: Some(version_arn(cx, name, self.version.cast_signed())?),
            description: Some(self.description.clone()),
            created_date: Some(show::time(self.created)),
            version: Some(self.version.cast_signed()),
            compatible_architectures: self.architectures.clone(),
            compatible_runtimes: self.runtimes.clone(),
            license_info: self.license.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_versions() {
        let text = "arn:aws:lambda:us-east-1:000000000000:layer:a:7";
        let arn = LayerArn::parse(text).expect("good");
        assert_eq!((arn.name, arn.version, arn.account), ("a", 7, "000000000000"));
        for bad in [
            "",
            "a:1",
            "arn:aws:lambda:us-east-1:000000000000:layer:a",
            "arn:aws:lambda:us-east-1:000000000000:layer:a:x",
        ] {
            assert_eq!(LayerArn::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn targets() {
        let of = |text| LayerTarget::parse(text);
        assert_eq!(of("a"), LayerTarget { account: None, name: "a".into() });
        let arn = of("arn:aws:lambda:us-east-1:111111111111:layer:a");
        assert_eq!(
            arn,
            LayerTarget { account: AccountId::parse("111111111111"), name: "a".into() }
        );
    }

    #[test]
    fn numbers() {
        assert!(number(0).is_err() && number(-1).is_err());
        assert_eq!(number(1).ok(), Some(1));
    }
}
