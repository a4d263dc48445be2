//! `stratus aws`: the AWS CLI, run with the environment of `stratus env`.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::{Command, ExitCode};

use clap::Args;

use super::admin::Admin;
use super::failure::failed;
use super::instance::Instance;
use super::{Context, Failure, Outcome, env};

/// Run the AWS CLI against the cloud: `stratus aws sqs list-queues`.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Aws {
    /// Sign with the cloud's real root key, as `--strict` demands; stands before what the AWS CLI is given.
    #[arg(long)]
    root: bool,
    /// Sign as a user or role: `alice`, `role/app`, or an ARN; stands before what the AWS CLI is given.
    #[arg(long = "as", value_name = "WHO", conflicts_with = "root")]
    who: Option<String>,
    /// What the AWS CLI is given.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
    args: Vec<OsString>,
}

impl Aws {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let mut command = Command::new("aws");
        // Version 1 of the CLI goes past AWS_ENDPOINT_URL to AWS itself for SQS and some others; it heeds the
        // option. A second one, from the user, wins.
        let endpoint = Instance::find(cx)?.endpoint_url();
        if !has_own_endpoint(&self.args) {
            proxied(&mut command, &endpoint);
        }
        command.arg("--endpoint-url").arg(endpoint).args(self.args);
        for name in env::FOREIGN {
            command.env_remove(name);
        }
        let user = &cx.environment;
        let region = user.get("AWS_REGION").or(user.get("AWS_DEFAULT_REGION"));
        for (name, value) in env::variables(cx, self.root, self.who.as_deref())? {
            let value = region.filter(|_| name.ends_with("REGION")).unwrap_or(&value);
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
        let cloud = Admin::find(cx)?;
        if !ran.success() && !cloud.answers() {
            // Beside what the AWS CLI has said; its exit code stays.
            cloud.nobody().tell();
        }
        let code = ran.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
        Ok(ExitCode::from(code))
    }
}

/// Whether the user names an endpoint, which wins.
fn has_own_endpoint(args: &[OsString]) -> bool {
    let names = |arg: &OsString| arg.to_str().is_some_and(|arg| arg.starts_with("--endpoint-url"));
    args.iter().any(names)
}

/// S3 Control puts an account, and S3 a bucket, before the endpoint's host. Few machines can look such a name up; as the
/// proxy, the cloud gets the calls whatever their host is.
fn proxied(command: &mut Command, endpoint: &str) {
    for name in ["HTTP_PROXY", "NO_PROXY", "no_proxy"] {
        command.env_remove(name);
    }
    command.env("http_proxy", endpoint);
}
