//! Quotas hold, also when many come at once.

use gen_iam as api;
use gen_iam::operations as ops;
use tokio::task::JoinSet;

use crate::common::cloud;

#[tokio::test]
async fn an_account_has_at_most_300_groups() {
    let root = cloud(None).await;
    for at in 0..300 {
        root.group(&format!("g{at}")).await.expect("a group");
    }
    let error = root.group("more").await.expect_err("full");
    assert_eq!(error.query_code(), "LimitExceeded");
    assert_eq!(error.message(), Some("Cannot exceed quota for GroupsPerAccount: 300"));
    let taken = root.group("G7").await.expect_err("taken");
    assert_eq!(taken.query_code(), "EntityAlreadyExists", "who asks for a taken name hears so");
    let delete = api::DeleteGroupRequest { group_name: "g7".to_owned() };
    root.call::<ops::DeleteGroup>(delete).await.expect("deleted");
    root.group("more").await.expect("there is room again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_once_a_user_joins_ten_groups_and_a_name_is_given_once() {
    let root = cloud(None).await;
    root.user("u", "/").await;
    for at in 0..20 {
        root.group(&format!("g{at}")).await.expect("a group");
    }
    let mut joins = JoinSet::new();
    for at in 0..20 {
        let root = root.clone();
        joins.spawn(async move { root.join(&format!("g{at}"), "u").await.is_ok() });
    }
    assert_eq!(successes(joins).await, 10);
    let list = api::ListGroupsForUserRequest { user_name: "u".to_owned(), ..Default::default() };
    let groups = root.call::<ops::ListGroupsForUser>(list).await.expect("groups").groups;
    assert_eq!(groups.map(|groups| groups.len()), Some(10));

    let mut makers = JoinSet::new();
    for at in 0..10 {
        let root = root.clone();
        let name = if at % 2 == 0 { "same" } else { "SAME" };
        makers.spawn(async move { root.group(name).await.is_ok() });
    }
    assert_eq!(successes(makers).await, 1);
}

async fn successes(all: JoinSet<bool>) -> usize {
    all.join_all().await.into_iter().filter(|succeeded| *succeeded).count()
}
