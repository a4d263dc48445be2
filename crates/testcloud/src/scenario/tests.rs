//! The runner itself: what is right passes in every protocol, and every wrong expectation fails.

use std::path::Path;

use super::{Report, report};
use crate::echo;

fn run(body: &str) -> Report {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), "t.case", &format!("# t.case   provenance: assumed\n{body}"));
    report(dir.path(), || vec![echo::service()])
}

fn write(dir: &Path, name: &str, text: &str) {
    std::fs::write(dir.join(name), text).expect("the file is written");
}

fn passes(body: &str) {
    let report = run(body);
    assert!(report.failures.is_empty(), "{}", report.failures.join("\n"));
    assert_eq!(report.runs, 3, "json, query and cbor");
}

/// Every one of `runs` runs fails, and says so with `what` at `line`.
fn fails(body: &str, runs: usize, line: usize, what: &str) {
    let report = run(body);
    assert_eq!(report.failures.len(), runs, "{body}\n{}", report.failures.join("\n"));
    for failure in &report.failures {
        assert!(failure.contains(&format!("t.case:{line}")), "{failure}");
        assert!(failure.contains(what), "{failure}");
    }
}

const EVERYTHING: &str = r#"{
    "Text": "a & <b> \"ü\" %20+", "Number": -7, "Float": 0.5, "Flag": true, "Bytes": "AAH/",
    "At": 1767225600, "Word": {"Text": "w"}, "List": [{"Text": "1"}, {"Text": "2"}],
    "Flat": [{"Text": "f"}], "Map": {"k": {"Text": "v"}}, "Pairs": {"n": "v", "m": "w"}}"#;

#[test]
fn what_is_said_comes_back_in_every_protocol() {
    passes(&format!("> echo Say {EVERYTHING}\n< {EVERYTHING}\n"));
    passes("> echo Say {}\n< {}\n");
}

#[test]
fn names_are_bound_and_put_in() {
    passes(
        "> echo Say {\"Text\": \"q\", \"Number\": 5}\n\
         < {\"Text\": \"$t\", \"Number\": \"$n\"}\n\
         > echo Say {\"Text\": \"<${t}>${n}\"}\n\
         < {\"Text\": \"<q>5\"}\n\
         > echo Say {\"Text\": \"$t\"}\n\
         < {\"Text\": \"$t\"}\n\
         > echo Say {\"Text\": \"${endpoint} ${account} ${region}\"}\n\
         <~ {\"Text\": \"${endpoint} 000000000000 us-east-1\"}\n",
    );
    fails("> echo Say {\"Text\": \"$none\"}\n", 3, 2, "$none is not bound yet");
}

#[test]
fn a_wrong_output_fails_in_every_protocol() {
    fails("> echo Say {\"Text\": \"a\"}\n< {\"Text\": \"b\"}\n", 3, 3, "$.Text: expected \"b\"");
    fails("> echo Say {\"Text\": \"a\"}\n< {}\n", 3, 3, "$.Text: unexpected");
    fails("> echo Say {}\n<~ {\"Text\": \"*\"}\n", 3, 3, "absent");
    fails("> echo Say {}\n! Refused 409\n", 3, 3, "expected the error Refused");
    fails("> echo Fail {}\n< {}\n", 3, 3, "expected an output");
    fails("> echo Fail {}\n", 3, 2, "expected an output");
    fails(
        "> echo Say {\"Flat\": [{\"Text\": \"a\"}]}\n< {\"Flat\": [{\"Text\": \"a\"}, {}]}\n",
        3,
        3,
        "expected 2 elements",
    );
}

#[test]
fn errors_are_told_apart_by_code_status_and_message() {
    passes(
        "> echo Fail {\"Modelled\": true}\n\
         ! Refused 409 \"I refuse.\"\n\
         > echo Fail\n\
         ! OddException 400 ~\"odd\"\n\
         > echo Fail\n\
         ! OddException|Odd 400 \"That is odd.\" | \"That is odd.\"\n",
    );
    fails("> echo Fail\n! Refused 400\n", 3, 3, "code: expected");
    fails("> echo Fail\n! OddException 409\n", 3, 3, "status: expected \"409\"");
    fails("> echo Fail\n! OddException 400 \"odd\"\n", 3, 3, "message: expected \"odd\"");
    fails("> echo Fail\n! OddException 400 ~\"even\"\n", 3, 3, "message: expected \"even\"");
    // The query code shows in the query protocol, and in JSON's header.
    fails("> echo Fail\n! OddException|Even 400\n", 2, 3, "Even");
    fails("> echo Fail\n! OddException 400 \"That is odd.\" | \"x\"\n", 1, 3, "message");
}

