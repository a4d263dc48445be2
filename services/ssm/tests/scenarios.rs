//! Every scenario of the service, in each of its protocols.

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", || {
        vec![iam::service(), kms::service(), secretsmanager::service(), ssm::service()]
    });
}
