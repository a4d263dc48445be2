//! What is measured: each scenario makes what it needs, and checks every answer.

use serde_json::{Value, json};

use crate::client::{Call, Client, Error};
use crate::items::Items;
use crate::keyed::{Keyed, Prepared};
use crate::objects::{self, Fill, Objects};

pub(crate) const WHO_AM_I: Call<'static> =
    Call { target: None, body: "Action=GetCallerIdentity&Version=2011-06-15" };

/// Bytes of a message.
const MESSAGE: usize = 1024;

#[derive(Clone)]
pub(crate) enum Scenario {
    /// A GET of 1 KiB from hyper alone.
    BareGet,
    /// STS GetCallerIdentity.
    CallerIdentity,
    /// SQS, with the queue's URL and the body of the call once prepared.
    Sqs(Sqs, String, String),
    /// KMS and those that have tables of their own.
    Keyed(Keyed, Prepared),
    /// S3.
    Objects(Objects, objects::Prepared),
    /// Puts an object that was not there.
    Fill(Fill),
    Items(Items),
    /// A file of 10 MiB from nginx.
    Nginx,
}

#[derive(Clone, Copy)]
pub(crate) enum Sqs {
    /// One message of 1 KiB.
    Send,
    /// Ten of them in one call.
    SendBatch,
    /// Send, receive and delete: three calls.
    RoundTrip,
    /// GetQueueAttributes with all counts.
    Count,
}

impl Scenario {
    pub(crate) fn all() -> Vec<Scenario> {
        let mut all = vec![
            Scenario::CallerIdentity,
            Scenario::send(),
            Scenario::send_batch(),
            Scenario::round_trip(),
            Scenario::count(),
        ];
        all.extend(Keyed::ALL.map(|kind| Scenario::Keyed(kind, Prepared::default())));
        all.extend(Objects::ALL.map(|kind| Scenario::Objects(kind, objects::Prepared::default())));
        all
    }

    fn sqs(kind: Sqs) -> Scenario {
        Scenario::Sqs(kind, String::new(), String::new())
    }

    pub(crate) fn send() -> Scenario {
        Scenario::sqs(Sqs::Send)
    }

    pub(crate) fn send_batch() -> Scenario {
        Scenario::sqs(Sqs::SendBatch)
    }

    pub(crate) fn round_trip() -> Scenario {
        Scenario::sqs(Sqs::RoundTrip)
    }

    pub(crate) fn count() -> Scenario {
        Scenario::sqs(Sqs::Count)
    }

