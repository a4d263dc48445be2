//! Backups and restores of tables that are too large for one transaction, while writes go on, hold exactly what was
//! there then.

use std::time::Duration;

use gen_dynamodb as wire;
use gen_dynamodb::operations as ops;
use kernel::{Random, Timestamp};

use crate::tables_common::{Cloud, Items, START, cloud, text};

async fn back_up(cloud: &Cloud, table: &str) -> String {
    let input =
        wire::CreateBackupInput { table_name: table.to_owned(), backup_name: "backup".to_owned() };
    let output = cloud.call::<ops::CreateBackup>(input).await.expect("a backup");
    output.backup_details.and_then(|details| details.backup_arn).expect("an ARN")
}

async fn restore(cloud: &Cloud, arn: &str, to: &str) {
    let input = wire::RestoreTableFromBackupInput {
        backup_arn: arn.to_owned(),
        target_table_name: to.to_owned(),
        ..wire::RestoreTableFromBackupInput::default()
    };
    cloud.call::<ops::RestoreTableFromBackup>(input).await.expect("a restore");
}

async fn restore_to(cloud: &Cloud, at: Timestamp, to: &str) {
    let input = wire::RestoreTableToPointInTimeInput {
        source_table_name: Some("things".to_owned()),
        target_table_name: to.to_owned(),
        restore_date_time: Some(at),
        ..wire::RestoreTableToPointInTimeInput::default()
    };
    cloud.call::<ops::RestoreTableToPointInTime>(input).await.expect("a restore");
}

#[tokio::test]
async fn a_backup_holds_what_was_there_when_it_was_made() {
    let cloud = cloud().await;
    cloud.create("things", false).await;
    for n in 0..350 {
        cloud.put("things", &format!("i{n:03}"), "old").await;
    }
    let then = cloud.items("things", None).await;
    let arn = back_up(&cloud, "things").await;
    let input = wire::DescribeBackupInput { backup_arn: arn.clone() };
    let backup = cloud.call::<ops::DescribeBackup>(input.clone()).await.expect("described");
    let status = |output: &wire::DescribeBackupOutput| {
        let details = output.backup_description.as_ref().and_then(|d| d.backup_details.as_ref());
        details.and_then(|details| details.backup_status.clone())
    };
    assert_eq!(status(&backup).as_deref(), Some("CREATING"));
    // Everything changes before the rest is copied, also what was not there.
    for n in 0..350 {
        match n % 3 {
            0 => cloud.put("things", &format!("i{n:03}"), "new").await,
            1 => cloud.remove("things", &format!("i{n:03}")).await,
            _ => cloud.put("things", &format!("h{n:03}"), "extra").await,
        }
    }
    cloud.settle().await;
    let backup = cloud.call::<ops::DescribeBackup>(input).await.expect("described");
    assert_eq!(status(&backup).as_deref(), Some("AVAILABLE"));
    restore(&cloud, &arn, "again").await;
    let early = cloud.describe("again").await.expect("there");
    assert_eq!(early.table_status.as_deref(), Some("CREATING"));
    assert_eq!(early.restore_summary.and_then(|s| s.restore_in_progress), Some(true));
    let scan = wire::ScanInput { table_name: "again".to_owned(), ..wire::ScanInput::default() };
    let refused = cloud.call::<ops::Scan>(scan).await.expect_err("not there yet");
    assert_eq!(refused.code(), "ResourceNotFoundException");
    cloud.settle().await;
    let late = cloud.describe("again").await.expect("there");
    assert_eq!((late.table_status.as_deref(), late.restore_summary), (Some("ACTIVE"), None));
    assert_eq!(cloud.items("again", None).await, then);
}

#[tokio::test]
async fn a_table_goes_back_to_any_second() {
    let cloud = cloud().await;
    cloud.create("things", false).await;
    let random = Random::from_seed(42);
    for n in 0..120 {
        cloud.put("things", &format!("i{n:03}"), "first").await;
    }
    cloud.recovery("things", true).await;
    let mut states: Vec<Items> = vec![cloud.items("things", None).await];
    for second in 1..=40 {
        cloud.kernel.clock().advance(Duration::from_secs(1));
        for write in 0..8 {
            let id = format!("i{:03}", random.below(200));
            if random.below(4) == 0 {
                cloud.remove("things", &id).await;
            } else {
                cloud.put("things", &id, &format!("at {second} {write}")).await;
            }
        }
        states.push(cloud.items("things", None).await);
    }
    cloud.pass(600).await;
    for second in [0, 1, 7, 19, 33, 40] {
        let name = format!("at-{second}");
        restore_to(&cloud, START.plus(Duration::from_secs(second)), &name).await;
        // Writes go on while the copy is made.
        cloud.put("things", &format!("i{second:03}"), "while it is restored").await;
        cloud.settle().await;
        let index = usize::try_from(second).expect("small");
        assert_eq!(cloud.items(&name, None).await, states[index], "second {second}");
    }
}

