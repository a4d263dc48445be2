//! Every operation of the services that are here asks for an action that the facts have.

#![allow(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::path::Path;

/// Operations for which no action exists, each with the reason.
const WITHOUT_ACTION: [(&str, &str); 0] = [];

#[test]
fn every_operation_has_an_action() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gen");
    let mut count = 0;
    for folder in fs::read_dir(root).unwrap().flatten() {
        let service = folder.file_name().into_string().unwrap();
        let schema = fs::read_to_string(folder.path().join("schema.txt")).unwrap();
        let operations =
            schema.lines().filter_map(|line| line.strip_prefix("op ")?.split(' ').next());
        for operation in operations {
            let excused = WITHOUT_ACTION.contains(&(service.as_str(), operation));
            let action = authref::action_of(&service, operation);
            assert_eq!(action.is_none(), excused, "{service}:{operation}; see crates/authref");
            count += 1;
        }
    }
    assert!(count > 300, "{count}");
}

#[test]
fn what_is_known_of_a_service() {
    assert!(authref::services().count() > 400);
    let sqs = authref::service("sqs").unwrap();
    assert_eq!(sqs.name, "Amazon SQS");
    let send = sqs.action("sendmessage").unwrap();
    assert_eq!((send.name, send.level), ("SendMessage", authref::Level::Write));
    assert_eq!((send.resources[0].kind, send.resources[0].required), ("queue", true));
    assert_eq!(
        sqs.resource("queue").unwrap().arn,
        "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"
    );
    let create = authref::service("lambda").unwrap().action("CreateFunction").unwrap();
    assert!(create.dependents.contains(&"iam:PassRole"));
    assert!(create.keys.contains(&"lambda:VpcIds"));
    let tag_keys = sqs.keys.iter().find(|key| key.name == "aws:TagKeys").unwrap();
    assert_eq!(tag_keys.kind, "ArrayOfString");
    assert!(std::ptr::eq(sqs, authref::service("SQS").unwrap()));
    assert!(authref::service("nothing").is_none());
}
