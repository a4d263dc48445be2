//! What an address lets pages of other origins do: the answer to a browser's question, and what it may read of answers.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors>

use kernel::FrontRequest;

use crate::function_url::CorsRules;

type Headers = Vec<(String, String)>;

/// What is told to a browser that asks whether a page may call; `None` of requests that are no such question. A page that
/// may not is told nothing.
pub(super) fn preflight(rules: &CorsRules, request: &FrontRequest) -> Option<Headers> {
    let origin = request.header("origin")?;
    let method = request.header("access-control-request-method")?;
    if request.method != "OPTIONS" {
        return None;
    }
    Some(rules.preflight(origin, method, request.header("access-control-request-headers")))
}

/// What lets a page read an answer.
pub(super) fn headers(rules: &CorsRules, request: &FrontRequest) -> Headers {
    request.header("origin").map_or_else(Vec::new, |origin| rules.readable(origin))
}

fn has(list: Option<&Vec<String>>, wanted: &str) -> bool {
    list.into_iter().flatten().any(|one| one == "*" || one.eq_ignore_ascii_case(wanted))
}

fn joined(list: Option<&Vec<String>>) -> Option<String> {
    list.filter(|list| !list.is_empty()).map(|list| list.join(","))
}

impl CorsRules {
    /// The origin as it is allowed, and what goes with it.
    fn origin(&self, origin: &str) -> Option<Headers> {
        if !has(self.origins.as_ref(), origin) {
            return None;
        }
        let any = self.origins.iter().flatten().any(|one| one == "*");
        let shown = if any { "*" } else { origin };
        let mut all = vec![("access-control-allow-origin".to_owned(), shown.to_owned())];
        if self.credentials == Some(true) {
            all.push(("access-control-allow-credentials".to_owned(), "true".to_owned()));
        }
        if !any {
            all.push(("vary".to_owned(), "Origin".to_owned()));
        }
        Some(all)
    }

    fn preflight(&self, origin: &str, method: &str, headers: Option<&str>) -> Headers {
        let Some(mut all) = self.origin(origin) else { return Vec::new() };
        let listed = headers.unwrap_or_default().split(',').map(str::trim);
        let mut asked = listed.filter(|name| !name.is_empty());
        let fits = asked.all(|name| has(self.headers.as_ref(), name));
        if !has(self.methods.as_ref(), method) || !fits {
            return Vec::new();
        }
        let mut put = |name: &str, value: Option<String>| {
            all.extend(value.map(|value| (name.to_owned(), value)));
        };
        put("access-control-allow-methods", joined(self.methods.as_ref()));
        put("access-control-allow-headers", joined(self.headers.as_ref()));
        put("access-control-max-age", self.max_age.map(|age| age.to_string()));
        all
    }

    fn readable(&self, origin: &str) -> Headers {
        let Some(mut all) = self.origin(origin) else { return Vec::new() };
        let exposed = joined(self.exposed.as_ref());
        all.extend(exposed.map(|list| ("access-control-expose-headers".to_owned(), list)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(origins: &[&str], methods: &[&str], headers: &[&str]) -> CorsRules {
        let list = |list: &[&str]| Some(list.iter().map(|one| (*one).to_owned()).collect());
        CorsRules {
            origins: list(origins),
            methods: list(methods),
            headers: list(headers),
            exposed: list(&["x-shown"]),
            credentials: Some(true),
            max_age: Some(60),
        }
    }

    fn names(headers: &Headers) -> Vec<String> {
        headers.iter().map(|(name, value)| format!("{name}={value}")).collect()
    }

    #[test]
    fn questions() {
        let rules = rules(&["https://a.example"], &["GET", "PUT"], &["X-One", "x-two"]);
        let asked = rules.preflight("https://a.example", "PUT", Some("x-one, X-Two"));
        assert_eq!(
            names(&asked),
            [
                "access-control-allow-origin=https://a.example",
                "access-control-allow-credentials=true",
                "vary=Origin",
                "access-control-allow-methods=GET,PUT",
                "access-control-allow-headers=X-One,x-two",
                "access-control-max-age=60",
            ]
        );
        for (origin, method, headers) in [
            ("https://b.example", "PUT", None),
            ("https://a.example", "POST", None),
            ("https://a.example", "PUT", Some("x-three")),
        ] {
            assert!(rules.preflight(origin, method, headers).is_empty(), "{origin} {method}");
        }
    }

    #[test]
    fn answers() {
        let own = rules(&["https://a.example"], &[], &[]);
        assert_eq!(names(&own.readable("https://a.example")).len(), 4);
        assert!(own.readable("https://b.example").is_empty());
        let any = CorsRules { credentials: None, ..rules(&["*"], &["*"], &["*"]) };
        let shown = names(&any.readable("https://b.example"));
        assert_eq!(
            shown,
            ["access-control-allow-origin=*", "access-control-expose-headers=x-shown"]
        );
        assert!(!any.preflight("https://b.example", "DELETE", Some("anything")).is_empty());
    }
}
