//! Runs every scenario of s3 in each protocol that it speaks. The grammar is in docs/scenarios.md.

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", || vec![s3::service()]);
}
