//! What a cloud says once it listens. The last line is exactly `Ready.`, for which tools wait.

use serde::Serialize;

use super::Context;
use super::instance::reachable;
use super::output::{bold, table};
use crate::Cloud;
use crate::config::Config;

/// The last line of the banner.
pub(crate) const READY: &str = "Ready.";

/// The banner for programs: one line.
#[derive(Serialize)]
struct Facts<'a> {
    endpoint: String,
    addresses: Vec<String>,
    data: Option<String>,
    durability: String,
    services: Vec<&'a str>,
    pid: u32,
    version: &'static str,
}

/// One JSON object.
pub(crate) fn json(cloud: &Cloud, config: &Config) -> String {
    let facts = Facts {
        endpoint: endpoint(cloud),
        addresses: cloud.addresses().iter().map(ToString::to_string).collect(),
        data: (!config.ephemeral).then(|| config.data.display().to_string()),
        durability: cloud.kernel().store().durability().to_string(),
        services: services(cloud),
        pid: std::process::id(),
        version: env!("CARGO_PKG_VERSION"),
    };
    serde_json::to_string(&facts).expect("plain texts are JSON")
}

/// A few lines for people.
pub(crate) fn text(cx: &Context, cloud: &Cloud, config: &Config) -> String {
    let row = |name: &str, value: String| [format!("  {name}"), value];
    let data = match config.ephemeral {
        true => "in memory; ends with this process".to_owned(),
        false => format!("{} (durability: {})", config.data.display(), config.durability),
    };
    let mut rows: Vec<_> =
        cloud.addresses().iter().map(|a| row("Endpoint", format!("http://{a}"))).collect();
    let to_here = to_here(cx, cloud, config);
    rows.push(row("Data", data));
    rows.push(row("Services", services(cloud).join(", ")));
    rows.push(row("Shell", format!("eval \"$(stratus{to_here} env)\" points AWS tools here")));
    rows.push(row("Or", format!("stratus{to_here} aws sts get-caller-identity")));
    let title = bold(&format!("Stratus {}", env!("CARGO_PKG_VERSION")));
    format!("{title}\n{}{READY}\n", table(&rows))
}

/// The option with which other commands find this cloud, when they would not find it without.
fn to_here(cx: &Context, cloud: &Cloud, config: &Config) -> String {
    let endpoint = endpoint(cloud);
    let found = cx.config().is_ok_and(|others| others.listen.contains(&cloud.addresses()[0]));
    match &cx.globals.data {
        _ if config.ephemeral && !found => format!(" --endpoint {endpoint}"),
        Some(data) if !config.ephemeral => format!(" --data {}", data.display()),
        _ => String::new(),
    }
}

fn services(cloud: &Cloud) -> Vec<&'static str> {
    cloud.kernel().services().iter().map(kernel::Registered::name).collect()
}

fn endpoint(cloud: &Cloud) -> String {
    format!("http://{}", reachable(cloud.addresses()[0]))
}
