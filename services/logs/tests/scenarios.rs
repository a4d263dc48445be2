//! Every scenario of CloudWatch Logs in each protocol that it speaks (the grammar is in docs/scenarios.md), and what
//! scenarios cannot say.

#[path = "behaviour/mod.rs"]
mod behaviour;

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", || vec![logs::service()]);
}
