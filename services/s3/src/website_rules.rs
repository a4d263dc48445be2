//! How a bucket is served as a website: checking the configuration, and deciding where a request goes. Pure.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html>

use gen_s3::{Condition, Redirect, RoutingRule, WebsiteConfiguration};
use kernel::{ApiError, ApiResult};

use crate::percent;
use crate::refusals::{invalid_request, invalid_value, malformed_xml};

const MAX_RULES: usize = 50;

/// Whether S3 takes this configuration.
pub(crate) fn check(given: &WebsiteConfiguration) -> ApiResult<()> {
    let alone = given.index_document.is_none()
        && given.error_document.is_none()
        && given.routing_rules.is_none();
    if let Some(all) = &given.redirect_all_requests_to {
        if !alone {
            let message =
                "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.";
            return Err(invalid_value(message, "RedirectAllRequestsTo", "not null"));
        }
        return check_protocol(all.protocol.as_deref());
    }
    let Some(index) = &given.index_document else {
        let message =
            "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty";
        return Err(invalid_value(message, "IndexDocument", "null"));
    };
    if index.suffix.is_empty() || index.suffix.contains('/') {
        let message = "The IndexDocument Suffix is not well formed";
        return Err(invalid_value(message, "IndexDocument", &index.suffix));
    }
    if given.error_document.as_ref().is_some_and(|document| document.key.is_empty()) {
        return Err(malformed_xml());
    }
    let Some(rules) = &given.routing_rules else { return Ok(()) };
    if rules.is_empty() {
        return Err(malformed_xml());
    }
    if rules.len() > MAX_RULES {
        return Err(invalid_request(format!(
            "{} routing rules provided, the number of routing rules in a website configuration is limited to \
             {MAX_RULES}.",
            rules.len()
        )));
    }
    rules.iter().try_for_each(check_rule)
}

fn check_protocol(protocol: Option<&str>) -> ApiResult<()> {
    match protocol {
        None | Some("http" | "https") => Ok(()),
        Some(_) => Err(invalid_request(
            "Invalid protocol, protocol can be http or https. If not defined the protocol will be selected \
             automatically.",
        )),
    }
}

fn check_rule(rule: &RoutingRule) -> ApiResult<()> {
    let to = &rule.redirect;
    check_protocol(to.protocol.as_deref())?;
    if to.replace_key_prefix_with.is_some() && to.replace_key_with.is_some() {
        return Err(invalid_request(
            "You can only define ReplaceKeyPrefix or ReplaceKey but not both.",
        ));
    }
    if *to == Redirect::default() {
        return Err(malformed_xml());
    }
    if let Some(condition) = &rule.condition {
        if *condition == Condition::default() {
            return Err(invalid_request(
                "Condition cannot be empty. To redirect all requests without a condition, the condition element \
                 shouldn't be present.",
            ));
        }
        if let Some(code) = &condition.http_error_code_returned_equals
            && !code.parse::<u16>().is_ok_and(|code| (400..600).contains(&code))
        {
            return Err(invalid_request(format!(
                "The provided HTTP error code ({code}) is not valid. Valid codes are 4XX or 5XX."
            )));
        }
    }
    match &to.http_redirect_code {
        Some(code) if !code.parse::<u16>().is_ok_and(|code| (301..400).contains(&code)) => {
            Err(invalid_request(format!(
                "The provided HTTP redirect code ({code}) is not valid. Valid codes are 3XX except 300."
            )))
        }
        _ => Ok(()),
    }
}

/// A request of a browser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Visit<'a> {
    /// Without the slash at its beginning; decoded.
    pub(crate) key: &'a str,
    /// As the browser named it.
    pub(crate) host: &'a str,
    pub(crate) secure: bool,
}

/// Another place to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    pub(crate) status: u16,
    pub(crate) location: String,
}

