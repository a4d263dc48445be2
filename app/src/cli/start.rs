//! `stratus start`: open the state, listen, say so, serve until told to stop. Nothing else on the way.

use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;
use tokio::runtime::{Builder, Runtime};

use super::context::set_flag;
use super::failure::failed;
use super::instance::RunFile;
use super::signals::Signals;
use super::{Context, Failure, Outcome, banner, detach, logging, output};
use crate::Cloud;
use crate::config::{Config, Values};

/// Start a cloud, in the foreground unless told otherwise.
#[derive(Debug, Args)]
pub(crate) struct Start {
    /// Run in the background; the log goes to stratus.log in the data directory.
    #[arg(long, short)]
    detach: bool,
    /// Listen here; can be given more than once [default: 127.0.0.1:4566].
    #[arg(long, value_name = "IP:PORT")]
    listen: Vec<String>,
    /// Keep everything in memory and write nothing to disk.
    #[arg(long)]
    ephemeral: bool,
    /// What an acknowledged change survives: nothing, the process's end, or the loss of power [default: process].
    #[arg(long, value_parser = PossibleValuesParser::new(["memory", "process", "disk"]))]
    durability: Option<String>,
    /// Whether denied calls fail, are logged, or are not evaluated [default: enforce].
    #[arg(long, value_parser = PossibleValuesParser::new(["enforce", "warn", "off"]))]
    iam: Option<String>,
    /// Refuse unknown access keys and unsigned calls.
    #[arg(long)]
    strict: bool,
    /// The account of unknown access keys [default: 000000000000].
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// The region of calls that name none [default: us-east-1].
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// The address in URLs that answers contain.
    #[arg(long, value_name = "HOST:PORT")]
    advertised: Option<String>,
    /// Let pages of this origin call; can be given more than once.
    #[arg(long, value_name = "ORIGIN")]
    cors_origins: Vec<String>,
    /// Throttle calls of DynamoDB beyond a table's throughput.
    #[arg(long)]
    dynamodb_throttle: bool,
    /// The port of the first DAX cluster; each further one takes the next that is free [default: 8111].
    #[arg(long, value_name = "PORT")]
    dax_port: Option<String>,
    /// How far behind DynamoDB's eventually consistent reads are [default: 0s].
    #[arg(long, value_name = "DURATION")]
    dynamodb_lag: Option<String>,
    /// A folder that holds languages for functions; can be given more than once.
    #[arg(long, value_name = "DIR")]
    lambda_runtimes: Vec<String>,
    /// A folder below which functions may run straight from their source; can be given more than once.
    #[arg(long, value_name = "DIR")]
    lambda_hot_reload: Vec<String>,
    /// A folder with container images for functions: archives of docker save, and OCI layouts.
    #[arg(long, value_name = "DIR")]
    lambda_images: Option<String>,
    /// A registry that container images may be fetched from; can be given more than once.
    #[arg(long, value_name = "HOST[:PORT]")]
    lambda_registries: Vec<String>,
    /// What runs functions [default: auto, the best that works here].
    #[arg(long, value_parser = PossibleValuesParser::new(["auto", "sandbox", "docker", "process"]))]
    lambda_driver: Option<String>,
    /// Where a Docker engine answers, if DOCKER_HOST does not say so [default: unix:///var/run/docker.sock].
    #[arg(long, value_name = "URL")]
    docker_host: Option<String>,
    /// Whom functions reach besides the cloud: nobody, or whatever this machine reaches [default: isolated].
    #[arg(long, value_parser = PossibleValuesParser::new(["isolated", "host"]))]
    lambda_network: Option<String>,
    /// What who calls a function's URL must be allowed: to invoke its URL and the function, or the URL [default: both].
    #[arg(long, value_parser = PossibleValuesParser::new(["both", "url"]))]
    lambda_url_permissions: Option<String>,
    /// What is logged: a level, or a list such as info,gateway=debug [default: info].
    #[arg(long, value_name = "LEVEL")]
    log: Option<String>,
    /// Log lines for people or for programs [default: text].
    #[arg(long, value_parser = PossibleValuesParser::new(["text", "json"]))]
    log_format: Option<String>,
    /// Threads that serve calls [default: half as many as there are cores].
    #[arg(long, value_name = "N")]
    threads: Option<String>,
    /// Open damaged state, keeping what can be read.
    #[arg(long)]
    repair: bool,
    /// This is the background process that --detach began.
    #[arg(long, hide = true)]
    detached: bool,
}

