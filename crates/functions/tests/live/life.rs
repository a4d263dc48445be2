//! The life of environments: idle expiry, concurrency, provisioning, changes, standing still, the end of the cloud.

use std::sync::Arc;
use std::time::Duration;

use functions::{Code, InvokeError, Outcome, ReasonOfThrottle};

use crate::lab::{Forbidden, Lab, failure, payload};
use crate::runner::Test;

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("life: idle environments end by the cloud's clock", expiry),
    ("life: concurrency", concurrency),
    ("life: provisioned environments", provisioned),
    ("life: a change makes new environments", changes),
    ("life: hot reload", hot_reload),
    ("life: it stands still between calls", stands_still),
    ("life: hostile functions", hostile),
];

const PID: &str = "
import os, time, uuid
ID = str(uuid.uuid4())
def handler(event, context):
    time.sleep(event)
    return ID
";

pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let clock = clock::Clock::system();
    let end = clock.monotonic() + crate::lab::PATIENCE;
    while !holds() {
        assert!(clock.monotonic() < end, "{what}");
        pause(Duration::from_millis(10));
    }
}

/// Lets real time pass: processes follow no other clock.
pub(crate) fn pause(time: Duration) {
    let time = time.try_into().unwrap();
    let _waited = rustix::event::poll(&mut [], Some(&time));
}

fn expiry(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", PID)]));
    let first = payload(&lab.invoke(&spec, "0")?);
    lab.clock.advance(Duration::from_secs(599));
    assert_eq!(payload(&lab.invoke(&spec, "0")?), first);
    lab.clock.advance(Duration::from_secs(601));
    assert_ne!(payload(&lab.invoke(&spec, "0")?), first);
    // Credentials last for twelve hours: so does an environment at most.
    let second = payload(&lab.invoke(&spec, "0")?);
    for _ in 0..75 {
        lab.clock.advance(Duration::from_secs(590));
        lab.invoke(&spec, "0")?;
    }
    assert_ne!(payload(&lab.invoke(&spec, "0")?), second);
    Ok(())
}

fn concurrency(lab: &Lab) -> Result<(), Forbidden> {
    let mut spec = lab.function("python3.11", "main.handler", &[("main.py", PID)]);
    spec.reserved_concurrency = Some(1);
    let spec = Arc::new(spec);
    lab.invoke(&spec, "0")?;
    let (busy, refused) = lab.wait(async {
        let slow = lab.functions.invoke(&spec, lab.invocation(&spec, "1"));
        let quick = async {
            // After the other one, which is polled first.
            let refused = lab.functions.invoke(&spec, lab.invocation(&spec, "0")).await;
            (lab.functions.concurrency(&spec.arn), refused)
        };
        let (slow, (count, refused)) = tokio::join!(slow, quick);
        assert_eq!(count, 1);
        (slow, refused)
    });
    assert!(matches!(busy.unwrap().outcome, Outcome::Payload(_)));
    let reserved = ReasonOfThrottle::ReservedFunctionConcurrentInvocationLimitExceeded;
    assert_eq!(refused.err(), Some(InvokeError::Throttled(reserved)));
    assert_eq!(lab.functions.concurrency(&spec.arn), 0);
    // The account has 10, of which one is reserved.
    let other = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", PID)]));
    let mut none = (*spec).clone();
    none.reserved_concurrency = Some(0);
    let none = Arc::new(none);
    let refused = lab.wait(lab.functions.invoke(&none, lab.invocation(&none, "0")));
    assert_eq!(refused.err(), Some(InvokeError::Throttled(reserved)));
    let mut most = (*spec).clone();
    most.reserved_concurrency = Some(9);
    let most = Arc::new(most);
    lab.invoke(&most, "0")?;
    let refused = lab.wait(async {
        let slow = lab.functions.invoke(&other, lab.invocation(&other, "1"));
        let quick = lab.functions.invoke(&other, lab.invocation(&other, "0"));
        tokio::join!(slow, quick).1
    });
    let account = ReasonOfThrottle::ConcurrentInvocationLimitExceeded;
    assert_eq!(refused.err(), Some(InvokeError::Throttled(account)));
    Ok(())
}

fn provisioned(lab: &Lab) -> Result<(), Forbidden> {
    let code = "import os, time\nt = time.time()\ndef handler(event, context):\n    return [os.environ['AWS_LAMBDA_INITIALIZATION_TYPE'], os.getpid() if event else 0]\n";
    let mut spec = lab.function("python3.11", "main.handler", &[("main.py", code)]);
    spec.version = "3".to_owned();
    let spec = Arc::new(spec);
    // What is missing here shows with a plain call.
    lab.invoke(&spec, "0")?;
    lab.wait(async { lab.functions.forget(&spec.arn, None) });
    let _runs = lab.runtime.enter();
    lab.functions.provision(&spec, 2);
    let state = || lab.functions.provisioned(&spec.arn, "3");
    eventually("both are there", || state().is_some_and(|p| p.available == 2));
    assert_eq!(state().unwrap().failure, None);
    let invoked = lab.invoke(&spec, "0")?;
    assert_eq!(payload(&invoked), "[\"provisioned-concurrency\", 0]");
    assert!(invoked.figures.init.is_none() && lab.environments() == 3);
    lab.functions.provision(&spec, 0);
    eventually("they end", || state().is_none());
    assert_eq!(payload(&lab.invoke(&spec, "0")?), "[\"on-demand\", 0]");
    let mut bad = lab.function("python3.11", "main.none", &[("main.py", code)]);
    bad.version = "1".to_owned();
    let bad = Arc::new(bad);
    lab.functions.provision(&bad, 1);
    let failed = || lab.functions.provisioned(&bad.arn, "1").and_then(|p| p.failure);
    eventually("it fails", || failed().is_some());
    assert_eq!(failed().as_deref(), Some("FUNCTION_ERROR_INIT_FAILURE"));
    Ok(())
}

