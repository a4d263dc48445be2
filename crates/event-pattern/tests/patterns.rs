//! Patterns and events in tables: which match, and what is refused in which words.

use event_pattern::{Json, Pattern};

fn matches(pattern: &str, event: &str) -> bool {
    let pattern = Pattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    pattern.matches(&Json::parse(event).expect("an event"))
}

#[test]
fn values_are_compared() {
    for (tests, event, want) in [
        (r#"["x"]"#, r#"{"f":"x"}"#, true),
        (r#"["x"]"#, r#"{"f":"X"}"#, false),
        (r#"["x","y"]"#, r#"{"f":"y"}"#, true),
        (r#"["x"]"#, r#"{"f":["a","x"]}"#, true),
        (r#"["x"]"#, r#"{"f":{"x":1}}"#, false),
        (r#"["x"]"#, r#"{"F":"x"}"#, false),
        (r#"["x"]"#, r#"{}"#, false),
        (r#"[300]"#, r#"{"f":300.0}"#, true),
        (r#"[300]"#, r#"{"f":"300"}"#, false),
        (r#"[null]"#, r#"{"f":null}"#, true),
        (r#"[null]"#, r#"{"f":"null"}"#, false),
        (r#"[null]"#, r#"{"f":[]}"#, false),
        (r#"[false]"#, r#"{"f":false}"#, true),
        (r#"[""]"#, r#"{"f":""}"#, true),
        (r#"[{"prefix":"a"}]"#, r#"{"f":"ab"}"#, true),
        (r#"[{"prefix":"a"}]"#, r#"{"f":"ba"}"#, false),
        (r#"[{"prefix":{"equals-ignore-case":"AB"}}]"#, r#"{"f":"aBc"}"#, true),
        (r#"[{"suffix":".png"}]"#, r#"{"f":"a.png"}"#, true),
        (r#"[{"suffix":{"equals-ignore-case":".PNG"}}]"#, r#"{"f":"a.png"}"#, true),
        (r#"[{"equals-ignore-case":"alice"}]"#, r#"{"f":"ALICE"}"#, true),
        (r#"[{"wildcard":"a*c"}]"#, r#"{"f":"abc"}"#, true),
        (r#"[{"numeric":[">",100]}]"#, r#"{"f":101}"#, true),
        (r#"[{"numeric":[">",100]}]"#, r#"{"f":100}"#, false),
        (r#"[{"numeric":[">=",100,"<",200]}]"#, r#"{"f":100}"#, true),
        (r#"[{"numeric":[">=",100,"<",200]}]"#, r#"{"f":200}"#, false),
        (r#"[{"numeric":["=",3.018e2]}]"#, r#"{"f":301.8}"#, true),
        (r#"[{"numeric":[">",100]}]"#, r#"{"f":"300"}"#, false),
        (r#"[{"numeric":[">",100]}]"#, r#"{"f":null}"#, false),
        (r#"[{"exists":true}]"#, r#"{"f":null}"#, true),
        (r#"[{"exists":true}]"#, r#"{"f":{"g":1}}"#, false),
        (r#"[{"exists":true}]"#, r#"{"f":[]}"#, false),
        (r#"[{"exists":false}]"#, r#"{"g":1}"#, true),
        (r#"[{"exists":false}]"#, r#"{"f":1}"#, false),
        (r#"[{"anything-but":"x"}]"#, r#"{"f":"y"}"#, true),
        (r#"[{"anything-but":"x"}]"#, r#"{"f":"x"}"#, false),
        (r#"[{"anything-but":"x"}]"#, r#"{"f":null}"#, true),
        (r#"[{"anything-but":"x"}]"#, r#"{"g":"y"}"#, false),
        (r#"[{"anything-but":["x",1]}]"#, r#"{"f":1}"#, false),
        (r#"[{"anything-but":{"prefix":"x"}}]"#, r#"{"f":12}"#, true),
        (r#"[{"anything-but":{"suffix":[".a",".b"]}}]"#, r#"{"f":"x.b"}"#, false),
        (r#"[{"anything-but":{"equals-ignore-case":["X"]}}]"#, r#"{"f":"x"}"#, false),
        (r#"[{"anything-but":{"wildcard":"*/a/*"}}]"#, r#"{"f":"x/a/y"}"#, false),
        (r#"[{"cidr":"10.0.0.0/24"}]"#, r#"{"f":"10.0.0.255"}"#, true),
        (r#"[{"cidr":"10.0.0.0/24"}]"#, r#"{"f":"10.0.1.0"}"#, false),
        (r#"[{"cidr":"0.0.0.0/0"}]"#, r#"{"f":"1.2.3.4"}"#, true),
        (r#"[{"cidr":"2001:db8::/32"}]"#, r#"{"f":"2001:db8:1::1"}"#, true),
        (r#"[{"anything-but":["r"]},{"exists":false}]"#, r#"{"g":1}"#, true),
    ] {
        assert_eq!(matches(&format!(r#"{{"f":{tests}}}"#), event), want, "{tests} {event}");
    }
}

#[test]
fn fields_are_found() {
    for (pattern, event, want) in [
        (r#"{"a":{"b":["x"]},"c":["y"]}"#, r#"{"a":{"b":"x"},"c":"y"}"#, true),
        (r#"{"a":{"b":["x"]},"c":["y"]}"#, r#"{"a":{"b":"x"},"c":"z"}"#, false),
        (r#"{"a":{"b":["x"]}}"#, r#"{"a":"{\"b\":\"x\"}"}"#, false),
        // Dots and nesting mean the same, on both sides.
        (r#"{"a":{"b":["x"]}}"#, r#"{"a.b":"x"}"#, true),
        (r#"{"a":{"b":["x"]}}"#, r#"{"a.b":{"b":"x"}}"#, false),
        (r#"{"a.b":["x"]}"#, r#"{"a":{"b":"x"}}"#, true),
        (r#"{"a.b":{"b":["x"]}}"#, r#"{"a":{"b":"x"}}"#, false),
        // One and the same entry of an array has to be right.
        (r#"{"l":{"a":[1],"b":[2]}}"#, r#"{"l":[{"a":1,"b":2}]}"#, true),
        (r#"{"l":{"a":[1],"b":[2]}}"#, r#"{"l":[{"a":1},{"b":2}]}"#, false),
        // What is not there is not there, however deep.
        (r#"{"a":{"b":{"c":[{"exists":false}]}}}"#, r#"{"a":{"x":1}}"#, true),
        (r#"{"a":{"b":{"c":[{"exists":false}]}}}"#, r#"{"a":{"b":{"c":1}}}"#, false),
        // Alternatives.
        (r#"{"$or":[{"a":[1]},{"b":[2]}]}"#, r#"{"b":2}"#, true),
        (r#"{"$or":[{"a":[1]},{"b":[2]}]}"#, r#"{"b":3}"#, false),
        (r#"{"d":{"$or":[{"a":[1]},{"b":[2]}],"c":[3]}}"#, r#"{"d":{"a":1,"c":3}}"#, true),
        (r#"{"d":{"$or":[{"a":[1]},{"b":[2]}],"c":[3]}}"#, r#"{"d":{"a":1}}"#, false),
        (r#"{"$or":["x"]}"#, r#"{"$or":"x"}"#, true),
        // The last of equal keys counts.
        (r#"{"l":[{"prefix":"us-"}],"l":[{"anything-but":"us-east"}]}"#, r#"{"l":"eu"}"#, true),
    ] {
        assert_eq!(matches(pattern, event), want, "{pattern} {event}");
    }
}

#[test]
fn what_is_no_pattern_is_refused() {
    for (pattern, message) in [
        ("null", "Filter is not an object"),
        (r#"{"int":42}"#, "\"int\" must be an object or an array"),
        (r#"{"f":[]}"#, "Empty arrays are not allowed"),
        (r#"{"f":{}}"#, "Empty objects are not allowed"),
        (r#"{"f":[{"EXISTS":true}]}"#, "Unrecognized match type EXISTS"),
        (r#"{"f":[{"prefix":1}]}"#, "prefix match pattern must be a string"),
        (r#"{"f":[{"suffix":[".a"]}]}"#, "suffix match pattern must be a string"),
        (
            r#"{"f":[{"equals-ignore-case":["a"]}]}"#,
            "equals-ignore-case match pattern must be a string",
        ),
        (r#"{"f":[{"wildcard":1}]}"#, "wildcard match pattern must be a string"),
        (
            r#"{"f":[{"wildcard":"arn:aws:events:us-east-1:**:x/*"}]}"#,
            "Consecutive wildcard characters at pos 26",
        ),
        (r#"{"f":[{"numeric":10}]}"#, "Value of numeric must be an array."),
        (r#"{"f":[{"numeric":[">",0,">",0]}]}"#, "Bad numeric range operator: >"),
        (r#"{"f":[{"numeric":[">",0,"<"]}]}"#, "Value of < must be numeric"),
        (r#"{"f":[{"cidr":"bad"}]}"#, "Malformed CIDR, one '/' required"),
        (r#"{"f":[{"cidr":"a-/64b"}]}"#, "Malformed CIDR, mask bits must be an integer"),
        (r#"{"f":[{"cidr":"xx.11.xx/8"}]}"#, "Nonstandard IP address: xx.11.xx"),
        (r#"{"f":[{"cidr":["x"]}]}"#, "prefix match pattern must be a string"),
        (
            r#"{"f":[{"anything-but":null}]}"#,
            "Value of anything-but must be an array or single string/number value.",
        ),
        (
            r#"{"f":[{"anything-but":["a",null]}]}"#,
            "Inside anything but list, start|null|boolean is not supported.",
        ),
        (r#"{"f":[{"anything-but":{"prefix":""}}]}"#, "Null prefix/suffix not allowed"),
        (
            r#"{"f":[{"anything-but":{"suffix":[1,"a"]}}]}"#,
            "prefix/suffix match pattern must be a string",
        ),
        (
            r#"{"f":[{"anything-but":{"prefix":{"equals-ignore-case":"a"}}}]}"#,
            "Value of anything-but must be an array or single string/number value.",
        ),
        (
            r#"{"f":[{"anything-but":{"equals-ignore-case":1}}]}"#,
            "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
        ),
    ] {
        let error = Pattern::parse(pattern).expect_err(pattern);
        assert_eq!(error.to_string(), message, "{pattern}");
    }
    assert!(Pattern::parse("simple string").is_err());
}
