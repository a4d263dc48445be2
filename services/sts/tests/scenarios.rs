//! Every scenario of the service, in each of its protocols.

mod support;

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", support::services);
}
