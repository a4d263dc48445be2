//! An environment that was a spare before is like any other: nothing that a function can see tells them apart.

use std::sync::Arc;
use std::time::Duration;

use functions::FunctionSpec;

use crate::lab::{Forbidden, Lab, payload};
use crate::life::{eventually, pause};
use crate::runner::Test;

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("spares: a function in Python sees the same", python),
    ("spares: a program sees the same", program),
    ("spares: variables that are read early count", early),
    ("spares: idle ones end by the cloud's clock", expiry),
    ("spares: as many are kept as start at once", burst),
    ("spares: one is there before the first call", expected),
];

/// Everything that a function can see of where it runs, but the user's number and names that are new for each environment.
const FACTS: &str = r#"
import locale, logging, os, resource, signal, socket, sys

def text(path):
    with open(path, "rb") as file:
        return file.read().decode("utf-8", "replace").replace(str(os.getuid()), "UID")

def age():
    return float(text("/proc/uptime").split()[0]) - int(text("/proc/self/stat").rsplit(")", 1)[1].split()[19]) / os.sysconf("SC_CLK_TCK")

def descriptors():
    for name in sorted(os.listdir("/proc/self/fd"), key=int):
        try:
            target = os.readlink("/proc/self/fd/" + name)
            yield name, "".join(letter for letter in target if not letter.isdigit()), os.get_inheritable(int(name))
        except OSError:
            pass

def mounts():
    for line in text("/proc/self/mountinfo").splitlines():
        place, kind = line.split(" - ")
        fields = place.split()
        yield fields[3], fields[4], fields[5], fields[6:], kind

def limits():
    names = sorted(name for name in dir(resource) if name.startswith("RLIMIT_"))
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}

def facts():
    lines = (line.split(":\t") for line in text("/proc/self/status").splitlines())
    kept = "Umask Pid PPid Groups Threads SigQ SigBlk SigIgn SigCgt CapInh CapPrm CapEff CapBnd CapAmb NoNewPrivs Seccomp Seccomp_filters"
    files = ["/etc/passwd", "/etc/group", "/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/proc/self/cgroup", "/proc/self/cmdline"]
    tmp = os.statvfs("/tmp")
    own = {name: "" if name == "AWS_LAMBDA_LOG_STREAM_NAME" else value for name, value in os.environ.items()}
    return {
        "variables": list(own.items()),
        "status": {name: value for name, value in lines if name in kept.split()},
        "files": {name: text(name) for name in files},
        "user": [len(set(os.getresuid() + os.getresgid())), os.getuid() == 0, os.getgroups()],
        "session": [os.getsid(0), os.getpgrp(), os.getppid()],
        "folders": {name: sorted(os.listdir(name)) for name in ["/", "/dev", "/etc", "/opt", "/tmp", "/var", "/var/task"]},
        "modes": {name: oct(os.stat(name).st_mode) for name in ["/", "/dev", "/etc", "/opt", "/tmp", "/var/task", "/var/runtime"]},
        "tmp": [tmp.f_blocks * tmp.f_frsize, tmp.f_files],
        "mounts": sorted(mounts()),
        "descriptors": list(descriptors()),
        "limits": limits(),
        "processes": sorted(name for name in os.listdir("/proc") if name.isdigit()),
        "signals": [str(signal.getsignal(number)) for number in sorted(signal.valid_signals())],
        "where": [os.getcwd(), os.readlink("/proc/self/exe"), os.readlink("/proc/self/root"), socket.gethostname()],
        "python": [sys.path, sys.argv, sys.flags, sys.orig_argv if hasattr(sys, "orig_argv") else 0, sys.executable, sys.prefix],
        "modules": sorted(sys.modules),
        "streams": [[s.encoding, s.errors, s.line_buffering, s.isatty()] for s in (sys.stdin, sys.stdout, sys.stderr)],
        "locale": [locale.getlocale(), locale.setlocale(locale.LC_CTYPE, None)],
        "logging": [logging.getLogger().level, [str(type(handler)) for handler in logging.getLogger().handlers]],
        "path": sorted(sys.path_importer_cache),
    }
