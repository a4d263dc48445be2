//! Tables and items: conditions, updates, pages, batches and transactions.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, ConditionCheck, KeySchemaElement, KeyType,
    Put, PutRequest, ReturnValue, ScalarAttributeType, TransactWriteItem, WriteRequest,
};
use sdk_tests::{dynamodb, unique};

type Item = HashMap<String, AttributeValue>;

/// A table of its own, with the keys `pk` and `sk`.
async fn table(db: &Client) -> String {
    let name = unique();
    let key = |name: &str, kind| {
        KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap()
    };
    let attribute = |name: &str, kind| {
        AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build().unwrap()
    };
    db.create_table()
        .table_name(&name)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(key("pk", KeyType::Hash))
        .key_schema(key("sk", KeyType::Range))
        .attribute_definitions(attribute("pk", ScalarAttributeType::S))
        .attribute_definitions(attribute("sk", ScalarAttributeType::N))
        .send()
        .await
        .unwrap();
    use aws_sdk_dynamodb::client::Waiters as _;
    let patience = std::time::Duration::from_secs(10);
    db.wait_until_table_exists().table_name(&name).wait(patience).await.unwrap();
    name
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

fn item(pk: &str, sk: usize) -> Item {
    Item::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), number(sk))])
}

#[tokio::test]
async fn conditions_and_updates() {
    let db = dynamodb();
    let table = table(&db).await;
    let put = || {
        db.put_item()
            .table_name(&table)
            .set_item(Some(item("a", 1)))
            .item("lives", number("9.50"))
            .item("toys", AttributeValue::Ss(vec!["Tom".to_owned(), "Kim".to_owned()]))
            .condition_expression("attribute_not_exists(pk)")
            .send()
    };
    put().await.unwrap();
    let error = put().await.unwrap_err().into_service_error();
    assert!(error.is_conditional_check_failed_exception(), "{error:?}");
    let updated = db
        .update_item()
        .table_name(&table)
        .set_key(Some(item("a", 1)))
        .update_expression("ADD lives :less DELETE toys :gone SET pets[0] = :none, #n = :n")
        .expression_attribute_names("#n", "name")
        .expression_attribute_values(":less", number(-1))
        .expression_attribute_values(":gone", AttributeValue::Ss(vec!["Kim".to_owned()]))
        .expression_attribute_values(":n", text("x"))
        .expression_attribute_values(":none", AttributeValue::Null(true))
        .send()
        .await;
    let error = updated.unwrap_err().into_service_error();
    let message = "The document path provided in the update expression is invalid for update";
    assert_eq!(error.meta().message(), Some(message));
    let updated = db
        .update_item()
        .table_name(&table)
        .set_key(Some(item("a", 1)))
        .update_expression("ADD lives :less DELETE toys :gone")
        .expression_attribute_values(":less", number(-1))
        .expression_attribute_values(":gone", AttributeValue::Ss(vec!["Kim".to_owned()]))
        .return_values(ReturnValue::UpdatedNew)
        .send()
        .await
        .unwrap();
    let new = updated.attributes().unwrap();
    assert_eq!(new["lives"], number("8.5"));
    assert_eq!(new["toys"], AttributeValue::Ss(vec!["Tom".to_owned()]));
    db.delete_table().table_name(&table).send().await.unwrap();
}

#[tokio::test]
async fn batches_and_pages() {
    let db = dynamodb();
    let table = table(&db).await;
    for batch in (0..60).collect::<Vec<usize>>().chunks(25) {
        let puts = batch.iter().map(|n| {
            let put = PutRequest::builder().set_item(Some(item("a", *n))).build().unwrap();
            WriteRequest::builder().put_request(put).build()
        });
        let answer = db.batch_write_item().request_items(&table, puts.collect()).send().await;
        assert!(answer.unwrap().unprocessed_items().is_none_or(HashMap::is_empty));
    }
    let mut items = db
        .query()
        .table_name(&table)
        .key_condition_expression("pk = :pk AND sk >= :from")
        .expression_attribute_values(":pk", text("a"))
        .expression_attribute_values(":from", number(10))
        .scan_index_forward(false)
        .limit(7)
        .into_paginator()
        .items()
        .send();
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.push(item.unwrap()["sk"].as_n().unwrap().parse::<usize>().unwrap());
    }
    assert_eq!(found, (10..60).rev().collect::<Vec<_>>());
    let counted = db.scan().table_name(&table).send().await.unwrap();
    assert_eq!((counted.count(), counted.scanned_count()), (60, 60));
    db.delete_table().table_name(&table).send().await.unwrap();
}

#[tokio::test]
async fn transactions_are_whole_and_say_why_not() {
    let db = dynamodb();
    let table = table(&db).await;
    let put = |n| {
        let put = Put::builder().table_name(&table).set_item(Some(item("t", n)));
        TransactWriteItem::builder().put(put.build().unwrap()).build()
    };
    let check = ConditionCheck::builder()
        .table_name(&table)
        .set_key(Some(item("t", 9)))
        .condition_expression("attribute_exists(pk)")
        .build()
        .unwrap();
    let check = TransactWriteItem::builder().condition_check(check).build();
    let write = db.transact_write_items().transact_items(put(1)).transact_items(check);
    let error = write.send().await.unwrap_err().into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(canceled) = &error else {
        panic!("{error:?}");
    };
    let codes: Vec<_> = canceled.cancellation_reasons().iter().map(|r| r.code()).collect();
    assert_eq!(codes, [Some("None"), Some("ConditionalCheckFailed")]);
    let get = || db.get_item().table_name(&table).set_key(Some(item("t", 1))).send();
    assert_eq!(get().await.unwrap().item(), None);
    let both = db.transact_write_items().transact_items(put(1)).transact_items(put(2));
    both.client_request_token("once").send().await.unwrap();
    assert_eq!(get().await.unwrap().item(), Some(&item("t", 1)));
    db.delete_table().table_name(&table).send().await.unwrap();
}
