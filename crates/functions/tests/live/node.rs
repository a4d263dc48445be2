//! Functions in Node.js: callbacks and promises, modules, errors, streams, the event loop.

use std::sync::Arc;

use functions::Outcome;

use crate::lab::{Forbidden, Lab, failure, forbidden, payload, tail};
use crate::runner::Test;

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("node: it answers, and logs", answers),
    ("node: callbacks and the event loop", callbacks),
    ("node: modules", modules),
    ("node: errors", errors),
    ("node: streams", streams),
];

/// The version that this machine's tests ask for; another runs it where it is not there.
const RUNTIME: &str = "nodejs20.x";

const ANSWERS: &str = "
exports.handler = async (event, context) => {
  console.log('heard', event);
  console.error('two\\nlines');
  const left = context.getRemainingTimeInMillis();
  return { ...event, name: context.functionName, id: context.awsRequestId.length, left: left > 0 && left <= 20000, memory: context.memoryLimitInMB };
};";

fn answers(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function(RUNTIME, "index.handler", &[("index.js", ANSWERS)]));
    let invoked = lab.invoke(&spec, r#"{"a":1}"#)?;
    assert_eq!(payload(&invoked), r#"{"a":1,"name":"f1","id":36,"left":true,"memory":"256"}"#);
    let log = tail(&invoked);
    assert!(
        log.contains("\tINFO\theard { a: 1 }\n") && log.contains("\tERROR\ttwo\nlines\n"),
        "{log}"
    );
    payload(&lab.invoke(&spec, "{}")?);
    assert_eq!(lab.environments(), 1);
    Ok(())
}

const CALLBACKS: &str = "
let late = 0;
exports.handler = (event, context, callback) => {
  if (event === 'waits') { setTimeout(() => { late += 1; }, 200); callback(null, 'waited'); }
  if (event === 'hurries') {
    context.callbackWaitsForEmptyEventLoop = false;
    setTimeout(() => { late += 10; }, 600000);
    callback(null, 'hurried');
  }
  if (event === 'late') callback(null, late);
  if (event === 'error') callback(new TypeError('no'));
  if (event === 'text') callback('just text');
  if (event === 'nothing') return;
  if (event === 'done') context.done(null, 'done');
};";

fn callbacks(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function(RUNTIME, "index.handler", &[("index.js", CALLBACKS)]));
    assert_eq!(payload(&lab.invoke(&spec, "\"waits\"")?), "\"waited\"");
    assert_eq!(payload(&lab.invoke(&spec, "\"late\"")?), "1", "the timer ran before the answer");
    assert_eq!(payload(&lab.invoke(&spec, "\"nothing\"")?), "null");
    assert_eq!(payload(&lab.invoke(&spec, "\"done\"")?), "\"done\"");
    assert!(failure(&lab.invoke(&spec, "\"error\"")?).starts_with(
        r#"{"errorType":"TypeError","errorMessage":"no","trace":["TypeError: no","    at "#
    ));
    assert_eq!(
        failure(&lab.invoke(&spec, "\"text\"")?),
        r#"{"errorType":"string","errorMessage":"just text","trace":[]}"#
    );
    assert_eq!(payload(&lab.invoke(&spec, "\"hurries\"")?), "\"hurried\"");
    assert_eq!(lab.environments(), 1);
    Ok(())
}

