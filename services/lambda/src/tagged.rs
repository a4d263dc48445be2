//! What has tags: functions, event source mappings and code signing configurations, by their ARNs.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html>

use kernel::{ApiResult, Cx};

use crate::events::tables::MAPPINGS;
use crate::function_name::{FunctionName, function_arn};
use crate::tables::{FUNCTIONS, SIGNING_CONFIGS};
use crate::tags::Tags;
use crate::{code_signing, errors, resolve};

/// A thing that has tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tagged {
    Function(FunctionName),
    SigningConfig(String),
    Mapping(String),
}

/// What an ARN names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named<'t> {
    Function(&'t str),
    /// A version or alias, which has no tags.
    Qualified,
    SigningConfig,
    Mapping(&'t str),
    Capacity,
    Other,
}

fn named(arn: &str) -> Named<'_> {
    let parts: Vec<&str> = arn.split(':').collect();
    match parts.as_slice() {
        [_, _, _, _, _, "function", name] => Named::Function(name),
        [_, _, _, _, _, "function", _, _] => Named::Qualified,
        [_, _, _, _, _, "code-signing-config", _] => Named::SigningConfig,
        [_, _, _, _, _, "event-source-mapping", id] => Named::Mapping(id),
        [_, _, _, _, _, "capacity-provider", _] => Named::Capacity,
        _ => Named::Other,
    }
}

/// The thing with this ARN, and its tags.
pub(crate) async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<(Tagged, Tags)> {
    match named(arn) {
        Named::Function(name) => {
            let name = FunctionName(name.to_owned());
            if function_arn(cx, &name)? != arn {
                return Err(errors::no_such_function(arn));
            }
            let function = resolve::function(cx, &name).await?;
            Ok((Tagged::Function(name), function.tags))
        }
        Named::Qualified => Err(errors::invalid(
            "Tags on function aliases and versions are not supported. Please specify a function ARN.",
        )),
        Named::SigningConfig => {
            let config = code_signing::get(cx, arn).await?;
            Ok((Tagged::SigningConfig(config.id), config.tags))
        }
        Named::Mapping(id) => match cx.get(&MAPPINGS, &id.to_owned()).await? {
            Some(mapping) => Ok((Tagged::Mapping(mapping.id), mapping.tags)),
            None => Err(errors::not_found(format!("Event source mapping not found: {arn}"))),
        },
        Named::Capacity => Err(errors::not_found(format!("Capacity provider not found: {arn}"))),
        Named::Other => Err(errors::no_such_resource()),
    }
}

/// Gives a thing other tags.
pub(crate) async fn set(cx: &mut Cx<'_>, thing: &Tagged, tags: Tags) -> ApiResult<()> {
    match thing {
        Tagged::Function(name) => {
            let mut function = resolve::function(cx, name).await?;
            function.tags = tags;
            function.latest.touch(cx);
            cx.put(&FUNCTIONS, name, &function);
        }
        Tagged::SigningConfig(id) => {
            if let Some(mut config) = cx.get(&SIGNING_CONFIGS, id).await? {
                config.tags = tags;
                cx.put(&SIGNING_CONFIGS, id, &config);
            }
        }
        Tagged::Mapping(id) => {
            if let Some(mut mapping) = cx.get(&MAPPINGS, id).await? {
                mapping.tags = tags;
                cx.put(&MAPPINGS, id, &mapping);
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns() {
        let of = |rest: &str| format!("arn:aws:lambda:us-east-1:000000000000:{rest}");
        assert_eq!(named(&of("function:f")), Named::Function("f"));
        assert_eq!(named(&of("function:f:live")), Named::Qualified);
        assert_eq!(named(&of("code-signing-config:csc-1")), Named::SigningConfig);
        assert_eq!(named(&of("event-source-mapping:x")), Named::Mapping("x"));
        assert_eq!(named(&of("capacity-provider:x")), Named::Capacity);
        assert_eq!(named(""), Named::Other);
    }
}
