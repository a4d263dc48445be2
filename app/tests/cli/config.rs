//! Where values come from, which wins, and what is said about wrong ones.

use serde_json::Value;

use crate::home::Home;

fn shown(home: &Home, key: &str) -> (String, String) {
    let all = home.json(&["config", "--json"]);
    let all = all.as_array().expect("a list");
    let found: &Value = all.iter().find(|shown| shown["key"] == key).expect("the key is shown");
    let text = |member: &str| found[member].as_str().expect("text").to_owned();
    (text("value"), text("origin"))
}

#[test]
fn the_file_then_the_environment_then_flags() {
    let mut home = Home::new();
    assert_eq!(shown(&home, "iam"), ("enforce".to_owned(), "default".to_owned()));
    home.write("stratus.toml", "\niam = \"warn\"\n");
    assert_eq!(shown(&home, "iam"), ("warn".to_owned(), "stratus.toml:2".to_owned()));
    home.set("STRATUS_IAM", "off");
    assert_eq!(shown(&home, "iam"), ("off".to_owned(), "STRATUS_IAM".to_owned()));
    let cloud = home.start(&["--iam", "enforce"]);
    assert_eq!(home.json(&["status", "--json"])["iam"], "enforce");
    cloud.kill();
    let _cloud = home.start(&[]);
    assert_eq!(home.json(&["status", "--json"])["iam"], "off");
}

#[test]
fn a_named_file_wins_over_the_one_in_the_folder() {
    let mut home = Home::new();
    home.write("stratus.toml", "region = \"eu-west-1\"");
    home.write("other.toml", "region = \"eu-west-2\"");
    home.write("third.toml", "region = \"eu-west-3\"");
    home.set("STRATUS_CONFIG", "other.toml");
    assert_eq!(shown(&home, "region").0, "eu-west-2");
    let all = home.json(&["config", "--json", "--config", "third.toml"]);
    let regions = all.as_array().expect("a list").iter().filter(|shown| shown["key"] == "region");
    assert_eq!(regions.map(|shown| &shown["value"]).collect::<Vec<_>>(), ["eu-west-3"]);
}

#[test]
fn wrong_configuration_is_wrong_usage() {
    for (file, message, hint) in [
        (
            "durabilty = 'disk'",
            "stratus.toml:1: there is no key 'durabilty'",
            "did you mean 'durability'",
        ),
        ("\niam = 'never'", "stratus.toml:2: iam cannot be 'never'", "iam takes `enforce`"),
        ("iam", "stratus.toml:1: ", "the file is TOML"),
    ] {
        let home = Home::new();
        home.write("stratus.toml", file);
        let ran = home.run(&["start", "--listen", "127.0.0.1:0"]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.starts_with(&format!("error: {message}")), "{ran:?}");
        assert!(ran.err.contains(&format!("hint: {hint}")), "{ran:?}");
    }
}

#[test]
fn wrong_flags_are_wrong_usage() {
    for args in
        [&["start", "--durability", "paper"][..], &["start", "--lisen", "x"], &["begin"], &[]]
    {
        let ran = Home::new().run(args);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert_eq!(ran.out, "", "{ran:?}");
    }
    let ran = Home::new().run(&["start", "--listen", "nowhere"]);
    assert_eq!(ran.code, 2, "{ran:?}");
    assert!(ran.err.starts_with("error: --listen: listen cannot be 'nowhere'"), "{ran:?}");
}

#[test]
fn init_writes_a_file_once() {
    let home = Home::new();
    assert_eq!(home.ok(&["config", "--init"]), "Wrote stratus.toml\n");
    assert_eq!(shown(&home, "durability").1, "default", "everything in it is commented out");
    let ran = home.run(&["config", "--init"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("error: stratus.toml exists"), "{ran:?}");
}

#[test]
fn localstack_variables_count() {
    let mut home = Home::new();
    home.set("GATEWAY_LISTEN", "127.0.0.1:0");
    home.set("PERSISTENCE", "0");
    let cloud = home.start_plain(&[]);
    assert_eq!(cloud.facts["data"], Value::Null);
    assert!(!home.path(".stratus").exists());
}

#[test]
fn a_mistyped_variable_is_pointed_out() {
    let mut home = Home::new();
    home.set("STRATUS_DURABILTY", "disk");
    let cloud = home.start(&[]);
    cloud.signal("TERM");
    let (_, log) = cloud.ended();
    let want =
        "warning: the variable STRATUS_DURABILTY means nothing; did you mean STRATUS_DURABILITY?";
    assert!(log.contains(want), "{log}");
}

#[test]
fn the_log_can_be_json() {
    let home = Home::new();
    let cloud = home.start(&["--log-format", "json"]);
    cloud.signal("TERM");
    let (_, log) = cloud.ended();
    let lines: Vec<Value> =
        log.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    assert!(lines.iter().any(|line| line["message"] == "stopped"), "{lines:?}");
}
