//! What a visitor gets: what the function returned, with or without the shape of an HTTP answer, or why there is nothing.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-response-payload>

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use kernel::{ApiError, FrontAnswer};
use schema::ByteStream;
use serde_json::value::RawValue;

use super::text;
use crate::{errors, limits};

const CONTENT_TYPE: &str = "content-type";
const JSON: &str = "application/json";
/// Headers that belong to the connection or to Lambda: a function's own are given under another name.
const NOT_ITS_OWN: [&str; 11] = [
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
];

/// Why there is no answer of the function.
#[derive(Debug)]
pub(super) enum Refusal {
    /// There is no such address.
    Unknown,
    /// No policy lets the visitor in.
    Forbidden,
    /// The signature does not count.
    Signature(ApiError),
    /// The function failed, or returned what is no answer.
    Failed,
    /// It was not called.
    Error(ApiError),
}

impl Refusal {
    pub(super) fn broken(message: &str) -> Refusal {
        Refusal::Error(errors::service_failure(message.to_owned()))
    }

    /// What is wrong with a body.
    pub(super) fn of_body(error: &ApiError) -> Refusal {
        Refusal::Error(match error.status() {
            413 => errors::request_too_large(format!(
                "Request must be smaller than {} bytes for the InvokeFunction operation",
                functions::MAX_PAYLOAD
            )),
            _ => again(error),
        })
    }

    /// A signature that does not count.
    pub(super) fn of_signature(error: &ApiError) -> Refusal {
        Refusal::Signature(again(error))
    }

    pub(super) fn answer(self) -> FrontAnswer {
        match self {
            // Recorded: nothing is told of what is not there.
            Refusal::Unknown => told(403, "AccessDeniedException", "{\"Message\":null}".to_owned()),
            Refusal::Forbidden => {
                told(403, "AccessDeniedException", message("Message", errors::FORBIDDEN_AT_URL))
            }
            Refusal::Signature(error) => {
                let text = error.message().unwrap_or_default();
                told(error.status(), error.code(), message("message", text))
            }
            Refusal::Failed => {
                let body = Bytes::from_static(b"Internal Server Error");
                Answer { body, ..Answer::empty(502) }.typed(Some(JSON.to_owned())).whole()
            }
            Refusal::Error(error) => {
                let text = error.message().unwrap_or_default();
                told(error.status(), error.code(), message("Message", text))
            }
        }
    }
}

/// The same error once more.
fn again(error: &ApiError) -> ApiError {
    let message = error.message().unwrap_or_default();
    ApiError::new(error.code().to_owned(), error.status(), message.to_owned())
}

fn message(name: &str, text: &str) -> String {
    format!("{{\"{name}\":{}}}", text::quoted(text))
}

fn told(status: u16, code: &str, body: String) -> FrontAnswer {
    let kind = ("x-amzn-errortype".to_owned(), code.to_owned());
    let answer = Answer { body: body.into(), ..Answer::empty(status) };
    answer.typed(Some(JSON.to_owned())).with(vec![kind]).whole()
}

/// An answer with the id of its invocation.
pub(super) fn finish(answer: FrontAnswer, request_id: &str) -> FrontAnswer {
    with(answer, vec![("x-amzn-requestid".to_owned(), request_id.to_owned())])
}

/// An answer with more headers.
pub(super) fn with(mut answer: FrontAnswer, headers: Vec<(String, String)>) -> FrontAnswer {
    answer.headers.extend(headers);
    answer
}

/// An answer, but for a body that streams.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
}

/// An object that a function returned.
type Members<'a> = BTreeMap<String, &'a RawValue>;

impl Answer {
    pub(super) fn empty(status: u16) -> Answer {
        Answer { status, headers: Vec::new(), body: Bytes::new() }
    }

