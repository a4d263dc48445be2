//! `explain`, `policy` and `--as`: what is asked of a running cloud about who may do what.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Stdio;

use crate::home::{Home, Running};

/// An unsigned call, which root's is here; its answer.
fn call(cloud: &Running, body: &str) -> String {
    let authority = cloud.endpoint().replace("http://", "");
    let mut stream = TcpStream::connect(&authority).expect("it listens");
    let length = body.len();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\nContent-Length: {length}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

const LIST: &str = "Action=ListQueues&Version=2012-11-05";
const CREATE_USER: &str = "Action=CreateUser&Version=2010-05-08&UserName=alice";

#[test]
fn decisions_are_explained() {
    let home = Home::new();
    let cloud = home.start(&[]);
    let none = home.run(&["explain"]);
    assert_eq!(none.code, 1, "{none:?}");
    assert!(none.err.starts_with("error: no decision on request 'latest-denied'"), "{none:?}");
    assert!(call(&cloud, LIST).starts_with("HTTP/1.1 200"));
    let shown = home.ok(&["explain", "latest", "--context"]);
    assert!(shown.starts_with("ALLOWED  sqs:ListQueues\n"), "{shown}");
    assert!(shown.contains("allowed: root user"), "{shown}");
    assert!(shown.contains("aws:securetransport = false"), "{shown}");
    let json = home.json(&["explain", "latest", "--json"]);
    let id = json["requestId"].as_str().expect("an id");
    assert_eq!(home.json(&["explain", id, "--json"])["requestId"], id);
    let wrong = home.run(&["explain", "../x"]);
    assert_eq!(wrong.code, 2, "{wrong:?}");
}

#[test]
fn decisions_are_streamed() {
    let home = Home::new();
    let cloud = home.start(&[]);
    let mut stream = home.command(&["policy", "stream", "--count", "2"]);
    let mut stream = stream.stdout(Stdio::piped()).spawn().expect("the binary runs");
    // It hears of what is decided once it listens; a few calls may come too early.
    for _ in 0..20_000 {
        if stream.try_wait().expect("a state").is_some() {
            break;
        }
        call(&cloud, LIST);
    }
    let output = stream.wait_with_output().expect("it ends");
    let text = String::from_utf8(output.stdout).expect("text");
    assert_eq!(text.lines().count(), 2, "{text}");
    let expected = "  allowed  arn:aws:iam::000000000000:root  sqs:ListQueues on *  ";
    assert!(text.lines().all(|line| line.contains(expected)), "{text}");
}

#[test]
fn who_is_not_there_cannot_be_acted_as() {
    let home = Home::new();
    let cloud = home.start(&[]);
    let nobody = home.run(&["env", "--as", "alice"]);
    assert_eq!(nobody.code, 1, "{nobody:?}");
    let expected = "error: there is no user or role arn:aws:iam::000000000000:user/alice";
    assert!(nobody.err.starts_with(expected), "{nobody:?}");
    assert!(call(&cloud, CREATE_USER).starts_with("HTTP/1.1 200"));
    let alice = home.json(&["env", "--as", "alice", "--json"]);
    assert!(alice["AWS_ACCESS_KEY_ID"].as_str().is_some_and(|id| id.starts_with("ASIA")));
    assert!(alice["AWS_SESSION_TOKEN"].as_str().is_some_and(|token| token.len() > 100));
    assert_eq!(home.run(&["env", "--as", "a b"]).code, 2);
    let unseen = ["policy", "suggest", "--principal", "arn:aws:iam::000000000000:user/alice"];
    let unseen = home.run(&unseen);
    assert_eq!(unseen.code, 1, "{unseen:?}");
    assert!(unseen.err.contains("was not seen doing anything"), "{unseen:?}");
}
