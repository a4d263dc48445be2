//! Addresses of functions: an id in a host's name, who may call there, and what pages of other origins may do.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html>

use gen_lambda::{Cors, FunctionUrlConfig};
use kernel::{AccountId, ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::function_name::{FunctionName, Qualifier, Target, qualified_arn};
use crate::tables::{FUNCTIONS, URL_IDS, URLS};
use crate::{alias, errors, show};

/// Letters of an address's id.
const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz234567";
const ID_LENGTH: usize = 32;

/// An address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FunctionUrl {
    pub(crate) id: String,
    /// `NONE` or `AWS_IAM`.
    pub(crate) auth: String,
    /// `BUFFERED` or `RESPONSE_STREAM`.
    pub(crate) mode: String,
    pub(crate) cors: Option<CorsRules>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// What pages of other origins may do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CorsRules {
    pub(crate) credentials: Option<bool>,
    pub(crate) headers: Option<Vec<String>>,
    pub(crate) methods: Option<Vec<String>>,
    pub(crate) origins: Option<Vec<String>>,
    pub(crate) exposed: Option<Vec<String>>,
    pub(crate) max_age: Option<i32>,
}

/// Whose an address is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UrlPlace {
    pub(crate) account: AccountId,
    pub(crate) region: String,
    pub(crate) function: FunctionName,
    /// The alias; empty for the function itself.
    pub(crate) alias: String,
}

impl CorsRules {
    pub(crate) fn parse(given: &Cors) -> ApiResult<CorsRules> {
        const METHODS: [&str; 8] =
            ["GET", "PUT", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS", "*"];
        for method in given.allow_methods.iter().flatten() {
            if !METHODS.contains(&method.as_str()) {
                return Err(errors::invalid(format!(
                    "The method {method} is not one that a CORS rule can allow."
                )));
            }
        }
        let any =
            |list: Option<&Vec<String>>| list.is_some_and(|list| list.iter().any(|one| one == "*"));
        if given.allow_credentials == Some(true) && any(given.allow_origins.as_ref()) {
            return Err(errors::invalid("Cannot allow credentials when allowing all origins."));
        }
        Ok(CorsRules {
            credentials: given.allow_credentials,
            headers: given.allow_headers.clone(),
            methods: given.allow_methods.clone(),
            origins: given.allow_origins.clone(),
            exposed: given.expose_headers.clone(),
            max_age: given.max_age,
        })
    }

    pub(crate) fn shown(&self) -> Cors {
        Cors {
            allow_credentials: self.credentials,
            allow_headers: self.headers.clone(),
            allow_methods: self.methods.clone(),
            allow_origins: self.origins.clone(),
            expose_headers: self.exposed.clone(),
            max_age: self.max_age,
        }
    }
}

impl FunctionUrl {
    pub(crate) fn new(
        cx: &Cx<'_>,
        auth: &str,
        mode: Option<&str>,
        cors: Option<CorsRules>,
    ) -> FunctionUrl {
        FunctionUrl {
            id: cx.random().text(ID_LENGTH, ALPHABET),
            auth: auth.to_owned(),
            mode: mode.unwrap_or("BUFFERED").to_owned(),
            cors,
            created: cx.now(),
            modified: cx.now(),
        }
    }

    /// The address, at the host that the client found us by; one that has no name is this machine.
    pub(crate) fn address(&self, cx: &Cx<'_>) -> String {
        let endpoint = cx.endpoint();
        let region = cx.region().as_str();
        let host = host_of(&endpoint.authority, region);
        format!("{}://{}.lambda-url.{region}.{host}/", endpoint.scheme(), self.id)
    }