    /// From what a function returned; `None` when that can be no answer.
    pub(super) fn of(payload: &Bytes) -> Option<Answer> {
        let members = serde_json::from_slice::<Members<'_>>(payload).ok();
        let shaped = members.filter(|members| members.contains_key("statusCode"));
        let Some(members) = shaped else { return Answer::inferred(payload) };
        let mut answer = Answer::shaped(&members, JSON)?;
        let encoded = member::<bool>(&members, "isBase64Encoded")?.unwrap_or(false);
        answer.body = match members.get("body").map(|raw| raw.get()) {
            None | Some("null") => Bytes::new(),
            Some(raw) => {
                let text = match raw.starts_with('"') {
                    true => text::of_json(raw)?,
                    false => text::compact(raw),
                };
                match encoded {
                    true => STANDARD.decode(text).ok()?.into(),
                    false => text.into(),
                }
            }
        };
        Some(answer)
    }

    /// From the head of a streamed answer.
    pub(super) fn of_prelude(prelude: &[u8]) -> Option<Answer> {
        let members = serde_json::from_slice::<Members<'_>>(prelude).ok()?;
        Answer::shaped(&members, "application/octet-stream")
    }

    /// Whatever is no HTTP answer is the body of one. A text is shown without its quotes.
    fn inferred(payload: &Bytes) -> Option<Answer> {
        let raw = serde_json::from_slice::<&RawValue>(payload).ok()?.get();
        let body = match raw.starts_with('"') {
            true => text::of_json(raw)?.into(),
            // Recorded: as short as JSON can be.
            false => text::compact(raw).into(),
        };
        Some(Answer { body, ..Answer::empty(200) }.typed(Some(JSON.to_owned())))
    }

    fn shaped(members: &Members<'_>, content_type: &str) -> Option<Answer> {
        let status = members.get("statusCode").map_or(Some(200), |raw| status(raw.get()))?;
        let mut answer = Answer::empty(status);
        let headers = member::<BTreeMap<String, &RawValue>>(members, "headers")?;
        for (name, raw) in headers.into_iter().flatten() {
            let name = name.to_ascii_lowercase();
            let value = text::of_header(raw.get())?;
            if !text::is_header(&name, &value) {
                return None;
            }
            let kept = NOT_ITS_OWN.contains(&name.as_str());
            let name = if kept { format!("x-amzn-remapped-{name}") } else { name };
            answer.headers.push((name, value));
        }
        for cookie in member::<Vec<String>>(members, "cookies")?.into_iter().flatten() {
            if !text::is_header("set-cookie", &cookie) {
                return None;
            }
            answer.headers.push(("set-cookie".to_owned(), cookie));
        }
        if answer.headers.len() > limits::MAX_URL_HEADERS {
            return None;
        }
        let typed = answer.headers.iter().any(|(name, _)| name == CONTENT_TYPE);
        Some(if typed { answer } else { answer.typed(Some(content_type.to_owned())) })
    }

    /// The same with this content type, or that of bytes.
    pub(super) fn typed(mut self, content_type: Option<String>) -> Answer {
        let content_type = content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
        self.headers.push((CONTENT_TYPE.to_owned(), content_type));
        self
    }

    /// The same with more headers.
    pub(super) fn with(mut self, headers: Vec<(String, String)>) -> Answer {
        self.headers.extend(headers);
        self
    }

    /// The answer with the body that it has.
    pub(super) fn whole(self) -> FrontAnswer {
        let body = match self.status {
            204 | 304 => Bytes::new(),
            _ => self.body,
        };
        FrontAnswer {
            status: self.status,
            headers: self.headers,
            body: ByteStream::from_bytes(body),
        }
    }

    /// The answer with this body.
    pub(super) fn with_body(self, body: ByteStream) -> FrontAnswer {
        FrontAnswer { status: self.status, headers: self.headers, body }
    }
}

/// A member that may be missing or null; `None` when it is something else than a `T`.
fn member<'a, T: serde::Deserialize<'a>>(members: &Members<'a>, name: &str) -> Option<Option<T>> {
    match members.get(name) {
        None => Some(None),
        Some(raw) => serde_json::from_str::<Option<T>>(raw.get()).ok(),
    }
}

