//! Operators against tables. Lines are documented on the operators' page, unless their table says otherwise.

use std::net::IpAddr;
use std::sync::Arc;

use super::*;
use crate::context::RequestContext;

fn condition(operator: &str, values: &[&str]) -> Condition {
    let operator = ConditionOperator::parse(operator).expect("an operator");
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Condition::compile(&ConditionEntry { operator, key: "x:Key".into(), values }, true)
}

/// Whether the condition holds when the key has these values; `["-"]` stands for no key at all.
fn holds(operator: &str, found: &[&str], values: &[&str]) -> bool {
    let mut context = RequestContext::new().with("aws:username", "bob");
    if found != ["-"] {
        context.set_all("X:key", found.iter().map(|value| Value::from(*value)).collect());
    }
    condition(operator, values).holds(&context)
}

type Row = (&'static str, &'static [&'static str], &'static [&'static str], bool);

fn check(rows: &[Row]) {
    for (operator, found, values, expected) in rows {
        assert_eq!(holds(operator, found, values), *expected, "{operator} {found:?} {values:?}");
    }
}

#[test]
fn strings() {
    check(&[
        ("StringEquals", &["a"], &["a"], true),
        ("StringEquals", &["a"], &["A"], false),
        ("StringEquals", &["a"], &["b", "a"], true),
        ("StringEquals", &["a"], &["b", "c"], false),
        ("StringEquals", &["abc"], &["a*"], false),
        ("StringEquals", &["a*"], &["a*"], true),
        ("StringEquals", &[""], &[""], true),
        ("StringEquals", &["a"], &[], false),
        ("StringEquals", &["-"], &["a"], false),
        ("StringNotEquals", &["a"], &["a"], false),
        ("StringNotEquals", &["a"], &["A"], true),
        ("StringNotEquals", &["a"], &["b", "a"], false),
        ("StringNotEquals", &["a"], &["b", "c"], true),
        ("StringNotEquals", &["-"], &["a"], true),
        ("StringNotEquals", &["a"], &[], true),
        ("StringEqualsIgnoreCase", &["a"], &["A"], true),
        ("StringEqualsIgnoreCase", &["Finance"], &["finance", "hr", "legal"], true),
        ("StringEqualsIgnoreCase", &["ab"], &["a"], false),
        ("StringEqualsIgnoreCase", &["-"], &["a"], false),
        ("StringNotEqualsIgnoreCase", &["a"], &["A"], false),
        ("StringNotEqualsIgnoreCase", &["a"], &["b"], true),
        ("StringNotEqualsIgnoreCase", &["-"], &["b"], true),
        ("StringLike", &["home/"], &["", "home/", "home/bob/"], true),
        ("StringLike", &[""], &["", "home/"], true),
        ("StringLike", &["David/x/y"], &["David/*"], true),
        ("StringLike", &["david/x"], &["David/*"], false),
        ("StringLike", &["abc"], &["a?c"], true),
        ("StringLike", &["ac"], &["a?c"], false),
        ("StringLike", &["t2.micro"], &["t1.*", "t2.*", "m3.*"], true),
        ("StringLike", &["c5.large"], &["t1.*", "t2.*", "m3.*"], false),
        ("StringLike", &["-"], &["*"], false),
        ("StringLike", &["anything"], &["*"], true),
        ("StringLike", &["a:b:c"], &["a*c"], true),
        ("StringNotLike", &["abc"], &["a*"], false),
        ("StringNotLike", &["xbc"], &["a*", "b*"], true),
        ("StringNotLike", &["xbc"], &["a*", "x*"], false),
        ("StringNotLike", &["-"], &["*"], true),
    ]);
}

#[test]
fn variables_in_values() {
    check(&[
        ("StringEquals", &["bob"], &["${aws:username}"], true),
        ("StringEquals", &["bob"], &["${AWS:USERNAME}"], true),
        ("StringEquals", &["alice"], &["${aws:username}"], false),
        ("StringLike", &["home/bob/"], &["", "home/", "home/${aws:username}/"], true),
        ("StringLike", &["home/bob/x"], &["home/${aws:username}/*"], true),
        ("StringLike", &["home/eve/x"], &["home/${aws:username}/*"], false),
        ("StringEquals", &["none"], &["${aws:PrincipalTag/t, 'none'}"], true),
        ("StringEquals", &[""], &["${aws:PrincipalTag/t}"], false),
        ("StringNotEquals", &["red"], &["${aws:PrincipalTag/t}"], true),
        ("StringNotLike", &["red"], &["${aws:PrincipalTag/t}*"], true),
        ("StringLike", &["a*b"], &["a${*}b"], true),
        ("StringLike", &["axb"], &["a${*}b"], false),
        ("StringEquals", &["$"], &["${$}"], true),
        ("StringLike", &["?x"], &["${?}?"], true),
        ("Bool", &["true"], &["${aws:PrincipalTag/t, 'true'}"], true),
        (
            "ArnEquals",
            &["arn:aws:iam::123456789012:user/bob"],
            &["arn:aws:iam::123456789012:user/${aws:username}"],
            true,
        ),
        (
            "ArnEquals",
            &["arn:aws:iam::123456789012:user/eve"],
            &["arn:aws:iam::123456789012:user/${aws:username}"],
            false,
        ),
        // No variables in numbers, dates, addresses, bytes and Null: the text is none of these.
        ("NumericEquals", &["1"], &["${aws:PrincipalTag/t, '1'}"], false),
        ("IpAddress", &["10.0.0.1"], &["${aws:PrincipalTag/t, '10.0.0.1'}"], false),
    ]);
}

#[test]
fn numbers() {
    check(&[
        ("NumericEquals", &["10"], &["10"], true),
        ("NumericEquals", &["10"], &["10.0"], true),
        ("NumericEquals", &["10.5"], &["10.5"], true),
        ("NumericEquals", &["10"], &["9", "10"], true),
        ("NumericEquals", &["10"], &["11"], false),
        ("NumericEquals", &["-3"], &["-3"], true),
        ("NumericEquals", &["-"], &["10"], false),
        ("NumericNotEquals", &["10"], &["10"], false),
        ("NumericNotEquals", &["10"], &["9", "10"], false),
        ("NumericNotEquals", &["10"], &["9", "8"], true),
        ("NumericNotEquals", &["-"], &["10"], true),
        ("NumericLessThan", &["9"], &["10"], true),
        ("NumericLessThan", &["10"], &["10"], false),
        ("NumericLessThanEquals", &["10"], &["10"], true),
        ("NumericLessThanEquals", &["11"], &["10"], false),
        ("NumericGreaterThan", &["11"], &["10"], true),
        ("NumericGreaterThan", &["10"], &["10"], false),
        ("NumericGreaterThanEquals", &["10"], &["10"], true),
        ("NumericGreaterThanEquals", &["9.9"], &["10"], false),
        ("NumericLessThan", &["9"], &["1", "10"], true),
        ("NumericLessThan", &["-"], &["10"], false),
        // Assumed: what is no number matches no number.
        ("NumericEquals", &["ten"], &["10"], false),
        ("NumericNotEquals", &["ten"], &["10"], true),
        ("NumericLessThan", &["nan"], &["10"], false),
        ("NumericLessThan", &["inf"], &["10"], false),
        ("NumericEquals", &["0x10"], &["16"], false),
    ]);
}

#[test]
fn dates() {
    const AT: &str = "2020-01-01T00:00:01Z";
    check(&[
        ("DateEquals", &[AT], &[AT], true),
        ("DateEquals", &[AT], &["1577836801"], true),
        ("DateEquals", &["1577836801"], &[AT], true),
        ("DateEquals", &[AT], &["2020-01-01T01:00:01+01:00"], true),
        ("DateEquals", &["2020-01-01T00:00:00Z"], &["2020-01-01"], true),
        ("DateEquals", &["2020-01-01T00:00:00Z"], &["2020-01"], true),
        ("DateEquals", &["2020-01-01T00:00:00Z"], &["2020"], true),
        ("DateEquals", &["2020-01-01T10:30:00Z"], &["2020-01-01T10:30Z"], true),
        ("DateNotEquals", &[AT], &[AT], false),
        ("DateNotEquals", &[AT], &["2019-01-01"], true),
        ("DateNotEquals", &["-"], &["2019-01-01"], true),
        ("DateLessThan", &[AT], &["2020-06-30T23:59:59Z"], true),
        ("DateLessThan", &[AT], &[AT], false),
        ("DateLessThanEquals", &[AT], &[AT], true),
        ("DateGreaterThan", &["2020-01-01T00:00:02Z"], &[AT], true),
        ("DateGreaterThan", &[AT], &[AT], false),
        ("DateGreaterThan", &["-"], &[AT], false),
        ("DateGreaterThanEquals", &[AT], &[AT], true),
        ("DateGreaterThanEquals", &["2019-12-31T23:59:59.999Z"], &["2020-01-01"], false),
        // Wildcards are not permitted.
        ("DateEquals", &[AT], &["2020-*"], false),
        ("DateEquals", &["yesterday"], &[AT], false),
    ]);
}

#[test]
fn booleans_and_null() {
    check(&[
        ("Bool", &["true"], &["true"], true),
        ("Bool", &["false"], &["true"], false),
        ("Bool", &["false"], &["false"], true),
        ("Bool", &["-"], &["true"], false),
        ("Bool", &["-"], &["false"], false),
        ("Bool", &["TRUE"], &["true"], true),
        ("BoolIfExists", &["-"], &["true"], true),
        ("BoolIfExists", &["-"], &["false"], true),
        ("BoolIfExists", &["false"], &["true"], false),
        ("Null", &["-"], &["true"], true),
        ("Null", &["-"], &["false"], false),
        ("Null", &["x"], &["true"], false),
        ("Null", &["x"], &["false"], true),
        ("Null", &[], &["true"], true),
        ("Null", &[], &["false"], false),
        ("Null", &["x"], &["true", "false"], true),
        // Assumed: an empty text is a value.
        ("Null", &[""], &["false"], true),
    ]);
}

#[test]
fn bytes() {
    check(&[
        (
            "BinaryEquals",
            &["QmluYXJ5VmFsdWVJbkJhc2U2NA=="],
            &["QmluYXJ5VmFsdWVJbkJhc2U2NA=="],
            true,
        ),
        ("BinaryEquals", &["QmluYXJ5"], &["QmluYXJ5VmFsdWVJbkJhc2U2NA=="], false),
        ("BinaryEquals", &["-"], &["QmluYXJ5"], false),
        ("BinaryEquals", &["not base64"], &["not base64"], false),
    ]);
    let context = RequestContext::new().with("x:Key", Value::Binary(Arc::from(&b"Binary"[..])));
    assert!(condition("BinaryEquals", &["QmluYXJ5"]).holds(&context));
    assert!(!condition("BinaryEquals", &["QmluYXI="]).holds(&context));
}

#[test]
fn addresses() {
    check(&[
        ("IpAddress", &["203.0.113.0"], &["203.0.113.0/24"], true),
        ("IpAddress", &["203.0.113.255"], &["203.0.113.0/24"], true),
        ("IpAddress", &["203.0.114.0"], &["203.0.113.0/24"], false),
        ("IpAddress", &["203.0.112.255"], &["203.0.113.0/24"], false),
        ("IpAddress", &["203.0.113.7"], &["203.0.113.7"], true),
        ("IpAddress", &["203.0.113.8"], &["203.0.113.7"], false),
        ("IpAddress", &["203.0.113.8"], &["192.0.2.0/24", "203.0.113.0/24"], true),
        ("IpAddress", &["8.8.8.8"], &["0.0.0.0/0"], true),
        (
            "IpAddress",
            &["2001:DB8:1234:5678::1"],
            &["203.0.113.0/24", "2001:DB8:1234:5678::/64"],
            true,
        ),
        ("IpAddress", &["2001:db8:1234:5679::1"], &["2001:DB8:1234:5678::/64"], false),
        ("IpAddress", &["2001:db8::1"], &["2001:db8::1"], true),
        ("IpAddress", &["::1"], &["::/0"], true),
        ("IpAddress", &["8.8.8.8"], &["::/0"], false),
        ("IpAddress", &["-"], &["0.0.0.0/0"], false),
        ("NotIpAddress", &["203.0.113.7"], &["203.0.113.0/24"], false),
        ("NotIpAddress", &["203.0.114.7"], &["192.0.2.0/24", "203.0.113.0/24"], true),
        ("NotIpAddress", &["203.0.113.7"], &["192.0.2.0/24", "203.0.113.0/24"], false),
        ("NotIpAddress", &["-"], &["203.0.113.0/24"], true),
        ("NotIpAddressIfExists", &["-"], &["203.0.113.0/24"], true),
        // Assumed: bits beyond the prefix are ignored, IPv4 in IPv6 is IPv4, nonsense matches nothing.
        ("IpAddress", &["203.0.113.9"], &["203.0.113.77/24"], true),
        ("IpAddress", &["::ffff:203.0.113.9"], &["203.0.113.0/24"], true),
        ("IpAddress", &["here"], &["0.0.0.0/0"], false),
        ("IpAddress", &["1.2.3.4"], &["1.2.3.4/33"], false),
        ("IpAddress", &["1.2.3.4"], &["1.2.3/24"], false),
    ]);
    let address: IpAddr = "203.0.113.7".parse().expect("an address");
    let context = RequestContext::new().with("x:Key", address);
    assert!(condition("IpAddress", &["203.0.113.0/24"]).holds(&context));
}

#[test]
fn arns() {
    const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:topic";
    const LONG: &str =
        "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
    check(&[
        ("ArnEquals", &[TOPIC], &[TOPIC], true),
        ("ArnEquals", &[TOPIC], &["arn:aws:sns:*:123456789012:*"], true),
        ("ArnLike", &[TOPIC], &["arn:aws:sns:*:*:t?pic"], true),
        ("ArnLike", &[TOPIC], &["arn:aws:sns:us-east-1:123456789012:Topic"], false),
        ("ArnLike", &[TOPIC], &["arn:aws:sqs:*:*:*", "arn:aws:sns:*:*:*"], true),
        ("ArnNotEquals", &[TOPIC], &["arn:aws:sns:*:123456789012:*"], false),
        ("ArnNotLike", &[TOPIC], &["arn:aws:sns:*:210987654321:*"], true),
        ("ArnNotLike", &[TOPIC], &["arn:aws:sqs:*:*:*", "arn:aws:sns:*:*:*"], false),
        ("ArnNotEquals", &["-"], &[TOPIC], true),
        ("ArnEquals", &["-"], &[TOPIC], false),
        // The example on the page: components are kept apart, for strings they are not.
        ("StringLike", &[LONG], &["arn:aws:someservice:*:111122223333:finance/*"], true),
        ("ArnLike", &[LONG], &["arn:aws:someservice:*:111122223333:finance/*"], false),
        ("ArnLike", &[LONG], &["arn:aws:someservice:*:999999999999:*:finance/*"], true),
        (
            "ArnLike",
            &["arn:aws:lambda:us-east-1:123456789012:function:f:1"],
            &["arn:aws:lambda:*:*:function:f*"],
            true,
        ),
        // Assumed: a pattern of fewer components is no ARN, but for `*` alone.
        ("ArnLike", &[TOPIC], &["arn:aws:sns:*"], false),
        ("ArnLike", &[TOPIC], &["*"], true),
        ("ArnLike", &["topic"], &["*"], false),
        ("ArnLike", &["topic"], &["topic"], false),
    ]);
}

#[test]
fn if_exists() {
    check(&[
        ("StringLikeIfExists", &["-"], &["t1.*"], true),
        ("StringLikeIfExists", &["t1.micro"], &["t1.*"], true),
        ("StringLikeIfExists", &["c5.large"], &["t1.*"], false),
        ("StringNotEqualsIfExists", &["-"], &["a"], true),
        ("StringNotEqualsIfExists", &["a"], &["a"], false),
        ("NumericLessThanIfExists", &["-"], &["1"], true),
        ("NumericLessThanIfExists", &["2"], &["1"], false),
        ("DateGreaterThanIfExists", &["-"], &["2020-01-01"], true),
        ("IpAddressIfExists", &["-"], &["10.0.0.0/8"], true),
        ("IpAddressIfExists", &["11.0.0.1"], &["10.0.0.0/8"], false),
        ("ArnLikeIfExists", &["-"], &["arn:aws:s3:::x"], true),
        ("BinaryEqualsIfExists", &["-"], &["QQ=="], true),
        ("ForAnyValue:StringEqualsIfExists", &["-"], &["a"], true),
        ("ForAnyValue:StringEqualsIfExists", &["b"], &["a"], false),
        ("ForAllValues:StringEqualsIfExists", &["-"], &["a"], true),
    ]);
}

/// Documented on the pages on multivalued keys; the tables there are the lines with names from DynamoDB and tags.
#[test]
fn set_operators() {
    check(&[
        ("ForAllValues:StringEquals", &["Message", "Tags"], &["ID", "Message", "Tags"], true),
        ("ForAllValues:StringEquals", &["Message", "UserName"], &["ID", "Message", "Tags"], false),
        (
            "ForAllValues:StringEquals",
            &["PostDateTime", "UserName"],
            &["PostDateTime", "Message", "Tags"],
            false,
        ),
        ("ForAllValues:StringEquals", &["-"], &["a"], true),
        ("ForAllValues:StringEquals", &[], &["a"], true),
        ("ForAllValues:StringEquals", &[""], &["a"], true),
        (
            "ForAnyValue:StringEquals",
            &["PostDateTime", "UserName"],
            &["PostDateTime", "Message", "Tags"],
            true,
        ),
        ("ForAnyValue:StringEquals", &["PostDateTime", "Message"], &["ID", "PostDateTime"], true),
        ("ForAnyValue:StringEquals", &["UserName"], &["ID", "PostDateTime"], false),
        (
            "ForAnyValue:StringEquals",
            &["UserName", "Message", "PostDateTime"],
            &["ID", "PostDateTime"],
            true,
        ),
        ("ForAnyValue:StringEquals", &["-"], &["a"], false),
        ("ForAnyValue:StringEquals", &[], &["a"], false),
        ("ForAnyValue:StringEquals", &[""], &[""], false),
        ("ForAllValues:StringNotLike", &["key1:legal"], &["key1*"], false),
        ("ForAllValues:StringNotLike", &["key1:hr", "key1:personnel"], &["key1*"], false),
        ("ForAllValues:StringNotLike", &["key2:audit"], &["key1*"], true),
        ("ForAllValues:StringNotLike", &["-"], &["key1*"], true),
        ("ForAllValues:StringNotLike", &["key1:hr", "key2:audit"], &["key1*", "key2*"], false),
        ("ForAllValues:StringNotLike", &["key3:a"], &["key1*", "key2*"], true),
        ("ForAnyValue:StringLike", &["key1:a", "x"], &["key1*"], true),
        ("ForAnyValue:StringLike", &["o-1/r-1/ou-1/"], &["o-1/r-1/ou-1/*"], true),
        ("ForAnyValue:StringNotEquals", &["a", "b"], &["a"], true),
        ("ForAnyValue:StringNotEquals", &["a"], &["a", "b"], false),
        ("ForAnyValue:StringNotEquals", &["-"], &["a"], false),
        ("ForAllValues:StringNotEquals", &["a", "b"], &["a"], false),
        ("ForAllValues:Bool", &["true", "true"], &["true"], true),
        ("ForAllValues:NumericLessThan", &["1", "2"], &["3"], true),
        ("ForAllValues:NumericLessThan", &["1", "4"], &["3"], false),
        ("ForAnyValue:IpAddress", &["10.0.0.1", "11.0.0.1"], &["11.0.0.0/8"], true),
        (
            "ForAllValues:ArnLike",
            &["arn:aws:sns:a:1:x", "arn:aws:sns:a:1:y"],
            &["arn:aws:sns:*:*:*"],
            true,
        ),
        // Assumed: without a set operator one value of several will do, and none for negated operators.
        ("StringEquals", &["a", "b"], &["b"], true),
        ("StringNotEquals", &["a", "b"], &["b"], false),
        ("StringNotEquals", &["a", "b"], &["c"], true),
    ]);
}

#[test]
fn typed_values_read_as_text_and_text_as_types() {
    let at = Timestamp::from_secs(1_577_836_801);
    for (value, operator, values) in [
        (Value::from(true), "StringEquals", "true"),
        (Value::from(true), "Bool", "true"),
        (Value::from(300_i64), "StringEquals", "300"),
        (Value::from(300_i64), "NumericLessThan", "3600"),
        (Value::from(at), "DateEquals", "2020-01-01T00:00:01Z"),
        (Value::from(at), "StringEquals", "2020-01-01T00:00:01Z"),
        (Value::from(at), "NumericEquals", "1577836801"),
        (Value::from(1_577_836_801_i64), "DateEquals", "2020-01-01T00:00:01Z"),
    ] {
        let context = RequestContext::new().with("x:Key", value.clone());
        assert!(condition(operator, &[values]).holds(&context), "{value:?} {operator} {values}");
    }
    let flag = RequestContext::new().with("x:Key", true);
    for operator in ["NumericEquals", "DateEquals", "IpAddress", "BinaryEquals", "ArnLike"] {
        assert!(!condition(operator, &["1"]).holds(&flag), "{operator}");
    }
}

#[test]
fn unreadable_values_are_known() {
    for (operator, value, expected) in [
        ("NumericEquals", "1", true),
        ("NumericEquals", "one", false),
        ("DateLessThan", "2020-13-01", false),
        ("IpAddress", "10.0.0.0/8", true),
        ("IpAddress", "10.0.0.0/64", false),
        ("Null", "maybe", false),
        ("Bool", "yes", false),
        ("Bool", "${aws:PrincipalTag/x}", true),
        ("BinaryEquals", "?", false),
        ("StringEquals", "anything", true),
    ] {
        let operator = ConditionOperator::parse(operator).expect("an operator");
        assert_eq!(readable(operator, value), expected, "{operator} {value}");
    }
}
