//! Pages of a bucket of a million keys, beside those of a small one: wherever a page begins, it costs as much.

use crate::client::{Client, Error};
use crate::load::{self, Figure};
use crate::objects::{self, Fill, Objects, PAGE, listing};
use crate::options::Options;
use crate::process::Server;
use crate::report::Report;
use crate::scenario::Scenario;

const MANY: u64 = 1_000_000;

/// Builds the buckets and measures.
pub(crate) async fn keys(
    options: &Options,
    server: &Server,
    report: &mut Report,
) -> Result<(), Error> {
    let small = [("few", false), ("few-folded", true)];
    for (bucket, spread) in small {
        fill(server, bucket, spread, PAGE as u64).await?;
    }
    let few = page(options, server, "few", "", "few").await?;
    let folded = page(options, server, "few-folded", "delimiter=%2F&", "few, folded").await?;
    fill(server, "many", false, options.keys.unwrap_or(MANY)).await?;
    let last = usize::try_from(options.keys.unwrap_or(MANY))? - PAGE - 1;
    let after = |n: usize| format!("start-after={}", objects::key(n).replace('/', "%2F"));
    // Names of a query stand in order: `list-type` comes before `start-after`.
    let pages = [
        ("first page", String::new(), &few),
        ("page in the middle", after(last / 2), &few),
        ("last page", after(last), &few),
        ("folded", "delimiter=%2F&".to_owned(), &folded),
    ];
    report.add(few.clone());
    report.add(folded.clone());
    for (name, query, beside) in pages {
        let figure = page(options, server, "many", &query, name).await?;
        report.add(figure.clone());
        let (cpu, median) = (
            figure.cpu_micros / beside.cpu_micros,
            f64::from(figure.median) / f64::from(beside.median),
        );
        report.pages.push((name.to_owned(), cpu, median));
    }
    report.million_kib = Some(server.resident_kib());
    Ok(())
}

async fn fill(server: &Server, bucket: &str, spread: bool, count: u64) -> Result<(), Error> {
    let path = format!("/{bucket}");
    let mut client = Client::connect(server.address, None).await?;
    objects::make_bucket(&mut client, &path).await?;
    load::repeat(server, &Scenario::Fill(Fill::new(&path, spread)), 16, count).await
}

async fn page(
    options: &Options,
    server: &Server,
    bucket: &str,
    query: &str,
    name: &str,
) -> Result<Figure, Error> {
    let mut ready = listing(&format!("/{bucket}"), "");
    match query.starts_with("start-after") {
        true => ready.query = format!("{}&{query}", ready.query),
        false => ready.query = format!("{query}{}", ready.query),
    }
    let scenario = Scenario::Objects(Objects::List, ready);
    let figure = load::run(server, &scenario, 1, options.time).await?;
    Ok(Figure { name: format!("{} ({name})", figure.name), ..figure })
}
