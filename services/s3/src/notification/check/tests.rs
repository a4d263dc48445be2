//! What S3 refuses. Recorded: ARNs and filters; reported: overlaps.

use gen_s3::{
    EventBridgeConfiguration, FilterRule, LambdaFunctionConfiguration, QueueConfiguration,
    S3KeyFilter,
};

use super::*;

const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:q";

fn queue(arn: &str, event: &str, rules: &[(&str, &str)]) -> QueueConfiguration {
    let rules = rules.iter().map(|(name, value)| FilterRule {
        name: Some((*name).to_owned()),
        value: Some((*value).to_owned()),
    });
    let key = Some(S3KeyFilter { filter_rules: Some(rules.collect()) });
    QueueConfiguration {
        id: None,
        queue_arn: arn.into(),
        events: vec![event.into()],
        filter: Some(NotificationConfigurationFilter { key }),
    }
}

fn checked(queues: Vec<QueueConfiguration>) -> Result<NotificationConfiguration, String> {
    let given = NotificationConfiguration {
        queue_configurations: Some(queues),
        ..NotificationConfiguration::default()
    };
    check(&given, "us-east-1", &Random::from_seed(1))
        .map_err(|error| format!("{}: {}", error.code(), error.message().unwrap_or_default()))
}

#[test]
fn what_is_kept() {
    let kept =
        checked(vec![queue(QUEUE, "s3:ObjectCreated:*", &[("PREFIX", "a"), ("suffix", "b")])])
            .unwrap();
    let queue = &kept.queue_configurations.unwrap()[0];
    assert!(queue.id.as_ref().is_some_and(|id| id.len() == 36));
    let rules = queue.filter.clone().unwrap().key.unwrap().filter_rules.unwrap();
    let names: Vec<_> = rules.into_iter().filter_map(|rule| rule.name).collect();
    assert_eq!(names, ["Prefix", "Suffix"]);
    assert_eq!(checked(vec![]).unwrap(), NotificationConfiguration::default());
}

#[test]
fn what_is_refused() {
    const CREATED: &str = "s3:ObjectCreated:*";
    for (queues, want) in [
        (
            vec![queue("invalid-queue", CREATED, &[])],
            "InvalidArgument: The ARN could not be parsed",
        ),
        (vec![queue("arn:aws:sqs:eu-west-1:000000000000:q", CREATED, &[])], "region is not valid"),
        (
            vec![queue("arn:aws:sqs:us-east-1:000000000000:q.fifo", CREATED, &[])],
            "FIFO SQS queues are not supported",
        ),
        (vec![queue(QUEUE, "s3:Nothing", &[])], "is not supported for notifications"),
        (vec![queue(QUEUE, "ObjectCreated:*", &[])], "is not supported for notifications"),
        (
            vec![queue(QUEUE, CREATED, &[("INVALID", "x")])],
            "filter rule name must be either prefix or suffix",
        ),
        (
            vec![queue(QUEUE, CREATED, &[("prefix", "x"), ("Prefix", "y")])],
            "more than one prefix rule",
        ),
        (
            vec![
                queue(QUEUE, CREATED, &[]),
                queue(QUEUE, "s3:ObjectCreated:Put", &[("prefix", "x")]),
            ],
            "ambiguously defined",
        ),
    ] {
        let got = checked(queues).unwrap_err();
        assert!(got.contains(want), "{got}, not {want}");
    }
    let apart = vec![
        queue(QUEUE, CREATED, &[("suffix", ".a")]),
        queue(QUEUE, CREATED, &[("suffix", ".b")]),
    ];
    assert!(checked(apart).is_ok());
    let mut nameless = queue(QUEUE, CREATED, &[("prefix", "x")]);
    nameless.filter.as_mut().unwrap().key.as_mut().unwrap().filter_rules.as_mut().unwrap()[0]
        .name = None;
    assert!(checked(vec![nameless]).unwrap_err().starts_with("MalformedXML"));
    let bus = NotificationConfiguration {
        event_bridge_configuration: Some(EventBridgeConfiguration {}),
        ..NotificationConfiguration::default()
    };
    assert_eq!(
        check(&bus, "us-east-1", &Random::from_seed(1)).unwrap_err().code(),
        "NotImplemented"
    );
}

#[test]
fn functions_are_told_too() {
    let function = |arn: &str| LambdaFunctionConfiguration {
        id: None,
        lambda_function_arn: arn.into(),
        events: vec!["s3:ObjectCreated:*".into()],
        filter: None,
    };
    let checked = |functions: Vec<LambdaFunctionConfiguration>, queues| {
        let given = NotificationConfiguration {
            lambda_function_configurations: Some(functions),
            queue_configurations: Some(queues),
            ..NotificationConfiguration::default()
        };
        check(&given, "us-east-1", &Random::from_seed(1))
            .map_err(|error| error.message().unwrap_or_default().to_owned())
    };
    const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:f:live";
    let kept = checked(vec![function(FUNCTION)], vec![]).unwrap();
    assert!(kept.lambda_function_configurations.unwrap()[0].id.is_some());
    for (arn, want) in [
        ("invalid-queue", "The ARN could not be parsed"),
        (QUEUE, "The ARN is not well formed"),
        ("arn:aws:lambda:us-east-1:000000000000:layer:l", "The ARN is not well formed"),
    ] {
        assert_eq!(checked(vec![function(arn)], vec![]).unwrap_err(), want);
    }
    let both = checked(vec![function(FUNCTION)], vec![queue(QUEUE, "s3:ObjectCreated:Put", &[])]);
    assert!(both.unwrap_err().contains("ambiguously defined"));
}