"#;

const PYTHON: &str = "
import json, own
from facts import age, facts
SEEN = facts()
def handler(event, context):
    assert own.ANSWER == 42
    return json.dumps([age(), SEEN])
";

const PROGRAM: &str = r#"#!/usr/bin/python3 -BS
import json, os, sys, urllib.request
sys.path.insert(0, "/var/task")
from facts import age, facts, text
block = [line for line in text("/proc/self/environ").split(chr(0)) if "LOG_STREAM" not in line]
seen = json.dumps([age(), dict(facts(), block=block)])
api = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    with urllib.request.urlopen(api + "next") as event:
        address = api + event.headers["Lambda-Runtime-Aws-Request-Id"] + "/response"
    urllib.request.urlopen(address, data=seen.encode()).read()
"#;

/// Where there are spares, those of the lab's function; else nothing is to be tried.
fn has_spares(lab: &Lab) -> bool {
    if lab.driver != "sandbox" {
        assert_eq!(lab.functions.spares(), 0);
        return false;
    }
    eventually("there is a spare", || lab.functions.spares() > 0);
    true
}

/// An environment of its own: how long its process was there, in seconds, and what it saw.
fn seen(
    lab: &Lab,
    spec: &FunctionSpec,
    revision: &str,
) -> Result<(f64, serde_json::Value), Forbidden> {
    let spec = Arc::new(FunctionSpec { revision: revision.to_owned(), ..spec.clone() });
    let mut answer: serde_json::Value =
        serde_json::from_str(&payload(&lab.invoke(&spec, "{}")?)).expect("an answer in JSON");
    if let Some(text) = answer.as_str() {
        answer = serde_json::from_str(text).expect("facts in JSON");
    }
    Ok((answer[0].as_f64().expect("an age"), answer[1].take()))
}

/// With everything unlike the function for which the spare is made.
fn particular(lab: &Lab, spec: FunctionSpec) -> FunctionSpec {
    let layer = lab.files("layer", &[("python/own.py", "ANSWER = 42"), ("some/file", "")]);
    let owner =
        [("TABLE", "\u{fc}ber = alles"), ("AWS_DEFAULT_REGION", "eu-north-1"), ("EMPTY", "")];
    FunctionSpec {
        layers: vec![layer],
        environment: owner.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        memory_mib: 300,
        tmp_mib: 700,
        ..spec
    }
}

fn same(lab: &Lab, spec: &FunctionSpec, other: &FunctionSpec) -> Result<(), Forbidden> {
    if lab.driver != "sandbox" {
        lab.invoke(&Arc::new(other.clone()), "{}")?;
        assert!(!has_spares(lab));
        return Ok(());
    }
    let (_, usual) = seen(lab, spec, "1")?;
    assert!(has_spares(lab));
    // The spare that the next start takes was made for this one.
    lab.invoke(&Arc::new(other.clone()), "{}")?;
    pause(Duration::from_millis(1_500));
    assert!(has_spares(lab));
    let (age, by_spare) = seen(lab, spec, "2")?;
    assert!(age > 1.0, "its process is {age} s old: it was no spare");
    for (name, value) in usual.as_object().expect("facts by name") {
        assert_eq!(Some(value), by_spare.get(name), "{name}");
    }
    Ok(())
}

fn python(lab: &Lab) -> Result<(), Forbidden> {
    let files = [("main.py", PYTHON), ("facts.py", FACTS)];
    let spec = particular(lab, lab.function("python3.11", "main.handler", &files));
    let other = "def handler(event, context):\n    return 1";
    same(lab, &spec, &lab.function("python3.11", "main.handler", &[("main.py", other)]))
}

fn program(lab: &Lab) -> Result<(), Forbidden> {
    let files = [("bootstrap", PROGRAM), ("facts.py", FACTS)];
    let spec = particular(lab, lab.function("provided.al2023", "x", &files));
    same(lab, &spec, &lab.function("nodejs20.x", "i.f", &[("i.js", "exports.f = async () => 1")]))
}

