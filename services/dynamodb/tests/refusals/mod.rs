//! Tables of calls and what they are told, a row each: `request | code | message | how it is known`.
//!
//! Every `*.table` file in this folder runs in a cloud of its own; its grammar, and how the wording of each message is
//! known, stand in `wording.txt`. Requests go over the wire as they are written, so that also what no client would
//! send can be asked.

mod expand;
mod table;
mod wording;

use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use testcloud::{Client, Cloud, HttpReply, HttpRequest};

use table::{Line, Row};
use wording::Wording;

/// What one file came to.
#[derive(Default)]
struct Outcome {
    rows: usize,
    /// Rows by how they are known.
    known: std::collections::BTreeMap<String, usize>,
    failures: Vec<String>,
}

#[tokio::test]
async fn refusals() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals");
    let wording = Wording::read(&folder.join("wording.txt"));
    let mut all = Outcome::default();
    let files = files(&folder);
    assert!(!files.is_empty(), "no table in {}", folder.display());
    for file in files {
        let one = run(&file, &wording).await;
        all.rows += one.rows;
        for (known, count) in one.known {
            *all.known.entry(known).or_default() += count;
        }
        all.failures.extend(one.failures);
    }
    for unused in wording.unused() {
        all.failures.push(format!("wording.txt: no row has this message: {unused}"));
    }
    report(&all);
    assert!(
        all.failures.is_empty(),
        "{} of {} rows:\n{}",
        all.failures.len(),
        all.rows,
        all.failures.join("\n")
    );
}

#[expect(clippy::print_stdout, reason = "how much was asked is what a run shows")]
fn report(all: &Outcome) {
    let known: Vec<String> =
        all.known.iter().map(|(known, count)| format!("{count} {known}")).collect();
    println!("{} rows: {}", all.rows, known.join(", "));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "table")).collect();
    files.sort();
    files
}

async fn run(file: &Path, wording: &Wording) -> Outcome {
    let name = file.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
    let text = std::fs::read_to_string(file).expect("the table can be read");
    let lines = table::parse(&name, &text);
    let cloud = Cloud::start(vec![dynamodb::service(), dynamodb::streams()]).await;
    let mut asker = Asker { client: cloud.client(), bound: Vec::new() };
    let mut outcome = Outcome::default();
    for (number, line) in lines {
        let place = format!("{name}:{number}");
        match line {
            Line::Setup { operation, input, binding } => {
                let reply = asker.ask(&operation, &input).await;
                if reply.status != 200 {
                    outcome.failures.push(format!("{place} {operation}: {}", shown(&reply)));
                } else if let Some((name, path)) = binding {
                    asker.bind(name, &path, &reply);
                }
            }
            Line::Clock(by) => cloud.advance(Duration::from_secs(by)).await,
            Line::Row(row) => {
                outcome.rows += 1;
                *outcome.known.entry(row.known.clone()).or_default() += 1;
                let reply = asker.ask(&row.operation, &row.input).await;
                let problem = judge(&row, &asker.filled(&row.message), &reply)
                    .or_else(|| wording.problem(&row));
                if let Some(problem) = problem {
                    outcome
                        .failures
                        .push(format!("{place} {} {}\n    {problem}", row.operation, row.written));
                }
            }
        }
    }
    cloud.stop().await;
    outcome
}

/// Sends requests, with what was bound before put in.
struct Asker {
    client: Client,
    bound: Vec<(String, String)>,
}

impl Asker {
    fn filled(&self, text: &str) -> String {
        self.bound.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("${{{name}}}"), value)
        })
    }

    fn bind(&mut self, name: String, path: &str, reply: &HttpReply) {
        let output: Value = serde_json::from_slice(&reply.body).expect("JSON");
        let found = output.pointer(path).and_then(Value::as_str);
        let found = found.unwrap_or_else(|| panic!("no text at {path} in {output}"));
        self.bound.push((name, found.to_owned()));
    }

    async fn ask(&mut self, operation: &str, input: &Value) -> HttpReply {
        let streams = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];
        let api = if streams.contains(&operation) { "DynamoDBStreams" } else { "DynamoDB" };
        let request = HttpRequest {
            method: "POST",
            target: "/".to_owned(),
            headers: vec![
                ("content-type".to_owned(), "application/x-amz-json-1.0".to_owned()),
                ("x-amz-target".to_owned(), format!("{api}_20120810.{operation}")),
            ],
            body: Bytes::from(self.filled(&input.to_string())),
        };
        self.client.send("dynamodb", request).await.expect("an answer")
    }
}

fn shown(reply: &HttpReply) -> String {
    format!("{} {}", reply.status, String::from_utf8_lossy(&reply.body))
}

/// What is wrong with the answer to a row, if anything.
fn judge(row: &Row, message: &str, reply: &HttpReply) -> Option<String> {
    let wrong = |what: &str| Some(format!("{what}\n    answer: {}", shown(reply)));
    if row.code == "ok" {
        return if reply.status == 200 { None } else { wrong("it should succeed") };
    }
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let kind = body["__type"].as_str().unwrap_or_default();
    let code = kind.rsplit('#').next().unwrap_or_default();
    if code != row.code || reply.status != 400 {
        return wrong(&format!("expected {} and status 400", row.code));
    }
    let got = body["message"].as_str().or(body["Message"].as_str()).unwrap_or_default();
    let (got, wanted) = match message.strip_prefix("reasons ") {
        None => (got.to_owned(), message.to_owned()),
        Some(reasons) => {
            let codes: Vec<&str> =
                reasons.split("; ").map(|one| one.split(": ").next().unwrap_or_default()).collect();
            let wanted = format!(
                "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
                codes.join(", ")
            );
            if got != wanted {
                return wrong(&format!("expected {wanted:?}"));
            }
            (reasons_of(&body), reasons.to_owned())
        }
    };
    if wording::matches(&wanted, &got) { None } else { wrong(&format!("expected {wanted:?}")) }
}

fn reasons_of(body: &Value) -> String {
    let reasons = body["CancellationReasons"].as_array().map_or(&[][..], Vec::as_slice);
    let one = |reason: &Value| {
        let code = reason["Code"].as_str().unwrap_or_default();
        match reason["Message"].as_str() {
            Some(message) => format!("{code}: {message}"),
            None => code.to_owned(),
        }
    };
    reasons.iter().map(one).collect::<Vec<_>>().join("; ")
}
