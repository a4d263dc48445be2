//! `stratus env`: the environment that points AWS tools at the cloud, for a shell to take over.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::admin::{Admin, understood};
use super::instance::Instance;
use super::{Context, Failure, Outcome, output};
use crate::config::Config;

/// Print the environment that points AWS tools at the cloud: `eval "$(stratus env)"`.
#[derive(Debug, Args)]
pub(crate) struct Env {
    /// Export the cloud's real root key instead of `test`.
    #[arg(long)]
    root: bool,
    /// Export credentials of a user or role, good for an hour: `alice`, `role/app`, or an ARN.
    #[arg(long = "as", value_name = "WHO", conflicts_with = "root")]
    who: Option<String>,
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
        let variables = variables(cx, self.root, self.who.as_deref())?;
        if cx.json() {
            let all: Map<String, Value> = variables
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value.into()))
                .collect();
            output::json(&all)?;
            return Ok(ExitCode::SUCCESS);
        }
        let shell = self.shell.unwrap_or_else(|| Shell::guess(cx.environment.get("SHELL")));
        let set = |name: &str| variables.iter().any(|(own, _)| *own == name);
        for name in FOREIGN.into_iter().filter(|name| cx.environment.get(name).is_some()) {
            if !set(name) {
                output::line(shell.unset(name));
            }
        }
        for (name, value) in &variables {
            output::line(shell.set(name, value));
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
pub(crate) fn variables(
    cx: &Context,
    root: bool,
    who: Option<&str>,
) -> Result<Vec<(&'static str, String)>, Failure> {
    let config = cx.config()?;
    let instance = Instance::find(cx)?;
    let key = match who {
        Some(who) => key(cx, &format!("?principal={}", principal(who, &config)?))?,
        None if root => key(cx, "")?,
        None => Key { id: "test".to_owned(), secret: "test".to_owned(), token: None },
    };
    let region = config.region.to_string();
    let mut variables = vec![
        ("AWS_ENDPOINT_URL", instance.endpoint_url()),
        ("AWS_ACCESS_KEY_ID", key.id),
        ("AWS_SECRET_ACCESS_KEY", key.secret),
        ("AWS_REGION", region.clone()),
        ("AWS_DEFAULT_REGION", region),
    ];
    variables.extend(key.token.map(|token| ("AWS_SESSION_TOKEN", token)));
    Ok(variables)
}

/// The ARN that `alice`, `user/alice`, `role/app` or an ARN means.
fn principal(who: &str, config: &Config) -> Result<String, Failure> {
    let fits = |c: char| c.is_ascii_alphanumeric() || ":/+=,.@_-".contains(c);
    if who.is_empty() || !who.chars().all(fits) {
        return Err(Failure::usage(format!("'{who}' is no user or role"))
            .hint("such as alice, role/app, or arn:aws:iam::111122223333:role/app"));
    }
    let account = &config.account;
    let arn = match who {
        arn if arn.starts_with("arn:") => arn.to_owned(),
        named if named.starts_with("user/") || named.starts_with("role/") => {
            format!("arn:aws:iam::{account}:{named}")
        }
        user => format!("arn:aws:iam::{account}:user/{user}"),
    };
    // A plus in a query would be read as a space by others than us.
    Ok(arn.replace('+', "%2B"))
}

/// A key, as the cloud tells it.
#[derive(Deserialize)]
struct Key {
    #[serde(rename = "accessKeyId")]
    id: String,
    #[serde(rename = "secretAccessKey")]
    secret: String,
    #[serde(rename = "sessionToken")]
    token: Option<String>,
}

fn key(cx: &Context, whose: &str) -> Result<Key, Failure> {
    let path = format!("/_stratus/credentials{whose}");
    let key: Key = understood(&Admin::find(cx)?.get(&path)?)?;
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || "+/=".contains(c));
    // A shell will run this.
    match plain(&key.id) && plain(&key.secret) && key.token.as_deref().is_none_or(plain) {
        true => Ok(key),
        false => Err(Failure::new("the cloud's key has characters that no key has")),
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
