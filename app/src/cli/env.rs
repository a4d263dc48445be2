//! `stratus env`: the environment that points AWS tools at the cloud, for a shell to take over.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::admin::{Admin, understood};
use super::instance::Instance;
use super::{Context, Failure, Outcome, output};

/// Print the environment that points AWS tools at the cloud: `eval "$(stratus env)"`.
#[derive(Debug, Args)]
pub(crate) struct Env {
    /// Export the cloud's real root key instead of `test`.
    #[arg(long)]
    root: bool,
    /// The shell that will read it; found out from SHELL when not given.
    #[arg(long, value_enum)]
    shell: Option<Shell>,
}

/// How variables are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shell {
    /// Any POSIX shell: sh, bash, zsh.
    Posix,
    Fish,
    Powershell,
}

impl Env {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let variables = variables(cx, self.root)?;
        if cx.json() {
            let all: Map<String, Value> = variables
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.into()))
                .collect();
            output::json(&all)?;
            return Ok(ExitCode::SUCCESS);
        }
        let shell = self.shell.unwrap_or_else(|| Shell::guess(cx.environment.get("SHELL")));
        for name in FOREIGN.into_iter().filter(|name| cx.environment.get(name).is_some()) {
            output::line(shell.unset(name));
        }
        for (name, value) in variables {
            output::line(shell.set(name, &value));
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Shell {
    fn guess(shell: Option<&str>) -> Shell {
        match shell.and_then(|path| path.rsplit('/').next()) {
            Some("fish") => Shell::Fish,
            Some("pwsh") => Shell::Powershell,
            None if cfg!(windows) => Shell::Powershell,
            _ => Shell::Posix,
        }
    }

    /// The values contain no quotes: addresses, regions and base64.
    fn set(self, name: &str, value: &str) -> String {
        match self {
            Shell::Posix => format!("export {name}='{value}'"),
            Shell::Fish => format!("set -gx {name} '{value}';"),
            Shell::Powershell => format!("$Env:{name} = '{value}'"),
        }
    }

    fn unset(self, name: &str) -> String {
        match self {
            Shell::Posix => format!("unset {name}"),
            Shell::Fish => format!("set -e {name};"),
            Shell::Powershell => format!("Remove-Item Env:{name}"),
        }
    }
}

/// A profile or a session of another cloud, which must not mix with this one's key: some SDKs prefer a profile to
/// keys in the environment, and all send a session's token along.
pub(crate) const FOREIGN: [&str; 3] = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN"];

/// The variables that AWS's SDKs and tools read.
pub(crate) fn variables(cx: &Context, root: bool) -> Result<Vec<(&'static str, String)>, Failure> {
    let config = cx.config()?;
    let instance = Instance::find(cx)?;
    let (id, secret) = match root {
        true => root_key(cx).map(|key| (key.id, key.secret))?,
        false => ("test".to_owned(), "test".to_owned()),
    };
    let region = config.region.to_string();
    Ok(vec![
        ("AWS_ENDPOINT_URL", instance.endpoint_url()),
        ("AWS_ACCESS_KEY_ID", id),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_REGION", region.clone()),
        ("AWS_DEFAULT_REGION", region),
    ])
}

/// The cloud's root key, as the cloud says it.
#[derive(Deserialize)]
struct RootKey {
    #[serde(rename = "accessKeyId")]
    id: String,
    #[serde(rename = "secretAccessKey")]
    secret: String,
}

fn root_key(cx: &Context) -> Result<RootKey, Failure> {
    let key: RootKey = understood(&Admin::find(cx)?.get("/_stratus/credentials")?)?;
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "+/=".contains(c));
    // A shell will run this.
    match plain(&key.id) && plain(&key.secret) {
        true => Ok(key),
        false => Err(Failure::new("the cloud's root key has characters that no key has")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shells() {
        assert_eq!(Shell::guess(Some("/usr/bin/fish")), Shell::Fish);
        assert_eq!(Shell::guess(Some("/bin/zsh")), Shell::Posix);
        assert_eq!(Shell::Posix.set("A", "b"), "export A='b'");
        assert_eq!(Shell::Fish.set("A", "b"), "set -gx A 'b';");
        assert_eq!(Shell::Powershell.set("A", "b"), "$Env:A = 'b'");
        assert_eq!(Shell::Posix.unset("A"), "unset A");
        assert_eq!(Shell::Fish.unset("A"), "set -e A;");
        assert_eq!(Shell::Powershell.unset("A"), "Remove-Item Env:A");
    }
}
