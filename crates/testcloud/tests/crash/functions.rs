//! Fifty functions run when the server is killed; functions are being started; the server is stopped in the middle. Each
//! time: nothing of them is left on the machine, and after the next start every event is delivered.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use base64::Engine as _;
use serde_json::json;

use crate::Plan;
use crate::api::{Api, Service};
use crate::leavings::{Leavings, below, who_mounts};
use crate::process::Server;
use crate::sqs::Sqs;

/// `nobody`.
const PLAIN_USER: u32 = 65_534;
/// How long something may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
const LAMBDA: Service = Service { name: "lambda", target: "" };
const IAM: Service = Service { name: "iam", target: "" };

/// Tells that it has begun, waits until its gate's queue has a message, tells that it has ended.
const CODE: &str = r#"
import os, urllib.parse, urllib.request

def ask(queue, **words):
    url = os.environ["AWS_ENDPOINT_URL"] + "/000000000000/" + queue
    data = urllib.parse.urlencode({"Version": "2012-11-05", **words}).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data)) as answer:
        return answer.read()

def handler(event, context):
    ask("told", Action="SendMessage", MessageBody="began %d" % event["number"])
    while b"<Message>" not in ask(event["gate"], Action="ReceiveMessage", WaitTimeSeconds=20, VisibilityTimeout=0):
        pass
    ask("told", Action="SendMessage", MessageBody="ended %d" % event["number"])
"#;

/// How a server comes to its end.
#[derive(Clone, Copy, PartialEq, Debug)]
enum End {
    KilledWhileTheyRun,
    KilledWhileTheyStart,
    Stopped,
}

/// Where servers run, one after the other.
struct Place {
    binary: PathBuf,
    folder: tempfile::TempDir,
    user: Option<u32>,
}

impl Place {
    fn start(&self) -> Server {
        Server::start_as(&self.binary, self.folder.path(), self.user)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

/// As who runs the test, and once more as a plain user when that is root.
pub(crate) async fn run(plan: &Plan) {
    let own =
        Place { binary: plan.binary.clone(), folder: tempfile::tempdir().unwrap(), user: None };
    let root =
        own.folder.path().metadata().is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    rounds(&own).await;
    if root {
        let folder = tempfile::tempdir().unwrap();
        let binary = folder.path().join("stratus");
        std::fs::copy(&plan.binary, &binary).unwrap();
        std::fs::set_permissions(&binary, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::os::unix::fs::chown(folder.path(), Some(PLAIN_USER), Some(PLAIN_USER)).unwrap();
        rounds(&Place { binary, folder, user: Some(PLAIN_USER) }).await;
    }
}

async fn rounds(place: &Place) {
    let mut server = place.start();
    prepare(&server).await;
    let ends = [(End::KilledWhileTheyRun, 50), (End::KilledWhileTheyStart, 20), (End::Stopped, 10)];
    let mut first = 0;
    for (end, count) in ends {
        server = round(place, server, end, first..first + count).await;
        first += count;
    }
    server.stop();
}

/// A role, and the queue where functions tell.
async fn prepare(server: &Server) {
    let trust = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"},
    }]});
    let form = format!(
        "Action=CreateRole&Version=2010-05-08&RoleName=r&AssumeRolePolicyDocument={}",
        percent(&trust.to_string())
    );
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let mut iam = Api::connect(server, IAM).await.unwrap();
    let (status, made) = iam.post("/", &headers, form).await.unwrap();
    assert_eq!(status, 200, "{made}");
    make_queue(server, "told").await;
}

/// A queue that anybody may use: the function signs nothing.
async fn make_queue(server: &Server, name: &str) {
    let policy = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": "*", "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": "*",
    }]});
    let attributes = json!({"Policy": policy.to_string()});
    let mut sqs = Sqs::connect(server).await.unwrap();
    sqs.call("CreateQueue", json!({"QueueName": name, "Attributes": attributes})).await.unwrap();
}

/// A function of which no environment is there yet.
async fn make_function(server: &Server, function: &str) {
    let zip = base64::engine::general_purpose::STANDARD.encode(zip_of("main.py", CODE));
    let input = json!({
        "FunctionName": function, "Runtime": "python3.11", "Handler": "main.handler", "Timeout": 300,
        "Role": "arn:aws:iam::000000000000:role/r", "Code": {"ZipFile": zip},
    });
    let mut lambda = Api::connect(server, LAMBDA).await.unwrap();
    let (status, made) =
        lambda.post("/2015-03-31/functions", &[], input.to_string()).await.unwrap();
    assert_eq!(status, 201, "{made}");
}

