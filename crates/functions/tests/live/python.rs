//! Functions in Python: answers, errors, the context, the log, the environment.

use std::sync::Arc;
use std::time::Duration;

use functions::LogFormat;

use crate::lab::{Forbidden, Lab, failure, payload, tail};
use crate::runner::Test;

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("python: it answers, and says what it took", answers),
    ("python: its context", context),
    ("python: its variables and paths", variables),
    ("python: it raises", raises),
    ("python: it cannot be loaded", not_loaded),
    ("python: it logs", logs),
    ("python: it logs as JSON", json_logs),
    ("python: it ends", ends),
    ("python: it reaches the cloud", cloud),
    ("python: a layer, and a package in it", layer),
    ("python: large answers", large),
    ("python: a wrapper starts it", wrapper),
    ("python: hooks of snapshots", hooks),
];

const ECHO: &str = "
import os
def handler(event, context):
    print('heard', event['n'])
    return {'n': event['n'] + 1, 'umlaut': '\u{e4}'}
";

fn answers(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", ECHO)]));
    let first = lab.invoke(&spec, r#"{"n": 1}"#)?;
    assert_eq!(payload(&first), "{\"n\": 2, \"umlaut\": \"\u{e4}\"}");
    assert_eq!(first.version, "$LATEST");
    assert!(
        first.figures.init.is_some() && first.figures.max_memory_mib > 1,
        "{:?}",
        first.figures
    );
    assert!(first.figures.billed >= first.figures.duration + first.figures.init.unwrap());
    let log = tail(&first);
    let lines: Vec<&str> = log.lines().collect();
    let start = lines.iter().position(|line| line.starts_with("START RequestId: ")).unwrap();
    assert!(lines[start].ends_with(" Version: $LATEST"), "{log}");
    assert_eq!(lines[start + 1], "heard 1");
    assert!(lines[start + 2].starts_with("END RequestId: "), "{log}");
    assert!(lines[start + 3].starts_with("REPORT RequestId: "), "{log}");
    assert!(lines[start + 3].contains("\tMemory Size: 256 MB\tMax Memory Used: "), "{log}");
    assert!(lines[start + 3].contains("\tInit Duration: "), "{log}");
    let second = lab.invoke(&spec, r#"{"n": 5}"#)?;
    assert!(payload(&second).starts_with("{\"n\": 6"));
    assert!(second.figures.init.is_none() && !tail(&second).contains("Init Duration"));
    assert_eq!(lab.environments(), 1, "the second call found the first one's environment");
    assert!(lab.log().starts_with("INIT_START Runtime Version: python:3.11"), "{}", lab.log());
    Ok(())
}

const CONTEXT: &str = "
def handler(event, context):
    left = context.get_remaining_time_in_millis()
    return [context.aws_request_id, context.function_name, context.function_version,
        context.invoked_function_arn, context.memory_limit_in_mb, context.log_group_name,
        context.log_stream_name[10:20], 0 < left <= 20000, context.client_context.custom['a'],
        context.client_context.client.app_title, context.identity.cognito_identity_id]
";

fn context(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", CONTEXT)]));
    let mut invocation = lab.invocation(&spec, "{}");
    invocation.arn = format!("{}:live", spec.arn);
    let context = r#"{"custom": {"a": "b"}, "client": {"app_title": "t"}}"#;
    invocation.client_context = Some(context.to_owned());
    let id = invocation.request_id.clone();
    let said = payload(&lab.invoke_with(&spec, invocation)?);
    let want = format!(
        "[\"{id}\", \"f1\", \"$LATEST\", \"{}:live\", \"256\", \"/aws/lambda/f1\", \"/[$LATEST]\", true, \"b\", \"t\", null]",
        spec.arn
    );
    assert_eq!(said, want);
    Ok(())
}

const VARIABLES: &str = "
import os, sys, tempfile
def handler(event, context):
    seen = {name: os.environ.get(name) for name in event}
    with open(os.path.join(tempfile.gettempdir(), 'x'), 'w') as file:
        file.write('x')
    try:
        open(os.environ['LAMBDA_TASK_ROOT'] + '/y', 'w')
        seen['wrote'] = True
    except OSError:
        pass
    seen['cwd'] = os.getcwd() == os.environ['LAMBDA_TASK_ROOT']
    seen['path'] = sys.path[0] == os.environ['LAMBDA_TASK_ROOT']
    seen['own'] = sorted(name for name in os.environ if 'STRATUS' in name)
    return seen
";

fn variables(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", VARIABLES)]));
    let names = r#"["AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_INITIALIZATION_TYPE", "OWN", "TZ", "_HANDLER",
        "AWS_EXECUTION_ENV", "AWS_SECRET_ACCESS_KEY", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "HOME"]"#;
    let said = payload(&lab.invoke(&spec, names)?);
    for want in [
        r#""AWS_REGION": "eu-west-1""#,
        r#""AWS_LAMBDA_FUNCTION_NAME": "f1""#,
        r#""AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand""#,
        r#""OWN": "value""#,
        r#""TZ": ":UTC""#,
        r#""_HANDLER": "main.handler""#,
        r#""AWS_EXECUTION_ENV": "AWS_Lambda_python3.11""#,
        r#""AWS_SECRET_ACCESS_KEY": "secret of arn:aws:iam::111122223333:role/r""#,
        r#""AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256""#,
        r#""HOME": null"#,
        r#""cwd": true, "path": true, "own": []}"#,
    ] {
        assert!(said.contains(want), "{want} in {said}");
    }
    assert!(!said.contains("wrote"), "{said}");
    Ok(())
}

const RAISES: &str = "
class Custom(Exception):
    pass
def handler(event, context):
    if event == 1:
        raise Custom('some error\\nin two lines')
    return object() if event == 2 else {1: {2}}
";

fn raises(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", RAISES)]));
    let invocation = lab.invocation(&spec, "1");
    let id = invocation.request_id.clone();
    let invoked = lab.invoke_with(&spec, invocation)?;
    let said = failure(&invoked);
    let start = format!(
        "{{\"errorMessage\": \"some error\\nin two lines\", \"errorType\": \"Custom\", \"requestId\": \"{id}\", \
         \"stackTrace\": [\"  File \\\""
    );
    assert!(said.starts_with(&start), "{said}");
    assert!(said.ends_with("main.py\\\", line 6, in handler\\n    raise Custom('some error\\\\nin two lines')\\n\"]}"), "{said}");
    let event = lab.log();
    let want = "[ERROR] Custom: some error\nin two lines\nTraceback (most recent call last):\n\u{a0}\u{a0}File \"";
    assert!(event.contains(want), "{event}");
    let streams = lab.heard.lines.lock();
    let lines: Vec<&String> = streams.values().flatten().collect();
    assert!(
        lines.iter().any(|line| line.starts_with("[ERROR]") && line.ends_with("lines')")),
        "{lines:?}"
    );
    drop(streams);
    for event in ["2", "3"] {
        let said = failure(&lab.invoke(&spec, event)?);
        assert!(said.contains("\"errorType\": \"Runtime.MarshalError\""), "{said}");
        assert!(said.contains("Unable to marshal response: Object of type "), "{said}");
    }
    assert_eq!(lab.environments(), 1, "an error of its own costs no environment");
    Ok(())
}

fn not_loaded(lab: &Lab) -> Result<(), Forbidden> {
    let cases = [
        (
            "other.handler",
            "",
            "Runtime.ImportModuleError",
            "Unable to import module 'other': No module named 'other'",
        ),
        ("main.other", "", "Runtime.HandlerNotFound", "Handler 'other' missing on module 'main'"),
        (
            "main",
            "",
            "Runtime.MalformedHandlerName",
            "Bad handler 'main': not enough values to unpack (expected 2, got 1)",
        ),
        (
            "main.handler",
            "def handler(:",
            "Runtime.UserCodeSyntaxError",
            "Syntax error in module 'main': invalid syntax (main.py, line 1)",
        ),
        ("main.handler", "raise ValueError('at the top')", "ValueError", "at the top"),
        (
            "main.handler",
            "import sys; sys.exit(3)",
            "Runtime.ExitError",
            "Error: Runtime exited with error: exit status 3",
        ),
    ];
    for (handler, code, kind, message) in cases {
        let spec = Arc::new(lab.function("python3.11", handler, &[("main.py", code)]));
        let invoked = lab.invoke(&spec, "{}")?;
        let said = failure(&invoked);
        assert!(said.contains(kind) && said.contains(message), "{said}");
        let log = tail(&invoked);
        assert!(
            log.contains(&format!("\tPhase: invoke\tStatus: error\tError Type: {kind}\n")),
            "{log}"
        );
        assert!(log.contains("REPORT RequestId: "), "{log}");
    }
    assert!(lab.log().contains("\tPhase: init\tStatus: error"), "{}", lab.log());
    Ok(())
}

const LOGS: &str = "
import logging, sys
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
    print('one\\ntwo')
    logging.info('three\\nfour')
    sys.stderr.write('five')
    sys.stdout.write('x' * 10)
";

fn logs(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", LOGS)]));
    let invoked = lab.invoke(&spec, "{}")?;
    assert_eq!(payload(&invoked), "null");
    let streams = lab.heard.lines.lock();
    let (name, lines) = streams.iter().next().unwrap();
    assert!(name.len() == 52 && name[10..].starts_with("/[$LATEST]"), "{name}");
    for want in ["one\n", "two\n", "five", "xxxxxxxxxx"] {
        assert!(lines.iter().any(|line| line == want), "{want:?} in {lines:?}");
    }
    let logged = lines.iter().find(|line| line.starts_with("[INFO]\t")).unwrap();
    assert!(logged.ends_with("\tthree\nfour\n") && logged.contains("Z\t"), "{logged:?}");
    Ok(())
}

const JSON_LOGS: &str = "
import logging
def handler(event, context):
    logging.debug('not this')
    logging.warning('that', extra={'more': 7})
    raise KeyError('k')
";

fn json_logs(lab: &Lab) -> Result<(), Forbidden> {
    let mut spec = lab.function("python3.11", "main.handler", &[("main.py", JSON_LOGS)]);
    spec.logging.format = LogFormat::Json;
    let invoked = lab.invoke(&Arc::new(spec), "{}")?;
    let log = lab.log();
    for want in [
        r#""type":"platform.initStart","record":{"#,
        r#""type":"platform.start","record":{"requestId":"#,
        r#""level": "WARNING", "message": "that", "logger": "root", "more": 7, "requestId": ""#,
        r#""log_level": "ERROR", "errorMessage": "'k'", "errorType": "KeyError""#,
        r#""type":"platform.report","record":{"#,
    ] {
        assert!(log.contains(want), "{want} in {log}");
    }
    assert!(!log.contains("not this") && !log.contains("START RequestId"), "{log}");
    assert!(failure(&invoked).contains("KeyError"));
    Ok(())
}

const ENDS: &str = "
import os, signal, time
def handler(event, context):
    if event == 'exit':
        os._exit(0)
    if event == 'code':
        os._exit(7)
    if event == 'segv':
        os.kill(os.getpid(), signal.SIGSEGV)
    if event == 'sleep':
        print('asleep')
        time.sleep(60)
    if event == 'memory':
        kept = []
        while True:
            kept.append(b'x' * (4 << 20))
    return os.getpid()
";

fn ends(lab: &Lab) -> Result<(), Forbidden> {
    let mut spec = lab.function("python3.11", "main.handler", &[("main.py", ENDS)]);
    spec.timeout = Duration::from_secs(3);
    spec.memory_mib = 128;
    let spec = Arc::new(spec);
    for (event, kind, message) in [
        ("exit", "Runtime.ExitError", "Runtime exited without providing a reason"),
        ("code", "Runtime.ExitError", "Runtime exited with error: exit status 7"),
        ("segv", "Runtime.ExitError", "Runtime exited with error: signal: segmentation fault"),
        ("sleep", "Sandbox.Timedout", "Task timed out after 3.00 seconds"),
        ("memory", "Runtime.OutOfMemory", "Runtime exited with error: signal: killed"),
    ] {
        let before = lab.environments();
        let invocation = lab.invocation(&spec, &format!("\"{event}\""));
        let want = format!(
            "{{\"errorType\":\"{kind}\",\"errorMessage\":\"RequestId: {} Error: {message}\"}}",
            invocation.request_id
        );
        let invoked = lab.invoke_with(&spec, invocation)?;
        assert_eq!(failure(&invoked), want, "{}", tail(&invoked));
        let log = tail(&invoked);
        match event {
            "sleep" => {
                assert!(log.contains(" Task timed out after 3.00 seconds\n"), "{log}");
                assert!(log.contains("asleep\n"), "{log}");
                assert!(
                    log.contains("Billed Duration: ") && log.contains("\tStatus: timeout\n"),
                    "{log}"
                );
            }
            _ => assert!(log.contains(&format!("\tStatus: error\tError Type: {kind}\n")), "{log}"),
        }
        // Another environment answers the next call.
        payload(&lab.invoke(&spec, "\"\"")?);
        assert!(lab.environments() > before, "{event}");
    }
    Ok(())
}

const CLOUD: &str = "
import os, urllib.request
def handler(event, context):
    return urllib.request.urlopen(os.environ['AWS_ENDPOINT_URL'] + '/hello').read().decode()
";

fn cloud(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", CLOUD)]));
    assert_eq!(payload(&lab.invoke(&spec, "{}")?), "\"the cloud\"");
    Ok(())
}

fn layer(lab: &Lab) -> Result<(), Forbidden> {
    let code = "import one, two\ndef handler(event, context):\n    return [one.V, two.V]\n";
    let mut spec = lab.function("python3.11", "a/b.handler", &[("a/b.py", code)]);
    spec.layers = vec![
        lab.files("first", &[("python/one.py", "V = 1"), ("python/two.py", "V = 1")]),
        lab.files("second", &[("python/two.py", "V = 2")]),
    ];
    assert_eq!(payload(&lab.invoke(&Arc::new(spec), "{}")?), "[1, 2]");
    Ok(())
}

fn large(lab: &Lab) -> Result<(), Forbidden> {
    let code = "def handler(event, context):\n    return 'x' * event\n";
    let spec = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", code)]));
    assert_eq!(payload(&lab.invoke(&spec, "6291554")?).len(), 6_291_556);
    // Far too large, and read to its end so that the function hears of it.
    assert!(failure(&lab.invoke(&spec, "20000000")?).contains("Function.ResponseSizeTooLarge"));
    let said = failure(&lab.invoke(&spec, "6291555")?);
    let want = "{\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":\
                \"Response payload size exceeded maximum allowed payload size (6291556 bytes).\"}";
    assert_eq!(said, want);
    assert_eq!(payload(&lab.invoke(&spec, "1")?), "\"x\"");
    let too_large = "\"".to_owned() + &"x".repeat(6_291_456) + "\"";
    let refused = lab.wait(lab.functions.invoke(&spec, lab.invocation(&spec, &too_large)));
    assert_eq!(refused.err(), Some(functions::InvokeError::PayloadTooLarge));
    Ok(())
}

fn wrapper(lab: &Lab) -> Result<(), Forbidden> {
    let code = "import os\ndef handler(event, context):\n    return os.environ.get('WRAPPED')\n";
    let script = "#!/bin/sh\nexport WRAPPED=yes\nexec \"$@\"\n";
    let files = [("main.py", code), ("wrap", script)];
    let mut spec = lab.function("python3.11", "main.handler", &files);
    let name = "AWS_LAMBDA_EXEC_WRAPPER".to_owned();
    spec.environment.push((name.clone(), "/var/task/wrap".to_owned()));
    assert_eq!(payload(&lab.invoke(&Arc::new(spec.clone()), "{}")?), "\"yes\"");
    spec.environment.retain(|(own, _)| *own != name);
    spec.environment.push((name, "/var/task/none".to_owned()));
    spec.revision = "2".to_owned();
    let said = failure(&lab.invoke(&Arc::new(spec), "{}")?);
    assert!(said.contains("Runtime exited with error: exit status 127"), "{said}");
    Ok(())
}

/// They can be registered, and no snapshot is made: nothing calls them. Older runtimes of AWS have no such module.
const HOOKS: &str = "
import os
try:
    from snapshot_restore_py import (
        get_after_restore, get_before_snapshot, register_after_restore, register_before_snapshot)
except ModuleNotFoundError as error:
    MISSING = error.name
    def handler(event, context):
        return [MISSING]
else:
    CALLED = []
    @register_before_snapshot
    def before():
        CALLED.append('before')
    @register_after_restore
    def after():
        CALLED.append('after')
    register_after_restore(CALLED.append, 'more', end=1)
    def handler(event, context):
        shown = [(func.__name__, args, kwargs) for func, args, kwargs in get_before_snapshot() + get_after_restore()]
        return [shown, CALLED, os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']]
";

fn hooks(lab: &Lab) -> Result<(), Forbidden> {
    let files = [("main.py", HOOKS)];
    let said = |runtime: &str| {
        let spec = Arc::new(lab.function(runtime, "main.handler", &files));
        lab.invoke(&spec, "{}").map(|answer| payload(&answer))
    };
    let shown = r#"[["before", [], {}], ["after", [], {}], ["append", ["more"], {"end": 1}]]"#;
    assert_eq!(said("python3.12")?, format!(r#"[{shown}, [], "on-demand"]"#));
    assert_eq!(said("python3.11")?, r#"["snapshot_restore_py"]"#);
    Ok(())
}
