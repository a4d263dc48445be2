//! Functions in Ruby: answers, errors, the context, the log, gems.

use std::sync::Arc;

use functions::LogFormat;

use crate::lab::{Forbidden, Lab, failure, payload, tail};
use crate::runner::Test;

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("ruby: it answers, and says what it took", answers),
    ("ruby: its context and variables", context),
    ("ruby: it raises", raises),
    ("ruby: it cannot be loaded", not_loaded),
    ("ruby: it logs", logs),
    ("ruby: it ends", ends),
    ("ruby: a layer, and a gem of the package", layer),
    ("ruby: a wrapper starts it", wrapper),
];

const ECHO: &str = "
def handler(event:, context:)
  puts \"heard #{event['n']}\"
  { n: event['n'] + 1, umlaut: '\u{e4}' }
end
";

fn answers(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("ruby3.3", "main.handler", &[("main.rb", ECHO)]));
    let first = lab.invoke(&spec, r#"{"n": 1}"#)?;
    assert_eq!(payload(&first), "{\"n\":2,\"umlaut\":\"\u{e4}\"}");
    let log = tail(&first);
    assert!(log.contains("\nheard 1\nEND RequestId: "), "{log}");
    assert!(payload(&lab.invoke(&spec, r#"{"n": 5}"#)?).starts_with("{\"n\":6"));
    assert_eq!(lab.environments(), 1, "the second call found the first one's environment");
    assert!(lab.log().contains("INIT_START Runtime Version: ruby:3.3"), "{}", lab.log());
    let nested = "module Shop\n  class Orders\n    def self.take(event:, context:)\n      event\n    end\n  end\nend\n";
    let files = [("lib/shop.rb", nested)];
    let spec = Arc::new(lab.function("ruby3.3", "lib/shop.Shop::Orders.take", &files));
    assert_eq!(payload(&lab.invoke(&spec, "[1, null]")?), "[1,null]");
    Ok(())
}

const CONTEXT: &str = "
def handler(event:, context:)
  left = context.get_remaining_time_in_millis
  [context.aws_request_id, context.function_name, context.function_version, context.invoked_function_arn,
   context.memory_limit_in_mb, context.log_group_name, context.log_stream_name[10...20], left.between?(1, 20_000),
   context.deadline_ms > 1_000_000_000_000, context.client_context['custom']['a'], context.identity,
   ENV['AWS_EXECUTION_ENV'], ENV['OWN'], Dir.pwd == ENV['LAMBDA_TASK_ROOT'],
   ENV['GEM_PATH'].start_with?(ENV['LAMBDA_TASK_ROOT'] + '/vendor/bundle/ruby/3.3.0:'), ENV.keys.grep(/STRATUS/)]
end
";

fn context(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("ruby3.3", "main.handler", &[("main.rb", CONTEXT)]));
    let mut invocation = lab.invocation(&spec, "{}");
    invocation.client_context = Some(r#"{"custom": {"a": "b"}}"#.to_owned());
    let id = invocation.request_id.clone();
    let said = payload(&lab.invoke_with(&spec, invocation)?);
    let want = format!(
        "[\"{id}\",\"f1\",\"$LATEST\",\"{}\",\"256\",\"/aws/lambda/f1\",\"/[$LATEST]\",true,true,\"b\",null,\
         \"AWS_Lambda_ruby3.3\",\"value\",true,true,[]]",
        spec.arn
    );
    assert_eq!(said, want);
    Ok(())
}

const RAISES: &str = "
module Shop
  class Closed < StandardError; end
end
def handler(event:, context:)
  case event
  when 1 then raise 'Error: some_error_msg'
  when 2 then raise Shop::Closed, \"in two\\nlines\"
  when 3 then nothing_like_it
  when 4 then exit(3)
  end
end
";

fn raises(lab: &Lab) -> Result<(), Forbidden> {
    let spec = Arc::new(lab.function("ruby3.3", "main.handler", &[("main.rb", RAISES)]));
    let invoked = lab.invoke(&spec, "1")?;
    // AWS's recorded answer, but for the stack, which the recording leaves out.
    let said = failure(&invoked);
    let want = "{\"errorMessage\":\"Error: some_error_msg\",\"errorType\":\"Function<RuntimeError>\",\"stackTrace\":[\"";
    // Ruby 3.4 names a method with its class, and quotes it otherwise.
    let frames = ["/main.rb:7:in `handler'\"]}", "/main.rb:7:in 'Object#handler'\"]}"];
    assert!(said.starts_with(want) && frames.iter().any(|frame| said.ends_with(frame)), "{said}");
    let log = tail(&invoked);
    assert!(log.contains("Error raised from handler method\n{\"errorMessage\":"), "{log}");
    let said = failure(&lab.invoke(&spec, "2")?);
    assert!(
        said.contains(
            "\"errorMessage\":\"in two\\nlines\",\"errorType\":\"Function<Shop::Closed>\""
        ),
        "{said}"
    );
    assert_eq!(lab.environments(), 1, "it goes on after these");
    for (event, kind) in [("3", "Function<NameError>"), ("4", "Function<SystemExit>")] {
        let before = lab.environments();
        let invoked = lab.invoke(&spec, event)?;
        assert!(failure(&invoked).contains(kind), "{}", failure(&invoked));
        assert!(tail(&invoked).contains("Critical exception from handler\n"), "{}", tail(&invoked));
        assert_eq!(payload(&lab.invoke(&spec, "0")?), "null");
        assert!(lab.environments() > before, "{event} ends its environment");
    }
    Ok(())
}

fn not_loaded(lab: &Lab) -> Result<(), Forbidden> {
    for (handler, code, want) in [
        ("none.handler", "", "\"errorType\":\"Init<LoadError>\""),
        ("main", "", "\"errorType\":\"Init<ArgumentError>\""),
        ("main.handler", "def handler(", "\"errorType\":\"Init<SyntaxError>\""),
        (
            "main.handler",
            "raise 'at once'",
            "\"errorMessage\":\"at once\",\"errorType\":\"Init<RuntimeError>\"",
        ),
        ("main.none", "", "\"errorType\":\"Function<NoMethodError>\""),
    ] {
        let spec = Arc::new(lab.function("ruby3.3", handler, &[("main.rb", code)]));
        let said = failure(&lab.invoke(&spec, "{}")?);
        assert!(said.contains(want), "{handler}: {said}");
    }
    Ok(())
}

const LOGS: &str = "
LOGGER = Logger.new($stdout)
def handler(event:, context:)
  LOGGER.info(\"in two\\nlines\")
  LOGGER.debug('quiet')
  puts 'one', 'two'
  warn 'aside'
  print \"half\"
end
";

fn logs(lab: &Lab) -> Result<(), Forbidden> {
    let mut spec = lab.function("ruby3.3", "main.handler", &[("main.rb", LOGS)]);
    let invocation = lab.invocation(&Arc::new(spec.clone()), "{}");
    let id = invocation.request_id.clone();
    let log = tail(&lab.invoke_with(&Arc::new(spec.clone()), invocation)?);
    assert!(log.contains(&format!("]  INFO {id} -- : in two\nlines\n")), "{log}");
    assert!(log.contains("one\ntwo\n") && log.contains("aside\n") && log.contains("half"), "{log}");
    let lines: Vec<String> = lab.heard.lines.lock().values().flatten().cloned().collect();
    assert!(lines.iter().any(|line| line.trim_end() == "one\ntwo"), "it is one event: {lines:?}");
    spec.logging.format = LogFormat::Json;
    spec.revision = "2".to_owned();
    let log = tail(&lab.invoke(&Arc::new(spec), "{}")?);
    assert!(
        log.contains("\"level\":\"INFO\",\"message\":\"in two\\nlines\",\"requestId\":\""),
        "{log}"
    );
    assert!(!log.contains("quiet"), "{log}");
    Ok(())
}

fn ends(lab: &Lab) -> Result<(), Forbidden> {
    let code = "def handler(event:, context:)\n  exit!(7) if event == 1\n  'still here'\nend\n";
    let spec = Arc::new(lab.function("ruby3.3", "main.handler", &[("main.rb", code)]));
    let said = failure(&lab.invoke(&spec, "1")?);
    assert!(said.contains("Runtime exited with error: exit status 7"), "{said}");
    assert_eq!(payload(&lab.invoke(&spec, "2")?), "\"still here\"");
    Ok(())
}

const GEM: &str = "
Gem::Specification.new do |s|
  s.name, s.version, s.summary, s.authors, s.files = 'greeter', '1.0.0', 'x', ['x'], ['lib/greeter.rb']
end
";

fn layer(lab: &Lab) -> Result<(), Forbidden> {
    let code =
        "require 'one'\nrequire 'greeter'\ndef handler(event:, context:)\n  [ONE, GREETING]\nend\n";
    let bundle = "vendor/bundle/ruby/3.3.0";
    let files = [
        ("main.rb", code),
        (&*format!("{bundle}/specifications/greeter-1.0.0.gemspec"), GEM),
        (&*format!("{bundle}/gems/greeter-1.0.0/lib/greeter.rb"), "GREETING = 'hello'\n"),
    ];
    let mut spec = lab.function("ruby3.3", "main.handler", &files);
    spec.layers = vec![lab.files("first", &[("ruby/lib/one.rb", "ONE = 1\n")])];
    assert_eq!(payload(&lab.invoke(&Arc::new(spec), "{}")?), "[1,\"hello\"]");
    Ok(())
}

fn wrapper(lab: &Lab) -> Result<(), Forbidden> {
    let code = "def handler(event:, context:)\n  ENV['WRAPPED']\nend\n";
    let script = "#!/bin/sh\nexport WRAPPED=yes\nexec \"$@\"\n";
    let mut spec = lab.function("ruby3.3", "main.handler", &[("main.rb", code), ("wrap", script)]);
    let name = "AWS_LAMBDA_EXEC_WRAPPER".to_owned();
    spec.environment.push((name, "/var/task/wrap".to_owned()));
    assert_eq!(payload(&lab.invoke(&Arc::new(spec), "{}")?), "\"yes\"");
    Ok(())
}
