//! A restart: who is there, what they have, and what it allows.

use gen_iam as api;
use gen_iam::operations as ops;

use crate::common::{allow, cloud, let_through};

#[tokio::test]
async fn identities_and_their_policies_survive() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("state");
    let root = cloud(Some(dir.clone())).await;
    let alice = root.user("alice", "/").await;
    root.group("g").await.expect("a group");
    root.join("g", "alice").await.expect("joined");
    root.grant("alice", &allow("iam:GetUser", "*")).await;
    let arn = root.policy("p", &allow("iam:ListUsers", "*")).await;
    let attach =
        api::AttachGroupPolicyRequest { group_name: "g".to_owned(), policy_arn: arn.clone() };
    root.call::<ops::AttachGroupPolicy>(attach).await.expect("attached");
    root.kernel.stop().await.expect("stopped");
    root.kernel.store().clone().close().expect("closed");
    drop(root);

    let root = cloud(Some(dir)).await;
    let seen = root.seen_by(&alice);
    let shown = seen.get_user(None).await.expect("alice");
    assert_eq!(shown.user_id, alice.user_id);
    assert!(let_through(&seen.call::<ops::ListUsers>(Default::default()).await));
    assert!(!let_through(&seen.group("more").await));
    let get = api::GetPolicyRequest { policy_arn: arn };
    let policy = root.call::<ops::GetPolicy>(get).await.expect("the policy").policy;
    assert_eq!(policy.and_then(|policy| policy.attachment_count), Some(1));
}
