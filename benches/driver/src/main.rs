//! Measures a release binary of Stratus: CPU of the server for each operation, as a ratio to a bare hyper server
//! in the same run; the time to start; memory; and whether a million messages change anything. See ../README.md.

mod bare;
mod beside;
mod client;
mod items;
mod keyed;
mod load;
mod million;
mod objects;
mod options;
mod process;
mod report;
mod scenario;
mod user;

use std::process::ExitCode;

use client::{Client, Error};
use load::Figure;
use options::Options;
use process::Server;
use report::Report;
use scenario::Scenario;

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("error: {error}\n{}", options::USAGE);
            return ExitCode::from(2);
        }
    };
    if options.serve_bare {
        bare::serve();
        return ExitCode::SUCCESS;
    }
    // One thread: the machine's other cores are the server's.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let result = runtime.map_err(Error::from).and_then(|rt| rt.block_on(run(&options)));
    match result {
        Ok(report) => {
            print!("{}", report.table());
            if let Some(path) = &options.json
                && let Err(error) = std::fs::write(path, report.json())
            {
                eprintln!("error: {}: {error}", path.display());
                return ExitCode::FAILURE;
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<Report, Error> {
    let mut report = Report::default();
    let dir = std::env::temp_dir().join(format!("stratus-bench-{}", std::process::id()));
    if options.awake {
        tokio::spawn(async {
            loop {
                tokio::task::yield_now().await;
            }
        });
    }
    let outcome = measure(options, &dir, &mut report).await;
    // Whatever came out of it, nothing is left behind.
    let _gone = std::fs::remove_dir_all(&dir);
    outcome.map(|()| report)
}

async fn measure(
    options: &Options,
    dir: &std::path::Path,
    report: &mut Report,
) -> Result<(), Error> {
    let bare = Server::bare()?;
    for &connections in &options.connections {
        let scenario = Scenario::BareGet;
        report.add(load::run(&bare, &scenario, connections, options.time).await?);
    }
    if options.scenarios().iter().any(|s| s.name() == "s3-get-10m")
        && let Some(nginx) = beside::nginx(dir).await?
    {
        for &connections in &options.connections {
            report.add(load::run(&nginx, &Scenario::Nginx, connections, options.time).await?);
        }
    }
    if options.scenarios().iter().any(|s| s.name() == "s3-put-10m") {
        report.md5_micros = Some(beside::md5_micros(options.time));
    }
    beside::dynamodb(options, report).await?;
    report.starts = process::start_times(&options.binary, dir, options.starts).await?;
    let mut server = Server::stratus(&options.binary, &dir.join("data"))?;
    process::settle().await;
    report.idle_kib = server.resident_kib();
    let mut client = Client::connect(server.address, None).await?;
    for scenario in options.scenarios() {
        for &connections in &options.connections {
            let queue = format!("{}-{connections}", scenario.name());
            let scenario = scenario.prepare(&mut client, &queue).await?;
            report.add(load::run(&server, &scenario, connections, options.time).await?);
        }
    }
    server.key = Some(user::make(server.address).await?);
    for scenario in options.scenarios() {
        for &connections in &options.connections {
            let queue = scenario.name_as_user(connections);
            let scenario = scenario.prepare(&mut client, &queue).await?;
            let figure = load::run(&server, &scenario, connections, options.time).await?;
            report.add(Figure { name: format!("{} (user)", figure.name), ..figure });
        }
    }
    server.key = None;
    report.loaded_kib = server.resident_kib();
    if options.million_keys {
        million::keys(options, &server, report).await?;
    }
    if let Some(count) = options.items {
        items::measure(options, &server, count, report).await?;
    }
    if options.million {
        flatness(options, &server, &mut client, report).await?;
    }
    Ok(())
}

/// The same operations on a queue with few messages and on one with a million.
async fn flatness(
    options: &Options,
    server: &Server,
    client: &mut Client,
    report: &mut Report,
) -> Result<(), Error> {
    let connections = options.connections[0];
    let queue = "million";
    let kinds = [Scenario::send(), Scenario::round_trip(), Scenario::count()];
    for kind in &kinds {
        let scenario = kind.prepare(client, queue).await?;
        let few = load::run(server, &scenario, connections, options.time).await?;
        report.add(Figure { name: format!("{} (few)", few.name), ..few });
    }
    let fill = Scenario::send_batch().prepare(client, queue).await?;
    load::repeat(server, &fill, 8, 100_000).await?;
    // The connection from before the fill was idle for so long that it is closed by now.
    let client = &mut Client::connect(server.address, None).await?;
    for kind in &kinds {
        let scenario = kind.prepare(client, queue).await?;
        let many = load::run(server, &scenario, connections, options.time).await?;
        report.add(Figure { name: format!("{} (1 M)", many.name), ..many });
    }
    report.million_kib = Some(server.resident_kib());
    Ok(())
}
