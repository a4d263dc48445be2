//! What IAM tells other services about identities.

use std::time::Duration;

use gen_iam as api;
use gen_iam::operations as ops;
use kernel::{Arn, Cx};

use crate::common::{TRUST, allow, cloud};

#[tokio::test]
async fn a_user_with_the_policies_of_all_groups() {
    let root = cloud(None).await;
    let alice = root.user("alice", "/staff/").await;
    root.grant("alice", &allow("s3:*", "*")).await;
    let edge = root.policy("edge", &allow("sqs:*", "*")).await;
    for (name, group) in [("p1", "g1"), ("p2", "g2")] {
        root.group(group).await.expect("a group");
        root.join(group, "alice").await.expect("joined");
        let policy_arn = root.policy(name, &allow("sns:*", "*")).await;
        let attach = api::AttachGroupPolicyRequest { group_name: group.to_owned(), policy_arn };
        root.call::<ops::AttachGroupPolicy>(attach).await.expect("attached");
    }
    let put = api::PutUserPermissionsBoundaryRequest {
        user_name: "alice".to_owned(),
        permissions_boundary: edge.clone(),
    };
    root.call::<ops::PutUserPermissionsBoundary>(put).await.expect("put");

    let call = root.facts::<ops::GetUser>(Default::default());
    let mut cx = Cx::begin(&root.kernel, &call);
    let arn: Arn = alice.arn.expect("an ARN").parse().expect("an ARN");
    let facts = cx.user_facts(&arn).await.expect("known").expect("there");
    assert_eq!((facts.name.as_str(), Some(facts.id)), ("alice", alice.user_id));
    let names: Vec<&str> = facts.policies.iter().map(|policy| &*policy.name).collect();
    let account = "arn:aws:iam::000000000000";
    let managed = [format!("{account}:policy/p1"), format!("{account}:policy/p2")];
    assert_eq!(names, ["own", managed[0].as_str(), managed[1].as_str()]);
    assert_eq!(facts.boundary.map(|policy| policy.name.to_string()), Some(edge));
    for wrong in ["user/alice", "user/staff/bob", "role/staff/alice", "root"] {
        let arn: Arn = format!("{account}:{wrong}").parse().expect("an ARN");
        assert!(cx.user_facts(&arn).await.expect("known").is_none(), "{wrong}");
    }
    let admin = "arn:aws:iam::aws:policy/AdministratorAccess";
    let policy = cx.managed_policy(admin).await.expect("known").expect("there");
    assert_eq!(&*policy.name, admin);
    assert!(cx.managed_policy("no arn").await.expect("known").is_none());
}

#[tokio::test]
async fn a_role_and_when_it_was_used() {
    let root = cloud(None).await;
    let role = root.role("app").await;
    let arn: Arn = role.arn.expect("an ARN").parse().expect("an ARN");
    let used = || api::GetRoleRequest { role_name: "app".to_owned() };
    let call = root.facts::<ops::GetRole>(used());
    let mut attempt = 0;
    for seconds in [0, 30, 90] {
        root.kernel.clock().advance(Duration::from_secs(seconds));
        let mut cx = Cx::begin(&root.kernel, &call);
        let facts = cx.role_facts(&arn).await.expect("known").expect("there");
        assert_eq!((&*facts.trust, facts.max_session_duration), (TRUST, 3600));
        assert!(!facts.service_linked);
        let noted = cx.role_used(&facts).await;
        cx.finish(noted, &mut attempt).await.expect("no conflict").expect("noted");
    }
    let shown = root.call::<ops::GetRole>(used()).await.expect("the role").role.expect("a role");
    let last = shown.role_last_used.expect("used");
    assert_eq!(last.last_used_date, Some(root.kernel.clock().now()));
    assert_eq!(last.region.as_deref(), Some("us-east-1"));
}