/// What the interpreter and the system's libraries read before our bootstrap runs.
fn early(lab: &Lab) -> Result<(), Forbidden> {
    let code = "
import os, sys
def handler(event, context):
    return [hash('x'), os.environ['PYTHONHASHSEED'], sys.flags.hash_randomization]";
    let mut spec = lab.function("python3.11", "main.handler", &[("main.py", code)]);
    for seed in ["0", "1", "0", "1"] {
        spec.environment = vec![("PYTHONHASHSEED".to_owned(), seed.to_owned())];
        spec.revision.push('x');
        let got = payload(&lab.invoke(&Arc::new(spec.clone()), "{}")?);
        let alone = std::process::Command::new("python3")
            .args(["-c", "print(hash('x'))"])
            .env("PYTHONHASHSEED", seed)
            .output();
        let alone = String::from_utf8(alone.unwrap().stdout).unwrap();
        assert!(got.starts_with(&format!("[{}, \"{seed}\"", alone.trim())), "{got} {alone}");
        has_spares(lab);
    }
    Ok(())
}

fn expiry(lab: &Lab) -> Result<(), Forbidden> {
    let code = "def handler(event, context):\n    return 1";
    let spec = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", code)]));
    lab.invoke(&spec, "{}")?;
    if !has_spares(lab) {
        return Ok(());
    }
    lab.clock.advance(Duration::from_secs(599));
    assert_eq!(lab.functions.spares(), 1);
    lab.clock.advance(Duration::from_secs(2));
    eventually("they end", || lab.functions.spares() == 0);
    Ok(())
}

/// What starts at once finds a spare each the next time.
fn burst(lab: &Lab) -> Result<(), Forbidden> {
    let files = [("bootstrap", PROGRAM), ("facts.py", FACTS)];
    let mut spec = lab.function("provided.al2023", "x", &files);
    lab.invoke(&Arc::new(spec.clone()), "{}")?;
    if !has_spares(lab) {
        return Ok(());
    }
    let mut at_once = |number: usize| {
        spec.revision.push('x');
        let spec = Arc::new(spec.clone());
        let ages = std::thread::scope(|scope| {
            let calls: Vec<_> = (0..number)
                .map(|_| scope.spawn(|| lab.invoke(&spec, "{}").map(|answer| payload(&answer))))
                .collect();
            calls.into_iter().map(|call| call.join().expect("a call")).collect::<Vec<_>>()
        });
        let ages = ages.into_iter().map(|answer| -> Result<f64, Forbidden> {
            let answer: serde_json::Value = serde_json::from_str(&answer?).expect("JSON");
            Ok(answer[0].as_f64().expect("an age"))
        });
        ages.collect::<Result<Vec<_>, _>>()
    };
    // One finds the only spare; or more, when one of them was over before another began.
    at_once(3)?;
    at_once(3)?;
    eventually("there are more", || lab.functions.spares() >= 2);
    // For ever so many, there are no more than four.
    at_once(8)?;
    eventually("there are four", || lab.functions.spares() == 4);
    pause(Duration::from_millis(1_500));
    assert_eq!(lab.functions.spares(), 4);
    let ages = at_once(2)?;
    assert!(ages.iter().all(|age| *age > 1.0), "{ages:?}: not all were spares");
    Ok(())
}

/// A function that was made will be called.
fn expected(lab: &Lab) -> Result<(), Forbidden> {
    let files = [("bootstrap", PROGRAM), ("facts.py", FACTS)];
    let spec = lab.function("provided.al2023", "x", &files);
    let inside = lab.runtime.enter();
    lab.functions.expect_calls();
    drop(inside);
    if !has_spares(lab) {
        return Ok(());
    }
    pause(Duration::from_millis(1_500));
    let (age, _) = seen(lab, &spec, "1")?;
    assert!(age > 1.0, "its process is {age} s old: it was no spare");
    Ok(())
}
