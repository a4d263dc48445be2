//! `stratus trust`: how programs come to trust the certificates of `https://` endpoints. Each installation
//! has an authority of its own, in the data directory; its key never leaves the machine.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;
use gateway::tls::Authority;
use serde_json::json;

use super::failure::failed;
use super::instance::Instance;
use super::{Context, Failure, Outcome, output};

/// Make this machine trust the cloud's certificates.
#[derive(Debug, Args)]
pub(crate) struct Trust {
    /// Put the authority into the system's store; mostly needs to be run by root.
    #[arg(long)]
    install: bool,
}

/// A system's store of authorities: a folder, and the command that reads it anew.
struct SystemStore {
    folder: &'static str,
    file: &'static str,
    update: &'static [&'static str],
}

/// Debian and its kin, Red Hat and its kin, Arch.
const STORES: [SystemStore; 3] = [
    SystemStore {
        folder: "/usr/local/share/ca-certificates",
        file: "stratus.crt",
        update: &["update-ca-certificates"],
    },
    SystemStore {
        folder: "/etc/pki/ca-trust/source/anchors",
        file: "stratus.pem",
        update: &["update-ca-trust", "extract"],
    },
    SystemStore {
        folder: "/etc/ca-certificates/trust-source/anchors",
        file: "stratus.crt",
        update: &["trust", "extract-compat"],
    },
];

impl Trust {
    pub(crate) fn run(self, cx: &Context) -> Outcome {
        let config = cx.config()?;
        let ca = Authority::load_or_create(&config.data.join("tls"))
            .map_err(|error| Failure::new(error.to_string()))?;
        let ca = std::path::absolute(&ca).unwrap_or(ca);
        if self.install {
            let place = install(&ca)?;
            match cx.json() {
                true => output::json(&json!({ "ca": ca, "installed": place }))?,
                false => output::line(format!("Installed {} into {place}", ca.display())),
            }
        } else if cx.json() {
            output::json(&json!({ "ca": ca }))?;
        } else {
            output::text_out(&explanation(&ca, &Instance::find(cx)?.authority));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn explanation(ca: &Path, authority: &str) -> String {
    let ca = ca.display();
    format!(
        "The authority's certificate: {ca}\n\n\
         AWS CLI, boto3    export AWS_CA_BUNDLE='{ca}'\n\
         JavaScript        export NODE_EXTRA_CA_CERTS='{ca}'\n\
         curl              curl --cacert '{ca}' https://{authority}/_stratus/health\n\
         The whole system  stratus trust --install\n\n\
         Plain http:// endpoints need none of this.\n"
    )
}

/// Puts the certificate into the system's store, and says where that is.
fn install(ca: &Path) -> Result<String, Failure> {
    if cfg!(target_os = "macos") {
        let keychain = "/Library/Keychains/System.keychain";
        let ca = ca.to_string_lossy();
        run(&["security", "add-trusted-cert", "-d", "-r", "trustRoot", "-k", keychain, &ca])?;
        return Ok(keychain.to_owned());
    }
    let store = STORES.iter().find(|store| Path::new(store.folder).is_dir()).ok_or_else(|| {
        Failure::new("no system store of certificate authorities was found")
            .hint("`stratus trust` says how each program is told")
    })?;
    let place: PathBuf = Path::new(store.folder).join(store.file);
    std::fs::copy(ca, &place).map_err(|error| {
        Failure::new(format!("may not write {}: {error}", place.display())).hint(format!(
            "sudo cp '{}' {} && sudo {}",
            ca.display(),
            place.display(),
            store.update.join(" ")
        ))
    })?;
    run(store.update)?;
    Ok(place.display().to_string())
}

fn run(words: &[&str]) -> Result<(), Failure> {
    let shown = words.join(" ");
    let ran = Command::new(words[0])
        .args(&words[1..])
        .output()
        .map_err(failed(format!("run `{shown}`")))?;
    if ran.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&ran.stderr).trim().to_owned();
    Err(Failure::new(format!("`{shown}` failed: {said}")).hint("it mostly needs to be run by root"))
}
