//! Runs every scenario of dax in each protocol that it speaks. The grammar is in docs/scenarios.md.

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", || vec![dax::service()]);
}
