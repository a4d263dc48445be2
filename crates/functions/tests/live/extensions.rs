//! Extensions, outside of the runtime and within it, and the telemetry that they ask for.

use std::sync::Arc;

use crate::lab::{Forbidden, Lab, failure, payload};
use crate::runner::Test;

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("extensions: one of a layer", external),
    ("extensions: one that fails", fails),
    ("extensions: telemetry", telemetry),
];

const EXTENSION: &str = "#!/usr/bin/python3
import http.client, http.server, json, os, sys, threading
api = http.client.HTTPConnection(os.environ['AWS_LAMBDA_RUNTIME_API'])
def call(method, path, body=None, headers={}):
    api.request(method, path, body, headers)
    answer = api.getresponse()
    return answer.status, json.loads(answer.read() or b'null') if path != '/2022-07-01/telemetry' else answer.read(), dict(answer.getheaders())
status, told, headers = call('POST', '/2020-01-01/extension/register', json.dumps({'events': ['INVOKE', 'SHUTDOWN']}), {'Lambda-Extension-Name': os.path.basename(sys.argv[0])})
print('registered', status, json.dumps(told), flush=True)
own = {'Lambda-Extension-Identifier': headers['lambda-extension-identifier']}
";

const LISTENS: &str = "
while True:
    _, event, _ = call('GET', '/2020-01-01/extension/event/next', headers=own)
    print('event', event['eventType'], event.get('shutdownReason'), event.get('invokedFunctionArn'), flush=True)
    if event['eventType'] == 'SHUTDOWN':
        break
";

const HANDLER: &str = "def handler(event, context):\n    return 'done'\n";

fn with_extension(lab: &Lab, rest: &str) -> Result<functions::FunctionSpec, Forbidden> {
    if !std::path::Path::new("/usr/bin/python3").exists() {
        return Err(Forbidden("the extension needs /usr/bin/python3".to_owned()));
    }
    let code = format!("{EXTENSION}{rest}");
    let mut spec = lab.function("python3.11", "main.handler", &[("main.py", HANDLER)]);
    spec.layers = vec![
        lab.files("layer", &[("extensions/watcher", &code), ("extensions/notes", "no program")]),
    ];
    Ok(spec)
}

fn external(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(with_extension(lab, LISTENS)?);
    assert_eq!(payload(&lab.invoke(&spec, "{}")?), "\"done\"");
    assert_eq!(payload(&lab.invoke(&spec, "{}")?), "\"done\"");
    lab.wait(lab.functions.close());
    let log = lab.log();
    for want in [
        "registered 200 {\"functionName\": \"f1\", \"functionVersion\": \"$LATEST\", \"handler\": \"main.handler\"}\n",
        "EXTENSION\tName: watcher\tState: Ready\tEvents: [INVOKE, SHUTDOWN]\n",
        "event INVOKE None arn:aws:lambda:eu-west-1:111122223333:function:f1\n",
        "event SHUTDOWN spindown None\n",
    ] {
        assert!(log.contains(want), "{want} in {log}");
    }
    assert_eq!(log.matches("event INVOKE").count(), 2);
    assert_eq!(lab.environments(), 1);
    Ok(())
}

fn fails(lab: &Lab) -> Result<(), Forbidden> {
    let cases = [
        ("sys.exit(5)\n", "Extension.Crash"),
        (
            "call('POST', '/2020-01-01/extension/init/error', '{}', dict(own, **{'Lambda-Extension-Function-Error-Type': 'Own.Bad'}))\nimport time; time.sleep(100)\n",
            "Extension.InitError",
        ),
    ];
    for (rest, kind) in cases {
        let spec = Arc::new(with_extension(lab, rest)?);
        let said = failure(&lab.invoke(&spec, "{}")?);
        assert!(said.contains(kind) && said.contains("extension watcher failed"), "{said}");
    }
    Ok(())
}

const SUBSCRIBES: &str = "
heard = []
class Listener(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        heard.extend(json.loads(self.rfile.read(int(self.headers['Content-Length']))))
        self.send_response(200)
        self.send_header('Content-Length', '0')
        self.end_headers()
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(('0.0.0.0', 8123), Listener)
threading.Thread(target=server.serve_forever, daemon=True).start()
status, told, _ = call('PUT', '/2022-07-01/telemetry', json.dumps({'schemaVersion': '2022-12-13', 'destination': {'protocol': 'HTTP', 'URI': 'http://sandbox.localdomain:8123'}, 'types': ['platform', 'function'], 'buffering': {'timeoutMs': 25, 'maxBytes': 262144, 'maxItems': 1000}}), own)
print('subscribed', status, told, flush=True)
import time
while True:
    _, event, _ = call('GET', '/2020-01-01/extension/event/next', headers=own)
    if event['eventType'] == 'SHUTDOWN':
        break
    for _ in range(500):
        if any(one['type'] == 'platform.runtimeDone' and one['record']['requestId'] == event['requestId'] for one in heard):
            break
        time.sleep(0.01)
    print('heard', sorted({one['type'] for one in heard}), flush=True)
";

fn telemetry(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(with_extension(lab, SUBSCRIBES)?);
    assert_eq!(payload(&lab.invoke(&spec, "{}")?), "\"done\"");
    let log = lab.log();
    if lab.driver == "process" {
        assert!(log.contains("subscribed 202"), "{log}");
        return Err(Forbidden("this driver gives functions no network of their own".to_owned()));
    }
    assert!(log.contains("subscribed 200 b'OK'\n"), "{log}");
    assert!(
        log.contains("TELEMETRY\tName: watcher\tState: Subscribed\tTypes: [platform, function]\n"),
        "{log}"
    );
    let heard = log.lines().find(|line| line.starts_with("heard")).unwrap();
    for kind in ["'function'", "'platform.initStart'", "'platform.start'", "'platform.runtimeDone'"]
    {
        assert!(heard.contains(kind), "{kind} in {heard}");
    }
    Ok(())
}
