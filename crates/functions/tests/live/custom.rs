//! Programs of their own: a bootstrap that speaks the Runtime API itself, well and badly.

use std::sync::Arc;

use crate::lab::{Forbidden, Lab, failure, payload, tail};
use crate::runner::Test;

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("custom: a bootstrap answers", answers),
    ("custom: a bootstrap in a layer", in_a_layer),
    ("custom: there is no bootstrap", missing),
    ("custom: the Runtime API's answers", api),
    ("custom: it never asks", never_asks),
];

/// A small client of the Runtime API, in Python as a program.
const CLIENT: &str = "#!/usr/bin/python3
import http.client, json, os
api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
def call(method, path, body=None, headers={}):
    api.request(method, '/2018-06-01/runtime/' + path, body, headers)
    answer = api.getresponse()
    return answer.status, answer.read().decode(), dict(answer.getheaders())
";

fn bootstrap(lab: &Lab, code: &str) -> Result<String, Forbidden> {
    if lab.driver == "sandbox" && !std::path::Path::new("/usr/bin/python3").exists() {
        return Err(Forbidden("the bootstrap needs /usr/bin/python3".to_owned()));
    }
    Ok(format!("{CLIENT}{code}"))
}

const ECHO: &str = "
while True:
    _, event, headers = call('GET', 'invocation/next')
    id = headers['lambda-runtime-aws-request-id']
    call('POST', 'invocation/' + id + '/response', json.dumps([json.loads(event), sorted(headers), os.environ['_HANDLER']]))
";

fn answers(lab: &Lab) -> Result<(), Forbidden> {
    let code = bootstrap(lab, ECHO)?;
    let spec = Arc::new(lab.function("provided.al2023", "own.name", &[("bootstrap", &code)]));
    let want = r#"[{"a": 1}, ["content-length", "content-type", "date", "lambda-runtime-aws-request-id", "lambda-runtime-deadline-ms", "lambda-runtime-invoked-function-arn", "lambda-runtime-trace-id"], "own.name"]"#;
    assert_eq!(payload(&lab.invoke(&spec, r#"{"a": 1}"#)?), want);
    payload(&lab.invoke(&spec, "2")?);
    assert_eq!(lab.environments(), 1);
    Ok(())
}

fn in_a_layer(lab: &Lab) -> Result<(), Forbidden> {
    let code = bootstrap(lab, ECHO)?;
    let mut spec = lab.function("provided.al2", "x", &[("data", "")]);
    spec.layers = vec![lab.files("layer", &[("bootstrap", &code)])];
    assert!(payload(&lab.invoke(&Arc::new(spec), "7")?).starts_with("[7, "));
    Ok(())
}

fn missing(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("provided.al2023", "x", &[("other", "")]));
    let invocation = lab.invocation(&spec, "{}");
    let want = format!(
        "{{\"errorType\":\"Runtime.InvalidEntrypoint\",\"errorMessage\":\"RequestId: {} Error: Couldn't find valid \
         bootstrap(s): [/var/task/bootstrap /opt/bootstrap]\"}}",
        invocation.request_id
    );
    assert_eq!(failure(&lab.invoke_with(&spec, invocation)?), want);
    let mut other = lab.function("provided.al2023", "x", &[("bootstrap", "#!/bin/sh\n")]);
    other.architecture = if other.architecture == "arm64" { "x86_64" } else { "arm64" }.to_owned();
    let refused =
        lab.wait(lab.functions.invoke(&Arc::new(other.clone()), lab.invocation(&other, "{}")));
    assert!(matches!(refused, Err(functions::InvokeError::Missing(_))), "{refused:?}");
    Ok(())
}

const PROBE: &str = "
_, event, headers = call('GET', 'invocation/next')
id = headers['lambda-runtime-aws-request-id']
said = [
    call('POST', 'invocation/none/response', '{}')[:2],
    call('POST', 'invocation/none/error', '{}')[:2],
    call('POST', 'init/error', '{}')[:2],
    call('GET', 'nowhere')[:2],
    call('GET', 'restore/next')[:1],
]
said.append(call('POST', 'invocation/' + id + '/response', json.dumps(said))[:2])
said.append(call('POST', 'invocation/' + id + '/response', '1')[:2])
_, event, headers = call('GET', 'invocation/next')
id = headers['lambda-runtime-aws-request-id']
call('POST', 'invocation/' + id + '/response', json.dumps(said[5:]))
_, event, headers = call('GET', 'invocation/next')
id = headers['lambda-runtime-aws-request-id']
call('POST', 'invocation/' + id + '/error', '{\"errorMessage\": \"m\", \"errorType\": \"t\"}', {'Lambda-Runtime-Function-Error-Type': 'Own.Error'})
call('GET', 'invocation/next')
";

fn api(lab: &Lab) -> Result<(), Forbidden> {
    let code = bootstrap(lab, PROBE)?;
    let spec = Arc::new(lab.function("provided.al2023", "x", &[("bootstrap", &code)]));
    let want = r#"[[400, "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}"], [400, "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}"], [403, "{\"errorMessage\":\"Transition from Ready to InitError is not allowed.\",\"errorType\":\"InvalidStateTransition\"}"], [404, "404 page not found\n"], [404]]"#;
    assert_eq!(payload(&lab.invoke(&spec, "1")?), want);
    let want = r#"[[202, "{\"status\":\"OK\"}"], [400, "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}"]]"#;
    assert_eq!(payload(&lab.invoke(&spec, "2")?), want);
    let invoked = lab.invoke(&spec, "3")?;
    assert_eq!(failure(&invoked), r#"{"errorMessage": "m", "errorType": "t"}"#);
    assert!(!tail(&invoked).contains("Status:"), "{}", tail(&invoked));
    assert_eq!(lab.environments(), 1);
    Ok(())
}

fn never_asks(lab: &Lab) -> Result<(), Forbidden> {
    let script = "#!/bin/sh\nwhile :; do sleep 1; done\n";
    let mut spec = lab.function("provided.al2023", "x", &[("bootstrap", script)]);
    spec.timeout = std::time::Duration::from_secs(1);
    let invoked = lab.invoke(&Arc::new(spec), "{}")?;
    assert!(failure(&invoked).contains("Task timed out after 1.00 seconds"));
    let log = lab.log();
    assert!(log.contains("INIT_REPORT Init Duration: 1"), "{log}");
    assert!(log.contains("\tPhase: init\tStatus: timeout\n"), "{log}");
    assert!(log.contains("\tPhase: invoke\tStatus: timeout\n"), "{log}");
    assert!(log.contains("Max Memory Used: ") && !log.contains("Max Memory Used: 0 MB"), "{log}");
    Ok(())
}
