//! Who may do what: users by their own policies, their groups', under their boundary, on resources with paths.

use gen_iam as api;
use gen_iam::operations as ops;

use crate::common::{allow, cloud, denial, let_through};

const ACCOUNT: &str = "arn:aws:iam::000000000000";

#[tokio::test]
async fn nobody_may_do_anything_at_first() {
    let root = cloud(None).await;
    let alice = root.user("alice", "/staff/").await;
    let denied = denial(root.seen_by(&alice).get_user(None).await);
    assert!(
        denied.starts_with("User: arn:aws:iam::000000000000:user/staff/alice is not authorized")
    );
    assert!(denied.ends_with("because no identity-based policy allows the iam:GetUser action"));
    assert!(denied.contains("iam:GetUser on resource: "), "{denied}");
}

#[tokio::test]
async fn a_user_is_named_with_its_path_and_without_a_name_it_is_the_caller() {
    let root = cloud(None).await;
    let alice = root.user("alice", "/staff/").await;
    root.user("bob", "/guests/").await;
    root.user("carl", "/staff/").await;
    let seen = root.seen_by(&alice);
    root.grant("alice", &allow("iam:GetUser", &format!("{ACCOUNT}:user/staff/*"))).await;
    assert!(seen.get_user(Some("carl")).await.is_ok());
    assert!(seen.get_user(Some("CARL")).await.is_ok());
    assert!(!let_through(&seen.get_user(Some("bob")).await));
    // Who is not there has no path: the guess is refused, so that nobody learns who is there.
    assert!(!let_through(&seen.get_user(Some("nobody")).await));
    root.grant("alice", &allow("iam:GetUser", &format!("{ACCOUNT}:user/staff/${{aws:username}}")))
        .await;
    assert!(seen.get_user(None).await.is_ok());
    assert!(!let_through(&seen.get_user(Some("carl")).await));
}

#[tokio::test]
async fn groups_attachments_and_versions_count_at_once() {
    let root = cloud(None).await;
    let alice = root.user("alice", "/").await;
    let seen = root.seen_by(&alice);
    let arn = root.policy("read", &allow("iam:GetUser", "*")).await;
    root.group("readers").await.expect("a group");
    let attach =
        api::AttachGroupPolicyRequest { group_name: "readers".to_owned(), policy_arn: arn.clone() };
    root.call::<ops::AttachGroupPolicy>(attach).await.expect("attached");
    assert!(!let_through(&seen.get_user(None).await));
    root.join("readers", "alice").await.expect("joined");
    assert!(seen.get_user(None).await.is_ok());
    // Another version counts once it is the default.
    let version = api::CreatePolicyVersionRequest {
        policy_arn: arn.clone(),
        policy_document: crate::common::document(&allow("iam:ListUsers", "*")),
        set_as_default: Some(false),
    };
    root.call::<ops::CreatePolicyVersion>(version).await.expect("a version");
    assert!(seen.get_user(None).await.is_ok());
    let default =
        api::SetDefaultPolicyVersionRequest { policy_arn: arn, version_id: "v2".to_owned() };
    root.call::<ops::SetDefaultPolicyVersion>(default).await.expect("the default");
    assert!(!let_through(&seen.get_user(None).await));
    assert!(let_through(&seen.call::<ops::ListUsers>(Default::default()).await));
    let leave = api::RemoveUserFromGroupRequest {
        group_name: "readers".to_owned(),
        user_name: "alice".to_owned(),
    };
    root.call::<ops::RemoveUserFromGroup>(leave).await.expect("left");
    assert!(!let_through(&seen.call::<ops::ListUsers>(Default::default()).await));
}

#[tokio::test]
async fn a_policy_of_aws_counts_by_its_text() {
    let root = cloud(None).await;
    let alice = root.user("alice", "/").await;
    let attach = api::AttachUserPolicyRequest {
        user_name: "alice".to_owned(),
        policy_arn: "arn:aws:iam::aws:policy/IAMReadOnlyAccess".to_owned(),
    };
    root.call::<ops::AttachUserPolicy>(attach).await.expect("attached");
    let seen = root.seen_by(&alice);
    assert!(seen.get_user(None).await.is_ok());
    assert!(!let_through(&seen.group("g").await));
}

