//! What an evaluation costs: `cargo run --release -p policy --example policy_cpu`.
//!
//! Prints nanoseconds for each evaluation, the best of several rounds, for sets of policies as accounts have them.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a measurement reads the clock and prints"
)]

use std::hint::black_box;
use std::time::Instant;

use arn::AccountId;
use clock::Timestamp;
use policy::{Attached, PolicyDocument, PolicySet, Principal, Request, RequestContext, evaluate};

const ROUNDS: usize = 15;
const TURNS: usize = 20_000;

fn attached(name: &str, statements: &str) -> Attached {
    let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
    Attached::new(name, &PolicyDocument::parse(&text).expect("a policy"))
}

/// Ten policies such as a team's role has: services, resources, conditions, variables.
fn ten_policies() -> Vec<Attached> {
    let services =
        ["ec2", "sqs", "sns", "lambda", "logs", "kms", "dynamodb", "events", "iam", "s3"];
    services
        .iter()
        .map(|service| {
            attached(
                service,
                &format!(
                    r#"{{"Sid": "Read", "Effect": "Allow", "Action": ["{service}:Get*", "{service}:List*", "{service}:Describe*"], "Resource": "*"}},
                       {{"Sid": "Own", "Effect": "Allow", "Action": "{service}:*",
                         "Resource": ["arn:aws:{service}:*:123456789012:team/${{aws:username}}/*", "arn:aws:{service}:::team-*/${{aws:username}}/*"],
                         "Condition": {{"Bool": {{"aws:SecureTransport": "true"}}}}}},
                       {{"Sid": "NotOutside", "Effect": "Deny", "Action": "{service}:Delete*", "Resource": "*",
                         "Condition": {{"NotIpAddress": {{"aws:SourceIp": ["10.0.0.0/8", "127.0.0.0/8"]}}}}}}"#
                ),
            )
        })
        .collect()
}

/// As long as the managed policies that list the reading actions of all services.
fn thousand_actions() -> Attached {
    let actions: Vec<String> =
        (0..1_000).map(|n| format!(r#""service{}:Get{n}*""#, n % 150)).collect();
    let text = format!(
        r#"{{"Effect": "Allow", "Action": [{}, "s3:Get*", "s3:List*"], "Resource": "*"}}"#,
        actions.join(", ")
    );
    attached("read-only", &text)
}

fn measure(name: &str, request: &Request<'_>, policies: &PolicySet<'_>) {
    let best = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..TURNS {
                black_box(evaluate(black_box(request), black_box(policies)));
            }
            start.elapsed().as_nanos() / TURNS as u128
        })
        .min()
        .unwrap_or_default();
    let outcome = evaluate(request, policies).outcome;
    println!("{best:>7} ns  {name} ({outcome:?})");
}

fn main() {
    let account = AccountId::parse("123456789012").expect("an account");
    let bob = Principal::user(account, "bob", "AIDAEXAMPLE");
    let mut context = RequestContext::new();
    let now = Timestamp::from_secs(1_700_000_000);
    bob.fill(&mut context, now);
    context.set_time(now).set_connection("127.0.0.1".parse().ok(), true, Some("bench"));
    context.set("aws:RequestedRegion", "us-east-1");
    let request = |action, resource| Request {
        principal: &bob,
        action,
        resource,
        resource_account: Some(account),
        context: &context,
    };
    let put = request("s3:PutObject", "arn:aws:s3:::team-red/bob/reports/2024/one.csv");
    let get = request("s3:GetObject", "arn:aws:s3:::team-red/bob/reports/2024/one.csv");
    let one = [attached("all", r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#)];
    let ten = ten_policies();
    let long = [thousand_actions()];
    let scps = vec![vec![one[0].clone()], vec![one[0].clone()]];
    let bucket = attached(
        "bucket",
        r#"{"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "s3:*", "Resource": "arn:aws:s3:::team-red/*"}"#,
    );
    let set = |identity| PolicySet { identity, ..PolicySet::default() };
    measure("administrator", &put, &set(&one));
    measure("ten policies, thirty statements", &put, &set(&ten));
    measure("a thousand actions", &get, &set(&long));
    measure("a thousand actions, denied", &put, &set(&long));
    let all = PolicySet {
        boundary: Some(&one[0]),
        service_control: &scps,
        resource: Some(&bucket),
        ..set(&ten)
    };
    measure("ten, boundary, two levels of SCP, bucket", &put, &all);
    let start = Instant::now();
    for _ in 0..TURNS {
        let mut context = RequestContext::with_room();
        bob.fill(&mut context, now);
        context.set_time(now).set_connection("127.0.0.1".parse().ok(), true, Some("bench"));
        black_box(context);
    }
    println!("{:>7} ns  filling a context", start.elapsed().as_nanos() / TURNS as u128);
}
