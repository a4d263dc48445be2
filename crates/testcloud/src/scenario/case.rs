//! The text of a case file, read into steps.

use std::time::Duration;

use kernel::Timestamp;
use serde_json::{Value, json};

use super::compare::Mode;

/// One case file.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) file: String,
    /// `recorded`, `documented` or `assumed`.
    pub(super) provenance: String,
    /// The words of the `# protocols:` line; none: all.
    pub(super) protocols: Vec<String>,
    pub(super) steps: Vec<Step>,
}

/// One step: where it stands, its first line for reports, and what to do.
#[derive(Debug)]
pub(super) struct Step {
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) action: Action,
}

#[derive(Debug)]
pub(super) enum Action {
    /// `>`: call, and compare with what follows.
    Call(CallStep, Option<Expectation>),
    /// `&>`: call in the background.
    Begin(CallStep),
    /// `&<`, `&<~`, `&!`: wait for the oldest call in the background.
    Await(Expectation),
    /// `> clock`.
    Clock(ClockStep),
    /// `> caller`.
    Caller(CallerStep),
}

/// A caller by name: access key id, secret, and the token of temporary credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CallerStep {
    pub(super) name: String,
    pub(super) id: String,
    pub(super) secret: String,
    pub(super) token: Option<String>,
}

