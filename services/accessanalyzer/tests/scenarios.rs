//! Runs every scenario of accessanalyzer in the protocol that it speaks, beside the services whose resources it looks
//! at. The grammar is in docs/scenarios.md.

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", || {
        vec![
            accessanalyzer::service(),
            dynamodb::service(),
            iam::service(),
            kms::service(),
            lambda::service(),
            organizations::service(),
            secretsmanager::service(),
            sqs::service(),
        ]
    });
}
