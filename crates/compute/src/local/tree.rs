//! Processes and their descendants, as `/proc` shows them. Elsewhere than on Linux nothing is found.

use std::collections::BTreeMap;
use std::fs;

use rustix::process::{Pid, Signal, WaitOptions, kill_process};

/// How often descendants are looked for that came into being while others were killed.
const ROUNDS: u32 = 2_000;

/// All descendants of a process, without itself.
pub(crate) fn descendants(of: i32) -> Vec<i32> {
    let mut found = Vec::new();
    let mut next = vec![of];
    let mut parents = None;
    while let Some(pid) = next.pop() {
        let children = children(pid).unwrap_or_else(|| {
            parents.get_or_insert_with(all).get(&pid).cloned().unwrap_or_default()
        });
        next.extend(&children);
        found.extend(children);
    }
    found
}

/// The children of a process, by the list that each of its threads has; `None` where the kernel keeps none.
fn children(pid: i32) -> Option<Vec<i32>> {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).ok();
    let mut found = Vec::new();
    for thread in threads.into_iter().flatten().flatten() {
        match fs::read_to_string(thread.path().join("children")) {
            Ok(list) => {
                found.extend(list.split_whitespace().filter_map(|pid| pid.parse::<i32>().ok()))
            }
            Err(_) if thread.path().exists() => return None,
            // A thread that just ended.
            Err(_) => {}
        }
    }
    Some(found)
}

/// The children of every process.
fn all() -> BTreeMap<i32, Vec<i32>> {
    let mut found: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let Some(parent) = stat(pid).and_then(|fields| fields.get(1)?.parse().ok()) else {
            continue;
        };
        found.entry(parent).or_default().push(pid);
    }
    found
}

/// The fields of a process's `stat` after its name: state, parent, ...
fn stat(pid: i32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name is in brackets and may contain anything.
    let (_, fields) = text.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}

/// Memory of the processes that belongs to nothing but them, in bytes.
pub(crate) fn anonymous(pids: &[i32]) -> u64 {
    let of = |pid: &i32| -> Option<u64> {
        let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    pids.iter().filter_map(of).sum::<u64>() * 1024
}

/// Processor time of a process and of the children that it has waited for, in the kernel's ticks.
pub(crate) fn ticks(pid: i32) -> u64 {
    // utime, stime, cutime, cstime
    let Some(fields) = stat(pid) else { return 0 };
    fields.iter().skip(11).take(4).filter_map(|field| field.parse::<u64>().ok()).sum()
}

/// Ticks in a second, as the kernel tells them to everybody.
pub(crate) const TICKS: u64 = 100;

/// Kills and reaps all descendants of this process, also those that are made meanwhile.
pub(crate) fn kill_descendants() {
    let own = rustix::process::getpid().as_raw_nonzero().get();
    for _ in 0..ROUNDS {
        let found = descendants(own);
        if found.is_empty() {
            return;
        }
        for pid in found.into_iter().filter_map(Pid::from_raw) {
            let _killed = kill_process(pid, Signal::KILL);
        }
        while let Ok(Some(_)) = rustix::process::wait(WaitOptions::NOHANG) {}
        super::pause();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn descendants_are_found_and_measured() {
        let mut child =
            std::process::Command::new("sh").args(["-c", "sleep 60 & wait"]).spawn().unwrap();
        let pid = child.id() as i32;
        let own = std::process::id() as i32;
        while descendants(pid).is_empty() {
            crate::local::pause();
        }
        let found = descendants(own);
        assert!(found.contains(&pid), "{found:?}");
        assert!(all()[&own].contains(&pid));
        assert!(anonymous(&[pid]) > 0);
        for pid in descendants(pid).into_iter().chain([pid]) {
            kill_process(Pid::from_raw(pid).unwrap(), Signal::KILL).unwrap();
        }
        child.wait().unwrap();
        assert!(descendants(pid).is_empty());
    }
}
