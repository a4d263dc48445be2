//! Runs every scenario of DynamoDB and of its streams in each protocol that they speak. The grammar is in
//! docs/scenarios.md. What calls are refused with stands in tables: see [`refusals`].

mod refusals;

#[test]
fn scenarios() {
    testcloud::run_scenarios("tests/scenarios", || {
        vec![dynamodb::service(), dynamodb::streams(), kms::service(), s3::service()]
    });
}

#[test]
fn scenarios_of_streams() {
    testcloud::run_scenarios("tests/dynamodbstreams/scenarios", || {
        vec![dynamodb::service(), dynamodb::streams()]
    });
}