fn changes(lab: &Lab) -> Result<(), Forbidden> {
    let mut spec = lab.function("python3.11", "main.handler", &[("main.py", PID)]);
    let first = Arc::new(spec.clone());
    let one = payload(&lab.invoke(&first, "0")?);
    assert_eq!(payload(&lab.invoke(&first, "0")?), one);
    spec.revision = "2".to_owned();
    let second = Arc::new(spec);
    let two = payload(&lab.invoke(&second, "0")?);
    assert_ne!(two, one);
    lab.wait(async { lab.functions.forget(&second.arn, Some("$LATEST")) });
    let three = payload(&lab.invoke(&second, "0")?);
    assert!(three != two && three != one);
    lab.wait(async { lab.functions.forget(&second.arn, None) });
    assert_ne!(payload(&lab.invoke(&second, "0")?), three);
    Ok(())
}

fn hot_reload(lab: &Lab) -> Result<(), Forbidden> {
    let mut spec = lab.function("python3.11", "main.handler", &[]);
    let folder = lab.files("own", &[("main.py", "def handler(e, c): return 1\n")]);
    spec.code = Code::HotReload(folder.clone());
    let spec = Arc::new(spec);
    assert_eq!(payload(&lab.invoke(&spec, "0")?), "1");
    assert_eq!(payload(&lab.invoke(&spec, "0")?), "1");
    assert_eq!(lab.environments(), 1);
    lab.files("own", &[("main.py", "def handler(e, c): return 'two'\n")]);
    assert_eq!(payload(&lab.invoke(&spec, "0")?), "\"two\"");
    assert_eq!(lab.environments(), 2);
    std::fs::remove_dir_all(folder).unwrap();
    let refused = lab.wait(lab.functions.invoke(&spec, lab.invocation(&spec, "0")));
    assert!(matches!(refused, Err(InvokeError::Missing(_))), "{refused:?}");
    Ok(())
}

const THREAD: &str = "
import threading, time
COUNT = [0]
def count():
    while True:
        COUNT[0] += 1
        time.sleep(0.005)
threading.Thread(target=count, daemon=True).start()
def handler(event, context):
    return COUNT[0]
";

fn stands_still(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("python3.11", "main.handler", &[("main.py", THREAD)]));
    lab.invoke(&spec, "0")?;
    let before: u64 = payload(&lab.invoke(&spec, "0")?).parse().unwrap();
    pause(Duration::from_millis(600));
    let after: u64 = payload(&lab.invoke(&spec, "0")?).parse().unwrap();
    assert!(after - before < 40, "it went on: {before} {after}");
    Ok(())
}

const HOSTILE: &str = "
import os, socket, subprocess, sys, urllib.request
def handler(event, context):
    if event == 'print':
        for _ in range(200000):
            print('x' * 100)
        return 'printed'
    if event == 'line':
        os.write(1, b'y' * 3000000)
        return 'written'
    if event == 'daemon':
        subprocess.Popen(['sleep', '1000'], start_new_session=True)
        return 'left'
    if event == 'answers':
        api = os.environ['AWS_LAMBDA_RUNTIME_API']
        sent = socket.create_connection(api.split(':'))
        sent.sendall(b'POST /2018-06-01/runtime/invocation/' + context.aws_request_id.encode() + b'/response HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 100\\r\\n\\r\\nhalf')
        sent.close()
        return 'whole'
    if event == 'connections':
        api = os.environ['AWS_LAMBDA_RUNTIME_API'].split(':')
        kept = []
        for _ in range(300):
            kept.append(socket.create_connection(api))
        return len(kept)
    if event == 'garbage':
        sent = socket.create_connection(os.environ['AWS_LAMBDA_RUNTIME_API'].split(':'))
        sent.sendall(b'\\0' * 100000)
        return 'sent'
";

fn hostile(lab: &Lab) -> Result<(), Forbidden> {
    let mut spec = lab.function("python3.11", "main.handler", &[("main.py", HOSTILE)]);
    spec.memory_mib = 1_769;
    let spec = Arc::new(spec);
    assert_eq!(payload(&lab.invoke(&spec, "\"print\"")?), "\"printed\"");
    let printed = |line: &str| {
        lab.heard.lines.lock().values().flatten().filter(|l| l.starts_with(line)).count()
    };
    assert_eq!(printed("xxxx"), 200_000);
    payload(&lab.invoke(&spec, "\"line\"")?);
    assert_eq!(printed("yyyy"), 12, "a long line is cut");
    for (event, said) in [("daemon", "\"left\""), ("garbage", "\"sent\"")] {
        assert_eq!(payload(&lab.invoke(&spec, &format!("\"{event}\""))?), said);
    }
    assert_eq!(payload(&lab.invoke(&spec, "\"connections\"")?), "300");
    let invoked = lab.invoke(&spec, "\"answers\"")?;
    // Half an answer counts for nothing; the whole one may come while the half is still being read.
    match &invoked.outcome {
        Outcome::Payload(payload) => assert_eq!(&payload[..], b"\"whole\""),
        Outcome::FunctionError { .. } => assert!(failure(&invoked).contains("timed out")),
    }
    Ok(())
}
