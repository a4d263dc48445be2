//! What a decision costs: ten attached policies, of AWS and of our own, and requests that they allow or deny.
//! `cargo run --release -p policy --example evaluate`; prints nanoseconds a call, the median of many rounds.

#![allow(clippy::print_stdout, reason = "an example talks on standard output")]
#![allow(clippy::unwrap_used, reason = "an example may")]
#![allow(clippy::disallowed_methods, reason = "it measures the machine, not the cloud")]

use std::hint::black_box;
use std::time::Instant;

use arn::AccountId;
use policy::{Attached, PolicyDocument, PolicySet, Principal, Request, RequestContext, evaluate};

const CALLS: usize = 2_000;
const ROUNDS: usize = 101;

/// Of AWS, from large to small.
const MANAGED: [&str; 6] = [
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    "arn:aws:iam::aws:policy/PowerUserAccess",
    "arn:aws:iam::aws:policy/AWSLambda_FullAccess",
    "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess",
    "arn:aws:iam::aws:policy/IAMUserChangePassword",
    "arn:aws:iam::aws:policy/AmazonSQSFullAccess",
];

/// Our own, with conditions and variables.
const OWN: [&str; 4] = [
    r#"{"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}"#,
    r#"{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {
        "NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"]}, "Bool": {"aws:ViaAWSService": "false"}}}"#,
    r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}"#,
    r#"{"Effect": "Deny", "Action": ["sqs:DeleteQueue", "sqs:PurgeQueue"], "Resource": "arn:aws:sqs:*:*:prod-*",
        "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": ["red", "blue"]}}}"#,
];

fn main() {
    let mut policies: Vec<Attached> = MANAGED
        .iter()
        .map(|arn| {
            let text = authref::managed::find(arn).unwrap().document;
            Attached::new(arn, &PolicyDocument::parse(text).unwrap())
        })
        .collect();
    policies.extend(OWN.iter().enumerate().map(|(at, statement)| {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statement}]}}"#);
        Attached::new(&format!("own-{at}"), &PolicyDocument::parse(&text).unwrap())
    }));
    let bob = Principal::user(AccountId::DEFAULT, "bob", "AIDAEXAMPLE");
    let mut context = RequestContext::with_room();
    bob.fill(&mut context, clock::Timestamp::EPOCH);
    context.set_time(clock::Timestamp::EPOCH);
    context.set_connection(Some([10, 1, 2, 3].into()), true, Some("aws-cli/2"));
    context.set_called_via([]);
    context.set("aws:RequestedRegion", "us-east-1").set("aws:MultiFactorAuthPresent", true);
    let set = PolicySet { identity: &policies, ..PolicySet::default() };
    for (action, resource) in [
        ("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:jobs"),
        ("sqs:PurgeQueue", "arn:aws:sqs:us-east-1:000000000000:prod-jobs"),
        ("s3:GetObject", "arn:aws:s3:::home/bob/notes"),
        ("s3:PutObject", "arn:aws:s3:::home/bob/notes"),
        ("ec2:DescribeInstances", "*"),
        ("iam:CreateUser", "arn:aws:iam::000000000000:user/eve"),
        ("organizations:CreateAccount", "*"),
    ] {
        let request = Request {
            principal: &bob,
            action,
            resource,
            resource_account: Some(AccountId::DEFAULT),
            context: &context,
        };
        let outcome = evaluate(&request, &set).outcome;
        println!("{:>6} ns  {outcome:?} {action}", median(&request, &set));
    }
}

/// Nanoseconds of one call.
fn median(request: &Request<'_>, set: &PolicySet<'_>) -> u128 {
    let mut rounds: Vec<u128> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..CALLS {
                black_box(evaluate(black_box(request), black_box(set)));
            }
            start.elapsed().as_nanos() / CALLS as u128
        })
        .collect();
    rounds.sort_unstable();
    rounds[ROUNDS / 2]
}
