//! The command line. One file for each command; this one holds what they share: global options, the
//! list of commands, and how a failure is told.

mod admin;
mod aws;
mod banner;
mod clock;
mod completions;
mod config;
mod context;
mod detach;
mod env;
mod explain;
mod failure;
mod faults;
mod fidelity;
mod instance;
mod logging;
mod logs;
mod output;
mod policy;
mod reset;
mod signals;
mod snapshot;
mod start;
mod status;
mod stop;
mod trust;
mod version;

use std::process::ExitCode;

use ::clap::{Parser, Subcommand};

pub(crate) use context::{Context, Globals};
pub(crate) use failure::{Failure, Outcome};

use crate::config::Environment;

/// A cloud on your own machine: AWS's APIs, without an account.
#[derive(Debug, Parser)]
#[command(name = "stratus", version, propagate_version = false, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a cloud, in the foreground unless told otherwise.
    Start(Box<start::Start>),
    /// Stop the running cloud, once calls under way are finished.
    Stop(stop::Stop),
    /// Show whether a cloud runs, where, and how.
    Status(status::Status),
    /// Show the log of a detached cloud, or its recent calls.
    Logs(logs::Logs),
    /// Print the environment that points AWS tools at the cloud: `eval "$(stratus env)"`.
    Env(env::Env),
    /// Run the AWS CLI against the cloud: `stratus aws sqs list-queues`.
    Aws(aws::Aws),
    /// Freeze, move or resume the cloud's time.
    Clock(clock::Clock),
    /// Save, load, list or delete whole states.
    Snapshot(snapshot::Snapshot),
    /// Delete everything in every account and region.
    Reset(reset::Reset),
    /// Make this machine trust the cloud's certificates.
    Trust(trust::Trust),
    /// Show the configuration that holds and where each value came from.
    Config(config::Config),
    /// Show how true each operation is: real, record or absent.
    Fidelity(fidelity::Fidelity),
    /// Make calls fail, wait or be throttled on purpose.
    Faults(faults::Faults),
    /// Show why a call was allowed or denied.
    Explain(explain::Explain),
    /// Watch decisions, or have a policy suggested.
    Policy(policy::Policy),
    /// Print completions for a shell.
    Completions(completions::Completions),
    /// Print the version.
    Version(version::Version),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    // Before anything else: the helper of the compute plane is copied for each instance, and small.
    if std::env::args_os().nth(1).is_some_and(|first| first == compute::HELPER_ARGUMENT) {
        return compute::helper_main();
    }
    let Cli { globals, command } = Cli::parse();
    let cx = Context::new(globals, Environment::of_process());
    match command.run(&cx) {
        Ok(code) => code,
        Err(failure) => failure.tell(),
    }
}

impl Command {
    fn run(self, cx: &Context) -> Outcome {
        match self {
            Command::Start(command) => command.run(cx),
            Command::Stop(command) => command.run(cx),
            Command::Status(command) => command.run(cx),
            Command::Logs(command) => command.run(cx),
            Command::Env(command) => command.run(cx),
            Command::Aws(command) => command.run(cx),
            Command::Clock(command) => command.run(cx),
            Command::Snapshot(command) => command.run(cx),
            Command::Reset(command) => command.run(cx),
            Command::Trust(command) => command.run(cx),
            Command::Config(command) => command.run(cx),
            Command::Fidelity(command) => command.run(cx),
            Command::Faults(command) => command.run(cx),
            Command::Explain(command) => command.run(cx),
            Command::Policy(command) => command.run(cx),
            Command::Completions(command) => command.run(),
            Command::Version(command) => command.run(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use ::clap::CommandFactory as _;

    use super::*;
    use crate::config::KEYS;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_key_has_its_flag_on_start() {
        let cli = Cli::command();
        let start = cli.find_subcommand("start").expect("there is start");
        let flags: Vec<_> = start
            .get_arguments()
            .chain(cli.get_arguments())
            .filter_map(|arg| arg.get_long())
            .collect();
        for key in KEYS {
            assert!(flags.contains(&key.flag().trim_start_matches("--")), "{}", key.flag());
        }
    }

    #[test]
    fn the_help_names_each_default() {
        let cli = Cli::command();
        let start = cli.find_subcommand("start").expect("there is start");
        for key in KEYS.iter().filter(|key| !matches!(key.default, "" | "false" | "auto")) {
            let mut all = start.get_arguments().chain(cli.get_arguments());
            let flag = key.flag();
            let arg = all.find(|arg| arg.get_long() == flag.strip_prefix("--"));
            let help = arg.and_then(|arg| arg.get_help()).expect("the flag has help").to_string();
            assert!(help.ends_with(&format!("[default: {}]", key.default)), "{help}");
        }
    }
}
