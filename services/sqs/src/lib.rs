//! Amazon SQS: queues, standard and FIFO, with everything that the API promises of them.
//!
//! Start reading at [`ops`], the table of operations; then [`schedule`], how messages come and go, with
//! [`standard`] and [`fifo`] for what differs, and [`tables`] for how it is kept.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html>
//!
//! Deviation: FIFO throughput limits are stored and validated; nothing is throttled.

mod access;
mod attribute_change;
mod attributes;
mod batch;
mod data_keys;
mod dead_letter;
mod deduplication;
mod errors;
mod fifo;
mod limits;
mod md5;
mod message;
mod message_attributes;
mod message_body;
mod messages;
mod move_task;
mod ops;
mod page;
mod parameters;
mod policy;
mod queue;
mod queue_name;
mod queue_url;
mod receipt_handle;
mod receive_attempt;
mod received;
mod redrive;
mod schedule;
mod send;
mod sse;
mod standard;
mod sweep;
mod tables;
mod tags;

use kernel::{ResourcePath, Service, Wording};

/// What the kernel needs to know of SQS.
pub fn service() -> Service {
    Service {
        jobs: sweep::JOBS,
        wording: Wording::Own(errors::wording),
        resource_path: Some(ResourcePath {
            member: "QueueUrl",
            refused: &["CreateQueue", "ListQueues"],
        }),
        access: Some(access::access),
        ..Service::new(&gen_sqs::SCHEMA, ops::TABLE)
    }
}
