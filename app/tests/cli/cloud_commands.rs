//! The commands that act on a running cloud.

use crate::home::Home;

#[test]
fn the_clock_stands_moves_and_runs() {
    let home = Home::new();
    let _cloud = home.start(&[]);
    assert!(home.ok(&["clock"]).contains("the system's time"));
    let frozen = home.ok(&["clock", "freeze", "--at", "2030-01-01T00:00:00Z"]);
    assert_eq!(frozen, "2030-01-01T00:00:00.000Z, frozen\n");
    assert_eq!(home.ok(&["clock", "advance", "90d"]), "2030-04-01T00:00:00.000Z, frozen\n");
    assert_eq!(home.ok(&["clock", "advance", "3600"]), "2030-04-01T01:00:00.000Z, frozen\n");
    assert_eq!(home.json(&["clock", "show", "--json"])["frozen"], true);
    let running = home.ok(&["clock", "resume"]);
    assert!(running.starts_with("2030-04-01T01:00:0"), "{running}");
    assert!(home.ok(&["clock", "reset"]).contains("the system's time"));
    let ran = home.run(&["clock", "advance", "a while"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.starts_with("error: advance needs"), "{ran:?}");
}

#[test]
fn snapshots_are_saved_loaded_listed_and_deleted() {
    let home = Home::new();
    let _cloud = home.start(&[]);
    assert_eq!(home.ok(&["snapshot", "save", "before"]), "Saved before\n");
    assert!(home.ok(&["snapshot", "list"]).starts_with("before  "));
    assert_eq!(home.ok(&["snapshot", "load", "before"]), "Loaded before\n");
    for (args, error) in [
        (["snapshot", "load", "after"], "error: there is no snapshot \"after\""),
        (["snapshot", "save", "before"], "error: snapshot \"before\" exists"),
        (["snapshot", "save", "../x"], "error: \"../x\" is no snapshot name"),
    ] {
        let ran = home.run(&args);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.err.starts_with(error), "{ran:?}");
    }
    assert_eq!(home.ok(&["snapshot", "delete", "before"]), "Deleted before\n");
    assert_eq!(home.ok(&["snapshot", "list", "--json"]), "[]\n");
}

#[test]
fn an_ephemeral_cloud_has_no_snapshots() {
    let mut home = Home::new();
    let cloud = home.start(&["--ephemeral"]);
    home.set("STRATUS_ENDPOINT", &cloud.endpoint());
    let ran = home.run(&["snapshot", "save", "x"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.starts_with("error: snapshots need a data directory"), "{ran:?}");
}

#[test]
fn faults_are_added_listed_and_removed() {
    let home = Home::new();
    let _cloud = home.start(&[]);
    assert_eq!(home.ok(&["faults"]), "No faults\n");
    let slow = home.json(&["faults", "add", "--latency", "250", "--region", "eu-west-1", "--json"]);
    assert_eq!(slow["effect"]["latency"]["ms"], 250);
    let id = slow["id"].as_str().expect("text");
    home.ok(&[
        "faults",
        "add",
        "--error",
        "InternalFailure",
        "--status",
        "503",
        "--probability",
        "0.5",
    ]);
    home.ok(&["faults", "add", "--throttle", "2.5", "--burst", "5"]);
    home.ok(&["faults", "add", "--reset"]);
    let ran = home.run(&["faults", "add", "--operation", "SendMesage", "--reset"]);
    assert!(
        ran.code == 1 && ran.err.contains("no service has an operation 'SendMesage'"),
        "{ran:?}"
    );
    assert_eq!(home.json(&["faults", "list", "--json"]).as_array().expect("a list").len(), 4);
    assert!(home.ok(&["faults"]).contains("(0.5)"));
    assert_eq!(home.ok(&["faults", "remove", id]), format!("Removed {id}\n"));
    let ran = home.run(&["faults", "remove", id]);
    assert_eq!((ran.code, ran.err), (1, format!("error: no fault '{id}'\n")));
    home.ok(&["faults", "clear"]);
    assert_eq!(home.ok(&["faults"]), "No faults\n");
}

#[test]
fn a_fault_needs_one_effect() {
    let home = Home::new();
    for args in [&["faults", "add"][..], &["faults", "add", "--reset", "--latency", "1"]] {
        assert_eq!(home.run(args).code, 2);
    }
}

#[test]
fn reset_keeps_snapshots_and_the_root_key() {
    let home = Home::new();
    let _cloud = home.start(&[]);
    let root = home.ok(&["env", "--root"]);
    home.ok(&["snapshot", "save", "kept"]);
    home.ok(&["reset"]);
    assert_eq!(home.ok(&["env", "--root"]), root);
    assert!(home.ok(&["snapshot", "list"]).starts_with("kept  "));
}

#[test]
fn trust_shows_an_authority_that_stays() {
    let home = Home::new();
    let first = home.json(&["trust", "--json"]);
    let path = first["ca"].as_str().expect("text");
    let pem = std::fs::read_to_string(path).expect("it is there");
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{pem}");
    assert!(home.ok(&["trust"]).contains(path));
    assert_eq!(std::fs::read_to_string(path).expect("it is there"), pem);
    let cloud = home.start(&[]);
    let https = cloud.endpoint().replace("http:", "https:");
    assert!(home.ok(&["trust"]).contains(&format!("{https}/_stratus/health")));
}