#[expect(clippy::print_stdout, reason = "the count is what a run shows")]
async fn round(place: &Place, server: Server, end: End, numbers: std::ops::Range<u64>) -> Server {
    let gate = format!("gate{}", numbers.start);
    make_queue(&server, &gate).await;
    let function = format!("f{}", numbers.start);
    make_function(&server, &function).await;
    let idle = below(server.pid()).len();
    let mut lambda = Api::connect(&server, LAMBDA).await.unwrap();
    for number in numbers.clone() {
        let event = json!({"number": number, "gate": gate}).to_string();
        let headers = [("x-amz-invocation-type", "Event")];
        let path = format!("/2015-03-31/functions/{function}/invocations");
        let (status, told) = lambda.post(&path, &headers, event).await.unwrap();
        assert_eq!(status, 202, "{told}");
    }
    let mut told = Told::default();
    if end == End::KilledWhileTheyStart {
        until("some start", || below(server.pid()).len() > idle + 3).await;
    } else {
        told.listen(&server, "began", &numbers).await;
    }
    let before = Leavings::of(server.pid(), &place.data());
    if end == End::Stopped {
        let mut stop = Command::new(&place.binary);
        // Which server is meant, its folder alone says.
        stop.arg("stop").arg("--data").arg(place.data()).env_remove("STRATUS_ENDPOINT");
        let stopped = stop.output().unwrap();
        assert!(stopped.status.success(), "{}", String::from_utf8_lossy(&stopped.stderr));
        server.wait();
        assert_eq!(before.running(), [] as [u32; 0], "a server that stops has ended them");
    } else {
        server.kill();
    }
    if end != End::KilledWhileTheyStart {
        assert!(before.processes() as u64 > numbers.end - numbers.start, "they did not run");
    }
    until("all processes end", || before.running().is_empty()).await;
    // Also of those that were begun after the look, such as spares.
    until("all mounts end", || who_mounts(place.folder.path()).is_empty()).await;
    let server = place.start();
    assert_eq!(before.groups(), [] as [PathBuf; 0], "cgroups are left");
    assert_eq!(before.folders(), [] as [PathBuf; 0], "folders are left");
    let mut sqs = Sqs::connect(&server).await.unwrap();
    sqs.send(&gate, json!({"MessageBody": "open"})).await.unwrap();
    told.listen(&server, "ended", &numbers).await;
    let count = |what: &str| -> (usize, u64) {
        let of = |number: u64| told.0.get(&(what.to_owned(), number)).copied().unwrap_or(0);
        (numbers.clone().filter(|n| of(*n) > 0).count(), numbers.clone().map(of).sum())
    };
    let ((_, begun), (ended, ends)) = (count("began"), count("ended"));
    println!(
        "functions, {}, {end:?}: {} events, {} processes and {} cgroups before, none after; begun {begun} times, \
         {ended} events delivered, {ends} times ended",
        if place.user.is_some() { "as a plain user" } else { "as who runs this" },
        numbers.end - numbers.start,
        before.processes(),
        before.cgroups(),
    );
    server
}

/// What functions told: the word and the number, and how often.
#[derive(Default)]
struct Told(BTreeMap<(String, u64), u64>);

impl Told {
    /// Listens until every number has told this word.
    async fn listen(&mut self, server: &Server, word: &str, numbers: &std::ops::Range<u64>) {
        let mut sqs = Sqs::connect(server).await.unwrap();
        let began = tokio::time::Instant::now();
        while numbers.clone().any(|number| !self.0.contains_key(&(word.to_owned(), number))) {
            assert!(began.elapsed() < PATIENCE, "not all {word} in time: {:?}", self.0);
            let input =
                json!({"QueueUrl": "told", "MaxNumberOfMessages": 10, "WaitTimeSeconds": 1});
            let output = sqs.call("ReceiveMessage", input).await.unwrap();
            for message in output["Messages"].as_array().into_iter().flatten() {
                let body = message["Body"].as_str().unwrap();
                let (word, number) = body.split_once(' ').unwrap();
                *self.0.entry((word.to_owned(), number.parse().unwrap())).or_default() += 1;
                sqs.delete("told", &message["ReceiptHandle"]).await.unwrap();
            }
        }
    }
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let began = tokio::time::Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "{what}: not in time");
        let moment = Duration::from_millis(10);
        let _elapsed = tokio::time::timeout(moment, std::future::pending::<()>()).await;
    }
}

fn zip_of(name: &str, content: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    writer.write_all(content.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

/// As forms have it.
fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