#[tokio::test]
async fn a_boundary_limits_what_policies_grant() {
    let root = cloud(None).await;
    let alice = root.user("alice", "/").await;
    let seen = root.seen_by(&alice);
    root.grant("alice", &allow("iam:*", "*")).await;
    assert!(seen.group("one").await.is_ok());
    let edge = root.policy("edge", &allow("iam:Get*", "*")).await;
    let put = api::PutUserPermissionsBoundaryRequest {
        user_name: "alice".to_owned(),
        permissions_boundary: edge,
    };
    root.call::<ops::PutUserPermissionsBoundary>(put).await.expect("put");
    assert!(seen.get_user(None).await.is_ok());
    let denied = denial(seen.group("two").await);
    assert!(denied.ends_with("because no permissions boundary allows the iam:CreateGroup action"));
    let delete = api::DeleteUserPermissionsBoundaryRequest { user_name: "alice".to_owned() };
    root.call::<ops::DeleteUserPermissionsBoundary>(delete).await.expect("deleted");
    assert!(seen.group("two").await.is_ok());
}

#[tokio::test]
async fn who_moves_or_goes_is_no_longer_who_called() {
    let root = cloud(None).await;
    let alice = root.user("alice", "/").await;
    root.grant("alice", &allow("iam:*", "*")).await;
    let seen = root.seen_by(&alice);
    assert!(seen.get_user(None).await.is_ok());
    let update = api::UpdateUserRequest {
        user_name: "alice".to_owned(),
        new_path: Some("/moved/".to_owned()),
        new_user_name: None,
    };
    root.call::<ops::UpdateUser>(update).await.expect("moved");
    let error = seen.get_user(None).await.expect_err("nobody has this ARN");
    assert_eq!(error.code(), "InvalidClientTokenId");
    let moved = root.get_user(Some("alice")).await.expect("alice");
    assert!(root.seen_by(&moved).get_user(None).await.is_ok(), "policies stay");
}

#[tokio::test]
async fn moving_needs_permission_on_both_places() {
    let root = cloud(None).await;
    let alice = root.user("alice", "/").await;
    root.user("bob", "/a/").await;
    let seen = root.seen_by(&alice);
    root.grant("alice", &allow("iam:UpdateUser", &format!("{ACCOUNT}:user/a/*"))).await;
    let to = |path: &str| api::UpdateUserRequest {
        user_name: "bob".to_owned(),
        new_path: Some(path.to_owned()),
        new_user_name: None,
    };
    assert!(!let_through(&seen.call::<ops::UpdateUser>(to("/b/")).await));
    assert!(seen.call::<ops::UpdateUser>(to("/a/c/")).await.is_ok());
}

#[tokio::test]
async fn a_role_goes_to_instances_only_by_who_may_pass_it() {
    let root = cloud(None).await;
    let alice = root.user("alice", "/").await;
    root.role("app").await;
    let profile = api::CreateInstanceProfileRequest {
        instance_profile_name: "web".to_owned(),
        ..Default::default()
    };
    root.call::<ops::CreateInstanceProfile>(profile).await.expect("a profile");
    let seen = root.seen_by(&alice);
    let add = || api::AddRoleToInstanceProfileRequest {
        instance_profile_name: "web".to_owned(),
        role_name: "app".to_owned(),
    };
    let on_profile =
        allow("iam:AddRoleToInstanceProfile", &format!("{ACCOUNT}:instance-profile/web"));
    root.grant("alice", &on_profile).await;
    let denied = denial(seen.call::<ops::AddRoleToInstanceProfile>(add()).await);
    assert!(denied.contains("iam:PassRole on resource: arn:aws:iam::000000000000:role/app"));
    let pass = |service: &str| {
        format!(
            r#"{on_profile}, {{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "{ACCOUNT}:role/app",
            "Condition": {{"StringEquals": {{"iam:PassedToService": "{service}"}}}}}}"#
        )
    };
    root.grant("alice", &pass("lambda.amazonaws.com")).await;
    assert!(!let_through(&seen.call::<ops::AddRoleToInstanceProfile>(add()).await));
    root.grant("alice", &pass("ec2.amazonaws.com")).await;
    assert!(seen.call::<ops::AddRoleToInstanceProfile>(add()).await.is_ok());
}

#[tokio::test]
async fn lists_are_about_the_path_that_they_ask_for() {
    let root = cloud(None).await;
    let alice = root.user("alice", "/").await;
    root.grant("alice", &allow("iam:ListRoles", &format!("{ACCOUNT}:role/a/*"))).await;
    let seen = root.seen_by(&alice);
    let below = |prefix: Option<&str>| api::ListRolesRequest {
        path_prefix: prefix.map(str::to_owned),
        ..Default::default()
    };
    assert!(let_through(&seen.call::<ops::ListRoles>(below(Some("/a/"))).await));
    assert!(!let_through(&seen.call::<ops::ListRoles>(below(None)).await));
}
