//! `stratus start --detach`: the same command again as a process of its own, which tells through its standard
//! output when it is ready, and writes its log to a file.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use super::failure::failed;
use super::instance::{Instance, RunFile};
use super::{Context, Failure, Outcome, admin, banner, output};
use crate::config::Config;

/// A log that has grown past this is put aside when the next cloud starts.
const MAX_LOG: u64 = 10 << 20;
/// How much of the log is shown when a start fails.
const MAX_SHOWN: u64 = 64 << 10;

/// The log of the data directory's detached cloud.
pub(crate) fn log_file(data: &Path) -> PathBuf {
    data.join("stratus.log")
}

/// Begins the background process, and waits until it is ready or has failed.
pub(crate) fn start(cx: &Context, config: &Config) -> Outcome {
    refuse_second(config)?;
    let log = open_log(&config.data)?;
    let begun_at = log.metadata().map_err(failed("read the log's size"))?.len();
    let mut child = spawn(log)?;
    if forward_banner(cx, &mut child) {
        if !cx.json() {
            let log = log_file(&config.data);
            output::note(&format!(
                "It runs as process {}; its log is {}.",
                child.id(),
                log.display()
            ));
        }
        return Ok(ExitCode::SUCCESS);
    }
    let status = child.wait().map_err(failed("wait for the background process"))?;
    output::note(log_since(&config.data, begun_at).trim_end());
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code.max(1)))
}

/// An ephemeral cloud holds no lock on the directory, so its run file is asked. It has to say something: a
/// process that was just killed accepts connections until its last thread has ended.
fn refuse_second(config: &Config) -> Result<(), Failure> {
    let Some(run) = RunFile::read(&config.data) else { return Ok(()) };
    let Some(address) = run.addresses.first() else { return Ok(()) };
    let authority = super::instance::reachable(*address).to_string();
    let instance = Instance { authority, found_in: None };
    if !(admin::Admin { instance }).is_well() {
        return Ok(());
    }
    let data = config.data.display();
    Err(Failure::new(format!("process {} runs a cloud on {data} already, at {address}", run.pid))
        .hint(format!(
            "`stratus stop --data {data}` stops it; --data starts another one beside it"
        )))
}

fn open_log(data: &Path) -> Result<File, Failure> {
    let path = log_file(data);
    std::fs::create_dir_all(data).map_err(failed(format!("create {}", data.display())))?;
    if std::fs::metadata(&path).is_ok_and(|meta| meta.len() > MAX_LOG) {
        let aside = path.with_extension("log.1");
        std::fs::rename(&path, aside).map_err(failed(format!("put {} aside", path.display())))?;
    }
    let open = OpenOptions::new().create(true).append(true).open(&path);
    open.map_err(failed(format!("write {}", path.display())))
}

/// This process's own command line, as a process that does not share our terminal's signals.
fn spawn(log: File) -> Result<Child, Failure> {
    let program = std::env::current_exe().map_err(failed("find this program"))?;
    let mut command = Command::new(program);
    command.args(std::env::args_os().skip(1).filter(|arg| arg != "--detach" && arg != "-d"));
    command.arg("--detached");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn().map_err(failed("start the background process"))
}

/// Shows what the process says until it is ready; false when it ended before.
fn forward_banner(cx: &Context, child: &mut Child) -> bool {
    let Some(stdout) = child.stdout.take() else { return false };
    for line in BufReader::new(stdout).lines() {
        let Ok(line) = line else { return false };
        output::line(&line);
        if line == banner::READY || (cx.json() && line.starts_with('{')) {
            return true;
        }
    }
    false
}

fn log_since(data: &Path, begun_at: u64) -> String {
    let read = || {
        let mut file = File::open(log_file(data))?;
        file.seek(SeekFrom::Start(begun_at))?;
        let mut text = Vec::new();
        file.take(MAX_SHOWN).read_to_end(&mut text)?;
        std::io::Result::Ok(String::from_utf8_lossy(&text).into_owned())
    };
    read().unwrap_or_default()
}
