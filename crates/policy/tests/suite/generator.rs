//! Random requests and policies from a small world, in which a fair share of them meet.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use arn::AccountId;
use clock::{Random, Timestamp};
use policy::{Principal, RequestContext, ResourceRule, Value};

use crate::support::{Case, HERE, THERE, account, document};
use crate::world::{ACTION_PATTERNS, ACTIONS, FAMILIES, PRINCIPALS, RESOURCE_PATTERNS, RESOURCES};

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

/// A random statement; `named` gives it a principal most of the time, and never otherwise.
pub(crate) fn statement(choose: &Chooser, effect: &str, named: bool) -> String {
    let mut text = format!(r#"{{"Effect": "{effect}""#);
    if named && !choose.once_in(12) {
        let element = if choose.once_in(8) { "NotPrincipal" } else { "Principal" };
        let principal = if choose.once_in(3) { PRINCIPALS[0] } else { choose.of(&PRINCIPALS) };
        let _ = write!(text, r#", "{element}": {principal}"#);
    }
    let element = if choose.once_in(6) { "NotAction" } else { "Action" };
    let _ = write!(text, r#", "{element}": {}"#, choose.strings(&ACTION_PATTERNS, 3));
    let element = if choose.once_in(8) { "NotResource" } else { "Resource" };
    if !choose.once_in(15) {
        let _ = write!(text, r#", "{element}": {}"#, choose.strings(&RESOURCE_PATTERNS, 3));
    }
    if choose.once_in(3) {
        let entries: BTreeMap<String, String> =
            (0..1 + choose.below(2)).map(|_| condition(choose)).collect();
        let entries: Vec<String> = entries.into_values().collect();
        let _ = write!(text, r#", "Condition": {{{}}}"#, entries.join(", "));
    }
    text + "}"
}

/// An operator, and its entry in a `Condition`.
fn condition(choose: &Chooser) -> (String, String) {
    let all: Vec<_> = FAMILIES.iter().flat_map(|f| f.tests.iter().map(move |t| (f, *t))).collect();
    let (family, test) = choose.of(&all);
    let qualifier = choose.of(&["", "ForAllValues:", "ForAnyValue:"]);
    let if_exists = if test != "Null" && choose.once_in(3) { "IfExists" } else { "" };
    let operator = format!("{qualifier}{test}{if_exists}");
    let (key, values) = (choose.of(family.keys), choose.strings(family.values, 2));
    (operator.clone(), format!(r#""{operator}": {{"{key}": {values}}}"#))
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
    let mut principal = match choose.below(13) {
        0 => Principal::root(home),
        1..=4 => bob,
        5..=7 => Principal::assumed_role(home, "p/r", "AROAROLEROLEROLEROL1", "s"),
        8 => Principal::federated_user(&bob, "fed"),
        9 => Principal::federated_user(&Principal::root(home), "fed"),
        10 => Principal::federated("accounts.google.com"),
        11 => Principal::service("sns.amazonaws.com"),
        _ => Principal::anonymous(),
    };
    if principal.account.is_some() && choose.once_in(3) {
        principal.canonical_id = Some("79a5".to_owned());
    }
    principal
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
    single_values(choose, &mut context);
    let several: [(&str, &[&str]); 7] = [
        ("aws:TagKeys", &["x", "y", "z", ""]),
        ("x:Numbers", &["7", "10", "-3", "5.5", "many"]),
        ("x:Dates", &["2020-01-01T00:00:00Z", "2020-01-01", "1577836801", "soon"]),
        ("x:Bools", &["true", "false"]),
        ("x:Blobs", &["QQ==", "Qg=="]),
        ("x:Ips", &["10.1.2.3", "2001:db8:1::1", "8.8.8.8", "here"]),
        ("x:Arns", &["arn:aws:sns:us-east-1:111111111111:t", "arn:aws:s3:::b", "bucket"]),
    ];
    for (key, values) in several {
        if !choose.once_in(3) {
            let values = (0..choose.below(4)).map(|_| Value::from(choose.of(values))).collect();
            context.set_all(key, values);
        }
    }
    context
}

/// Keys of one value, some of them typed.
fn single_values(choose: &Chooser, context: &mut RequestContext) {
    let texts: [(&str, &[&str]); 8] = [
        ("s3:prefix", &["ab", "bob/x", "", "a*", "BOB"]),
        ("s3:max-keys", &["7", "10", "5.5", "many"]),
        ("aws:PrincipalTag/team", &["red", "bob", "*", ""]),
        ("aws:ViaAWSService", &["true", "false"]),
        ("aws:SourceIp", &["10.1.2.3", "10.2.2.3", "192.168.0.1", "8.8.8.8"]),
        ("aws:VpcSourceIp", &["2001:db8::1", "2001:db8:8000::1", "10.1.2.3"]),
        ("aws:SourceArn", &["arn:aws:sns:us-east-1:111111111111:t", "arn:aws:s3:::b", "b"]),
        ("aws:PrincipalArn", &["arn:aws:iam::111111111111:user/bob", "arn:aws:iam::1:role/r"]),
    ];
    for (key, values) in texts {
        if !choose.once_in(3) {
            context.set(key, choose.of(values));
        }
    }
    let first = Timestamp::from_secs(1_577_836_800);
    let typed: [(&str, Value); 5] = [
        ("aws:SecureTransport", choose.once_in(2).into()),
        ("aws:MultiFactorAuthAge", choose.of(&[7_i64, 300, -3]).into()),
        ("aws:CurrentTime", first.into()),
        (
            "aws:TokenIssueTime",
            Timestamp::from_secs(1_577_836_800 + choose.of(&[-1_i64, 1])).into(),
        ),
        ("x:Blob", Value::Binary(choose.of(&[&b"A"[..], b"Binary"]).into())),
    ];
    for (key, value) in typed {
        if !choose.once_in(3) {
            context.set(key, value);
        }
    }
}
