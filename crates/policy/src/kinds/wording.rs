//! AWS's words for what is wrong with a document, by the kind of policy.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_policies.html>

use super::Kind;
use super::elements::TYPES_OF_IAM;
use crate::errors::PolicyError;

/// Reported, of IAM: what an older reader of its own cannot read.
const LEGACY: &str = "The policy failed legacy parsing";
/// Reported, of IAM: all that has no words of its own.
const SYNTAX: &str = "Syntax errors in policy.";

impl Kind {
    /// The message that AWS answers with for `error` in a document of this kind.
    pub fn wording(self, error: &PolicyError) -> String {
        match self {
            Kind::Identity | Kind::Boundary | Kind::Session => identity(error),
            Kind::Trust => trust(error),
            Kind::Bucket => bucket(error),
            // Documented, of Organizations' MalformedPolicyDocumentException.
            Kind::ServiceControl | Kind::ResourceControl => {
                "The provided policy document does not meet the requirements of the specified \
                 policy type."
                    .to_owned()
            }
            // Services word these each in its own way, often without the reason: ours gives it.
            Kind::Resource | Kind::Endpoint => error.to_string(),
        }
    }
}

fn identity(error: &PolicyError) -> String {
    match error {
        // Recorded, of IAM's PutUserPolicy.
        PolicyError::Json { .. } => "This policy contains invalid Json".to_owned(),
        // Reported, of CreatePolicy.
        PolicyError::TooLong { limit, .. } => {
            format!("Cannot exceed quota for PolicySize: {limit}")
        }
        // Reported.
        PolicyError::VersionTooOld => {
            "Policy document must be version 2012-10-17 or greater.".to_owned()
        }
        // Reported.
        PolicyError::Prohibited { field: "Principal", .. } => {
            "Policy document should not specify a principal.".to_owned()
        }
        // Reported.
        PolicyError::Missing { field: "Action", .. } => {
            "Policy statement must contain actions.".to_owned()
        }
        // Reported.
        PolicyError::Missing { field: "Resource", .. } => {
            "Policy statement must contain resources.".to_owned()
        }
        // Reported.
        PolicyError::SidTwice(_) => {
            "Statement IDs (SID) in a single policy must be unique.".to_owned()
        }
        // Reported.
        PolicyError::Sid(_) => "Statement IDs (SID) must be alpha-numeric. Check that your input \
             satisfies the regular expression [0-9A-Za-z]*"
            .to_owned(),
        other => element(other),
    }
}

/// Actions, resources and condition keys: IAM's own words, all reported.
fn element(error: &PolicyError) -> String {
    match error {
        PolicyError::ActionWithoutService { .. } | PolicyError::ConditionKey { .. } => {
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.".to_owned()
        }
        PolicyError::ActionColons { .. } => {
            "Actions/Condition can contain only one colon.".to_owned()
        }
        PolicyError::Service { service, .. } => format!("Vendor {service} is not valid"),
        PolicyError::Resource { resource, .. } => {
            format!("Resource {resource} must be in ARN format or \"*\".")
        }
        PolicyError::ResourceFields { .. } => LEGACY.to_owned(),
        PolicyError::ConditionValue { operator, .. } if operator.contains("Date") => {
            LEGACY.to_owned()
        }
        PolicyError::Effect { effect, .. }
            if ["Allow", "Deny"].iter().any(|known| known.eq_ignore_ascii_case(effect)) =>
        {
            LEGACY.to_owned()
        }
        PolicyError::ResourceService { .. } => {
            "Resource vendor must be fully qualified and cannot contain regexes.".to_owned()
        }
        PolicyError::ResourceType { .. } => {
            // As IAM lists them: what is newer is allowed, but not in the list.
            let listed = &TYPES_OF_IAM[..TYPES_OF_IAM.len() - 1];
            format!("IAM resource path must either be \"*\" or start with {}.", listed.join(", "))
        }
        PolicyError::Partition { partition, resource, .. } => {
            let padded = padded(resource);
            format!("Partition \"{partition}\" is not valid for resource \"{padded}\".")
        }
        PolicyError::ResourceRegion { service, resource, .. } if service == "iam" => {
            format!("IAM resource {resource} cannot contain region information.")
        }
        PolicyError::ResourceRegion { resource, .. } => {
            format!("Resource {resource} can not contain region information.")
        }
        _ => SYNTAX.to_owned(),
    }
}

