//! KMS, Secrets Manager, SSM and DynamoDB: one JSON call each, on something made beforehand.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};

use crate::client::{Call, Client, Error};

/// Bytes that are encrypted, kept and read.
const PAYLOAD: usize = 1024;

/// Which call.
#[derive(Clone, Copy)]
pub(crate) enum Keyed {
    /// KMS Encrypt of 1 KiB by a symmetric key, with an encryption context.
    Encrypt,
    /// KMS Decrypt of the same.
    Decrypt,
    /// A secret's value of 1 KiB.
    GetSecretValue,
    /// A parameter of 1 KiB.
    GetParameter,
    /// The same, a SecureString, decrypted.
    GetSecureString,
    /// DynamoDB GetItem of 1 KiB.
    GetItem,
    /// DynamoDB PutItem of 1 KiB.
    PutItem,
    /// DynamoDB Query that answers 20 items of 1 KiB.
    Query,
    /// DynamoDB TransactWriteItems of three puts.
    Transact,
}

/// A call that is ready to be made again and again.
#[derive(Clone, Default)]
pub(crate) struct Prepared {
    service: &'static str,
    target: &'static str,
    body: String,
    /// What every answer has; empty where an answer may be empty.
    expected: &'static str,
}

impl Keyed {
    pub(crate) const ALL: [Keyed; 9] = [
        Keyed::Encrypt,
        Keyed::Decrypt,
        Keyed::GetSecretValue,
        Keyed::GetParameter,
        Keyed::GetSecureString,
        Keyed::GetItem,
        Keyed::PutItem,
        Keyed::Query,
        Keyed::Transact,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Keyed::Encrypt => "kms-encrypt",
            Keyed::Decrypt => "kms-decrypt",
            Keyed::GetSecretValue => "secretsmanager-get-secret-value",
            Keyed::GetParameter => "ssm-get-parameter",
            Keyed::GetSecureString => "ssm-get-secure-string",
            Keyed::GetItem => "dynamodb-get",
            Keyed::PutItem => "dynamodb-put",
            Keyed::Query => "dynamodb-query20",
            Keyed::Transact => "dynamodb-transact3",
        }
    }

    /// Makes the key, the secret or the table, named after `name`.
    pub(crate) async fn prepare(self, client: &mut Client, name: &str) -> Result<Prepared, Error> {
        match self {
            Keyed::Encrypt | Keyed::Decrypt => self.prepare_kms(client).await,
            Keyed::GetSecretValue => prepare_secret(client, name).await,
            Keyed::GetParameter => prepare_parameter(client, name, "String").await,
            Keyed::GetSecureString => prepare_parameter(client, name, "SecureString").await,
            Keyed::GetItem | Keyed::PutItem | Keyed::Query | Keyed::Transact => {
                self.prepare_table(client, name).await
            }
        }
    }

    async fn prepare_kms(self, client: &mut Client) -> Result<Prepared, Error> {
        let made = ask(client, "kms", "TrentService.CreateKey", &json!({})).await?;
        let key = &made["KeyMetadata"]["KeyId"];
        let context = json!({"purpose": "bench"});
        let plaintext = BASE64.encode("m".repeat(PAYLOAD));
        let encrypt = json!({"KeyId": key, "Plaintext": plaintext, "EncryptionContext": context});
        if let Keyed::Encrypt = self {
            return Ok(prepared("kms", "TrentService.Encrypt", &encrypt, "CiphertextBlob"));
        }
        let encrypted = ask(client, "kms", "TrentService.Encrypt", &encrypt).await?;
        let blob = &encrypted["CiphertextBlob"];
        let decrypt = json!({"CiphertextBlob": blob, "EncryptionContext": context});
        Ok(prepared("kms", "TrentService.Decrypt", &decrypt, "Plaintext"))
    }

    async fn prepare_table(self, client: &mut Client, name: &str) -> Result<Prepared, Error> {
        let table = json!({
            "TableName": name,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "S"},
            ],
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        });
        ask(client, "dynamodb", "DynamoDB_20120810.CreateTable", &table).await?;
        await_active(client, name).await?;
        let key = |i: usize| json!({"pk": {"S": "one"}, "sk": {"S": format!("{i:04}")}});
        let item = |i: usize| {
            let mut item = key(i);
            item["data"] = json!({"S": "m".repeat(PAYLOAD)});
            item["count"] = json!({"N": "17"});
            item
        };
        let put = |i: usize| json!({"TableName": name, "Item": item(i)});
        for i in 0..20 {
            ask(client, "dynamodb", "DynamoDB_20120810.PutItem", &put(i)).await?;
        }
        let service = "dynamodb";
        Ok(match self {
            Keyed::PutItem => prepared(service, "DynamoDB_20120810.PutItem", &put(7), ""),
            Keyed::Query => {
                let query = json!({
                    "TableName": name,
                    "KeyConditionExpression": "pk = :pk",
                    "ExpressionAttributeValues": {":pk": {"S": "one"}},
                });
                prepared(service, "DynamoDB_20120810.Query", &query, "ScannedCount")
            }
            Keyed::Transact => {
                let puts: Vec<Value> = (0..3).map(|i| json!({"Put": put(i)})).collect();
                let transact = json!({"TransactItems": puts});
                prepared(service, "DynamoDB_20120810.TransactWriteItems", &transact, "")
            }
            _ => {
                let get = json!({"TableName": name, "Key": key(7)});
                prepared(service, "DynamoDB_20120810.GetItem", &get, "Item")
            }
        })
    }
}

