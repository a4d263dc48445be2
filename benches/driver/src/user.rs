//! A user with ten policies, as a real application's: calls with its key are evaluated, those of root hardly.

use std::net::SocketAddr;

use crate::client::{Call, Client, Error, Key};

const NAME: &str = "bench";
/// Managed policies, large and small; the last of ten is inline and is the one that allows.
const MANAGED: [&str; 9] = [
    "ReadOnlyAccess",
    "SecurityAudit",
    "AmazonEC2FullAccess",
    "AmazonS3FullAccess",
    "AmazonDynamoDBFullAccess",
    "AWSLambda_FullAccess",
    "CloudWatchFullAccess",
    "AmazonRDSReadOnlyAccess",
    "AmazonSNSReadOnlyAccess",
];
const INLINE: &str = r#"{"Version":"2012-10-17","Statement":[
{"Effect":"Deny","Action":"sqs:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}}},
{"Effect":"Allow","Action":["sqs:SendMessage","sqs:ReceiveMessage","sqs:DeleteMessage","sqs:GetQueueAttributes","sqs:CreateQueue"],
"Resource":"arn:aws:sqs:us-east-1:*:*"},
{"Effect":"Allow","Action":["kms:*","secretsmanager:*","ssm:*","dynamodb:*","s3:*"],"Resource":"*"}]}"#;

/// Makes the user, and gives its key.
pub(crate) async fn make(address: SocketAddr) -> Result<Key, Error> {
    let mut root = Client::connect(address, None).await?;
    iam(&mut root, &format!("CreateUser&UserName={NAME}")).await?;
    for policy in MANAGED {
        let arn = format!("arn:aws:iam::aws:policy/{policy}");
        iam(&mut root, &format!("AttachUserPolicy&UserName={NAME}&PolicyArn={arn}")).await?;
    }
    let document: String = INLINE.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let inline = format!("PutUserPolicy&UserName={NAME}&PolicyName=own&PolicyDocument={document}");
    iam(&mut root, &inline).await?;
    let reply = iam(&mut root, &format!("CreateAccessKey&UserName={NAME}")).await?;
    let element = |name: &str| {
        let (_, rest) = reply.split_once(&format!("<{name}>")).ok_or("no key in the answer")?;
        let (text, _) = rest.split_once('<').ok_or("no end in the answer")?;
        Ok::<String, Error>(text.to_owned())
    };
    Ok(Key { id: element("AccessKeyId")?, secret: element("SecretAccessKey")? })
}

async fn iam(root: &mut Client, action: &str) -> Result<String, Error> {
    let body = format!("Action={action}&Version=2010-05-08");
    let reply = root.call("iam", Call { target: None, body: &body }).await?;
    Ok(String::from_utf8_lossy(&reply).into_owned())
}