/// Who makes a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Who {
    /// The default account's root, with its own key.
    Root,
    /// `/ACCOUNT`: the root of that account, unverified.
    Account(String),
    /// `:NAME`: whoever a step before named so.
    Caller(String),
    /// `:nobody`: unsigned.
    Nobody,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct CallStep {
    pub(super) service: String,
    pub(super) region: Option<String>,
    pub(super) who: Who,
    pub(super) operation: String,
    pub(super) input: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ClockStep {
    Advance(Duration),
    Freeze(Option<Timestamp>),
    Resume,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expectation {
    pub(super) line: usize,
    pub(super) what: Expected,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Expected {
    Output(Mode, Value),
    Error(ExpectedError),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ExpectedError {
    pub(super) code: String,
    pub(super) query_code: Option<String>,
    pub(super) status: u16,
    /// For all protocols, or for all but the query protocols when there are two.
    pub(super) message: Option<Message>,
    /// For the query protocols.
    pub(super) query_message: Option<Message>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    Is(String),
    Contains(String),
}

impl Case {
    /// Reads a file; the error says where and what.
    pub(super) fn parse(file: &str, text: &str) -> Result<Case, String> {
        let at = |line: usize| move |what: String| format!("{file}:{line}: {what}");
        let header = text.lines().next().unwrap_or("");
        let provenance = provenance(file, header).map_err(at(1))?;
        let mut case =
            Case { file: file.to_owned(), provenance, protocols: Vec::new(), steps: Vec::new() };
        for (line, text) in joined_lines(text) {
            if let Some(comment) = text.strip_prefix('#') {
                if let Some(words) = comment.trim().strip_prefix("protocols:") {
                    case.protocols = words.split_whitespace().map(str::to_owned).collect();
                }
                continue;
            }
            case.line(line, &text).map_err(at(line))?;
        }
        if case.steps.is_empty() {
            return Err(at(1)("there is no step".to_owned()));
        }
        Ok(case)
    }

    fn line(&mut self, line: usize, text: &str) -> Result<(), String> {
        let (mark, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let rest = rest.trim();
        let step = |action| Step { line, text: text.to_owned(), action };
        match mark {
            ">" => {
                let action = match rest.split_once(char::is_whitespace) {
                    Some(("clock", words)) => Action::Clock(clock(words.trim())?),
                    Some(("caller", words)) => Action::Caller(caller(words.trim())?),
                    _ => Action::Call(call(rest)?, None),
                };
                self.steps.push(step(action));
            }
            "&>" => self.steps.push(step(Action::Begin(call(rest)?))),
            "<" | "<~" | "!" => {
                let expected = Expectation { line, what: expected(mark, rest)? };
                match self.steps.last_mut().map(|step| &mut step.action) {
                    Some(Action::Call(_, slot @ None)) => *slot = Some(expected),
                    Some(Action::Call(_, Some(_))) => {
                        return Err("a second expectation for one call".to_owned());
                    }
                    _ => return Err("an expectation without a call before it".to_owned()),
                }
            }
            "&<" | "&<~" | "&!" => {
                let expected = Expectation { line, what: expected(&mark[1..], rest)? };
                self.steps.push(step(Action::Await(expected)));
            }
            other => {
                let known = "> < <~ ! &> &< &<~ &! #";
                return Err(format!("a line begins with one of {known}, not {other:?}"));
            }
        }
        Ok(())
    }

    /// The service of the first call, with its line.
    pub(super) fn first_service(&self) -> Option<(&str, usize)> {
        self.steps.iter().find_map(|step| match &step.action {
            Action::Call(call, _) | Action::Begin(call) => Some((call.service.as_str(), step.line)),
            _ => None,
        })
    }
}

/// Logical lines with the number of their first: indented lines continue the one before.
fn joined_lines(text: &str) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    for (i, line) in text.lines().enumerate() {
        let indented = line.starts_with([' ', '\t']);
        let content = line.trim();
        if content.is_empty() || indented && content.starts_with('#') {
            continue;
        }
        match out.last_mut().filter(|(_, last)| indented && !last.starts_with('#')) {
            Some((_, last)) => {
                last.push(' ');
                last.push_str(content);
            }
            None => out.push((i + 1, content.to_owned())),
        }
    }
    out
}

/// Checks the header: `# create_queue.case    provenance: recorded 2026-03`.
fn provenance(file: &str, header: &str) -> Result<String, String> {
    let form =
        "the first line must be: # NAME.case   provenance: recorded YYYY-MM|documented|assumed";
    let comment = header.strip_prefix('#').ok_or(form)?;
    let (name, rest) = comment.split_once("provenance:").ok_or(form)?;
    let own = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = name.trim();
    if name != own && Some(name) != own.strip_suffix(".case") {
        return Err(format!("the header names {name:?}, but the file is {own}"));
    }
    let mut words = rest.split([' ', ',', ';', '(']).filter(|word| !word.is_empty());
    let kind = words.next().ok_or(form)?;
    match kind {
        "documented" | "assumed" => {}
        "recorded" => {
            let month = words.next().filter(|word| {
                let (year, month) = word.split_once('-').unwrap_or(("", ""));
                let digits =
                    |text: &str, n| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
                digits(year, 4) && digits(month, 2)
            });
            month.ok_or("recorded needs the month of the recording: recorded 2026-03")?;
        }
        _ => return Err(form.to_owned()),
    }
    Ok(kind.to_owned())
}

/// `SERVICE[@REGION][/ACCOUNT|:CALLER] Operation {json}`.
fn call(text: &str) -> Result<CallStep, String> {
    let (target, rest) = text.split_once(char::is_whitespace).ok_or("a call needs an operation")?;
    let rest = rest.trim();
    let (operation, input) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let (target, who) = match target.find(['/', ':']) {
        Some(at) => (&target[..at], who(&target[at..])?),
        None => (target, Who::Root),
    };
    let (service, region) = match target.split_once('@') {
        Some((service, region)) => (service, Some(region.to_owned())),
        None => (target, None),
    };
    let input = if input.trim().is_empty() { json!({}) } else { json_of(input)? };
    let (service, operation) = (service.to_owned(), operation.to_owned());
    Ok(CallStep { service, region, who, operation, input })
}

/// `/ACCOUNT` or `:CALLER`.
fn who(text: &str) -> Result<Who, String> {
    let (mark, name) = text.split_at(1);
    match (mark, name) {
        ("/", account) if kernel::AccountId::parse(account).is_some() => {
            Ok(Who::Account(account.to_owned()))
        }
        ("/", other) => Err(format!("{other:?} is no account: 12 digits")),
        (_, "nobody") => Ok(Who::Nobody),
        (_, name) if is_name(name) => Ok(Who::Caller(name.to_owned())),
        (_, other) => Err(format!("{other:?} is no caller's name: letters, digits and _")),
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// `NAME = "ID" "SECRET" ["TOKEN"]`.
fn caller(text: &str) -> Result<CallerStep, String> {
    let form = "a caller is: > caller NAME = \"ID\" \"SECRET\" [\"TOKEN\"]";
    let (name, values) = text.split_once('=').ok_or(form)?;
    let name = name.trim();
    if !is_name(name) || name == "nobody" {
        return Err(form.to_owned());
    }
    let values = serde_json::Deserializer::from_str(values).into_iter::<String>();
    let mut values = values.collect::<Result<Vec<_>, _>>().map_err(|_| form)?.into_iter();
    let (Some(id), Some(secret), token, None) =
        (values.next(), values.next(), values.next(), values.next())
    else {
        return Err(form.to_owned());
    };
    Ok(CallerStep { name: name.to_owned(), id, secret, token })
}

fn json_of(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|e| format!("{e} in {text}"))
}

fn expected(mark: &str, text: &str) -> Result<Expected, String> {
    match mark {
        "<" => Ok(Expected::Output(Mode::Exact, json_of(text)?)),
        "<~" => Ok(Expected::Output(Mode::Subset, json_of(text)?)),
        _ => error(text).map(Expected::Error),
    }
}

/// `Code[|QueryCode] STATUS ["message" [| "query message"]]`.
fn error(text: &str) -> Result<ExpectedError, String> {
    let form = "an error is: ! Code[|QueryCode] STATUS [\"message\" [| \"query message\"]]";
    let (codes, rest) = text.split_once(char::is_whitespace).ok_or(form)?;
    let rest = rest.trim();
    let (status, rest) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let status = status.parse().map_err(|_| form)?;
    let (code, query_code) = match codes.split_once('|') {
        Some((code, query)) => (code, Some(query.to_owned())),
        None => (codes, None),
    };
    let (message, rest) = message(rest.trim())?;
    let query_message = match rest.strip_prefix('|') {
        Some(rest) => {
            let (second, left) = self::message(rest.trim())?;
            if !left.is_empty() || second.is_none() {
                return Err(form.to_owned());
            }
            second
        }
        None if rest.is_empty() => message.clone(),
        None => return Err(form.to_owned()),
    };
    Ok(ExpectedError { code: code.to_owned(), query_code, status, message, query_message })
}

/// A message in quotes, after `~` when it is only a part of the whole; and what follows it.
fn message(text: &str) -> Result<(Option<Message>, &str), String> {
    if text.is_empty() {
        return Ok((None, ""));
    }
    let (part, quoted) = text.strip_prefix('~').map_or((false, text), |rest| (true, rest));
    let mut values = serde_json::Deserializer::from_str(quoted).into_iter::<String>();
    let message = values.next().ok_or("a message is missing")?;
    let message = message.map_err(|e| format!("{e} in {quoted}"))?;
    let rest = quoted[values.byte_offset()..].trim();
    Ok((Some(if part { Message::Contains(message) } else { Message::Is(message) }), rest))
}

fn clock(words: &str) -> Result<ClockStep, String> {
    let wrong = || "the clock takes +30s (ms s m h d w), freeze [TIME], resume".to_owned();
    match words.split_once(' ').unwrap_or((words, "")) {
        ("resume", "") => Ok(ClockStep::Resume),
        ("freeze", "") => Ok(ClockStep::Freeze(None)),
        ("freeze", at) => {
            let at = Timestamp::parse_iso8601(at.trim()).map_err(|_| wrong())?;
            Ok(ClockStep::Freeze(Some(at)))
        }
        (by, "") => {
            let by = by.strip_prefix('+').and_then(duration).ok_or_else(wrong)?;
            Ok(ClockStep::Advance(by))
        }
        _ => Err(wrong()),
    }
}

/// `90d`, `1h30m`, `250ms`.
fn duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, tail) = rest.split_at(digits);
        let letters = tail.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (unit, tail) = tail.split_at(letters);
        let millis = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            "w" => 604_800_000,
            _ => return None,
        };
        let part = number.parse::<u64>().ok()?.checked_mul(millis)?;
        total = total.checked_add(Duration::from_millis(part))?;
        rest = tail;
    }
    (!total.is_zero()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "# t.case   provenance: assumed\n";

    fn parse(body: &str) -> Result<Case, String> {
        Case::parse("dir/t.case", &format!("{HEADER}{body}"))
    }

    #[test]
    fn headers() {
        for (header, expected) in [
            ("# t.case   provenance: recorded 2026-03", Ok("recorded")),
            ("# t   provenance: documented", Ok("documented")),
            ("# t.case provenance: assumed (no recording shows it)", Ok("assumed")),
            ("# other.case provenance: assumed", Err("the header names \"other.case\"")),
            ("# t.case provenance: recorded", Err("recorded needs the month")),
            ("# t.case provenance: guessed", Err("the first line must be")),
            ("> sqs ListQueues", Err("the first line must be")),
            ("", Err("the first line must be")),
        ] {
            match (provenance("dir/t.case", header), expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{header}"),
                (Err(found), Err(expected)) => assert!(found.contains(expected), "{found}"),
                (found, _) => panic!("{header}: {found:?}"),
            }
        }
    }

    #[test]
    fn a_call_with_everything() {
        let text =
            "> sqs@eu-west-1/111122223333 CreateQueue {\n  \"QueueName\":\n    \"q\" }\n<~ {}\n";
        let case = parse(text).unwrap();
        let Action::Call(call, Some(expected)) = &case.steps[0].action else { panic!("{case:?}") };
        assert_eq!(call.service, "sqs");
        assert_eq!(call.region.as_deref(), Some("eu-west-1"));
        assert_eq!(call.who, Who::Account("111122223333".to_owned()));
        assert_eq!(call.input, json!({"QueueName": "q"}));
        assert_eq!(expected.what, Expected::Output(Mode::Subset, json!({})));
        assert_eq!((case.steps[0].line, expected.line), (2, 5));
    }

    #[test]
    fn callers() {
        for (target, region, who) in [
            ("sqs", None, Who::Root),
            ("sqs:alice", None, Who::Caller("alice".to_owned())),
            ("sqs@eu-west-1:nobody", Some("eu-west-1"), Who::Nobody),
        ] {
            let call = call(&format!("{target} ListQueues")).unwrap();
            assert_eq!((call.region.as_deref(), call.who), (region, who), "{target}");
        }
        for target in ["sqs:", "sqs:a-b", "sqs/12", "sqs/111122223333:alice"] {
            assert!(call(&format!("{target} ListQueues")).is_err(), "{target}");
        }
        let alice = caller("alice = \"$id\" \"$secret\"").unwrap();
        assert_eq!((alice.id.as_str(), alice.token), ("$id", None));
        assert_eq!(caller("a=\"i\" \"s\" \"${t}\"").unwrap().token.as_deref(), Some("${t}"));
        for text in ["a", "a = \"i\"", "nobody = \"i\" \"s\"", "a = i s", "a = \"\" \"\" \"\" \"\""]
        {
            assert!(caller(text).is_err(), "{text}");
        }
    }

    #[test]
    fn errors_that_are_expected() {
        let is = |text: &str| Some(Message::Is(text.to_owned()));
        for (text, code, query, status, message, query_message) in [
            ("A 400", "A", None, 400, None, None),
            ("A|B.C 403 \"m\"", "A", Some("B.C"), 403, is("m"), is("m")),
            ("A 400 \"a \\\"b\\\"\" | \"q\"", "A", None, 400, is("a \"b\""), is("q")),
        ] {
            let parsed = error(text).unwrap();
            let query_code = query.map(str::to_owned);
            let code = code.to_owned();
            let want = ExpectedError { code, query_code, status, message, query_message };
            assert_eq!(parsed, want, "{text}");
        }
        assert_eq!(error("A 400 ~\"x\"").unwrap().message, Some(Message::Contains("x".to_owned())));
        for text in ["A", "A b", "A 400 m", "A 400 \"m\" x", "A 400 \"m\" |"] {
            assert!(error(text).is_err(), "{text}");
        }
    }

    #[test]
    fn clocks() {
        assert_eq!(clock("+1m30s"), Ok(ClockStep::Advance(Duration::from_secs(90))));
        assert_eq!(clock("resume"), Ok(ClockStep::Resume));
        assert_eq!(clock("freeze"), Ok(ClockStep::Freeze(None)));
        assert!(matches!(clock("freeze 2026-01-02T03:04:05Z"), Ok(ClockStep::Freeze(Some(_)))));
        for text in ["", "30s", "+", "+30", "+0s", "freeze soon", "resume now"] {
            assert!(clock(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (body, line, what) in [
            ("", 1, "no step"),
            ("< {}", 2, "without a call"),
            ("> sqs ListQueues\n< {}\n< {}", 4, "second expectation"),
            ("> sqs ListQueues {", 2, "EOF"),
            ("> sqs", 2, "needs an operation"),
            ("> sqs/12 ListQueues", 2, "no account"),
            ("? sqs ListQueues", 2, "begins with one of"),
            ("> clock back", 2, "the clock takes"),
        ] {
            let error = parse(body).unwrap_err();
            assert!(error.starts_with(&format!("dir/t.case:{line}: ")), "{body}: {error}");
            assert!(error.contains(what), "{body}: {error}");
        }
    }
}