impl Prepared {
    /// One call.
    pub(crate) async fn once(&self, client: &mut Client) -> Result<(), Error> {
        let call = Call { target: Some(self.target), body: &self.body };
        let reply = client.call(self.service, call).await?;
        let expected = self.expected.as_bytes();
        let there = expected.is_empty() || reply.windows(expected.len()).any(|w| w == expected);
        if there { Ok(()) } else { Err(format!("the answer has no {}", self.expected).into()) }
    }
}

async fn prepare_secret(client: &mut Client, name: &str) -> Result<Prepared, Error> {
    let token = format!("{name:-<40}");
    let secret = "m".repeat(PAYLOAD);
    let secret = json!({"Name": name, "SecretString": secret, "ClientRequestToken": token});
    let made = ask(client, "secretsmanager", "secretsmanager.CreateSecret", &secret).await?;
    let get = json!({"SecretId": made["ARN"]});
    Ok(prepared("secretsmanager", "secretsmanager.GetSecretValue", &get, "SecretString"))
}

async fn prepare_parameter(client: &mut Client, name: &str, kind: &str) -> Result<Prepared, Error> {
    let name = format!("/bench/{name}");
    let parameter =
        json!({"Name": name, "Type": kind, "Value": "m".repeat(PAYLOAD), "Overwrite": true});
    ask(client, "ssm", "AmazonSSM.PutParameter", &parameter).await?;
    let get = json!({"Name": name, "WithDecryption": true});
    Ok(prepared("ssm", "AmazonSSM.GetParameter", &get, "LastModifiedDate"))
}

fn prepared(
    service: &'static str,
    target: &'static str,
    body: &Value,
    expected: &'static str,
) -> Prepared {
    Prepared { service, target, body: body.to_string(), expected }
}

pub(crate) async fn await_active(client: &mut Client, table: &str) -> Result<(), Error> {
    let describe = json!({"TableName": table});
    for _ in 0..600 {
        let target = "DynamoDB_20120810.DescribeTable";
        let reply = ask(client, "dynamodb", target, &describe).await?;
        if reply["Table"]["TableStatus"] == "ACTIVE" {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    Err(format!("table {table} does not get active").into())
}

pub(crate) async fn ask(
    client: &mut Client,
    service: &str,
    target: &str,
    body: &Value,
) -> Result<Value, Error> {
    let body = body.to_string();
    let reply = client.call(service, Call { target: Some(target), body: &body }).await?;
    Ok(if reply.is_empty() { Value::Null } else { serde_json::from_slice(&reply)? })
}
