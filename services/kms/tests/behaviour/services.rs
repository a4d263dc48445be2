//! Services call KMS for their callers and on their own. What a key policy says of `kms:ViaService` holds for the
//! former; keys that AWS manages can be used in no other way.

use std::sync::Arc;

use gen_kms::operations::{DescribeKey, Encrypt, GenerateDataKey};
use gen_kms::{DescribeKeyInput, EncryptInput, GenerateDataKeyInput};
use kernel::{AccountId, ApiResult, Call, Caller, Cx, Endpoint, Kernel, Region, Via};
use serde_json::json;
use testcloud::Cloud;

use crate::{new_key, output, refusal};

/// A call that the service called `service` serves for `account`'s root, within which it calls KMS.
fn served_by(service: &'static str, account: &str) -> Call {
    let account = AccountId::parse(account).expect("an account");
    Call {
        service,
        operation: 0,
        caller: Arc::new(Caller::root(account, account.as_str())),
        account,
        region: Region::default_region(),
        request_id: "request".to_owned(),
        endpoint: Endpoint { secure: false, authority: "localhost".to_owned() },
        via: Via::Wire {
            source: std::net::Ipv4Addr::LOCALHOST.into(),
            user_agent: "test".into(),
            referer: None,
        },
        trace: None,
        input: Box::new(schema::Empty::default()),
    }
}

/// A data key under `key`, got by `service` for its caller; the ARN of the key that made it, or the error's code.
async fn data_key(
    kernel: &Kernel,
    service: &'static str,
    account: &str,
    key: &str,
) -> Result<String, String> {
    let call = served_by(service, account);
    let mut cx = Cx::begin(kernel, &call);
    let input = GenerateDataKeyInput {
        key_id: key.to_owned(),
        key_spec: Some("AES_256".to_owned()),
        ..GenerateDataKeyInput::default()
    };
    let result = cx.call::<GenerateDataKey>(input).await;
    committed(cx, result).await.map(|output| output.key_id.expect("a key"))
}

async fn committed<T>(cx: Cx<'_>, result: ApiResult<T>) -> Result<T, String> {
    let result = cx.finish(result, &mut 0).await.expect("nobody else writes");
    result.map_err(|error| error.code().to_owned())
}

#[tokio::test]
async fn a_key_that_aws_manages_is_used_through_its_service_alone() {
    let cloud = Cloud::start(vec![kms::service()]).await;
    let kernel = cloud.kernel();
    let made = data_key(kernel, "sqs", "000000000000", "alias/aws/sqs").await.expect("a data key");
    // The same key again, by its ARN as well.
    assert_eq!(data_key(kernel, "sqs", "000000000000", &made).await.as_deref(), Ok(&*made));
    let denied = Err("AccessDeniedException".to_owned());
    assert_eq!(data_key(kernel, "sns", "000000000000", "alias/aws/sqs").await, denied);
    assert_eq!(data_key(kernel, "sqs", "111111111111", &made).await, denied);
    // Each account has its own.
    let other = data_key(kernel, "sqs", "111111111111", "alias/aws/sqs").await.expect("a data key");
    assert_ne!(other, made);

    let mut client = cloud.client();
    let described = output(&mut client, "DescribeKey", json!({ "KeyId": "alias/aws/sqs" })).await;
    assert_eq!(described["KeyMetadata"]["Arn"], made.as_str());
    assert_eq!(described["KeyMetadata"]["KeyManager"], "AWS");
    for (operation, input) in [
        ("GenerateDataKey", json!({ "KeyId": "alias/aws/sqs", "KeySpec": "AES_256" })),
        ("DisableKey", json!({ "KeyId": made })),
        ("ScheduleKeyDeletion", json!({ "KeyId": made })),
        ("CreateAlias", json!({ "AliasName": "alias/mine", "TargetKeyId": made })),
        ("PutKeyPolicy", json!({ "KeyId": made, "Policy": "{}" })),
    ] {
        assert_eq!(
            refusal(&mut client, operation, input).await,
            "AccessDeniedException",
            "{operation}"
        );
    }
}

#[tokio::test]
async fn a_key_policy_can_ask_for_the_service() {
    let cloud = Cloud::start(vec![kms::service()]).await;
    let mut client = cloud.client();
    let id = new_key(&mut client).await;
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [
            { "Effect": "Allow", "Principal": { "AWS": "000000000000" }, "Action": "kms:*", "Resource": "*" },
            {
                "Effect": "Deny", "Principal": "*", "Action": "kms:GenerateDataKey", "Resource": "*",
                "Condition": { "StringNotEquals": { "kms:ViaService": "sqs.us-east-1.amazonaws.com" } },
            },
        ],
    });
    let put = json!({ "KeyId": id, "Policy": policy.to_string() });
    output(&mut client, "PutKeyPolicy", put).await;
    let kernel = cloud.kernel();
    assert!(data_key(kernel, "sqs", "000000000000", &id).await.is_ok());
    let denied = Err("AccessDeniedException".to_owned());
    assert_eq!(data_key(kernel, "s3", "000000000000", &id).await, denied);
    let direct = json!({ "KeyId": id, "KeySpec": "AES_256" });
    assert_eq!(refusal(&mut client, "GenerateDataKey", direct).await, "AccessDeniedException");
}

#[tokio::test]
async fn a_service_works_on_its_own_behalf_in_any_account() {
    let cloud = Cloud::start(vec![kms::service()]).await;
    let mut client = cloud.client();
    let id = new_key(&mut client).await;
    let kernel = cloud.kernel();
    let call = served_by("s3", "111111111111");
    let mut cx = Cx::begin(kernel, &call);
    let owner = AccountId::DEFAULT;
    let plain = EncryptInput {
        key_id: id.clone(),
        plaintext: schema::Bytes::from_static(b"hello"),
        ..EncryptInput::default()
    };
    let result = cx.call_as_service::<Encrypt>(owner, plain).await;
    let encrypted = committed(cx, result).await.expect("services are not asked");
    assert!(encrypted.key_id.is_some_and(|arn| arn.ends_with(&id)));

    // The managed key of an account is made for the service, too.
    let mut cx = Cx::begin(kernel, &call);
    let input =
        DescribeKeyInput { key_id: "alias/aws/s3".to_owned(), ..DescribeKeyInput::default() };
    let result = cx.call_as_service::<DescribeKey>(owner, input).await;
    let described = committed(cx, result).await.expect("a key").key_metadata.expect("its data");
    assert_eq!(described.aws_account_id.as_deref(), Some(owner.as_str()));
    let listed = output(&mut client, "ListAliases", json!({})).await;
    assert_eq!(listed["Aliases"][0]["AliasName"], "alias/aws/s3");
}
