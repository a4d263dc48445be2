//! Commands that need no cloud.

use crate::home::Home;

#[test]
fn version() {
    let home = Home::new();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(home.ok(&["version"]), format!("stratus {version}\n"));
    assert_eq!(home.ok(&["--version"]), format!("stratus {version}\n"));
    assert_eq!(home.json(&["version", "--json"])["version"], version);
}

#[test]
fn completions() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(home.ok(&["completions", shell]).contains("snapshot"), "{shell}");
    }
}

#[test]
fn fidelity_counts_and_lists() {
    let home = Home::new();
    assert!(home.ok(&["fidelity"]).starts_with("SERVICE"));
    let ran = home.run(&["fidelity", "warp-drive"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("error: there is no service 'warp-drive'"), "{ran:?}");
}

#[test]
fn help_names_every_command() {
    let help = Home::new().ok(&["--help"]);
    for command in
        ["start", "stop", "status", "logs", "env", "aws", "clock", "snapshot", "reset", "trust"]
    {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
    }
}
