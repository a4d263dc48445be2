//! Aliases: names for versions, which may send a part of the invocations to a second version.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html>

use gen_lambda::{AliasConfiguration, AliasRoutingConfiguration};
use kernel::{ApiResult, Cx};
use schema::{Rule, VecMap};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::function::Function;
use crate::function_name::{FunctionName, Qualifier, qualified_arn};
use crate::tables::{ALIASES, VERSIONS};

/// An alias.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Alias {
    pub(crate) name: String,
    /// `None`: `$LATEST`.
    pub(crate) version: Option<u64>,
    pub(crate) description: String,
    /// A second version, and its share of the invocations.
    pub(crate) second: Option<(u64, f64)>,
    pub(crate) revision: String,
}

impl Alias {
    pub(crate) fn shown(
        &self,
        cx: &Cx<'_>,
        function: &FunctionName,
    ) -> ApiResult<AliasConfiguration> {
        let qualifier = Qualifier::Alias(self.name.clone());
        let routing = self.second.map(|(version, weight)| AliasRoutingConfiguration {
            additional_version_weights: Some(VecMap::from_distinct(vec![(
                version.to_string(),
                weight,
            )])),
        });
        Ok(AliasConfiguration {
            alias_arn: Some(qualified_arn(cx, function, Some(&qualifier))?),
            name: Some(self.name.clone()),
            function_version: Some(version_text(self.version)),
            description: Some(self.description.clone()),
            routing_config: routing,
            revision_id: Some(self.revision.clone()),
        })
    }

    /// The version that an invocation goes to, by a number from 0 to below 1.
    pub(crate) fn pick(&self, chance: f64) -> Option<u64> {
        match self.second {
            Some((second, weight)) if chance < weight => Some(second),
            _ => self.version,
        }
    }
}

/// `$LATEST`, or the number.
pub(crate) fn version_text(version: Option<u64>) -> String {
    version.map_or_else(|| "$LATEST".to_owned(), |number| number.to_string())
}

/// The alias of this name.
pub(crate) async fn get(
    cx: &mut Cx<'_>,
    function: &FunctionName,
    name: &str,
) -> ApiResult<Option<Alias>> {
    cx.get(&ALIASES, &(function.clone(), name.to_owned())).await
}

/// All aliases of a function.
pub(crate) async fn all(cx: &mut Cx<'_>, function: &FunctionName) -> ApiResult<Vec<Alias>> {
    let range = cx.rows(&ALIASES).prefix(function);
    let rows = cx.range(&ALIASES, &range, usize::MAX).await?;
    Ok(rows.into_iter().map(|(_, alias)| alias).collect())
}

/// The version that an alias is to point to, which must be there.
pub(crate) async fn parse_version(
    cx: &mut Cx<'_>,
    function: &Function,
    text: &str,
) -> ApiResult<Option<u64>> {
    match Qualifier::parse(text) {
        Qualifier::Latest => Ok(None),
        Qualifier::Version(number) => {
            require_version(cx, &function.name, number).await?;
            Ok(Some(number))
        }
        other => Err(errors::no_such_function(&qualified_arn(cx, &function.name, Some(&other))?)),
    }
}

async fn require_version(cx: &mut Cx<'_>, function: &FunctionName, number: u64) -> ApiResult<()> {
    if cx.has(&VERSIONS, &(function.clone(), number)).await? {
        return Ok(());
    }
    let arn = qualified_arn(cx, function, Some(&Qualifier::Version(number)))?;
    Err(errors::no_such_function(&arn))
}

/// The second version that a request asks for, which must be there and another than the first.
pub(crate) async fn parse_routing(
    cx: &mut Cx<'_>,
    function: &Function,
    first: Option<u64>,
    routing: Option<&AliasRoutingConfiguration>,
) -> ApiResult<Option<(u64, f64)>> {
    let weights = routing.and_then(|routing| routing.additional_version_weights.as_ref());
    let Some(second) = read_weights(weights, first)? else { return Ok(None) };
    require_version(cx, &function.name, second.0).await?;
    Ok(Some(second))
}

fn read_weights(
    weights: Option<&VecMap<f64>>,
    first: Option<u64>,
) -> ApiResult<Option<(u64, f64)>> {
    let Some(weights) = weights else { return Ok(None) };
    if weights.len() > 1 {
        return Err(errors::invalid(
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        ));
    }
    let Some((version, weight)) = weights.iter().next() else { return Ok(None) };
    let Ok(number) = version.parse::<u64>() else {
        let pattern =
            Rule::Keys(vec!["Member must satisfy regular expression pattern: [0-9]+".into()]);
        let path = "routingConfig.additionalVersionWeights";
        return Err(errors::constraint(path, format!("{{{version}={weight}}}"), pattern));
    };
    let Some(first) = first else {
        return Err(errors::invalid_plain(
            "$LATEST is not supported for an alias pointing to more than 1 version",
        ));
    };
    if first == number {
        return Err(errors::invalid(format!(
            "Invalid function version {number}. Function version {number} is already included in routing \
             configuration."
        )));
    }
    Ok(Some((number, *weight)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights() {
        let map = |pairs: &[(&str, f64)]| -> VecMap<f64> {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect()
        };
        let read = |pairs: &[(&str, f64)], first| {
            read_weights(Some(&map(pairs)), first).map_err(|error| error.code().to_owned())
        };
        let invalid = || Err("InvalidParameterValueException".to_owned());
        assert_eq!(read(&[("2", 0.2)], Some(1)), Ok(Some((2, 0.2))));
        assert_eq!(read(&[], Some(1)), Ok(None));
        assert_eq!(read(&[], None), Ok(None));
        assert_eq!(read(&[("1", 0.2)], Some(1)), invalid());
        assert_eq!(read(&[("2", 0.2), ("3", 0.2)], Some(1)), invalid());
        assert_eq!(read(&[("2", 0.2)], None), invalid());
    }

    #[test]
    fn shares() {
        let alias = Alias {
            name: "live".into(),
            version: Some(1),
            description: String::new(),
            second: Some((2, 0.25)),
            revision: String::new(),
        };
        let second = (0..1000).filter(|n| alias.pick(f64::from(*n) / 1000.0) == Some(2)).count();
        assert_eq!(second, 250);
        let plain = Alias { second: None, ..alias };
        assert_eq!(plain.pick(0.0), Some(1));
    }
}
