//! Runs every scenario of lambda in each protocol that it speaks, beside the services that it calls. The grammar is in
//! docs/scenarios.md. What scenarios cannot say stands in `behaviour`.

#[path = "behaviour/packages.rs"]
mod packages;

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", || {
        vec![
            lambda::service(),
            dynamodb::service(),
            dynamodb::streams(),
            iam::service(),
            kms::service(),
            s3::service(),
            sqs::service(),
        ]
    });
}
