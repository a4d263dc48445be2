//! Queries and what they find in some events.

use super::*;

const NOW: i64 = 1_767_225_600_000;

fn record(at: i64, message: &str) -> Record {
    Record {
        time: NOW + at,
        message: message.to_owned(),
        stream: "s".to_owned(),
        log: "000000000000:g".to_owned(),
        pointer: at.to_string(),
        ..Record::default()
    }
}

/// Rows as texts; pointers are left out.
fn run(query: &str, messages: &[(i64, &str)]) -> Vec<String> {
    let query = Query::parse(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    let mut run = Run::new(&query, None, NOW);
    for (at, message) in messages {
        if !run.feed(record(*at, message)).expect("it fits") {
            break;
        }
    }
    let show = |row: Vec<(String, String)>| {
        let all = row.into_iter().filter(|(name, _)| name != "@ptr");
        all.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    };
    run.finish().expect("it fits").into_iter().map(show).collect()
}

const EVENTS: [(i64, &str); 5] = [
    (240_000, r#"{"level": "error", "ms": 30, "user": {"name": "ann"}}"#),
    (180_000, r#"{"level": "info", "ms": 10, "tags": ["a", "b"]}"#),
    (120_000, r#"{"level": "error", "ms": 20}"#),
    (60_000, "GET /index.html 200 in 7 ms"),
    (0, "GET /other.html 404 in 9 ms"),
];

#[test]
fn commands() {
    for (query, expected) in [
        ("fields level, ms | limit 2", vec!["level=error ms=30", "level=info ms=10"]),
        ("fields @timestamp | limit 1", vec!["@timestamp=2026-01-01 00:04:00.000"]),
        ("fields user.name as name | filter ispresent(name)", vec!["name=ann"]),
        ("fields tags.1 | filter tags.1 = 'b'", vec!["tags.1=b"]),
        ("filter level = 'error' and ms > 20 | display ms", vec!["ms=30"]),
        ("filter level in ['info', 'warn'] | display ms", vec!["ms=10"]),
        ("filter not level = 'error' and ispresent(level) | display ms", vec!["ms=10"]),
        (
            "filter @message like /GET .* 404/ | display @message",
            vec!["@message=GET /other.html 404 in 9 ms"],
        ),
        (
            "filter @message like 'index' | display @logStream, @log",
            vec!["@logStream=s @log=000000000000:g"],
        ),
        (
            "filter @message not like /level/ | sort @timestamp asc | display strlen(@message) as n",
            vec!["n=27", "n=27"],
        ),
        (
            "parse @message 'GET * * in * ms' as path, code, ms2 | filter ispresent(path) \
             | display path, code, ms2 + 1 as more",
            vec!["path=/index.html code=200 more=8", "path=/other.html code=404 more=10"],
        ),
        (
            r"parse @message /(?<code>\d{3}) in/ | stats count(*) by code | sort code desc",
            vec!["code=404 count(*)=1", "code=200 count(*)=1", "count(*)=3"],
        ),
        (
            "stats count(*) as n, sum(ms), avg(ms), min(ms), max(ms), pct(ms, 50)",
            vec!["n=5 sum(ms)=60 avg(ms)=20 min(ms)=10 max(ms)=30 pct(ms, 50)=20"],
        ),
        (
            "stats count(*) as n by bin(2m)",
            vec![
                "bin(2m)=2026-01-01 00:00:00.000 n=2",
                "bin(2m)=2026-01-01 00:02:00.000 n=2",
                "bin(2m)=2026-01-01 00:04:00.000 n=1",
            ],
        ),
        (
            "filter ispresent(level) | stats count(*) by level | sort count(*) desc | limit 1",
            vec!["level=error count(*)=2"],
        ),
        ("filter ms > 1000 | stats count(*)", vec!["count(*)=0"]),
        ("filter ispresent(level) | dedup level | fields level", vec!["level=error", "level=info"]),
        ("fields ms | sort ms desc | limit 2", vec!["ms=30", "ms=20"]),
        (
            "fields (ms + 2) * 3 - -1 as x, ms / 4 as y, 2 ^ 3 as z | limit 1",
            vec!["x=97 y=7.5 z=8"],
        ),
        (
            "fields toupper(level) as l, concat(level, '-', ms) as c, coalesce(none, ms) as d | limit 1",
            vec!["l=ERROR c=error-30 d=30"],
        ),
        ("fields `user.name` # a comment\n | limit 1", vec!["user.name=ann"]),
        (
            "stats count_distinct(level), latest(ms), earliest(ms)",
            vec!["count_distinct(level)=2 latest(ms)=30 earliest(ms)=20"],
        ),
    ] {
        assert_eq!(run(query, &EVENTS), expected, "{query}");
    }
}

#[test]
fn what_is_shown_without_being_asked_for() {
    let shown = run("limit 1", &EVENTS[4..]);
    assert_eq!(shown, ["@timestamp=2026-01-01 00:00:00.000 @message=GET /other.html 404 in 9 ms"]);
}

#[test]
fn no_queries() {
    let deep = format!("fields {}1{}", "(".repeat(200), ")".repeat(200));
    let minus = format!("fields {}1", "-".repeat(5_000));
    let sum = format!("fields 1{}", "+1".repeat(4_000));
    let not = format!("filter {} a", "not ".repeat(2_000));
    for text in [
        "",
        "|",
        "fields",
        "fields |",
        "nonsense x",
        "fields a b",
        "filter",
        "filter a =",
        "filter a = 'x",
        "stats a",
        "stats count(*) by",
        "limit x",
        "parse @message 'a' as b",
        "parse @message '*' as a, b",
        "parse 5",
        "fields f(x)",
        "fields abs(1, 2)",
        "filter a like /(/",
        "sort",
        "dedup",
        "limit 1 2",
        "fields 5q",
        "stats pct(a, 200)",
        "fields a ~ b",
        &deep,
        &minus,
        &not,
        &sum,
    ] {
        assert!(Query::parse(text).is_err(), "{text}");
    }
}
