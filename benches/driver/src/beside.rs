//! What is measured beside: nginx that sends a file as long as large objects, MD5 alone of the same bytes, and other servers
//! that speak DynamoDB's API.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use md5::{Digest as _, Md5};

use crate::client::{Ask, Client, Error, Key};
use crate::load::{self, Figure};
use crate::objects::LARGE;
use crate::options::Options;
use crate::process::Server;
use crate::report::Report;

/// nginx with one worker, as the cloud has one thread on two cores; `None` when it is not installed.
pub(crate) async fn nginx(dir: &Path) -> Result<Option<Server>, Error> {
    let known = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"];
    let Some(binary) = known.into_iter().find(|path| Path::new(path).exists()) else {
        eprintln!("nginx is not installed: s3-get-10m stands alone");
        return Ok(None);
    };
    let dir = dir.join("nginx");
    std::fs::create_dir_all(dir.join("root"))?;
    std::fs::write(dir.join("root/object"), vec![b'x'; LARGE])?;
    let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut config = String::from("daemon off; master_process off; worker_processes 1;\n");
    let root = dir.display();
    let _infallible = write!(
        config,
        "pid {root}/pid; error_log {root}/error.log;\nevents {{ worker_connections 256; }}\n\
         http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;\n\
         client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;\n\
         uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;\n\
         server {{ listen {address}; root {root}/root; }} }}\n"
    );
    std::fs::write(dir.join("conf"), config)?;
    let server = Server::at(Command::new(binary).arg("-c").arg(dir.join("conf")), address)?;
    for _ in 0..100 {
        if Client::plain(address).await.is_ok() {
            return Ok(Some(server));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err("nginx does not listen".into())
}

/// DynamoDB's scenarios on the other servers that were named. What one of them does not do is told, and left out.
pub(crate) async fn dynamodb(options: &Options, report: &mut Report) -> Result<(), Error> {
    for (name, port, command) in &options.beside {
        let mut words = command.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).stdout(std::process::Stdio::null());
        let mut server = Server::at(&mut command, ([127, 0, 0, 1], *port).into())?;
        server.key = Some(Key { id: "bench".to_owned(), secret: "bench".to_owned() });
        let mut tries = 0;
        while Client::plain(server.address).await.is_err() {
            tries += 1;
            if tries > 600 {
                return Err(format!("{name} does not listen on port {port}").into());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let ours = options.scenarios().into_iter().filter(|s| s.name().starts_with("dynamodb-"));
        for scenario in ours {
            for &connections in &options.connections {
                let mut client = Client::connect(server.address, server.key.as_ref()).await?;
                let table = format!("{}-{connections}", scenario.name());
                let measured = async {
                    let scenario = scenario.prepare(&mut client, &table).await?;
                    load::run(&server, &scenario, connections, options.time).await
                };
                match measured.await {
                    Ok(figure) => {
                        report.add(Figure { name: format!("{name} {}", figure.name), ..figure });
                    }
                    Err(error) => eprintln!("{name} {}: {error}", scenario.name()),
                }
            }
        }
        report.add_beside(name, server.resident_kib());
    }
    Ok(())
}

/// One download from nginx.
pub(crate) async fn get(client: &mut Client) -> Result<(), Error> {
    let get =
        Ask { method: "GET", path: "/object", query: "", body: Default::default(), signed: true };
    match client.drain(get).await? {
        LARGE => Ok(()),
        other => Err(format!("{other} bytes").into()),
    }
}

/// MD5 alone over as many bytes: the median times in microseconds.
pub(crate) struct Md5Micros {
    /// By portable code.
    pub(crate) portable: f64,
    /// By the assembly that Stratus uses.
    pub(crate) assembly: f64,
}

pub(crate) fn md5_micros(time: Duration) -> Md5Micros {
    let bytes: Vec<u8> = (0..LARGE).map(|at| (at * 7 / 5) as u8).collect();
    Md5Micros {
        portable: median_micros(time, || Md5::digest(&bytes)),
        assembly: median_micros(time, || own_md5::Md5::digest(&bytes)),
    }
}

fn median_micros<T>(time: Duration, work: impl Fn() -> T) -> f64 {
    let (began, mut times) = (Instant::now(), Vec::new());
    while began.elapsed() < time {
        let start = Instant::now();
        std::hint::black_box(work());
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