    pub(crate) fn shown(
        &self,
        cx: &Cx<'_>,
        function: &FunctionName,
        alias: &str,
    ) -> ApiResult<FunctionUrlConfig> {
        let qualifier = (!alias.is_empty()).then(|| Qualifier::Alias(alias.to_owned()));
        Ok(FunctionUrlConfig {
            function_url: Some(self.address(cx)),
            function_arn: Some(qualified_arn(cx, function, qualifier.as_ref())?),
            creation_time: Some(show::time(self.created)),
            last_modified_time: Some(show::time(self.modified)),
            cors: self.cors.as_ref().map(CorsRules::shown),
            auth_type: Some(self.auth.clone()),
            invoke_mode: Some(self.mode.clone()),
        })
    }
}

/// `lambda.us-east-1.localhost:4566` is at `localhost:4566`; what is an IP address has no names below it.
fn host_of<'a>(authority: &'a str, region: &str) -> std::borrow::Cow<'a, str> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    };
    let unnamed = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok();
    if unnamed {
        return match port {
            Some(port) => format!("localhost:{port}").into(),
            None => "localhost".into(),
        };
    }
    let own = authority.strip_prefix("lambda.").unwrap_or(authority);
    let own = own.strip_prefix(region).and_then(|rest| rest.strip_prefix('.')).unwrap_or(own);
    own.into()
}

/// The alias that a request is about, in the form of keys: empty for the function itself.
pub(crate) fn alias_of(target: &Target) -> String {
    match &target.qualifier {
        None => String::new(),
        Some(qualifier) => qualifier.to_string(),
    }
}

/// Fails unless the function, and the alias where there is one, can have an address.
pub(crate) async fn require_place(cx: &mut Cx<'_>, target: &Target) -> ApiResult<()> {
    let missing = || errors::not_found("Function does not exist");
    if !cx.has(&FUNCTIONS, &target.name).await? {
        return Err(missing());
    }
    match &target.qualifier {
        None => Ok(()),
        Some(Qualifier::Alias(name)) => match alias::get(cx, &target.name, name).await? {
            Some(_) => Ok(()),
            None => Err(missing()),
        },
        Some(_) => Err(missing()),
    }
}

/// Writes an address.
pub(crate) fn put(cx: &mut Cx<'_>, function: &FunctionName, alias: &str, url: &FunctionUrl) {
    let place = UrlPlace {
        account: cx.account(),
        region: cx.region().as_str().to_owned(),
        function: function.clone(),
        alias: alias.to_owned(),
    };
    cx.put(&URL_IDS, &url.id, &place);
    cx.put(&URLS, &(function.clone(), alias.to_owned()), url);
}

/// Removes an address.
pub(crate) fn remove(cx: &mut Cx<'_>, function: &FunctionName, alias: &str, url: &FunctionUrl) {
    cx.delete(&URL_IDS, &url.id);
    cx.delete(&URLS, &(function.clone(), alias.to_owned()));
}

/// All addresses of a function, with their aliases.
pub(crate) async fn all(
    cx: &mut Cx<'_>,
    function: &FunctionName,
) -> ApiResult<Vec<(String, FunctionUrl)>> {
    let range = cx.rows(&URLS).prefix(function);
    let rows = cx.range(&URLS, &range, usize::MAX).await?;
    Ok(rows.into_iter().map(|((_, alias), url)| (alias, url)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for (authority, expected) in [
            ("127.0.0.1:4566", "localhost:4566"),
            ("[::1]:4566", "localhost:4566"),
            ("localhost:4566", "localhost:4566"),
            ("lambda.us-east-1.localhost:4566", "localhost:4566"),
            ("lambda.example.com", "example.com"),
            ("cloud.example.com:80", "cloud.example.com:80"),
        ] {
            assert_eq!(host_of(authority, "us-east-1"), expected, "{authority}");
        }
    }

    #[test]
    fn cors() {
        let rules = |methods: &[&str], origins: &[&str], credentials| {
            let own = |list: &[&str]| Some(list.iter().map(|one| (*one).to_owned()).collect());
            CorsRules::parse(&Cors {
                allow_methods: own(methods),
                allow_origins: own(origins),
                allow_credentials: Some(credentials),
                ..Cors::default()
            })
        };
        assert!(rules(&["GET", "*"], &["*"], false).is_ok());
        assert!(rules(&["get"], &[], false).is_err());
        assert!(rules(&[], &["*"], true).is_err());
        assert!(rules(&[], &["https://example.com"], true).is_ok());
    }
}
