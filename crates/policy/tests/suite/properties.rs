//! What holds for every policy and request.

use policy::{
    Compiled, Kind, Outcome, PolicyDocument, PolicySet, Principal, Request, RequestContext,
    evaluate, explain, validate,
};

use crate::generator::{Chooser, Texts, case, statement, text, texts};
use crate::support::{Attach as _, HERE, account};

const TURNS: usize = 3_000;

/// Adds a statement at the start or the end of a document.
fn add(choose: &Chooser, document: &mut String, statement: &str) {
    let head = r#""Statement": ["#;
    if choose.once_in(2) {
        *document = document.replacen(head, &format!("{head}{statement}, "), 1);
    } else {
        let end = document.rfind("]}").expect("a list of statements");
        document.insert_str(end, &format!(", {statement}"));
    }
}

/// Decides random cases before and after a statement with `effect` came to one of their documents.
fn before_and_after(seed: u64, effect: &str, mut judge: impl FnMut(bool, bool)) {
    let choose = Chooser::new(seed);
    for _ in 0..TURNS {
        let original: Texts = texts(&choose);
        let mut changed = original.clone();
        let mut documents = changed.all();
        if documents.is_empty() {
            continue;
        }
        let at = choose.below(documents.len());
        add(&choose, documents[at], &statement(&choose, effect, choose.once_in(2)));
        let case = original.into_case(case(&choose));
        let before = case.decide().is_allowed();
        judge(before, changed.into_case(case).decide().is_allowed());
    }
}

#[test]
fn one_more_deny_never_allows_more() {
    let mut closed = 0;
    before_and_after(31, "Deny", |before, after| {
        assert!(before || !after);
        closed += usize::from(before && !after);
    });
    assert!(closed > 20, "the denies hardly ever mattered: {closed}");
}

#[test]
fn one_more_allow_never_denies_more() {
    let mut opened = 0;
    before_and_after(32, "Allow", |before, after| {
        assert!(!before || after);
        opened += usize::from(after && !before);
    });
    assert!(opened > 20, "the allows hardly ever mattered: {opened}");
}

#[test]
fn explanations_agree_with_decisions() {
    let choose = Chooser::new(33);
    for _ in 0..TURNS {
        let case = texts(&choose).into_case(case(&choose));
        let (decision, explanation) = (case.decide(), case.explain());
        assert_eq!(decision, explanation.decision);
        if let Some(statement) = &decision.statement {
            let step = explanation.steps.iter().find(|step| {
                step.statement == *statement
                    && step.layer == decision.layer
                    && step.fate.is_applied()
            });
            assert!(step.is_some(), "{explanation}");
        }
        assert_eq!(decision.outcome == Outcome::Allow, case.message().is_empty());
    }
}

/// Documents torn and mixed at random: whatever parses can be validated, compiled and evaluated.
#[test]
fn nothing_makes_it_panic() {
    let choose = Chooser::new(34);
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "null",
        "1e9",
        "\\u0000",
        "${",
        "}",
        "*",
        "?",
        "arn:",
        "é",
        "\"Statement\"",
        "\"Effect\"",
        "\"Allow\"",
        "\"Condition\"",
        "\"StringLike\"",
        "\"Principal\"",
        "/",
        "::::::",
        "${aws:username",
    ];
    let principal = Principal::user(account(HERE), "bob", "AIDA1");
    let context = RequestContext::new().with("aws:username", "é*?${x:y}");
    let mut parsed = 0;
    for _ in 0..10_000 {
        let mut bytes = text(&choose, true).into_bytes();
        for _ in 0..choose.below(3) {
            let at = choose.below(bytes.len());
            match choose.below(3) {
                0 => drop(bytes.remove(at)),
                1 => bytes.splice(at..at, choose.of(&pieces).bytes()).for_each(drop),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let torn = String::from_utf8_lossy(&bytes);
        let Ok(document) = PolicyDocument::parse(&torn) else { continue };
        parsed += 1;
        for kind in [Kind::Identity, Kind::Trust, Kind::Bucket, Kind::ResourceControl] {
            if let Err(error) = validate(&document, kind) {
                assert!(!kind.wording(&error).is_empty());
            }
        }
        let attached = Compiled::new(&document).attached();
        let list = [attached.clone()];
        let policies =
            PolicySet { identity: &list, resource: Some(&attached), ..PolicySet::default() };
        let request = Request {
            principal: &principal,
            action: "s3:GetObject",
            resource: "arn:aws:s3:::b/é",
            resource_account: None,
            context: &context,
        };
        let decision = evaluate(&request, &policies);
        assert_eq!(decision, explain(&request, &policies).decision);
    }
    assert!(parsed > 1_000, "hardly anything parsed: {parsed}");
}
