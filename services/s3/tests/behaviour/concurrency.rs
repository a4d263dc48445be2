//! Many writers of one key.

use std::sync::Arc;

use crate::common::{body, cloud, put_input, read};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_of_many_conditional_writers_wins() {
    let cloud = Arc::new(cloud().await);
    let writers = (0..64).map(|n| {
        let cloud = cloud.clone();
        async move {
            let mut input = put_input("lock", body(format!("writer {n}")));
            input.if_none_match = Some("*".to_owned());
            (n, cloud.put_with(input).await)
        }
    });
    let mut set = tokio::task::JoinSet::new();
    for writer in writers {
        set.spawn(writer);
    }
    let mut winners = Vec::new();
    while let Some(done) = set.join_next().await {
        match done.expect("no panic") {
            (n, Ok(_)) => winners.push(n),
            (_, Err(error)) => assert_eq!(error.code(), "PreconditionFailed"),
        }
    }
    assert_eq!(winners.len(), 1);
    let held = read(cloud.get("lock").await.expect("got")).await;
    assert_eq!(held, format!("writer {}", winners[0]).into_bytes());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_last_of_many_writers_is_read() {
    let cloud = Arc::new(cloud().await);
    let mut set = tokio::task::JoinSet::new();
    for n in 0..64u32 {
        let cloud = cloud.clone();
        set.spawn(async move {
            let bytes = vec![n as u8; 40_000];
            cloud.put("k", body(bytes)).await.expect("put");
            let seen = read(cloud.get("k").await.expect("read after write")).await;
            assert!(seen.len() == 40_000 && seen.iter().all(|b| *b == seen[0]), "torn");
        });
    }
    while let Some(done) = set.join_next().await {
        done.expect("no panic");
    }
    assert_eq!(cloud.files(), 1);
}