/// A status: a number, or one in quotes.
fn status(raw: &str) -> Option<u16> {
    let digits = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw);
    let status = digits.parse::<u16>().ok()?;
    (200..=599).contains(&status).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    type Shown = (u16, Vec<(String, String)>, String);

    fn of(payload: &str) -> Option<Shown> {
        let answer = Answer::of(&Bytes::copy_from_slice(payload.as_bytes()))?;
        let body = String::from_utf8(answer.body.to_vec()).expect("text");
        Some((answer.status, answer.headers, body))
    }

    fn typed(content_type: &str) -> Vec<(String, String)> {
        vec![(CONTENT_TYPE.to_owned(), content_type.to_owned())]
    }

    #[test]
    fn what_has_no_status_is_a_body() {
        for (payload, body) in [
            (r#"{"hello":"world"}"#, r#"{"hello":"world"}"#),
            (r#"["hello", 3, true]"#, r#"["hello",3,true]"#),
            (r#"{"a b" : "c : \" d" }"#, r#"{"a b":"c : \" d"}"#),
            (r#""hello""#, "hello"),
            (r#""a\"b""#, "a\"b"),
            ("3", "3"),
            ("3.1", "3.1"),
            ("true", "true"),
            ("null", "null"),
            (r#"{"body":"b"}"#, r#"{"body":"b"}"#),
        ] {
            assert_eq!(of(payload), Some((200, typed(JSON), body.to_owned())), "{payload}");
        }
    }

    #[test]
    fn what_has_a_status_is_an_answer() {
        for (payload, status, body) in [
            (r#"{"statusCode":200,"body":"body123"}"#, 200, "body123"),
            (r#"{"statusCode":"418","body":"teapot"}"#, 418, "teapot"),
            (r#"{"statusCode":204}"#, 204, ""),
            (r#"{"statusCode":201,"body":null,"headers":null,"cookies":null}"#, 201, ""),
            (r#"{"statusCode":200,"body":{"a":1}}"#, 200, r#"{"a":1}"#),
            (r#"{"statusCode":200,"body":7}"#, 200, "7"),
            (r#"{"statusCode":200,"body":"aGk=","isBase64Encoded":true}"#, 200, "hi"),
        ] {
            assert_eq!(of(payload), Some((status, typed(JSON), body.to_owned())), "{payload}");
        }
        let (_, headers, _) = of(concat!(
            r#"{"statusCode":200,"headers":{"Content-Type":"text/html","X-N":3,"X-B":true,"Date":"d"},"#,
            r#""cookies":["a=1","b=2; Secure"]}"#
        ))
        .expect("an answer");
        let expected = [
            ("content-type", "text/html"),
            ("x-amzn-remapped-date", "d"),
            ("x-b", "true"),
            ("x-n", "3"),
            ("set-cookie", "a=1"),
            ("set-cookie", "b=2; Secure"),
        ];
        assert_eq!(headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn what_can_be_no_answer() {
        for payload in [
            "no json",
            "",
            r#"{"statusCode":99}"#,
            r#"{"statusCode":101}"#,
            r#"{"statusCode":1000}"#,
            r#"{"statusCode":"ok"}"#,
            r#"{"statusCode":null}"#,
            r#"{"statusCode":200,"headers":[1]}"#,
            r#"{"statusCode":200,"headers":{"a b":"c"}}"#,
            r#"{"statusCode":200,"headers":{"a":"b\nc"}}"#,
            r#"{"statusCode":200,"headers":{"a":{}}}"#,
            r#"{"statusCode":200,"cookies":"a=1"}"#,
            r#"{"statusCode":200,"cookies":["a\r\nb: c"]}"#,
            r#"{"statusCode":200,"isBase64Encoded":true,"body":"?"}"#,
            r#"{"statusCode":200,"isBase64Encoded":3}"#,
        ] {
            assert_eq!(of(payload), None, "{payload}");
        }
    }

    #[test]
    fn heads_of_streams() {
        let answer = Answer::of_prelude(br#"{"statusCode":201,"headers":{"a":"b"}}"#);
        let answer = answer.expect("a head");
        assert_eq!((answer.status, answer.headers.len()), (201, 2));
        let plain = Answer::of_prelude(b"{}").expect("a head");
        assert_eq!((plain.status, plain.headers), (200, typed("application/octet-stream")));
        assert_eq!(Answer::of_prelude(b"[]"), None);
    }
}
