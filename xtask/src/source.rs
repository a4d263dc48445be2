//! The pinned source of the API models: fetched once, verified, unpacked below `target/models`.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::{Result, tree};

#[derive(Deserialize)]
struct Pins {
    botocore: Pin,
}

#[derive(Deserialize)]
struct Pin {
    version: String,
    sha256: String,
}

/// The folder with one folder for each service; fetched if need be.
pub(crate) fn models() -> Result<PathBuf> {
    if let Some(models) = fetched()? {
        return Ok(models);
    }
    let pin = pin()?;
    let folder = folder(&pin);
    fs::create_dir_all(&folder)?;
    let wheel = download(&folder, &pin)?;
    python(&folder, &["-m", "zipfile", "-e", &wheel, "."])?;
    tree::write(&folder.join("complete"), &pin.sha256)?;
    Ok(folder.join("botocore/data"))
}

/// The same, if the pinned version has been fetched already.
pub(crate) fn fetched() -> Result<Option<PathBuf>> {
    let pin = pin()?;
    let folder = folder(&pin);
    let complete = fs::read_to_string(folder.join("complete")).is_ok_and(|hash| hash == pin.sha256);
    Ok(complete.then(|| folder.join("botocore/data")))
}

fn pin() -> Result<Pin> {
    let pins: Pins = toml::from_str(&tree::read(&tree::path("crates/codegen/pins.toml"))?)?;
    Ok(pins.botocore)
}

fn folder(pin: &Pin) -> PathBuf {
    tree::path("target/models").join(format!("botocore-{}", pin.version))
}

/// pip refuses a file whose hash is not the pinned one.
fn download(folder: &Path, pin: &Pin) -> Result<String> {
    println!("fetching botocore {}", pin.version);
    let requirement = format!("botocore=={} --hash=sha256:{}\n", pin.version, pin.sha256);
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
