//! Runs one target for its time, and counts.

use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;

use clock::{Clock, Random};
use fuzz::Target;

use crate::mutate::mutate;

/// No input may take longer.
const SLOW: Duration = Duration::from_secs(1);
/// Inputs kept because the target accepted them.
const POOL: usize = 512;
/// Longer ones are not kept: they would slow down all that follow.
const LONGEST_KEPT: usize = 4_096;
/// Failures of one target after which it is left.
const ENOUGH: u64 = 3;

/// What the command line says.
pub(crate) struct Settings {
    pub(crate) targets: Vec<Target>,
    pub(crate) seed: u64,
    time: Duration,
    rss_mib: u64,
}

impl Settings {
    pub(crate) fn read(mut args: impl Iterator<Item = String>) -> Result<Settings, String> {
        let mut settings = Settings {
            targets: Vec::new(),
            seed: Random::from_system().u64(),
            time: Duration::from_secs(10),
            rss_mib: 512,
        };
        while let Some(flag) = args.next() {
            let value = args.next().ok_or_else(|| format!("{flag} needs a value"))?;
            let number =
                || value.parse::<u64>().map_err(|_| format!("{flag} {value} is no number"));
            match flag.as_str() {
                "--secs" => settings.time = Duration::from_secs(number()?),
                "--seed" => settings.seed = number()?,
                "--rss-mib" => settings.rss_mib = number()?,
                "--target" => {
                    let found = fuzz::ALL.iter().find(|target| target.name == value);
                    let names: Vec<_> = fuzz::ALL.iter().map(|target| target.name).collect();
                    settings.targets.push(*found.ok_or_else(|| {
                        format!("no target {value}; there are {}", names.join(", "))
                    })?);
                }
                _ => return Err(format!("no option {flag}")),
            }
        }
        if settings.targets.is_empty() {
            settings.targets = fuzz::ALL.to_vec();
        }
        Ok(settings)
    }
}

/// What came of all.
#[derive(Default)]
pub(crate) struct Summary {
    targets: u64,
    executions: u64,
    panics: u64,
    /// Targets that found something wrong.
    failed: u64,
    pub(crate) failures: u64,
}

impl Summary {
    /// How many targets found nothing, and how many something.
    pub(crate) fn counts(&self) -> String {
        format!("fuzz: {} passed, {} failed", self.targets - self.failed, self.failed)
    }

    pub(crate) fn line(&self) -> String {
        let Summary { targets, executions, panics, .. } = self;
        let rss = peak_rss_mib().map_or("unknown".to_owned(), |mib| format!("{mib} MiB"));
        format!("{targets} targets, {executions} executions, {panics} panics, peak RSS {rss}")
    }
}

pub(crate) fn run(target: &Target, settings: &Settings, summary: &mut Summary) {
    let clock = Clock::system();
    let random = Random::from_seed(settings.seed ^ fnv(target.name));
    let began = clock.monotonic();
    let before = (summary.executions, summary.failures);
    let mut pool = (target.seeds)();
    let kept = pool.len();
    let mut next = 0;
    let mut accepted = 0u64;
    while began.elapsed() < settings.time && summary.executions - before.0 < target.limit {
        let input = if next < kept {
            pool[next].clone()
        } else {
            let pick = || &pool[usize::try_from(random.below(pool.len() as u64)).unwrap_or(0)];
            let mut input = pick().clone();
            mutate(&random, &mut input, pick(), target.words);
            input
        };
        next += 1;
        summary.executions += 1;
        match execute(target, &input, &clock) {
            Ok(true) => {
                accepted += 1;
                if input.len() > LONGEST_KEPT {
                    continue;
                }
                if pool.len() < POOL {
                    pool.push(input);
                } else {
                    let at = kept as u64 + random.below((POOL - kept) as u64);
                    pool[usize::try_from(at).unwrap_or(kept)] = input;
                }
            }
            Ok(false) => {}
            Err(failure) => {
                summary.failures += 1;
                summary.panics += u64::from(failure.panicked);
                println!("{}: {}\n  input: {}", target.name, failure.what, hex(&input));
                if summary.failures - before.1 >= ENOUGH {
                    break;
                }
            }
        }
    }
    summary.targets += 1;
    if let Some(mib) = peak_rss_mib().filter(|mib| *mib > settings.rss_mib) {
        summary.failures += 1;
        println!("{}: peak RSS {mib} MiB is more than {} MiB", target.name, settings.rss_mib);
    }
    summary.failed += u64::from(summary.failures > before.1);
    let executions = summary.executions - before.0;
    println!("{:12} {executions:>10} executions, {accepted} accepted", target.name);
}

struct Failure {
    panicked: bool,
    what: String,
}

fn execute(target: &Target, input: &[u8], clock: &Clock) -> Result<bool, Failure> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let began = clock.monotonic();
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
    let took = began.elapsed();
    panic::set_hook(hook);
    match outcome {
        Ok(_) if took > SLOW => {
            Err(Failure { panicked: false, what: format!("{} bytes took {took:?}", input.len()) })
        }
        Ok(accepted) => Ok(accepted),
        Err(payload) => {
            let text = payload
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            let what = format!("panicked: {}", text.unwrap_or_default());
            Err(Failure { panicked: true, what })
        }
    }
}

/// The most memory that this process ever held; Linux tells.
fn peak_rss_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()?.div_ceil(1024))
}

fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn hex(bytes: &[u8]) -> String {
    let shown = bytes.iter().take(4_096).map(|b| format!("{b:02x}")).collect::<String>();
    if bytes.len() > 4_096 { format!("{shown}... ({} bytes)", bytes.len()) } else { shown }
}
