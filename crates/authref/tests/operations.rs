//! Every operation of the services that are here asks for an action that the facts have.

#![allow(clippy::unwrap_used, reason = "a test may")]

use std::fs;
use std::path::Path;

/// Operations for which the facts have no action of their own, by reason.
const WITHOUT_ACTION: &[(&str, &[&str])] = &[
    // They ask for the action of each thing that they do, which the services' access functions say.
    (
        "dynamodb",
        &[
            "BatchExecuteStatement",
            "ExecuteStatement",
            "ExecuteTransaction",
            "TransactGetItems",
            "TransactWriteItems",
        ],
    ),
    ("kms", &["ReEncrypt"]),
    // The model is newer than the facts; those of KMS are named in its access function.
    (
        "dynamodb",
        &[
            "CancelBulkOperation",
            "DescribeBulkOperation",
            "ListBulkOperations",
            "SearchVectors",
            "StartBulkPutItems",
        ],
    ),
    ("kms", &["Decapsulate", "Encapsulate", "GetKeyLastUsage"]),
    (
        "lambda",
        &[
            "DeleteDurableExecution",
            "DeleteResourcePolicy",
            "GetResourcePolicy",
            "PauseDurableExecution",
            "PutResourcePolicy",
            "ResumeDurableExecution",
        ],
    ),
    (
        "logs",
        &[
            "DeleteSyslogConfiguration",
            "GetLogObject",
            "GetStorageTierPolicy",
            "ListSyslogConfigurations",
            "PutStorageTierPolicy",
            "PutSyslogConfiguration",
        ],
    ),
    ("secretsmanager", &["AssociateCrossAccountReplica", "DisassociateCrossAccountReplica"]),
    (
        "ssm",
        &[
            "CreateCloudConnector",
            "DeleteCloudConnector",
            "DeregisterDefaultHostManagementConfiguration",
            "GetCloudConnector",
            "ListCloudConnectors",
            "RegisterDefaultHostManagementConfiguration",
            "UpdateCloudConnector",
            "ValidateCloudConnector",
        ],
    ),
    (
        "s3",
        &[
            "CreateBucketMetadataConfiguration",
            "DeleteBucketMetadataConfiguration",
            "GetBucketMetadataConfiguration",
            "UpdateBucketMetadataAnnotationTableConfiguration",
        ],
    ),
    // Of directory buckets and Outposts, whose actions are other services'. None is here.
    ("s3", &["RenameObject"]),
    (
        "s3control",
        &[
            "DeleteAccessPointScope",
            "DeleteBucketLifecycleConfiguration",
            "GetAccessPointScope",
            "GetBucket",
            "ListAccessPointsForDirectoryBuckets",
            "ListRegionalBuckets",
            "PutAccessPointScope",
        ],
    ),
];

fn is_excused(service: &str, operation: &str) -> bool {
    WITHOUT_ACTION.iter().any(|(of, names)| *of == service && names.contains(&operation))
}

#[test]
fn every_operation_has_an_action() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../gen");
    let mut count = 0;
    let mut wrong = Vec::new();
    for folder in fs::read_dir(root).unwrap().flatten() {
        let service = folder.file_name().into_string().unwrap();
        let schema = fs::read_to_string(folder.path().join("schema.txt")).unwrap();
        let operations =
            schema.lines().filter_map(|line| line.strip_prefix("op ")?.split(' ').next());
        for operation in operations {
            let excused = is_excused(&service, operation);
            let action = authref::action_of(&service, operation);
            if action.is_none() != excused {
                wrong.push(format!("{service}:{operation}"));
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "an action, or none, against expectation: {}", wrong.join(" "));
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
