//! Runs every scenario of logs in each protocol that it speaks. The grammar is in docs/scenarios.md.

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", || vec![logs::service()]);
}
