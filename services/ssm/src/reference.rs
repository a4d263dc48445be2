//! What a reading call names: a parameter by name or ARN, of this account or another; AWS's public parameters; or a
//! secret of Secrets Manager. With or without a selector, which picks a version by number or label.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html>

use kernel::{AccountId, ApiResult, Arn, Cx};

use crate::name::{self, ParameterKey};
use crate::{errors, limits};

/// Names of secrets begin so.
pub(crate) const SECRETS: &str = "/aws/reference/secretsmanager/";
/// Names of AWS's own parameters begin so.
pub(crate) const PUBLIC: &str = "/aws/service/";

/// Which version of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Selector {
    Version(u64),
    Label(String),
}

impl Selector {
    fn parse(text: &str) -> ApiResult<Selector> {
        if text.is_empty() || text.len() > 128 || text.contains(':') {
            return Err(errors::invalid_name());
        }
        if !text.bytes().all(|b| b.is_ascii_digit()) {
            return Ok(Selector::Label(text.to_owned()));
        }
        // A number that no version can have finds none.
        Ok(Selector::Version(text.parse().unwrap_or(u64::MAX)))
    }
}

/// What is behind a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A parameter that somebody put.
    Stored(ParameterKey),
    /// One of AWS's own.
    Public(ParameterKey),
    /// A secret, by its name.
    Secret(String),
}

/// A parameter as a reading call names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) place: Place,
    /// Whose parameter the ARN says it is.
    pub(crate) account: Option<AccountId>,
    /// The name without its selector, unless an ARN was given.
    pub(crate) name: Option<String>,
    pub(crate) selector: Option<Selector>,
    /// The selector as answers show it: with its colon.
    pub(crate) shown_selector: Option<String>,
}

impl Reference {
    pub(crate) fn parse(cx: &Cx<'_>, text: &str) -> ApiResult<Reference> {
        let text = text.trim();
        match text.starts_with("arn:") {
            true => Reference::of_arn(cx, text),
            false => Reference::of_name(text),
        }
    }

    fn of_name(text: &str) -> ApiResult<Reference> {
        let (name, selector) = split(text);
        let place = match name.strip_prefix(SECRETS) {
            Some(secret) if secret.is_empty() || secret.len() > 512 => {
                return Err(errors::invalid_name());
            }
            Some(secret) => Place::Secret(secret.to_owned()),
            None => place_of(name)?,
        };
        Reference::new(place, None, Some(name.to_owned()), selector)
    }

    fn of_arn(cx: &Cx<'_>, text: &str) -> ApiResult<Reference> {
        let arn: Arn = text.parse().map_err(|_| errors::invalid_name())?;
        let (resource, selector) = split(arn.resource());
        let Some(name) = resource.strip_prefix("parameter").filter(|name| name.starts_with('/'))
        else {
            return Err(errors::invalid_name());
        };
        let here = arn.service() == "ssm"
            && arn.partition() == cx.partition().as_str()
            && arn.region() == cx.region().as_str();
        if !here {
            return Err(errors::arn_of_elsewhere(text));
        }
        let place = place_of(name)?;
        let account = AccountId::parse(arn.account());
        if account.is_none() && !matches!(place, Place::Public(_)) {
            return Err(errors::invalid_name());
        }
        Reference::new(place, account, None, selector)
    }

    fn new(
        place: Place,
        account: Option<AccountId>,
        name: Option<String>,
        selector: Option<&str>,
    ) -> ApiResult<Reference> {
        // What may select a version of a secret is for Secrets Manager to say.
        let parsed = match (&place, selector) {
            (Place::Secret(_), Some(text)) => Some(Selector::Label(text.to_owned())),
            (_, Some(text)) => Some(Selector::parse(text)?),
            (_, None) => None,
        };
        let shown_selector = selector.map(|text| format!(":{text}"));
        Ok(Reference { place, account, name, selector: parsed, shown_selector })
    }
}

fn split(text: &str) -> (&str, Option<&str>) {
    match text.split_once(':') {
        Some((name, selector)) => (name, Some(selector)),
        None => (text, None),
    }
}

fn place_of(name: &str) -> ApiResult<Place> {
    let reserved = |name: &str| {
        name.trim_start_matches('/').get(..3).is_some_and(|p| p.eq_ignore_ascii_case("ssm"))
    };
    if name.len() > limits::ARN {
        return Err(errors::name_too_long());
    }
    if !name::is_well_formed(name) || reserved(name) {
        return Err(errors::invalid_name());
    }
    let key = ParameterKey::of(name);
    Ok(if name.starts_with(PUBLIC) { Place::Public(key) } else { Place::Stored(key) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_selectors() {
        let parse = |text| Reference::of_name(text);
        let plain = parse("/a/b").expect("a name");
        assert_eq!(plain.place, Place::Stored(ParameterKey::of("/a/b")));
        assert_eq!((plain.selector, plain.name.as_deref()), (None, Some("/a/b")));
        let third = parse("a:3").expect("a name");
        assert_eq!(third.selector, Some(Selector::Version(3)));
        assert_eq!(
            (third.name.as_deref(), third.shown_selector.as_deref()),
            (Some("a"), Some(":3"))
        );
        let labelled = parse("a:live").expect("a name");
        assert_eq!(labelled.selector, Some(Selector::Label("live".to_owned())));
        let huge = parse("a:99999999999999999999").expect("a name");
        assert_eq!(huge.selector, Some(Selector::Version(u64::MAX)));
        let secret = parse("/aws/reference/secretsmanager/db/x+y@z:AWSPREVIOUS").expect("a name");
        assert_eq!(secret.place, Place::Secret("db/x+y@z".to_owned()));
        let public = parse("/aws/service/global-infrastructure/regions/x").expect("a name");
        assert!(matches!(public.place, Place::Public(_)));
        for bad in
            ["", "/", "a b", "a:", "a:1:2", "ssm", "/ssm/x", "/aws/reference/secretsmanager/"]
        {
            assert_eq!(parse(bad).expect_err(bad).code(), "ValidationException", "{bad}");
        }
    }
}
