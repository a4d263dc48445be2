//! Condition keys that only IAM knows.

use gen_iam as api;
use gen_iam::operations as ops;

use crate::common::{Cloud, cloud, let_through};

/// A statement that allows `action` on everything under a condition.
fn under(action: &str, operator: &str, key: &str, value: &str) -> String {
    format!(
        r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "*",
        "Condition": {{"{operator}": {{"{key}": "{value}"}}}}}}"#
    )
}

async fn with_alice() -> (Cloud, Cloud) {
    let root = cloud(None).await;
    let alice = root.user("alice", "/").await;
    let seen = root.seen_by(&alice);
    (root, seen)
}

#[tokio::test]
async fn which_policy_is_attached() {
    let (root, seen) = with_alice().await;
    let (good, bad) = (root.policy("good", READ).await, root.policy("bad", READ).await);
    root.grant("alice", &under("iam:AttachUserPolicy", "ArnEquals", "iam:PolicyARN", &good)).await;
    let attach = |arn: &str| api::AttachUserPolicyRequest {
        user_name: "alice".to_owned(),
        policy_arn: arn.to_owned(),
    };
    assert!(!let_through(&seen.call::<ops::AttachUserPolicy>(attach(&bad)).await));
    assert!(seen.call::<ops::AttachUserPolicy>(attach(&good)).await.is_ok());
}

#[tokio::test]
async fn which_boundary_a_new_user_has_and_which_an_old_one() {
    let (root, seen) = with_alice().await;
    let edge = root.policy("edge", READ).await;
    let statements = [
        under("iam:CreateUser", "StringEquals", "iam:PermissionsBoundary", &edge),
        under("iam:DeleteUserPolicy", "StringEquals", "iam:PermissionsBoundary", &edge),
    ];
    root.grant("alice", &statements.join(",")).await;
    let create = |name: &str, boundary: Option<&str>| api::CreateUserRequest {
        user_name: name.to_owned(),
        permissions_boundary: boundary.map(str::to_owned),
        ..Default::default()
    };
    assert!(!let_through(&seen.call::<ops::CreateUser>(create("bob", None)).await));
    assert!(seen.call::<ops::CreateUser>(create("bob", Some(&edge))).await.is_ok());
    root.user("carl", "/").await;
    let delete = |name: &str| api::DeleteUserPolicyRequest {
        user_name: name.to_owned(),
        policy_name: "none".to_owned(),
    };
    assert!(let_through(&seen.call::<ops::DeleteUserPolicy>(delete("bob")).await));
    assert!(!let_through(&seen.call::<ops::DeleteUserPolicy>(delete("carl")).await));
}

#[tokio::test]
async fn tags_of_the_resource_and_of_the_request() {
    for key in ["aws:ResourceTag/team", "iam:ResourceTag/team"] {
        let (root, seen) = with_alice().await;
        root.role("app").await;
        root.grant("alice", &under("iam:GetRole", "StringEquals", key, "red")).await;
        let get = || api::GetRoleRequest { role_name: "app".to_owned() };
        assert!(!let_through(&seen.call::<ops::GetRole>(get()).await), "{key}");
        let tags = vec![api::Tag { key: "team".to_owned(), value: "red".to_owned() }];
        let tag = api::TagRoleRequest { role_name: "app".to_owned(), tags };
        root.call::<ops::TagRole>(tag).await.expect("tagged");
        assert!(seen.call::<ops::GetRole>(get()).await.is_ok(), "{key}");
    }
    let (root, seen) = with_alice().await;
    root.grant("alice", &under("iam:TagUser", "StringEquals", "aws:RequestTag/team", "red")).await;
    let tag = |value: &str| api::TagUserRequest {
        user_name: "alice".to_owned(),
        tags: vec![api::Tag { key: "team".to_owned(), value: value.to_owned() }],
    };
    assert!(!let_through(&seen.call::<ops::TagUser>(tag("blue")).await));
    assert!(seen.call::<ops::TagUser>(tag("red")).await.is_ok());
}

const READ: &str = r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}"#;

#[tokio::test]
async fn which_service_a_linked_role_is_for() {
    let (root, seen) = with_alice().await;
    let (action, key) = ("iam:CreateServiceLinkedRole", "iam:AWSServiceName");
    let statement = under(action, "StringLike", key, "batch.amazonaws.com")
        .replace("\"*\"", "\"arn:aws:iam::*:role/aws-service-role/*/AWSServiceRoleForBatch\"");
    root.grant("alice", &statement).await;
    let create = |service: &str| api::CreateServiceLinkedRoleRequest {
        aws_service_name: service.to_owned(),
        ..Default::default()
    };
    let other = seen.call::<ops::CreateServiceLinkedRole>(create("ecs.amazonaws.com")).await;
    assert!(!let_through(&other));
    let ours = seen.call::<ops::CreateServiceLinkedRole>(create("batch.amazonaws.com")).await;
    assert!(ours.is_ok(), "{ours:?}");
}

#[tokio::test]
async fn tags_of_devices_and_providers() {
    let (root, seen) = with_alice().await;
    let statement = under("iam:List*Tags", "StringEquals", "aws:ResourceTag/team", "red");
    root.grant("alice", &statement).await;
    let device = |team: &str| api::CreateVirtualMFADeviceRequest {
        virtual_mfa_device_name: team.to_owned(),
        tags: Some(vec![api::Tag { key: "team".to_owned(), value: team.to_owned() }]),
        ..Default::default()
    };
    for (team, expected) in [("red", true), ("blue", false)] {
        root.call::<ops::CreateVirtualMFADevice>(device(team)).await.expect("a device");
        let list = api::ListMFADeviceTagsRequest {
            serial_number: format!("arn:aws:iam::000000000000:mfa/{team}"),
            ..Default::default()
        };
        let outcome = seen.call::<ops::ListMFADeviceTags>(list).await;
        assert_eq!(let_through(&outcome), expected, "{team}");
    }
    for (host, team, expected) in [("red.example", "red", true), ("blue.example", "blue", false)] {
        let create = api::CreateOpenIDConnectProviderRequest {
            url: format!("https://{host}"),
            thumbprint_list: Some(vec!["a".repeat(40)]),
            tags: Some(vec![api::Tag { key: "team".to_owned(), value: team.to_owned() }]),
            ..Default::default()
        };
        root.call::<ops::CreateOpenIDConnectProvider>(create).await.expect("a provider");
        let list = api::ListOpenIDConnectProviderTagsRequest {
            open_id_connect_provider_arn: format!("arn:aws:iam::000000000000:oidc-provider/{host}"),
            ..Default::default()
        };
        let outcome = seen.call::<ops::ListOpenIDConnectProviderTags>(list).await;
        assert_eq!(let_through(&outcome), expected, "{host}");
    }
}