impl Start {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let mut values = cx.values()?;
        self.set_flags(&mut values);
        let config = Config::from_values(&values)?;
        for (variable, meant) in cx.environment.unknown() {
            let meant = meant.map_or(String::new(), |m| format!("; did you mean {m}?"));
            output::warning(&format!("the variable {variable} means nothing{meant}"));
        }
        if self.detach {
            return detach::start(cx, &config);
        }
        logging::begin(&config);
        warn_of_open_doors(&config);
        let runtime = runtime(&config)?;
        let served = runtime.block_on(self.serve(cx, &config));
        // Ends what may still hold the state, before the run file says that it is free.
        drop(runtime);
        let run_file = served?;
        if let Some(run_file) = run_file {
            run_file.remove(&config.data);
        }
        Ok(ExitCode::SUCCESS)
    }

    fn set_flags(&self, values: &mut Values) {
        let mut list = |name, all: &[String]| {
            if !all.is_empty() {
                set_flag(values, name, all.join(","));
            }
        };
        list("listen", &self.listen);
        list("cors_origins", &self.cors_origins);
        list("lambda_runtimes", &self.lambda_runtimes);
        list("lambda_hot_reload", &self.lambda_hot_reload);
        list("lambda_registries", &self.lambda_registries);
        let texts = [
            ("durability", &self.durability),
            ("iam", &self.iam),
            ("account", &self.account),
            ("region", &self.region),
            ("advertised", &self.advertised),
            ("dax_port", &self.dax_port),
            ("dynamodb_lag", &self.dynamodb_lag),
            ("lambda_images", &self.lambda_images),
            ("lambda_driver", &self.lambda_driver),
            ("docker_host", &self.docker_host),
            ("lambda_network", &self.lambda_network),
            ("lambda_url_permissions", &self.lambda_url_permissions),
            ("log", &self.log),
            ("log_format", &self.log_format),
            ("threads", &self.threads),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                set_flag(values, name, text);
            }
        }
        for (name, on) in [
            ("ephemeral", self.ephemeral),
            ("strict", self.strict),
            ("dynamodb_throttle", self.dynamodb_throttle),
        ] {
            if on {
                set_flag(values, name, "true");
            }
        }
    }

    /// Serves until a signal or a client ends it; gives back the run file that is then to be removed.
    async fn serve(&self, cx: &Context, config: &Config) -> Result<Option<RunFile>, Failure> {
        let mut signals = Signals::listen(self.detached).map_err(failed("listen for signals"))?;
        let mut cloud = self.cloud(cx, config).await?;
        let run_file = self.announce(cx, config, &cloud)?;
        tracing::info!(version = env!("CARGO_PKG_VERSION"), addresses = ?cloud.addresses(), "started");
        tokio::select! {
            () = signals.next() => tracing::info!("stopping; a second signal stops at once"),
            () = cloud.stopped() => {}
        }
        tokio::select! {
            closed = cloud.stop() => closed.map_err(|error| Failure::new(error.to_string()))?,
            () = signals.next() => return Err(Failure::new("stopped before calls under way were finished")),
        }
        tracing::info!("stopped");
        Ok(run_file)
    }

    async fn cloud(&self, cx: &Context, config: &Config) -> Result<Cloud, Failure> {
        let mut builder = Cloud::builder()
            .listen(config.listen.clone())
            .settings(config.settings())
            .cors_origins(config.cors_origins.clone())
            .dax_port(config.dax_port)
            .repair(self.repair);
        if !config.ephemeral {
            builder = builder.data(&config.data, config.durability);
        }
        let helper = compute::HelperCommand::own_binary().map_err(failed("find this program"))?;
        builder = builder.functions(functions(cx, config), helper);
        Ok(builder.start().await?)
    }

    /// Says that the cloud is there: to other commands, then to whoever started it.
    fn announce(
        &self,
        cx: &Context,
        config: &Config,
        cloud: &Cloud,
    ) -> Result<Option<RunFile>, Failure> {
        let mut run_file = None;
        if !config.ephemeral || self.detached {
            let file = RunFile::of_process(cloud.addresses());
            file.write(&config.data)
                .map_err(failed(format!("write to {}", config.data.display())))?;
            run_file = Some(file);
        }
        match cx.json() {
            true => output::line(banner::json(cloud, config)),
            false => output::text_out(&banner::text(cx, cloud, config)),
        }
        Ok(run_file)
    }
}

/// How functions run, by the configuration and by where languages are on this machine.
fn functions(cx: &Context, config: &Config) -> functions::Settings {
    let path = cx.environment.get("PATH").unwrap_or_default();
    functions::Settings {
        runtimes: config.lambda_runtimes.clone(),
        driver: config.lambda_driver.clone(),
        docker_host: Some(config.docker_host.clone()),
        network: config.lambda_network,
        hot_reload: config.lambda_hot_reload.clone(),
        images: functions::Sources {
            shelf: config.lambda_images.clone(),
            registries: config.lambda_registries.clone(),
        },
        url_needs_invoke: config.lambda_url_needs_invoke,
        search_path: std::env::split_paths(path).collect(),
        home: cx.environment.get("HOME").map(Into::into),
        ..functions::Settings::default()
    }
}

fn runtime(config: &Config) -> Result<Runtime, Failure> {
    let mut builder = Builder::new_multi_thread();
    // The clients of a cloud on one's own machine run on that machine: half of the cores are theirs. Measured on
    // two cores, one thread serves as many calls as two, for a seventh less work.
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    builder.worker_threads(config.threads.unwrap_or((cores / 2).max(1)));
    builder.enable_all().build().map_err(failed("start threads"))
}

fn warn_of_open_doors(config: &Config) {
    let open = config.listen.iter().find(|address| !address.ip().is_loopback());
    if let (Some(address), false) = (open, config.strict) {
        tracing::warn!(%address, "whoever reaches this address is root here; --strict asks for real keys");
    }
}
