//! What S3 takes as a website, and where visitors go.

use gen_s3::{ErrorDocument, IndexDocument, RedirectAllRequestsTo};

use super::*;

fn site(suffix: &str, rules: Option<Vec<RoutingRule>>) -> WebsiteConfiguration {
    WebsiteConfiguration {
        index_document: Some(IndexDocument { suffix: suffix.into() }),
        routing_rules: rules,
        ..WebsiteConfiguration::default()
    }
}

fn rule(prefix: Option<&str>, code: Option<&str>, redirect: Redirect) -> RoutingRule {
    let condition = Condition {
        key_prefix_equals: prefix.map(Into::into),
        http_error_code_returned_equals: code.map(Into::into),
    };
    let any = prefix.is_some() || code.is_some();
    RoutingRule { condition: any.then_some(condition), redirect }
}

fn to_key(key: &str) -> Redirect {
    Redirect { replace_key_with: Some(key.into()), ..Redirect::default() }
}

fn to_prefix(prefix: &str) -> Redirect {
    Redirect { replace_key_prefix_with: Some(prefix.into()), ..Redirect::default() }
}

#[test]
fn what_is_refused() {
    let all = |protocol: Option<&str>| RedirectAllRequestsTo {
        host_name: "h".into(),
        protocol: protocol.map(Into::into),
    };
    let protocol = Redirect { protocol: Some("ftp".into()), ..Redirect::default() };
    let both = Redirect { replace_key_prefix_with: Some("p".into()), ..to_key("k") };
    let code = Redirect { http_redirect_code: Some("200".into()), ..Redirect::default() };
    let empty = RoutingRule { condition: Some(Condition::default()), redirect: to_prefix("p") };
    for (given, want) in [
        (site("index.html", None), None),
        (site("/index.html", None), Some("InvalidArgument")),
        (site("", None), Some("InvalidArgument")),
        (
            WebsiteConfiguration { redirect_all_requests_to: Some(all(None)), ..site("i", None) },
            Some("InvalidArgument"),
        ),
        (
            WebsiteConfiguration {
                redirect_all_requests_to: Some(all(Some("https"))),
                ..Default::default()
            },
            None,
        ),
        (
            WebsiteConfiguration {
                redirect_all_requests_to: Some(all(Some("x"))),
                ..Default::default()
            },
            Some("InvalidRequest"),
        ),
        (
            WebsiteConfiguration {
                error_document: Some(ErrorDocument { key: "e".into() }),
                ..Default::default()
            },
            Some("InvalidArgument"),
        ),
        (site("i", Some(vec![rule(None, None, protocol)])), Some("InvalidRequest")),
        (site("i", Some(vec![rule(None, None, both)])), Some("InvalidRequest")),
        (site("i", Some(vec![rule(None, None, code)])), Some("InvalidRequest")),
        (site("i", Some(vec![rule(None, Some("200"), to_key("k"))])), Some("InvalidRequest")),
        (site("i", Some(vec![empty])), Some("InvalidRequest")),
        (site("i", Some(vec![])), Some("MalformedXML")),
        (site("i", Some(vec![rule(None, None, to_key("k")); 51])), Some("InvalidRequest")),
    ] {
        let error = check(&given).err();
        assert_eq!(error.as_ref().map(ApiError::code), want, "{given:?}");
    }
}

#[test]
fn where_visitors_go() {
    let host = Redirect { host_name: Some("other".into()), ..Redirect::default() };
    let code = Redirect { http_redirect_code: Some("307".into()), ..Redirect::default() };
    let https = Redirect { protocol: Some("https".into()), ..Redirect::default() };
    let site = site(
        "index.html",
        Some(vec![
            rule(Some("both/"), Some("404"), to_key("both.html")),
            rule(Some("host/"), None, host),
            rule(Some("old/"), None, to_prefix("new/")),
            rule(Some("gone/"), None, to_prefix("")),
            rule(Some("code/"), None, code),
            rule(Some("safe/"), None, https),
            rule(None, Some("404"), to_key("missing.html")),
        ]),
    );
    let visit = |key| Visit { key, host: "b.site", secure: false };
    for (key, status, location) in [
        ("host/k", 301, "http://other/host/k"),
        ("old/a b", 301, "http://b.site/new/a%20b"),
        ("gone/k", 301, "http://b.site/k"),
        ("code/k", 307, "http://b.site/code/k"),
        ("safe/k", 301, "https://b.site/safe/k"),
    ] {
        let found = visit(key).sent_away(&site);
        assert_eq!(found, Some(Elsewhere { status, location: location.into() }), "{key}");
    }
    assert_eq!(visit("both/x").sent_away(&site), None);
    assert_eq!(
        visit("both/x").after_error(&site, 404).unwrap().location,
        "http://b.site/both.html"
    );
    assert_eq!(visit("x").after_error(&site, 404).unwrap().location, "http://b.site/missing.html");
    assert_eq!(visit("x").after_error(&site, 403), None);
    for (key, object, folder) in
        [("", "index.html", None), ("a/", "a/index.html", None), ("a", "a", Some("a/index.html"))]
    {
        assert_eq!(visit(key).object(&site), object);
        assert_eq!(visit(key).folder_index(&site).as_deref(), folder);
    }
}

#[test]
fn pages_of_errors() {
    let error = ApiError::new("NoSuchKey", 404, "The <key>").with_extra("Key", "a&b");
    let page = error_page(&error, None, "R", "H");
    assert_eq!(
        page,
        "<html>\n<head><title>404 Not Found</title></head>\n<body>\n<h1>404 Not Found</h1>\n<ul>\n<li>Code: \
         NoSuchKey</li>\n<li>Message: The &lt;key&gt;</li>\n<li>Key: a&amp;b</li>\n<li>RequestId: R</li>\n<li>HostId: \
         H</li>\n</ul>\n<hr/>\n</body>\n</html>\n"
    );
}
