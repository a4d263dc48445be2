//! How IAM names in its denials what a call is about: by kind and name what the call names so, by its ARN what is to
//! be made, tagged or passed on. Seen in denials that users of AWS report.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>

use std::borrow::Cow;

/// Actions on users, roles, groups and instance profiles that are shown with ARNs.
const BY_ARN: [&str; 14] = [
    "CreateGroup",
    "CreateInstanceProfile",
    "CreateRole",
    "CreateServiceLinkedRole",
    "CreateUser",
    "GenerateServiceLastAccessedDetails",
    "GetContextKeysForPrincipalPolicy",
    "ListGroups",
    "ListInstanceProfiles",
    "ListPoliciesGrantingServiceAccess",
    "ListRoles",
    "ListUsers",
    "PassRole",
    "SimulatePrincipalPolicy",
];

/// What `action` of `operation` is shown to be about.
pub(super) fn of_iam<'a>(operation: &str, action: &str, resource: &'a str) -> Cow<'a, str> {
    let action = action.strip_prefix("iam:").unwrap_or(action);
    let Some((kind, rest)) = resource.splitn(6, ':').nth(5).and_then(|own| own.split_once('/'))
    else {
        return Cow::Borrowed(resource);
    };
    let name = rest.rsplit('/').next().unwrap_or(rest);
    match kind {
        "policy" if action == "ListPolicies" => Cow::Owned(format!("policy path /{rest}")),
        "policy" if operation == "CreatePolicy" => Cow::Owned(format!("policy {name}")),
        "policy" => Cow::Owned(format!("policy {resource}")),
        "user" | "role" | "group" | "instance-profile"
            if !BY_ARN.contains(&action)
                && !action.starts_with("Tag")
                && !action.starts_with("Untag") =>
        {
            Cow::Owned(format!("{} {name}", kind.replace('-', " ")))
        }
        _ => Cow::Borrowed(resource),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let role = "arn:aws:iam::123456789012:role/a/b";
        let policy = "arn:aws:iam::123456789012:policy/p";
        let users = "arn:aws:iam::123456789012:user/";
        let profile = "arn:aws:iam::123456789012:instance-profile/i";
        let device = "arn:aws:iam::123456789012:mfa/m";
        for (operation, action, resource, shown) in [
            ("GetRole", "iam:GetRole", role, "role b"),
            ("CreateRole", "iam:CreateRole", role, role),
            ("CreateRole", "iam:TagRole", role, role),
            ("ListRoleTags", "iam:ListRoleTags", role, "role b"),
            ("AddRoleToInstanceProfile", "iam:PassRole", role, role),
            ("GetInstanceProfile", "iam:GetInstanceProfile", profile, "instance profile i"),
            ("CreatePolicy", "iam:CreatePolicy", policy, "policy p"),
            ("CreatePolicy", "iam:TagPolicy", policy, "policy p"),
            ("GetPolicy", "iam:GetPolicy", policy, "policy arn:aws:iam::123456789012:policy/p"),
            (
                "ListPolicies",
                "iam:ListPolicies",
                "arn:aws:iam::123456789012:policy/",
                "policy path /",
            ),
            ("ListUsers", "iam:ListUsers", users, users),
            ("CreateVirtualMFADevice", "iam:CreateVirtualMFADevice", device, device),
            ("GetAccountSummary", "iam:GetAccountSummary", "*", "*"),
        ] {
            assert_eq!(of_iam(operation, action, resource), shown, "{action}");
        }
    }
}