fn modules(lab: &Lab) -> Result<(), Forbidden> {
    let module = "import { v } from './v.mjs';\nexport const handler = async () => v + 1;";
    let cases: [(&str, &[(&str, &str)]); 4] = [
        ("index.handler", &[("index.mjs", module), ("v.mjs", "export const v = 6;")]),
        (
            "src/index.handler",
            &[
                ("src/index.js", module),
                ("src/v.mjs", "export const v = 6;"),
                ("package.json", r#"{"type":"module"}"#),
            ],
        ),
        ("index.a.b", &[("index.cjs", "exports.a = { b: async () => 7 };")]),
        (
            "index.handler",
            &[
                ("index.js", "exports.handler = async () => require('dep');"),
                ("node_modules/dep/index.js", "module.exports = 7;"),
            ],
        ),
    ];
    for (handler, files) in cases {
        let spec = Arc::new(lab.function(RUNTIME, handler, files));
        assert_eq!(payload(&lab.invoke(&spec, "{}")?), "7", "{handler} {files:?}");
    }
    Ok(())
}

fn errors(lab: &Lab) -> Result<(), Forbidden> {
    let cases = [
        ("none.handler", "", "Runtime.ImportModuleError", "Error: Cannot find module 'none'"),
        ("index.none", "", "Runtime.HandlerNotFound", "index.none is undefined or not exported"),
        ("index.handler", "exports.handler = (", "Runtime.UserCodeSyntaxError", "SyntaxError: "),
        ("index.handler", "throw new RangeError('top')", "RangeError", "top"),
        (
            "index.handler",
            "exports.handler = async () => { throw new RangeError('inside'); }",
            "RangeError",
            "inside",
        ),
        (
            "index.handler",
            "exports.handler = async () => { setTimeout(() => { throw new Error('later'); }, 1); await new Promise((r) => setTimeout(r, 2000)); }",
            "Error",
            "later",
        ),
        (
            "index.handler",
            "exports.handler = async () => { Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 2000)); }",
            "Runtime.UnhandledPromiseRejection",
            "Error: lost",
        ),
        (
            "index.handler",
            "exports.handler = async () => process.exit(4)",
            "Runtime.ExitError",
            "exit status 4",
        ),
    ];
    for (handler, code, kind, message) in cases {
        let spec = Arc::new(lab.function(RUNTIME, handler, &[("index.js", code)]));
        let invoked = lab.invoke(&spec, "{}")?;
        let said = failure(&invoked);
        assert!(
            said.contains(&format!("\"errorType\":\"{kind}\"")) && said.contains(message),
            "{said}"
        );
    }
    Ok(())
}

const STREAMS: &str = "
exports.handler = awslambda.streamifyResponse(async (event, stream, context) => {
  if (event.http) stream = awslambda.HttpResponseStream.from(stream, { statusCode: 201, headers: { a: 'b' } });
  else stream.setContentType('text/plain');
  for (let i = 0; i < (event.n ?? 3); i++) stream.write(`piece ${i}\\n`);
  if (event.fails) throw new Error('in the middle');
  stream.end();
});";

fn streams(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function(RUNTIME, "index.handler", &[("index.js", STREAMS)]));
    let call = |event: &str| -> Result<_, Forbidden> {
        let invocation = lab.invocation(&spec, event);
        let streamed = lab.wait(lab.functions.invoke_streaming(&spec, invocation));
        let mut streamed = forbidden(streamed)?;
        let mut all = Vec::new();
        while let Some(piece) = lab.wait(streamed.pieces.recv()) {
            all.extend_from_slice(&piece);
        }
        let ended = lab.wait(streamed.ended).unwrap();
        Ok((streamed.content_type, all, ended.outcome))
    };
    let (kind, all, outcome) = call("{}")?;
    assert_eq!(
        (kind.as_deref(), &all[..]),
        (Some("text/plain"), &b"piece 0\npiece 1\npiece 2\n"[..])
    );
    assert!(matches!(outcome, Outcome::Payload(payload) if payload.is_empty()));
    let (kind, all, _) = call(r#"{"http":true,"n":1}"#)?;
    assert_eq!(kind.as_deref(), Some("application/vnd.awslambda.http-integration-response"));
    assert_eq!(all, b"{\"statusCode\":201,\"headers\":{\"a\":\"b\"}}\0\0\0\0\0\0\0\0piece 0\n");
    let (_, all, outcome) = call(r#"{"fails":true}"#)?;
    assert!(all.starts_with(b"piece 0\n"));
    assert!(matches!(outcome, Outcome::FunctionError { payload, .. }
        if payload.starts_with(br#"{"errorType":"Error","errorMessage":"in the middle""#)));
    assert_eq!(lab.environments(), 1, "{}", lab.log());
    // Somebody who wants it whole gets it whole.
    assert_eq!(payload(&lab.invoke(&spec, "{}")?), "piece 0\npiece 1\npiece 2\n");
    assert_eq!(lab.environments(), 1);
    Ok(())
}
