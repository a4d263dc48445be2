//! Clouds in the background.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use crate::home::Home;

/// Ends the background cloud also when the test fails.
struct Stopper<'a>(&'a Home);

impl Drop for Stopper<'_> {
    fn drop(&mut self) {
        // Without a cloud of its own here, `stop` would end whichever listens on the usual port.
        if self.0.path(".stratus/run.json").exists() {
            self.0.run(&["stop"]);
        }
    }
}

#[test]
fn it_starts_in_the_background_and_stops() {
    let home = Home::new();
    let ran = home.run(&["start", "--detach", "--listen", "127.0.0.1:0", "--log", "debug"]);
    let _stopper = Stopper(&home);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.ends_with("Ready.\n"), "{ran:?}");
    assert!(ran.err.contains("stratus.log"), "{ran:?}");
    assert_eq!(home.json(&["status", "--json"])["status"], "running");
    let shown = home.ok(&["status"]);
    assert!(shown.contains("Functions run in the driver "), "{shown}");
    home.ok(&["stop"]);
    assert_eq!(home.run(&["status", "--endpoint", "127.0.0.1:1"]).code, 1);
    assert!(home.ok(&["logs"]).contains("stopped"), "the log has the end");
}

#[test]
fn a_failed_start_shows_why() {
    let home = Home::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("it is bound").to_string();
    let ran = home.run(&["start", "--detach", "--listen", &address]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains(&format!("error: cannot listen on {address}")), "{ran:?}");
}

#[test]
fn a_second_one_is_refused() {
    let home = Home::new();
    home.ok(&["start", "-d", "--listen", "127.0.0.1:0", "--ephemeral"]);
    let _stopper = Stopper(&home);
    let ran = home.run(&["start", "-d", "--listen", "127.0.0.1:0", "--ephemeral"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("runs a cloud on ./.stratus already"), "{ran:?}");
}

#[test]
fn json_is_one_line() {
    let home = Home::new();
    let facts = home.json(&["start", "--detach", "--json", "--listen", "127.0.0.1:0"]);
    let _stopper = Stopper(&home);
    assert_eq!(home.json(&["status", "--json"])["pid"], facts["pid"]);
}

#[test]
fn logs_follow_what_is_written() {
    let home = Home::new();
    std::fs::create_dir(home.path(".stratus")).expect("made");
    home.write(".stratus/stratus.log", "one\ntwo\nthree\n");
    assert_eq!(home.ok(&["logs", "-n", "2"]), "two\nthree\n");
    let mut command = home.command(&["logs", "-f", "-n", "1"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it runs");
    let mut lines = BufReader::new(child.stdout.take().expect("it is a pipe")).lines();
    assert_eq!(lines.next().expect("a line").expect("text"), "three");
    // As a server does: a file that is written anew is short for a moment, and is then shown from its beginning.
    let mut log = std::fs::OpenOptions::new().append(true).open(home.path(".stratus/stratus.log"));
    log.as_mut().expect("it is there").write_all(b"four\n").expect("written");
    assert_eq!(lines.next().expect("a line").expect("text"), "four");
    child.kill().expect("it was alive");
    child.wait().expect("it ends");
}

#[test]
fn without_a_log_it_says_who_writes_one() {
    let ran = Home::new().run(&["logs"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("hint: only `stratus start --detach` writes a log file"), "{ran:?}");
}
