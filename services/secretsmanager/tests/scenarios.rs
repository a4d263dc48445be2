//! Runs every scenario of secretsmanager in each protocol that it speaks, beside the services that it calls. The
//! grammar is in docs/scenarios.md.

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", || {
        vec![
            secretsmanager::service(),
            kms::service(),
            iam::service(),
            lambda::service(),
            accessanalyzer::service(),
        ]
    });
}
