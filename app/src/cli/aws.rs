//! `stratus aws`: the AWS CLI, run with the environment of `stratus env`.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::{Command, ExitCode};

use clap::Args;

use super::failure::failed;
use super::{Context, Failure, Outcome, env};

/// Run the AWS CLI against the cloud: `stratus aws sqs list-queues`.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Aws {
    /// What the AWS CLI is given.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
    args: Vec<OsString>,
}

impl Aws {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let mut command = Command::new("aws");
        command.args(self.args);
        // A profile or a session of another cloud must not mix with this one's key.
        for name in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN"] {
            command.env_remove(name);
        }
        for (name, value) in env::variables(cx, false)? {
            let regional = name.ends_with("REGION");
            // The region is the user's to choose, and keys of an own account are no mistake either.
            if regional && cx.environment.get("AWS_REGION").is_some() {
                continue;
            }
            command.env(name, value);
        }
        let ran = command.status().map_err(|error| match error.kind() {
            ErrorKind::NotFound => Failure::new(
                "the AWS CLI is not installed: there is no `aws` on the PATH",
            )
            .hint(
                "`pip install awscli` installs it; any AWS SDK works without, with `stratus env`",
            ),
            _ => failed("run `aws`")(error),
        })?;
        let code = ran.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
        Ok(ExitCode::from(code))
    }
}
