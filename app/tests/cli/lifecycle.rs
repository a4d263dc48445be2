//! Starting and ending, orderly and not.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::home::{Home, Running};

#[test]
fn the_banner_ends_with_ready() {
    let home = Home::new();
    let mut command = home.command(&["start", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
    let out = std::io::BufReader::new(child.stdout.take().expect("it is a pipe"));
    let mut lines = Vec::new();
    for line in std::io::BufRead::lines(out) {
        lines.push(line.expect("it prints UTF-8"));
        if lines.last().is_some_and(|line| line == "Ready.") {
            break;
        }
    }
    assert!(lines[0].starts_with("Stratus "), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("http://127.0.0.1:")), "{lines:?}");
    home.ok(&["stop"]);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn sigterm_and_sigint_end_it_in_good_order() {
    for signal in ["TERM", "INT"] {
        let home = Home::new();
        let cloud = home.start(&[]);
        assert!(home.path(".stratus/run.json").exists());
        cloud.signal(signal);
        let (status, log) = cloud.ended();
        assert!(status.success(), "{signal}: {status} {log}");
        assert!(!home.path(".stratus/run.json").exists());
    }
}

#[test]
fn stop_returns_when_the_directory_is_free() {
    let home = Home::new();
    for _ in 0..3 {
        let cloud = home.start(&[]);
        assert_eq!(home.ok(&["stop"]), format!("Stopped {}\n", cloud.endpoint()));
        let (status, log) = cloud.ended();
        assert!(status.success(), "{log}");
    }
}

#[test]
fn status_says_where_and_how() {
    let home = Home::new();
    let cloud = home.start(&["--iam", "warn", "--durability", "disk"]);
    let status = home.json(&["status", "--json"]);
    assert_eq!(status["status"], "running");
    assert_eq!(status["iam"], "warn");
    assert_eq!(status["durability"], "disk");
    let data = std::path::absolute(home.path("./.stratus")).expect("a path").display().to_string();
    assert_eq!(status["data"], data);
    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
    let text = home.ok(&["status"]);
    assert!(text.contains(&cloud.endpoint()), "{text}");
}

#[test]
fn without_a_cloud_status_and_stop_fail_and_say_what_to_do() {
    let mut home = Home::new();
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = free.local_addr().expect("it is bound").to_string();
    drop(free);
    home.set("STRATUS_LISTEN", &address);
    for command in ["status", "stop", "reset"] {
        let ran = home.run(&[command]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert_eq!(ran.out, "");
        assert!(
            ran.err.starts_with(&format!("error: no cloud is running at {address}\n")),
            "{ran:?}"
        );
        assert!(ran.err.contains("hint: start one with `stratus start`"), "{ran:?}");
    }
}

#[test]
fn a_second_cloud_on_the_same_directory_is_refused() {
    let home = Home::new();
    let cloud = home.start(&[]);
    let ran = home.run(&["start", "--listen", "127.0.0.1:0"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let pid = &cloud.facts["pid"];
    assert!(ran.err.contains(&format!("error: ./.stratus is in use by process {pid}")), "{ran:?}");
    assert!(ran.err.contains("hint: `stratus stop --data ./.stratus` stops it"), "{ran:?}");
    // The refused one must not take the first one's place.
    assert_eq!(home.json(&["status", "--json"])["pid"], *pid);
}

#[test]
fn a_taken_port_is_named_with_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("it is bound");
    let ran = Home::new().run(&["start", "--listen", &address.to_string()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains(&format!("error: cannot listen on {address}: ")), "{ran:?}");
    let hint = format!("hint: another program has port {}", address.port());
    assert!(ran.err.contains(&hint), "{ran:?}");
}

#[test]
fn data_of_a_newer_version_is_refused_and_left_alone() {
    let home = Home::new();
    home.start(&[]).kill();
    home.write(".stratus/FORMAT", "99\n");
    let ran = home.run(&["start", "--listen", "127.0.0.1:0"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("error: ./.stratus has data format 99"), "{ran:?}");
    assert!(ran.err.contains("hint: --data DIR"), "{ran:?}");
    assert_eq!(std::fs::read_to_string(home.path(".stratus/FORMAT")).expect("it is there"), "99\n");
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    for durability in ["process", "disk"] {
        let home = Home::new();
        let cloud = home.start(&["--durability", durability]);
        let root = home.json(&["env", "--root", "--json"]);
        home.ok(&["clock", "freeze", "--at", "2031-02-03T04:05:06Z"]);
        cloud.kill();
        let ran = home.run(&["status"]);
        assert_eq!(ran.code, 1, "the run file left behind counts for nothing: {ran:?}");
        let again = home.start(&["--durability", durability]);
        assert_eq!(home.json(&["clock", "--json"])["now"], "2031-02-03T04:05:06.000Z");
        let root_again = home.json(&["env", "--root", "--json"]);
        assert_eq!(root["AWS_SECRET_ACCESS_KEY"], root_again["AWS_SECRET_ACCESS_KEY"]);
        again.kill();
    }
}

#[test]
fn an_ephemeral_cloud_writes_nothing() {
    let mut home = Home::new();
    let cloud = home.start(&["--ephemeral"]);
    home.set("STRATUS_ENDPOINT", &cloud.endpoint());
    assert_eq!(home.json(&["status", "--json"])["durability"], "memory");
    home.ok(&["stop"]);
    let (status, log) = cloud.ended();
    assert!(status.success(), "{log}");
    assert_eq!(std::fs::read_dir(home.path(".")).expect("a folder").count(), 0);
}

#[test]
fn several_addresses_serve_one_cloud() {
    let home = Home::new();
    let cloud = home.start(&["--listen", "127.0.0.1:0"]);
    let addresses = cloud.facts["addresses"].as_array().expect("a list").clone();
    assert_eq!(addresses.len(), 2);
    for address in addresses {
        let url = format!("http://{}", address.as_str().expect("text"));
        assert_eq!(home.json(&["status", "--json", "--endpoint", &url])["pid"], cloud.facts["pid"]);
    }
}

#[test]
fn messages_survive_kill_9() {
    let home = Home::new();
    let cloud = home.start(&[]);
    let queue = call(&cloud, "CreateQueue", &json!({ "QueueName": "jobs" }));
    let url = queue["QueueUrl"].as_str().expect("text").to_owned();
    for n in 0..20 {
        let body = json!({ "QueueUrl": url, "MessageBody": format!("job {n}") });
        call(&cloud, "SendMessage", &body);
    }
    cloud.kill();
    let cloud = home.start(&[]);
    let attributes = json!({ "QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"] });
    let attributes = call(&cloud, "GetQueueAttributes", &attributes);
    assert_eq!(attributes["Attributes"]["ApproximateNumberOfMessages"], "20");
}

#[test]
fn a_long_poll_does_not_hold_up_the_end() {
    let home = Home::new();
    let cloud = home.start(&[]);
    let queue = call(&cloud, "CreateQueue", &json!({ "QueueName": "jobs" }));
    let poll = json!({ "QueueUrl": queue["QueueUrl"], "WaitTimeSeconds": 20 });
    // Time stands, so the poll would never end by itself.
    home.ok(&["clock", "freeze"]);
    let mut polling = request(&cloud, "ReceiveMessage", &poll);
    while home.json(&["status", "--json"])["waiting"] != 1 {}
    home.ok(&["stop"]);
    let mut answer = String::new();
    polling.read_to_string(&mut answer).expect("the connection ends in good order");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let (status, log) = cloud.ended();
    assert!(status.success(), "{log}");
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let home = Home::new();
    let mut cloud = home.start(&[]);
    let mut slow =
        TcpStream::connect(cloud.endpoint().trim_start_matches("http://")).expect("it listens");
    write!(
        slow,
        "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.ListQueues\r\n\
         Content-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    )
    .expect("it is sent");
    let mut go_on = [0; 12];
    slow.read_exact(&mut go_on).expect("the body is asked for");
    assert_eq!(&go_on, b"HTTP/1.1 100");
    // The call is under way now, and its body never comes.
    cloud.signal("TERM");
    cloud.await_log("a second signal stops at once");
    cloud.signal("TERM");
    let (status, log) = cloud.ended();
    assert_eq!(status.code(), Some(1), "{log}");
    assert!(log.contains("error: stopped before calls under way were finished"), "{log}");
}

/// Sends an SQS request without a signature, as plain as can be.
fn request(cloud: &Running, operation: &str, body: &Value) -> TcpStream {
    let endpoint = cloud.endpoint();
    let authority = endpoint.trim_start_matches("http://");
    let body = body.to_string();
    let length = body.len();
    let mut stream = TcpStream::connect(authority).expect("the cloud listens");
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {authority}\r\nX-Amz-Target: AmazonSQS.{operation}\r\n\
         Content-Type: application/x-amz-json-1.0\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
    .expect("it is sent");
    stream
}

/// The same, with the answer, which must be good.
fn call(cloud: &Running, operation: &str, body: &Value) -> Value {
    let mut answer = String::new();
    request(cloud, operation, body).read_to_string(&mut answer).expect("it answers");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
    assert!(head.starts_with("HTTP/1.1 200 "), "{answer}");
    if body.is_empty() { Value::Null } else { serde_json::from_str(body).expect("it is JSON") }
}
