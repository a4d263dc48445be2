//! Random requests and policies from a small world, in which a fair share of them meet.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use arn::AccountId;
use clock::Random;
use policy::{Principal, RequestContext, ResourceRule, Value};

use crate::support::{Case, HERE, THERE, account, document};

/// A seeded source of choices.
pub(crate) struct Chooser(Random);

impl Chooser {
    pub(crate) fn new(seed: u64) -> Chooser {
        Chooser(Random::from_seed(seed))
    }

    pub(crate) fn below(&self, bound: usize) -> usize {
        usize::try_from(self.0.below(bound as u64)).expect("small")
    }

    /// True once in `of` times.
    pub(crate) fn once_in(&self, of: usize) -> bool {
        self.below(of) == 0
    }

    pub(crate) fn of<T: Copy>(&self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// One to `most` choices as a JSON list, or one as a plain string.
    fn strings(&self, choices: &[&str], most: usize) -> String {
        let count = 1 + self.below(most);
        let picked: Vec<String> = (0..count).map(|_| format!("{:?}", self.of(choices))).collect();
        if count == 1 { picked[0].clone() } else { format!("[{}]", picked.join(", ")) }
    }
}

const ACTIONS: [&str; 4] = ["s3:GetObject", "S3:putobject", "sqs:SendMessage", "s3:ListBucket"];
const ACTION_PATTERNS: [&str; 10] = [
    "*",
    "*",
    "s3:*",
    "s3:Get*",
    "S3:PutObject",
    "sqs:*",
    "s3:?etObject",
    "s*:*",
    "s3:*Object",
    "iam:*",
];
const RESOURCES: [&str; 6] = [
    "arn:aws:s3:::b/k",
    "arn:aws:s3:::b/bob/x",
    "arn:aws:s3:::b",
    "arn:aws:sqs:us-east-1:111111111111:q",
    "arn:aws:sqs:us-east-1:222222222222:q:bob",
    "*",
];
const RESOURCE_PATTERNS: [&str; 14] = [
    "*",
    "*",
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::b",
    "arn:aws:s3:::b/${aws:username}/*",
    "arn:aws:sqs:*:*:q",
    "arn:aws:sqs:us-*:q*",
    "arn:aws:sqs:us-*-1:?11111111111:q",
    "arn:aws:sqs*:${aws:username, 'bob'}",
    "arn:aws:s3:::b/${*}",
    "arn:aws:s?s:*",
    "arn:aws:*:*:*:*b*",
];
const PRINCIPALS: [&str; 13] = [
    r#""*""#,
    r#"{"AWS": "*"}"#,
    r#"{"AWS": "111111111111"}"#,
    r#"{"AWS": "arn:aws:iam::222222222222:root"}"#,
    r#"{"AWS": "arn:aws:iam::111111111111:user/bob"}"#,
    r#"{"AWS": ["arn:aws:iam::222222222222:user/bob", "222222222222"]}"#,
    r#"{"AWS": "arn:aws:iam::111111111111:role/r"}"#,
    r#"{"AWS": "arn:aws:sts::111111111111:assumed-role/r/s"}"#,
    r#"{"AWS": ["arn:aws:sts::111111111111:assumed-role/r/s", "arn:aws:iam::111111111111:role/r", "111111111111"]}"#,
    r#"{"AWS": "arn:aws:sts::111111111111:federated-user/fed"}"#,
    r#"{"Service": ["sns.amazonaws.com", "events.amazonaws.com"]}"#,
    r#"{"Federated": "accounts.google.com"}"#,
    r#"{"AWS": "AIDABOBBOBBOBBOBBOB1"}"#,
];
const CONDITIONS: [(&str, &str, &[&str]); 18] = [
    ("StringEquals", "aws:username", &["bob", "eve"]),
    ("StringNotEquals", "aws:username", &["bob", "eve"]),
    ("StringEqualsIgnoreCase", "AWS:UserName", &["BOB", "EVE"]),
    ("StringLike", "s3:prefix", &["a*", "?b", "${aws:username}/*", ""]),
    ("StringNotLikeIfExists", "s3:prefix", &["a*", "?b", "${s3:other}"]),
    ("ForAllValues:StringEquals", "aws:TagKeys", &["x", "y"]),
    ("ForAnyValue:StringEquals", "aws:TagKeys", &["x", "y"]),
    ("ForAllValues:StringNotLike", "aws:TagKeys", &["x*", "z"]),
    ("ForAnyValue:StringNotEqualsIfExists", "aws:TagKeys", &["x", "y"]),
    ("NumericLessThan", "s3:max-keys", &["10", "5.5"]),
    ("NumericNotEquals", "s3:max-keys", &["7", "10"]),
    ("NumericGreaterThanEqualsIfExists", "s3:max-keys", &["7", "12"]),
    ("Bool", "aws:SecureTransport", &["true", "false"]),
    ("Null", "aws:TagKeys", &["true", "false"]),
    ("IpAddress", "aws:SourceIp", &["10.0.0.0/8", "192.168.0.0/16"]),
    ("NotIpAddress", "aws:SourceIp", &["10.1.0.0/16", "0.0.0.0/0"]),
    ("ArnLike", "aws:SourceArn", &["arn:aws:sns:*:*:t", "arn:aws:s3:*:*:b"]),
    ("ArnNotEquals", "aws:SourceArn", &["arn:aws:sns:*:*:t*"]),
];

/// A random statement; `named` gives it a principal most of the time, and never otherwise.
pub(crate) fn statement(choose: &Chooser, effect: &str, named: bool) -> String {
    let mut text = format!(r#"{{"Effect": "{effect}""#);
    if named && !choose.once_in(12) {
        let element = if choose.once_in(8) { "NotPrincipal" } else { "Principal" };
        let _ = write!(text, r#", "{element}": {}"#, choose.of(&PRINCIPALS));
    }
    let element = if choose.once_in(6) { "NotAction" } else { "Action" };
    let _ = write!(text, r#", "{element}": {}"#, choose.strings(&ACTION_PATTERNS, 3));
    let element = if choose.once_in(8) { "NotResource" } else { "Resource" };
    if !choose.once_in(15) {
        let _ = write!(text, r#", "{element}": {}"#, choose.strings(&RESOURCE_PATTERNS, 3));
    }
    if choose.once_in(3) {
        let mut entries: BTreeMap<&str, String> = BTreeMap::new();
        for _ in 0..1 + choose.below(2) {
            let (operator, key, values) = choose.of(&CONDITIONS);
            entries.insert(
                operator,
                format!(r#""{operator}": {{"{key}": {}}}"#, choose.strings(values, 2)),
            );
        }
        let entries: Vec<String> = entries.into_values().collect();
        let _ = write!(text, r#", "Condition": {{{}}}"#, entries.join(", "));
    }
    text + "}"
}

/// A random document: statements, a few of which deny.
pub(crate) fn text(choose: &Chooser, named: bool) -> String {
    let statements: Vec<String> = (0..1 + choose.below(3))
        .map(|_| statement(choose, if choose.once_in(9) { "Deny" } else { "Allow" }, named))
        .collect();
    let version = if choose.once_in(6) { "2008-10-17" } else { "2012-10-17" };
    format!(r#"{{"Version": "{version}", "Statement": [{}]}}"#, statements.join(", "))
}

/// The documents of a case, kept as text so that a test can change one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    pub(crate) identity: Vec<String>,
    pub(crate) boundary: Option<String>,
    pub(crate) session: Option<Vec<String>>,
    pub(crate) service_control: Vec<Vec<String>>,
    pub(crate) resource_control: Vec<Vec<String>>,
    pub(crate) resource: Option<String>,
    pub(crate) endpoint: Option<String>,
}

pub(crate) fn texts(choose: &Chooser) -> Texts {
    let list = |most, named| -> Vec<String> {
        (0..choose.below(most)).map(|_| text(choose, named)).collect()
    };
    let levels = |named| -> Vec<Vec<String>> {
        let count = if choose.once_in(6) { 1 + choose.below(2) } else { 0 };
        (0..count)
            .map(|_| (0..1 + choose.below(2)).map(|_| text(choose, named)).collect())
            .collect()
    };
    Texts {
        identity: list(4, false),
        boundary: choose.once_in(4).then(|| text(choose, false)),
        session: choose.once_in(4).then(|| list(3, false)),
        service_control: levels(false),
        resource_control: levels(true),
        resource: (!choose.once_in(3)).then(|| text(choose, true)),
        endpoint: choose.once_in(8).then(|| text(choose, true)),
    }
}

impl Texts {
    /// Every document, to be changed.
    pub(crate) fn all(&mut self) -> Vec<&mut String> {
        let levels = self.service_control.iter_mut().chain(&mut self.resource_control).flatten();
        let options = self.boundary.iter_mut().chain(&mut self.resource).chain(&mut self.endpoint);
        let session = self.session.iter_mut().flatten();
        self.identity.iter_mut().chain(options).chain(session).chain(levels).collect()
    }

    /// Puts the documents into `case`.
    pub(crate) fn into_case(self, mut case: Case) -> Case {
        let all = |name: &str, texts: Vec<String>| {
            texts.iter().map(|text| document(name, text)).collect::<Vec<_>>()
        };
        case.identity = all("identity", self.identity);
        case.boundary = self.boundary.map(|text| document("boundary", &text));
        case.session = self.session.map(|texts| all("session", texts));
        case.service_control = self.service_control.into_iter().map(|l| all("scp", l)).collect();
        case.resource_control = self.resource_control.into_iter().map(|l| all("rcp", l)).collect();
        case.of_resource = self.resource.map(|text| document("resource", &text));
        case.endpoint = self.endpoint.map(|text| document("endpoint", &text));
        case
    }
}

fn principal(choose: &Chooser) -> Principal {
    let home: AccountId = account(if choose.once_in(4) { THERE } else { HERE });
    let bob = Principal::user(home, "bob", "AIDABOBBOBBOBBOBBOB1");
    match choose.below(12) {
        0 => Principal::root(home),
        1..=4 => bob,
        5..=7 => Principal::assumed_role(home, "r", "AROAROLEROLEROLEROL1", "s"),
        8 => Principal::federated_user(&bob, "fed"),
        9 => Principal::federated("accounts.google.com"),
        10 => Principal::service("sns.amazonaws.com"),
        _ => Principal::anonymous(),
    }
}

/// A random request, without policies.
pub(crate) fn case(choose: &Chooser) -> Case {
    let mut case = Case::new(principal(choose), choose.of(&ACTIONS), choose.of(&RESOURCES));
    case.owner = if choose.once_in(6) { None } else { Some(account(HERE)) };
    case.rule = choose.of(&[
        ResourceRule::Either,
        ResourceRule::Either,
        ResourceRule::Required,
        ResourceRule::Trust,
    ]);
    case.context = context(choose, &case.principal);
    case
}

fn context(choose: &Chooser, principal: &Principal) -> RequestContext {
    let mut context = RequestContext::new();
    if let Some(name) = principal.user_name.as_deref() {
        context.set("aws:username", name);
    }
    let mut maybe = |key: &str, values: &[&str]| {
        if !choose.once_in(3) {
            context.set(key, choose.of(values));
        }
    };
    maybe("s3:prefix", &["ab", "bob/x", "", "a*"]);
    maybe("s3:max-keys", &["7", "10", "5.5", "many"]);
    maybe("aws:SecureTransport", &["true", "false"]);
    maybe("aws:SourceIp", &["10.1.2.3", "10.2.2.3", "192.168.0.1", "8.8.8.8"]);
    maybe("aws:SourceArn", &["arn:aws:sns:us-east-1:111111111111:t", "arn:aws:s3:::b"]);
    if !choose.once_in(3) {
        let keys = ["x", "y", "z", ""];
        let values = (0..choose.below(3)).map(|_| Value::from(choose.of(&keys))).collect();
        context.set_all("aws:TagKeys", values);
    }
    context
}
