//! Sizes and depths at their limits, and one beyond.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>

use gen_dynamodb::{AttributeValue, UpdateItemInput, operations as ops};

use crate::common::{cloud, item, n, s};

fn message(outcome: Result<(), kernel::ApiError>) -> String {
    outcome.expect_err("it is refused").message().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn items_have_four_hundred_kilobytes_at_most() {
    let cloud = cloud().await;
    cloud.table("things", false).await;
    // "pk" and "a", "data" and its value.
    let with = |len: usize| item([("pk", s("a")), ("data", s("x".repeat(len)))]);
    let rest = 400 * 1024 - 2 - 1 - 4;
    cloud.put("things", with(rest)).await.expect("it just fits");
    let refused = message(cloud.put("things", with(rest + 1)).await);
    assert_eq!(refused, "Item size has exceeded the maximum allowed size");
    let input = UpdateItemInput {
        table_name: "things".to_owned(),
        key: item([("pk", s("a"))]),
        update_expression: Some("SET more = :m".to_owned()),
        expression_attribute_values: Some(item([(":m", n(1))])),
        ..UpdateItemInput::default()
    };
    let refused = message(cloud.call::<ops::UpdateItem>(input).await.map(drop));
    assert_eq!(refused, "Item size to update has exceeded the maximum allowed size");
}

#[tokio::test]
async fn keys_have_their_lengths() {
    let cloud = cloud().await;
    cloud.table("things", false).await;
    let with = |len: usize| item([("pk", s("x".repeat(len)))]);
    cloud.put("things", with(2048)).await.expect("it just fits");
    assert!(cloud.get("things", with(2048)).await.is_some());
    let refused = message(cloud.put("things", with(2049)).await);
    assert_eq!(
        refused,
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit \
         of2048 bytes"
    );
}

#[tokio::test]
async fn values_are_thirty_two_levels_deep_at_most() {
    let cloud = cloud().await;
    cloud.table("things", false).await;
    let nested = |levels: usize| {
        (0..levels).fold(n(1), |inner, level| match level % 2 {
            0 => AttributeValue::L(vec![inner]),
            _ => AttributeValue::M(item([("k", inner)])),
        })
    };
    let with = |levels: usize| item([("pk", s("a")), ("deep", nested(levels))]);
    // The innermost value is a level too.
    cloud.put("things", with(31)).await.expect("it just fits");
    let found = cloud.get("things", item([("pk", s("a"))])).await.expect("an item");
    assert_eq!(found.get("deep"), Some(&nested(31)));
    let refused = message(cloud.put("things", with(32)).await);
    assert!(refused.starts_with("Nesting Levels have exceeded supported limits"), "{refused}");
    let input = UpdateItemInput {
        table_name: "things".to_owned(),
        key: item([("pk", s("a"))]),
        update_expression: Some("SET around.kept = deep, again = :x".to_owned()),
        expression_attribute_values: Some(item([(":x", n(1))])),
        ..UpdateItemInput::default()
    };
    let around =
        item([("pk", s("a")), ("deep", nested(31)), ("around", AttributeValue::M(item([])))]);
    cloud.put("things", around).await.expect("put");
    let refused = message(cloud.call::<ops::UpdateItem>(input).await.map(drop));
    assert!(refused.starts_with("Nesting Levels have exceeded supported limits"), "{refused}");
}
