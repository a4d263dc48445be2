//! Patterns and messages, and patterns that are none.

use super::*;

const ACCESS: &str =
    r#"127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534"#;
const TRAIL: &str = r#"{
    "eventType": "UpdateTrail", "sourceIPAddress": "111.111.111.111", "arrayKey": ["value", "another value"],
    "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}], "SomeObject": null, "cluster.name": "c",
    "ok": true, "n": 4.5e-2
}"#;

#[track_caller]
fn check(pattern: &str, cases: &[(&str, bool)]) {
    let parsed = Pattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    for (message, matches) in cases {
        assert_eq!(parsed.matches(message), *matches, "{pattern} on {message}");
    }
}

#[test]
fn terms() {
    check("", &[("anything", true)]);
    check("  ", &[("anything", true)]);
    check("ERROR", &[("[ERROR 400] BAD REQUEST", true), ("ERRORCODE: -1", true), ("error", false)]);
    check("ERROR ARGUMENTS", &[("ERROR: INVALID ARGUMENTS", true), ("ERROR", false)]);
    check("?ERROR ?WARN", &[("a WARN", true), ("an ERROR", true), ("INFO", false)]);
    check("ERROR -EXITING", &[("ERROR", true), ("EXITING ERROR", false), ("x", false)]);
    check("-EXITING", &[("ERROR", true), ("EXITING", false)]);
    check("INFO ?ERROR", &[("INFO", true), ("ERROR", false), ("INFO ERROR", true)]);
    check(
        "\"INTERNAL SERVER\"",
        &[("an INTERNAL SERVER error", true), ("INTERNAL - SERVER", false)],
    );
    check(r#""say \"hi\"" -"a\\b""#, &[(r#"say "hi""#, true), (r#"say "hi" a\b"#, false)]);
    check("größe", &[("die größe", true)]);
}

#[test]
fn expressions() {
    check("%AUTHORIZED%", &[("[ERROR 401] UNAUTHORIZED REQUEST", true), ("ok", false)]);
    check("%^ERROR.*4[0-9]{2}$%", &[("ERROR x 404", true), ("an ERROR 404", false)]);
    check("%gray|grey%", &[("grey", true), ("green", false)]);
    check(r"%10\.10\.0\.1%", &[("10.10.0.1", true), ("10a10.0.1", false)]);
    check(r"%\d\s\w%", &[("1 a", true), ("a 1", false)]);
}

#[test]
fn fields() {
    let cases = |matches| [(ACCESS, matches)];
    check("[ip, id, user, timestamp, request, status_code = 404, size]", &cases(true));
    check("[ip, id, user, timestamp, request, status_code = 4*, size > 1000]", &cases(true));
    check("[ip, id, user, timestamp, request, status_code = 4*, size > 1534]", &cases(false));
    check("[ip, id, user, timestamp, request =\"*.html*\", status_code, size]", &cases(true));
    check("[ip, id, user, timestamp, status_code, size]", &cases(false));
    check("[..., status_code = 404, size]", &cases(true));
    check("[ip = 127.0.0.1, ...]", &cases(true));
    check(r"[ip = %127\.0\.0\.[1-9]%, ..., size >= 1534]", &cases(true));
    check("[ip != 127.0.0.1, ...]", &cases(false));
    check(
        "[w1=ERROR || w1=%WARN%, w2]",
        &[("WARNING x", true), ("ERROR x", true), ("INFO x", false)],
    );
    check("[w1!=ERROR&&w1!=WARN, w2]", &[("INFO x", true), ("WARN x", false), ("INFO", false)]);
    check("[(w1=A||w1=B)&&w1!=B, w2]", &[("A x", true), ("B x", false)]);
    check("[]", &[("anything at all", true), ("", true)]);
    check("[a, b]", &[("x [open", true), ("\"x y\" z", true), ("[x y] z", true), ("x y z", false)]);
}

#[test]
fn members() {
    for (pattern, matches) in [
        (r#"{ $.eventType = "UpdateTrail" }"#, true),
        (r#"{$.eventType="UpdateTrail"}"#, true),
        (r#"{ $.eventType != "UpdateTrail" }"#, false),
        (r#"{ $.eventType = "Upd*" }"#, true),
        ("{ $.eventType = Upd* }", true),
        ("{ $.eventType = %^Update% }", true),
        ("{ $.sourceIPAddress != 123.123.* }", true),
        ("{ $.sourceIPAddress = 111.111.* }", true),
        (r#"{ $.arrayKey[0] = "value" }"#, true),
        (r#"{ $.arrayKey[1] = "value" }"#, false),
        (r#"{ $.arrayKey[*] = "another value" }"#, true),
        ("{ $.objectList[1].id = 2 }", true),
        ("{ $.objectList[1].id > 2 }", false),
        ("{ $.objectList[1].id <= 2.0 }", true),
        ("{ $.SomeObject IS NULL }", true),
        ("{ $.eventType IS NULL }", false),
        ("{ $.SomeOtherObject NOT EXISTS }", true),
        ("{ $.SomeObject NOT EXISTS }", false),
        ("{ $.ok IS TRUE }", true),
        ("{ $.ok is false }", false),
        ("{ $.n = 4.5e-2 && $.n < 1 }", true),
        (r#"{ $.['cluster.name'] = "c" }"#, true),
        (r#"{ $["cluster.name"] = "c" }"#, true),
        (r#"{ $.missing != "x" }"#, false),
        (r#"{ ($.eventType = "x") || (($.ok IS TRUE) && ($.n > 0)) }"#, true),
        (r#"{ $.eventType = "x" || $.ok IS TRUE && $.n > 0 }"#, true),
        (r#"{ ($.eventType = "x" || $.ok IS TRUE) && $.n > 1 }"#, false),
        (r#"{ $.objectList = "x" }"#, false),
    ] {
        check(pattern, &[(TRAIL, matches)]);
    }
    check("{ $.a = 1 }", &[("no JSON", false), ("{\"a\": 1", false), ("[{\"a\": 1}]", false)]);
    check("{ $[0].a = 1 }", &[("[{\"a\": 1}]", true)]);
    check(r#"{ $.a = "404" }"#, &[(r#"{"a": 404}"#, true), (r#"{"a": "404"}"#, true)]);
    check("{ $.a = 404 }", &[(r#"{"a": "404"}"#, true), (r#"{"a": "x"}"#, false)]);
}

#[test]
fn what_a_match_shows() {
    let extract =
        |pattern: &str, message: &str| Pattern::parse(pattern).expect("a pattern").extract(message);
    let shown = extract("[ip, ..., size]", "a b c");
    let expected = [("$ip", "a"), ("$2", "b"), ("$size", "c")];
    let expected = expected.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec();
    assert_eq!(shown, Some(expected));
    let shown =
        extract("{ $.a.b = 1 && $.c[0] = x && $.a.b = 1 }", r#"{"a": {"b": 1}, "c": ["x"]}"#);
    let expected = [("$.a.b", "1"), ("$.c[0]", "x")];
    assert_eq!(shown, Some(expected.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec()));
    assert_eq!(extract("x", "x"), Some(Vec::new()));
    assert_eq!(extract("x", "y"), None);
}

#[test]
fn no_patterns() {
    let deep = format!("{{ {}$.a = 1{} }}", "(".repeat(40), ")".repeat(40));
    let opened = format!("{{ {}", "(".repeat(1_000));
    let steps = format!("{{ ${} = 1 }}", "[0]".repeat(300));
    let large = format!("%{}%", "(a{900}){900}".replace(['(', ')'], ""));
    for text in [
        "foo-bar",
        "a.b",
        "?",
        "-",
        "\"open",
        "%open",
        "%a(b)%",
        "%ü%",
        "%%",
        "%a%b",
        "%a% x",
        "%[%",
        &large,
        "[",
        "[a",
        "[a,",
        "[a,]b",
        "[a b]",
        "[..., ...]",
        "[a=]",
        "[a=1&&b=2]",
        "[a<x]",
        "[a=%x%, b=%y%, c=%z%]",
        "{",
        "{}",
        "{ $ = 1 }",
        "{ $.a }",
        "{ $.a = }",
        "{ a = 1 }",
        "{ $.a = 1 } x",
        "{ $.a IS }",
        "{ $.a IS 1 }",
        "{ $.a NOT NULL }",
        "{ ($.a = 1 }",
        "{ $.a = 1 && }",
        "{ $.a[x] = 1 }",
        "{ $.a[99999999999999999999] = 1 }",
        "{ $.a < \"x\" }",
        &deep,
        &opened,
        &steps,
    ] {
        assert!(Pattern::parse(text).is_err(), "{text}");
    }
}

/// Texts that other matchers take for ever on, or overflow the stack with.
#[test]
fn hostile_messages() {
    let long = "a".repeat(200_000);
    check("%a*a*a*a*a*a*b%", &[(&long, false)]);
    check("[x = a*a*a*a*a*a*b]", &[(&long, false)]);
    check("[a, b]", &[(&"[".repeat(100_000), false), (&"[ ".repeat(500_000), false)]);
    check("[a, b]", &[(&"\" ".repeat(50_000), false)]);
    let nested = "[".repeat(100_000);
    check("{ $[0] = 1 }", &[(&nested, false)]);
    check("{ $.a NOT EXISTS }", &[("{}", true), (&format!("{{\"b\": \"{long}\"}}"), true)]);
}