/// The ARN with a star for each field that it lacks.
fn padded(resource: &str) -> String {
    let mut fields: Vec<&str> = resource.splitn(6, ':').collect();
    while fields.len() < 6 {
        fields.push("*");
    }
    fields.join(":")
}

fn trust(error: &PolicyError) -> String {
    match error {
        // Reported, as all that follows but where it says otherwise.
        PolicyError::Missing { field: "Statement", .. } => {
            "Could not parse the policy: Statement is empty!".to_owned()
        }
        PolicyError::SidTwice(_) => "The Statement Ids in the policy are not unique".to_owned(),
        PolicyError::Version(_) => "The policy must contain a valid version string".to_owned(),
        PolicyError::Effect { effect, .. } => format!("Invalid effect: {effect}"),
        PolicyError::NotPrincipal { allows: true, .. } => {
            "Allow with NotPrincipal is not allowed.".to_owned()
        }
        PolicyError::NotPrincipal { allows: false, .. } => {
            "AssumeRole policy must not contain NotPrincipal field.".to_owned()
        }
        PolicyError::Prohibited { field: "NotResource", .. } => {
            "AssumeRole policy must not contain resources.".to_owned()
        }
        // Recorded, of IAM; that CreateRole says the same is reported.
        PolicyError::Json { .. } => "This policy contains invalid Json".to_owned(),
        // Reported.
        PolicyError::TooLong { limit, .. } => {
            format!("Cannot exceed quota for ACLSizePerRole: {limit}")
        }
        // Assumed, from the words for buckets.
        PolicyError::Missing { field, .. } => format!("Missing required field {field}"),
        // Reported.
        PolicyError::Prohibited { field, .. } => format!("Has prohibited field {field}"),
        // Assumed, from the words for buckets.
        PolicyError::Unknown { field, .. } => format!("Unknown field {field}"),
        // Reported.
        PolicyError::Principal { kind, value, .. } => {
            format!("Invalid principal in policy: \"{}\":\"{value}\"", kind.to_ascii_uppercase())
        }
        // Reported.
        PolicyError::ActionOutOfScope { .. } => {
            "AssumeRole policy may only specify STS AssumeRole actions.".to_owned()
        }
        other => identity(other),
    }
}

fn bucket(error: &PolicyError) -> String {
    match error {
        // Recorded, of PutBucketPolicy.
        PolicyError::Json { .. } => {
            "Policies must be valid JSON and the first byte must be '{'".to_owned()
        }
        // Recorded for Statement, reported for Principal.
        PolicyError::Missing { field, .. } => format!("Missing required field {field}"),
        // Assumed, from the words for missing fields.
        PolicyError::Prohibited { field, .. } => format!("Has prohibited field {field}"),
        // Reported.
        PolicyError::Unknown { field, .. } => format!("Unknown field {field}"),
        // Reported.
        PolicyError::Principal { .. } => "Invalid principal in policy".to_owned(),
        // Reported.
        PolicyError::ActionWithoutService { .. }
        | PolicyError::ActionColons { .. }
        | PolicyError::Service { .. } => "Policy has invalid action".to_owned(),
        // Reported.
        PolicyError::Resource { .. }
        | PolicyError::ResourceFields { .. }
        | PolicyError::ResourceRegion { .. }
        | PolicyError::ResourceService { .. }
        | PolicyError::ResourceType { .. }
        | PolicyError::Partition { .. } => "Policy has invalid resource".to_owned(),
        // Reported.
        PolicyError::Effect { effect, .. } => format!("Invalid effect: {effect}"),
        // Assumed, as all that follows.
        PolicyError::Version(_) => "The policy must contain a valid version string".to_owned(),
        PolicyError::Operator { operator, .. } => format!("Invalid Condition type : {operator}"),
        PolicyError::ConditionKey { .. } => "Policy has an invalid condition key".to_owned(),
        _ => "Invalid policy syntax.".to_owned(),
    }
}