    pub(crate) fn name(&self) -> &'static str {
        match self {
            Scenario::BareGet => "bare-get",
            Scenario::CallerIdentity => "sts-get-caller-identity",
            Scenario::Sqs(Sqs::Send, ..) => "sqs-send",
            Scenario::Sqs(Sqs::SendBatch, ..) => "sqs-send-batch10",
            Scenario::Sqs(Sqs::RoundTrip, ..) => "sqs-roundtrip",
            Scenario::Sqs(Sqs::Count, ..) => "sqs-get-attributes",
            Scenario::Keyed(kind, _) => kind.name(),
            Scenario::Objects(kind, _) => kind.name(),
            Scenario::Fill(_) => "s3-fill",
            Scenario::Items(_) => "dynamodb-items",
            Scenario::Nginx => "nginx-get-10m",
        }
    }

    /// What the user's queue or table is called: queues are used again, what has a state of its own is not.
    pub(crate) fn name_as_user(&self, connections: usize) -> String {
        match self {
            Scenario::Keyed(kind, _) => format!("{}-{connections}-user", kind.name()),
            Scenario::Objects(kind, _) => format!("{}-{connections}-user", kind.name()),
            _ => format!("{}-{connections}", self.name()),
        }
    }

    /// Makes the queue (or what else it needs, of that name), and what every operation says.
    pub(crate) async fn prepare(
        &self,
        client: &mut Client,
        queue: &str,
    ) -> Result<Scenario, Error> {
        if let Scenario::Keyed(kind, _) = self {
            return Ok(Scenario::Keyed(*kind, kind.prepare(client, queue).await?));
        }
        if let Scenario::Objects(kind, _) = self {
            return Ok(Scenario::Objects(*kind, kind.prepare(client, queue).await?));
        }
        let Scenario::Sqs(kind, ..) = self else { return Ok(self.clone()) };
        let input = json!({"QueueName": queue}).to_string();
        let reply = sqs(client, "AmazonSQS.CreateQueue", &input).await?;
        let url = reply["QueueUrl"].as_str().ok_or("CreateQueue answered no URL")?.to_owned();
        let body = "m".repeat(MESSAGE);
        let input = match kind {
            Sqs::Send | Sqs::RoundTrip => json!({"QueueUrl": url, "MessageBody": body}),
            Sqs::SendBatch => {
                let entry = |i: usize| json!({"Id": i.to_string(), "MessageBody": body});
                json!({"QueueUrl": url, "Entries": (0..10).map(entry).collect::<Vec<_>>()})
            }
            Sqs::Count => json!({"QueueUrl": url, "AttributeNames": ["All"]}),
        };
        Ok(Scenario::Sqs(*kind, url, input.to_string()))
    }

    /// One operation.
    pub(crate) async fn once(&self, client: &mut Client) -> Result<(), Error> {
        match self {
            Scenario::BareGet => match client.get("/").await?.len() {
                MESSAGE => Ok(()),
                other => Err(format!("{other} bytes").into()),
            },
            Scenario::CallerIdentity => {
                let reply = client.call("sts", WHO_AM_I).await?;
                let found = reply.windows(9).any(|w| w == b"<Account>");
                if found { Ok(()) } else { Err("the answer has no Account".into()) }
            }
            Scenario::Sqs(Sqs::Send, _, input) => {
                let reply = sqs(client, "AmazonSQS.SendMessage", input).await?;
                has(&reply, "MessageId")
            }
            Scenario::Sqs(Sqs::SendBatch, _, input) => {
                let reply = sqs(client, "AmazonSQS.SendMessageBatch", input).await?;
                let sent = reply["Successful"].as_array().map_or(0, Vec::len);
                if sent == 10 { Ok(()) } else { Err(format!("{sent} of 10 were sent").into()) }
            }
            Scenario::Sqs(Sqs::RoundTrip, url, input) => {
                sqs(client, "AmazonSQS.SendMessage", input).await?;
                let receive = json!({"QueueUrl": url}).to_string();
                let reply = sqs(client, "AmazonSQS.ReceiveMessage", &receive).await?;
                let receipt = &reply["Messages"][0]["ReceiptHandle"];
                if !receipt.is_string() {
                    return Err("nothing was received after a send".into());
                }
                let delete = json!({"QueueUrl": url, "ReceiptHandle": receipt}).to_string();
                sqs(client, "AmazonSQS.DeleteMessage", &delete).await.map(drop)
            }
            Scenario::Sqs(Sqs::Count, _, input) => {
                let reply = sqs(client, "AmazonSQS.GetQueueAttributes", input).await?;
                has(&reply["Attributes"], "ApproximateNumberOfMessages")
            }
            Scenario::Keyed(_, prepared) => prepared.once(client).await,
            Scenario::Objects(kind, prepared) => kind.once(client, prepared).await,
            Scenario::Fill(fill) => fill.once(client).await,
            Scenario::Items(items) => items.once(client).await,
            Scenario::Nginx => crate::beside::get(client).await,
        }
    }
}

fn has(reply: &Value, member: &str) -> Result<(), Error> {
    match reply.get(member) {
        Some(_) => Ok(()),
        None => Err(format!("the answer has no {member}: {reply}").into()),
    }
}

async fn sqs(client: &mut Client, target: &str, body: &str) -> Result<Value, Error> {
    let reply = client.call("sqs", Call { target: Some(target), body }).await?;
    if reply.is_empty() {
        return Ok(Value::Null);
    }
    Ok(serde_json::from_slice(&reply)?)
}