#[test]
fn calls_in_the_background_wait_for_the_clock() {
    passes(
        "&> echo Wait {\"Text\": \"first\"}\n\
         > clock +5s\n\
         &> echo Wait {\"Text\": \"second\"}\n\
         > echo Say {\"Text\": \"meanwhile\"}\n\
         < {\"Text\": \"meanwhile\"}\n\
         > clock +5s\n\
         &< {\"Text\": \"first\"}\n\
         > clock +5s\n\
         &<~ {\"Text\": \"second\"}\n",
    );
    fails("&> echo Wait {}\n> clock +10s\n&< {\"Text\": \"x\"}\n", 3, 4, "absent");
    fails("&> echo Wait {}\n> clock +9s\n", 3, 3, "nothing waited for this call");
    fails("&< {}\n> echo Say {}\n", 3, 2, "no call is in the background");
}

#[test]
fn other_accounts_and_regions_are_reached() {
    passes("> echo@eu-west-1/111122223333 Say {\"Text\": \"a\"}\n< {\"Text\": \"a\"}\n");
    fails("> echo Shout {}\n", 3, 2, "echo has no operation Shout");
}

#[test]
fn protocols_can_be_chosen() {
    assert_eq!(run("# protocols: query cbor\n> echo Say {}\n").runs, 2);
    fails("# protocols: ec2\n> echo Say {}\n", 1, 1, "echo does not speak ec2");
    fails("> other Say {}\n", 1, 2, "no service other");
}

#[test]
fn a_folder_without_cases_fails() {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), "t.txt", "not a case");
    let report = report(dir.path(), || vec![echo::service()]);
    assert_eq!(report.failures.len(), 1);
    assert!(report.failures[0].contains("no .case file"));
}

#[test]
fn folders_below_are_searched_and_counted() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(dir.path().join("below")).expect("a folder");
    write(dir.path(), "a.case", "# a provenance: documented\n> echo Say {}\n> echo Say {}\n");
    write(&dir.path().join("below"), "b.case", "# b provenance: recorded 2026-03\n> echo Say {}\n");
    let report = report(dir.path(), || vec![echo::service()]);
    let summary = "scenarios: 2 files (1 documented, 1 recorded), 6 runs, 9 steps, 0 failed";
    assert_eq!(report.summary(), summary);
}

#[test]
#[should_panic(expected = "t.case:3 [json]")]
fn the_runner_panics_with_the_failures() {
    let dir = tempfile::tempdir().expect("a folder");
    let text = "# t provenance: assumed\n> echo Say {\"Text\": \"a\"}\n< {\"Text\": \"b\"}\n";
    write(dir.path(), "t.case", text);
    super::run_scenarios(&dir.path().display().to_string(), || vec![echo::service()]);
}

#[test]
fn callers_are_named_and_may_change() {
    passes(
        "> echo Say {\"Text\": \"111122223333\"}\n\
         < {\"Text\": \"$id\"}\n\
         > caller other = \"$id\" \"any\"\n\
         > echo:other Say {\"Text\": \"$id\"}\n\
         < {\"Text\": \"111122223333\"}\n\
         > caller other = \"444455556666\" \"any\"\n\
         > echo@eu-west-1:other Say {\"Text\": \"b\"}\n\
         < {\"Text\": \"b\"}\n\
         > echo:nobody Say {\"Text\": \"unsigned\"}\n\
         < {\"Text\": \"unsigned\"}\n",
    );
    fails("> echo:other Say {}\n", 3, 2, "no caller other is known yet");
    fails("> caller other = \"$none\" \"s\"\n> echo Say {}\n", 3, 2, "$none is not bound yet");
}
