//! The condition keys that all services share: their types, and whether they can have several values.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

/// A condition key of all services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalKey {
    /// As AWS writes it. One that ends with a slash is followed by the key of a tag.
    pub name: &'static str,
    /// What its values are.
    pub kind: KeyType,
    /// Whether it can have several values, so that set operators apply to it.
    pub several: bool,
    /// What it tells.
    pub about: &'static str,
}

/// The type of a key's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// Text.
    Text,
    /// An ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A point in time.
    Date,
    /// An IP address.
    Ip,
    /// A number.
    Number,
}

const fn key(name: &'static str, kind: KeyType, about: &'static str) -> GlobalKey {
    GlobalKey { name, kind, several: false, about }
}

const fn list(name: &'static str, kind: KeyType, about: &'static str) -> GlobalKey {
    GlobalKey { name, kind, several: true, about }
}

use KeyType::{Arn, Bool, Date, Ip, Number, Text};

/// The keys, in the order of the reference.
#[rustfmt::skip]
pub const GLOBAL_KEYS: &[GlobalKey] = &[
    list("aws:CalledVia", Text, "services that passed the call on, in order"),
    key("aws:CalledViaFirst", Text, "the first of them"),
    key("aws:CalledViaLast", Text, "the last of them"),
    key("aws:ViaAWSService", Bool, "whether a service makes the call with the caller's credentials"),
    key("aws:CurrentTime", Date, "time of the request"),
    key("aws:EpochTime", Date, "time of the request, in seconds of the epoch"),
    key("aws:referer", Text, "the HTTP header"),
    key("aws:RequestedRegion", Text, "region of the endpoint that was called"),
    key("aws:RequestTag/", Text, "value of a tag that the request carries"),
    list("aws:TagKeys", Text, "keys of the tags that the request carries"),
    key("aws:SecureTransport", Bool, "whether the request came over TLS"),
    key("aws:SourceAccount", Text, "account of the resource for which a service calls"),
    key("aws:SourceArn", Arn, "resource for which a service calls"),
    key("aws:SourceOrgID", Text, "organization of that resource"),
    list("aws:SourceOrgPaths", Text, "path of that resource's account in its organization"),
    key("aws:UserAgent", Text, "the HTTP header"),
    key("aws:SourceIp", Ip, "address of the caller; absent through a VPC endpoint"),
    key("aws:SourceVpc", Text, "VPC of the caller, through a VPC endpoint"),
    key("aws:SourceVpcArn", Arn, "ARN of that VPC"),
    key("aws:SourceVpce", Text, "VPC endpoint that the request came through"),
    key("aws:VpceAccount", Text, "account of that endpoint"),
    key("aws:VpceOrgID", Text, "organization of that endpoint's account"),
    list("aws:VpceOrgPaths", Text, "path of that endpoint's account in its organization"),
    key("aws:VpcSourceIp", Ip, "address of the caller within the VPC"),
    key("aws:PrincipalAccount", Text, "account of the caller"),
    key("aws:PrincipalArn", Arn, "ARN of the user, root, or role of the session"),
    key("aws:PrincipalIsAWSService", Bool, "whether a service calls on its own behalf"),
    key("aws:PrincipalOrgID", Text, "organization of the caller's account"),
    list("aws:PrincipalOrgPaths", Text, "path of the caller's account in its organization"),
    key("aws:PrincipalServiceName", Text, "name of the service that calls"),
    list("aws:PrincipalServiceNamesList", Text, "all names of the service that calls"),
    key("aws:PrincipalTag/", Text, "value of a tag of the user, role or session"),
    key("aws:PrincipalType", Text, "Account, User, AssumedRole, FederatedUser or Anonymous"),
    key("aws:userid", Text, "unique id of the caller"),
    key("aws:username", Text, "name of the IAM user"),
    key("aws:AssumedRoot", Bool, "whether the session is one of AssumeRoot"),
    key("aws:FederatedProvider", Text, "provider that vouched for the session"),
    key("aws:TokenIssueTime", Date, "when the temporary credentials were issued"),
    key("aws:MultiFactorAuthAge", Number, "seconds since a second factor was given"),
    key("aws:MultiFactorAuthPresent", Bool, "whether a second factor was given; absent with long-term keys"),
    key("aws:ChatbotSourceArn", Arn, "chat configuration that the session is for"),
    key("aws:Ec2InstanceSourceVpc", Text, "VPC of the instance to which the credentials were delivered"),
    key("aws:Ec2InstanceSourcePrivateIPv4", Ip, "private address of that instance"),
    key("aws:SourceIdentity", Text, "identity that was set when the first role was assumed"),
    key("aws:SignInSessionArn", Arn, "sign-in session that the credentials come from"),
    key("ec2:RoleDelivery", Number, "version of the metadata service that delivered the credentials"),
    key("ec2:SourceInstanceArn", Arn, "instance to which the credentials were delivered"),
    key("glue:RoleAssumedBy", Text, "service that assumed the role for a Glue job"),
    key("glue:CredentialIssuingService", Text, "service that issued the credentials of a Glue job"),
    key("lambda:SourceFunctionArn", Arn, "function to which the credentials were delivered"),
    key("ssm:SourceInstanceArn", Arn, "managed instance to which the credentials were delivered"),
    key("identitystore:UserId", Text, "user of the identity store behind the session"),
    key("aws:ResourceAccount", Text, "account of the resource"),
    key("aws:ResourceOrgID", Text, "organization of the resource's account"),
    list("aws:ResourceOrgPaths", Text, "path of the resource's account in its organization"),
    key("aws:ResourceTag/", Text, "value of a tag of the resource"),
];

impl GlobalKey {
    /// The entry for `name`, in any case; for a tag's key, that of its family.
    pub fn find(name: &str) -> Option<&'static GlobalKey> {
        GLOBAL_KEYS.iter().find(|key| {
            if key.name.ends_with('/') {
                let family = name.get(..key.name.len());
                family.is_some_and(|family| family.eq_ignore_ascii_case(key.name))
                    && name.len() > key.name.len()
            } else {
                name.eq_ignore_ascii_case(key.name)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_any_case_and_by_family() {
        for (name, expected) in [
            ("AWS:SOURCEIP", Some("aws:SourceIp")),
            ("aws:PrincipalTag/Team", Some("aws:PrincipalTag/")),
            ("aws:PrincipalTag/", None),
            ("aws:Nothing", None),
            ("aws:PrincipalTag/é", Some("aws:PrincipalTag/")),
        ] {
            assert_eq!(GlobalKey::find(name).map(|key| key.name), expected, "{name}");
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<String> =
            GLOBAL_KEYS.iter().map(|key| key.name.to_ascii_lowercase()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), GLOBAL_KEYS.len());
    }
}