#[tokio::test]
async fn what_is_older_than_the_recovery_period_is_forgotten() {
    let cloud = cloud().await;
    cloud.create("things", false).await;
    cloud.recovery("things", true).await;
    cloud.put("things", "a", "one").await;
    cloud.pass(36 * 86_400).await;
    cloud.put("things", "a", "two").await;
    cloud.pass(3_600).await;
    let input = wire::RestoreTableToPointInTimeInput {
        source_table_name: Some("things".to_owned()),
        target_table_name: "then".to_owned(),
        restore_date_time: Some(START.plus(Duration::from_secs(60))),
        ..wire::RestoreTableToPointInTimeInput::default()
    };
    let refused = cloud.call::<ops::RestoreTableToPointInTime>(input).await.expect_err("too old");
    assert_eq!(refused.code(), "InvalidRestoreTimeException");
    restore_to(&cloud, START.plus(Duration::from_secs(35 * 86_400)), "then").await;
    let one: Items = [("a".to_owned(), "one".to_owned())].into();
    assert_eq!(cloud.items("then", None).await, one);
}

/// One transaction: an item is updated, another put, a third deleted.
async fn change_together(cloud: &Cloud, ids: &[String; 3], value: &str) {
    let table_name = "things".to_owned();
    let id = |n: usize| ("id", text(&ids[n]));
    let update = wire::Update {
        table_name: table_name.clone(),
        key: [id(0)].into_iter().collect(),
        update_expression: "SET v = :v, g = :g".to_owned(),
        expression_attribute_values: Some(
            [(":v", text(value)), (":g", text(&value[..1]))].into_iter().collect(),
        ),
        ..wire::Update::default()
    };
    let put = wire::Put {
        table_name: table_name.clone(),
        item: [id(1), ("v", text(value)), ("g", text(&value[..1]))].into_iter().collect(),
        ..wire::Put::default()
    };
    let key = [id(2)].into_iter().collect();
    let delete = wire::Delete { table_name, key, ..wire::Delete::default() };
    let transact_items = vec![
        wire::TransactWriteItem { update: Some(update), ..wire::TransactWriteItem::default() },
        wire::TransactWriteItem { put: Some(put), ..wire::TransactWriteItem::default() },
        wire::TransactWriteItem { delete: Some(delete), ..wire::TransactWriteItem::default() },
    ];
    let input = wire::TransactWriteItemsInput {
        transact_items,
        ..wire::TransactWriteItemsInput::default()
    };
    cloud.call::<ops::TransactWriteItems>(input).await.expect("a transaction");
}

/// One change by chance; its milliseconds are by chance too.
async fn change(cloud: &Cloud, random: &Random, value: &str) {
    let first = random.below(40);
    let id = |n: u64| format!("i{:02}", (first + n * 13) % 40);
    match random.below(5) {
        0 => cloud.remove("things", &id(0)).await,
        1 | 2 => change_together(cloud, &[id(0), id(1), id(2)], value).await,
        _ => cloud.put("things", &id(0), value).await,
    }
}

/// Many histories whose changes come at any millisecond: a restore to a second holds what was there when it began.
#[tokio::test]
async fn random_histories_go_back_to_random_seconds() {
    for seed in 0..12 {
        let cloud = cloud().await;
        let random = Random::from_seed(seed);
        cloud.create("things", false).await;
        cloud.recovery("things", true).await;
        // What was there at the beginning of each second.
        let mut states: Vec<Items> = vec![cloud.items("things", None).await];
        let mut milliseconds = 0;
        while milliseconds < 60_000 {
            let pause = 1 + random.below(700);
            let before = milliseconds / 1000;
            milliseconds += pause;
            let now = cloud.items("things", None).await;
            for _ in before..milliseconds / 1000 {
                states.push(now.clone());
            }
            cloud.kernel.clock().advance(Duration::from_millis(pause));
            if !milliseconds.is_multiple_of(1000) {
                change(&cloud, &random, &format!("{seed} {milliseconds}")).await;
            }
        }
        cloud.pass(600).await;
        for turn in 0..4 {
            let second = random.below(60);
            let name = format!("at-{turn}-{second}");
            restore_to(&cloud, START.plus(Duration::from_secs(second)), &name).await;
            change(&cloud, &random, "while it is restored").await;
            cloud.settle().await;
            let then = &states[usize::try_from(second).expect("small")];
            assert_eq!(&cloud.items(&name, None).await, then, "seed {seed}, second {second}");
        }
    }
}
