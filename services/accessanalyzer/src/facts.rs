//! What the facts of authorization say that analyses ask for: which actions a kind of resource knows, and which a
//! pattern stands for.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html>

/// A kind of resource, the service of its actions, and the facts' names of it and of what lies in it.
const KINDS: [(&str, &str, &[&str]); 14] = [
    ("AWS::SQS::Queue", "sqs", &["queue"]),
    ("AWS::SNS::Topic", "sns", &["topic"]),
    ("AWS::S3::Bucket", "s3", &["bucket", "object"]),
    ("AWS::S3Express::DirectoryBucket", "s3express", &["bucket"]),
    ("AWS::KMS::Key", "kms", &["key"]),
    ("AWS::SecretsManager::Secret", "secretsmanager", &["Secret"]),
    ("AWS::DynamoDB::Table", "dynamodb", &["table", "index"]),
    ("AWS::DynamoDB::Stream", "dynamodb", &["stream"]),
    ("AWS::ECR::Repository", "ecr", &["repository"]),
    ("AWS::EFS::FileSystem", "elasticfilesystem", &["file-system"]),
    ("AWS::Lambda::Function", "lambda", &["function"]),
    ("AWS::Kinesis::Stream", "kinesis", &["stream"]),
    ("AWS::OpenSearchService::Domain", "es", &["domain"]),
    ("AWS::Backup::BackupVault", "backup", &["backupVault"]),
];

/// What a role's trust policy can allow.
pub(crate) const TRUST_ACTIONS: [&str; 6] = [
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithWebIdentity",
    "sts:SetContext",
    "sts:SetSourceIdentity",
    "sts:TagSession",
];

/// Actions that a policy of a resource of this kind can allow, sorted.
pub(crate) fn actions_on(kind: &str) -> Vec<String> {
    if kind.starts_with("AWS::IAM::") {
        return TRUST_ACTIONS.map(str::to_owned).to_vec();
    }
    let Some((_, prefix, names)) = KINDS.iter().find(|(known, ..)| *known == kind) else {
        return Vec::new();
    };
    let Some(service) = authref::service(prefix) else { return Vec::new() };
    let about = |action: &&authref::Action| {
        action.resources.iter().any(|on| names.iter().any(|n| on.kind.eq_ignore_ascii_case(n)))
    };
    let actions = service.actions.iter().filter(about);
    let mut actions: Vec<String> =
        actions.map(|action| format!("{prefix}:{}", action.name)).collect();
    actions.sort();
    actions
}

/// Whether `text` is of `pattern`, in which `*` is any run of characters and `?` one; case does not count.
pub(crate) fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_ascii_lowercase(), text.to_ascii_lowercase());
    like_exactly(&pattern, &text)
}

/// The same where case counts. A `*` in `text` is only of a `*`: so a pattern that covers another is told.
pub(crate) fn like_exactly(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut from) = (0, 0);
    let mut back: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some('*') => {
                back = Some((at + 1, from));
                at += 1;
            }
            Some('?') if text[from] != '*' => (at, from) = (at + 1, from + 1),
            Some(same) if *same == text[from] => (at, from) = (at + 1, from + 1),
            _ => match &mut back {
                Some((to, start)) => {
                    *start += 1;
                    (at, from) = (*to, *start);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

/// The actions that a pattern such as `s3:Get*` stands for, by service and name as the facts write them.
pub(crate) fn expand(pattern: &str) -> Vec<(&'static str, &'static str)> {
    let (service, name) = match pattern.split_once(':') {
        Some(parts) => parts,
        None if pattern == "*" => ("*", "*"),
        None => return Vec::new(),
    };
    if !service.contains(['*', '?']) {
        let Some(service) = authref::service(service) else { return Vec::new() };
        return in_service(service, name);
    }
    let services = authref::services().filter(|prefix| like(service, prefix));
    services.filter_map(authref::service).flat_map(|service| in_service(service, name)).collect()
}

fn in_service(service: &'static authref::Service, name: &str) -> Vec<(&'static str, &'static str)> {
    if !name.contains(['*', '?']) {
        return service
            .action(name)
            .map(|action| (service.prefix, action.name))
            .into_iter()
            .collect();
    }
    let named = service.actions.iter().filter(|action| like(name, action.name));
    named.map(|action| (service.prefix, action.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_actions() {
        for (kind, ..) in KINDS {
            assert!(!actions_on(kind).is_empty(), "{kind}");
        }
        assert!(actions_on("AWS::SQS::Queue").contains(&"sqs:SendMessage".to_owned()));
        assert!(!actions_on("AWS::SQS::Queue").contains(&"sqs:ListQueues".to_owned()));
        assert_eq!(actions_on("AWS::IAM::Role").len(), 6);
    }

    #[test]
    fn patterns_of_actions() {
        assert_eq!(expand("sqs:sendmessage"), [("sqs", "SendMessage")]);
        assert_eq!(expand("SQS:Send*"), [("sqs", "SendMessage")]);
        assert_eq!(expand("sqs:Nothing"), []);
        assert_eq!(expand("nothing:*"), []);
        assert!(expand("*").len() > 5_000);
        assert!(expand("s?s:*").iter().any(|(service, _)| *service == "sns"));
    }

    #[test]
    fn patterns_cover_patterns() {
        for (pattern, text, expected) in [
            ("*", "a*", true),
            ("a*", "a*b", true),
            ("a*", "ab*c?", true),
            ("a*", "*", false),
            ("a?c", "abc", true),
            ("a?c", "a*c", false),
            ("abc", "a*", false),
            ("a*c", "a*", false),
            ("", "", true),
            ("a**", "a", true),
        ] {
            assert_eq!(like_exactly(pattern, text), expected, "{pattern} {text}");
        }
    }
}