impl Visit<'_> {
    /// Where the configuration sends the request before anybody looks for an object.
    pub(crate) fn sent_away(&self, site: &WebsiteConfiguration) -> Option<Elsewhere> {
        if let Some(all) = &site.redirect_all_requests_to {
            let protocol = all.protocol.as_deref().unwrap_or(self.protocol());
            let path = percent_encoded(self.key);
            let location = format!("{protocol}://{}/{path}", all.host_name);
            return Some(Elsewhere { status: 301, location });
        }
        self.rule(site, None)
    }

    /// Where it sends the request after `status` was found.
    pub(crate) fn after_error(
        &self,
        site: &WebsiteConfiguration,
        status: u16,
    ) -> Option<Elsewhere> {
        self.rule(site, Some(status))
    }

    fn rule(&self, site: &WebsiteConfiguration, status: Option<u16>) -> Option<Elsewhere> {
        let rules = site.routing_rules.iter().flatten();
        let mut fitting = rules.filter_map(|rule| {
            let condition = rule.condition.clone().unwrap_or_default();
            let code = condition.http_error_code_returned_equals;
            if code.and_then(|code| code.parse().ok()) != status {
                return None;
            }
            let prefix = condition.key_prefix_equals.unwrap_or_default();
            self.key.starts_with(&prefix).then_some((prefix, &rule.redirect))
        });
        let (prefix, to) = fitting.next()?;
        let key = match (&to.replace_key_with, &to.replace_key_prefix_with) {
            (Some(key), _) => key.clone(),
            (None, Some(with)) => format!("{with}{}", &self.key[prefix.len()..]),
            (None, None) => self.key.to_owned(),
        };
        let protocol = to.protocol.as_deref().unwrap_or(self.protocol());
        let host = to.host_name.as_deref().unwrap_or(self.host);
        let status = to.http_redirect_code.as_deref().and_then(|code| code.parse().ok());
        Some(Elsewhere {
            status: status.unwrap_or(301),
            location: format!("{protocol}://{host}/{}", percent_encoded(&key)),
        })
    }

    fn protocol(&self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }

    /// The object to look for: a folder's is its index document.
    pub(crate) fn object(&self, site: &WebsiteConfiguration) -> String {
        match &site.index_document {
            Some(index) if self.key.is_empty() || self.key.ends_with('/') => {
                format!("{}{}", self.key, index.suffix)
            }
            _ => self.key.to_owned(),
        }
    }

    /// The index document of the folder that this may be the name of, without its slash.
    pub(crate) fn folder_index(&self, site: &WebsiteConfiguration) -> Option<String> {
        let index = site.index_document.as_ref()?;
        let folder = !self.key.is_empty() && !self.key.ends_with('/');
        folder.then(|| format!("{}/{}", self.key, index.suffix))
    }
}

/// A key as it stands in a URL's path.
pub(crate) fn percent_encoded(key: &str) -> String {
    percent::encoded(key, percent::IN_PATH)
}

/// The page that S3 shows for an error. `custom`: the error of the error document itself.
pub(crate) fn error_page(
    error: &ApiError,
    custom: Option<&ApiError>,
    request_id: &str,
    host_id: &str,
) -> String {
    let title = format!("{} {}", error.status(), reason(error.status()));
    let mut page = format!(
        "<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n<ul>\n{}<li>RequestId: \
         {request_id}</li>\n<li>HostId: {host_id}</li>\n</ul>\n",
        lines(error)
    );
    if let Some(custom) = custom {
        page.push_str(&format!(
            "<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n{}</ul>\n",
            lines(custom)
        ));
    }
    page.push_str("<hr/>\n</body>\n</html>\n");
    page
}

fn lines(error: &ApiError) -> String {
    let mut out = format!("<li>Code: {}</li>\n", escaped(error.code()));
    if let Some(message) = error.message() {
        out.push_str(&format!("<li>Message: {}</li>\n", escaped(message)));
    }
    for (name, value) in error.extra() {
        out.push_str(&format!("<li>{name}: {}</li>\n", escaped(value)));
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        416 => "Requested Range Not Satisfiable",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Error",
    }
}

#[cfg(test)]
#[path = "website_rules/tests.rs"]
mod tests;
