//! Runs every scenario of S3 and of S3 Control in each protocol that they speak. The grammar is in docs/scenarios.md.

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", || vec![s3::service()]);
}

#[test]
fn scenarios_of_control() {
    testcloud::run_scenarios("tests/s3control/scenarios", || {
        vec![s3::service(), s3::control(), iam::service(), kms::service()]
    });
}
