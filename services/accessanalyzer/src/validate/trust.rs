//! Checks of a role's trust policy: who may assume it, by which action, and what identity providers must prove.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html>

use super::Checker;
use super::model::{Item, Statement};
use super::report::{Place, Severity};
use crate::facts;

const GITHUB: &str = "token.actions.githubusercontent.com";

/// What kind of provider a federated principal is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Provider {
    Saml,
    Oidc,
}

fn provider(text: &str) -> Option<Provider> {
    match text {
        _ if text.contains(":saml-provider/") => Some(Provider::Saml),
        _ if text.contains(":oidc-provider/") => Some(Provider::Oidc),
        _ if !text.starts_with("arn:") && text.contains('.') && !text.contains(':') => {
            Some(Provider::Oidc)
        }
        _ => None,
    }
}

impl Checker {
    pub(super) fn trust(&mut self, statement: &Statement<'_>) {
        if let Some(element) = statement.principal.as_ref().filter(|element| element.negated) {
            let details = "Role trust policies do not support NotPrincipal. Update the policy to use a Principal element instead.";
            let place = element.place.clone();
            self.error("ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", details, &place);
        }
        if let Some(element) = &statement.resource {
            let details = "Role trust policies apply to the role that they are attached to. You cannot specify a resource. Remove the Resource or NotResource element.";
            let place = element.place.clone();
            self.error("ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", details, &place);
        }
        let principals = statement.principals();
        for (kind, principal) in &principals {
            if *kind == "*" && statement.allows() {
                let details = "\"Principal:\" \"*\" is not supported in the principal element of a role trust policy. Replace the wildcard with a valid principal value.";
                let code = "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL";
                self.error(code, details, &principal.place);
            }
            if *kind == "Federated" && provider(&principal.text).is_none() {
                let details = "The principal value specifies a federated principal that does not match the expected format. Update the federated principal to a domain name or a SAML metadata ARN.";
                let code = "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY";
                self.error(code, details, &principal.place);
            }
        }
        self.mismatched_actions(statement, &principals);
        self.redundant_sessions(&principals);
        if statement.allows() {
            self.roles_anywhere(statement, &principals);
            self.oidc_conditions(statement, &principals);
        }
        self.claims(statement);
    }

    fn mismatched_actions(&mut self, statement: &Statement<'_>, principals: &[(&str, Item)]) {
        if statement.action.as_ref().is_none_or(|element| element.negated) {
            return;
        }
        for action in statement.actions() {
            let wrong = |(kind, item): &&(&str, Item)| {
                let of = if *kind == "Federated" { provider(&item.text) } else { None };
                match action.text.to_ascii_lowercase().as_str() {
                    "sts:assumerole" => *kind == "Federated",
                    "sts:assumerolewithsaml" => of != Some(Provider::Saml),
                    "sts:assumerolewithwebidentity" => of != Some(Provider::Oidc),
                    _ => false,
                }
            };
            let wrong: Vec<_> = principals.iter().filter(wrong).collect();
            if wrong.is_empty() {
                continue;
            }
            let names: Vec<&str> = wrong.iter().map(|(_, item)| item.text.as_str()).collect();
            let details = format!(
                "The {} action is invalid with the following principal(s): {}. Use a SAML provider principal with the sts:AssumeRoleWithSAML action or use an OIDC provider principal with the sts:AssumeRoleWithWebIdentity action. Ensure the provider is Federated if you use either of the two options.",
                action.text,
                names.join(", ")
            );
            let places = wrong.iter().map(|(_, item)| item.place.clone());
            let places = [action.place.clone()].into_iter().chain(places).collect();
            self.add(Severity::Error, "MISMATCHED_ACTION_FOR_PRINCIPAL", details, places);
        }
    }

    /// A session beside its own role.
    fn redundant_sessions(&mut self, principals: &[(&str, Item)]) {
        for (_, session) in principals {
            let Some((head, name)) = session.text.split_once(":assumed-role/") else { continue };
            let role = name.split('/').next().unwrap_or_default();
            let account = head.rsplit(':').next().unwrap_or_default();
            let parent = principals.iter().find(|(_, item)| {
                item.text.contains(&format!(":{account}:role/"))
                    && item.text.rsplit('/').next() == Some(role)
            });
            if let Some((_, parent)) = parent {
                let details = format!(
                    "The assumed-role principal {} is redundant with its parent role {}. Remove the assumed-role principal.",
                    session.text, parent.text
                );
                let code = "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY";
                self.suggestion(code, details, &session.place);
            }
        }
    }

    fn roles_anywhere(&mut self, statement: &Statement<'_>, principals: &[(&str, Item)]) {
        let is = |(kind, item): &&(&str, Item)| {
            *kind == "Service" && item.text == "rolesanywhere.amazonaws.com"
        };
        let Some((_, principal)) = principals.iter().find(is) else { return };
        let actions = statement.actions();
        let wanted = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];
        let has = |wanted: &str| actions.iter().any(|item| facts::like(&item.text, wanted));
        if !wanted.into_iter().all(has) {
            let details = "The rolesanywhere.amazonaws.com service principal requires the sts:AssumeRole, sts:SetSourceIdentity, and sts:TagSession permissions to assume a role. Add the missing permissions to the policy.";
            let code = "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY";
            let place = principal.place.clone();
            self.error(code, details, &place);
        }
    }

    fn oidc_conditions(&mut self, statement: &Statement<'_>, principals: &[(&str, Item)]) {
        let host = |text: &str| match text.split_once(":oidc-provider/") {
            Some((_, host)) => host.to_owned(),
            None => text.to_owned(),
        };
        let of_host = |host: &str| {
            let prefix = format!("{}:", host.to_ascii_lowercase());
            statement.conditions.iter().any(|e| {
                let key = e.key.text.to_ascii_lowercase();
                key.starts_with(&prefix)
            })
        };
        let mut open: Vec<Place> = Vec::new();
        for (kind, item) in principals {
            if *kind != "Federated" || provider(&item.text) != Some(Provider::Oidc) {
                continue;
            }
            let host = host(&item.text);
            if host == GITHUB {
                if !statement.has_key(&format!("{GITHUB}:sub")) {
                    let details = "Granting a federated GitHub principal permissions without a condition key can allow more sources to assume the role than you intended. Add the token.actions.githubusercontent.com:sub condition key and specify the branch and repository name in the value.";
                    let code = "MISSING_GITHUB_REPO_CONDITION_KEY";
                    self.security(code, details, vec![item.place.clone()]);
                }
            } else if !of_host(&host) {
                open.push(item.place.clone());
            }
        }
        if !open.is_empty() {
            let details = "Using an Open ID Connect principal without a condition can be overly permissive. Add condition keys with a prefix that matches your federated OIDC principals to ensure that only the intended identity provider assumes the role.";
            self.security("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", details, open);
        }
    }

    fn claims(&mut self, statement: &Statement<'_>) {
        for entry in &statement.conditions {
            let key = entry.key.text.to_ascii_lowercase();
            if key == format!("{GITHUB}:sub") {
                for value in &entry.values {
                    let repo = value.text.strip_prefix("repo:").unwrap_or(&value.text);
                    // A wildcard for the repository, or for all of its branches.
                    if repo.split(':').next().is_some_and(|name| name.contains('*'))
                        || repo.ends_with(":*")
                    {
                        let details = "Using a wildcard (*) in token.actions.githubusercontent.com:sub can allow requests from more sources than you intended. Specify the value of token.actions.githubusercontent.com:sub with the repository and branch name.";
                        let code = "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED";
                        self.warning(code, details, &value.place);
                    }
                }
            }
            if key.ends_with(":aud") && key.contains('.') && entry.qualifier.is_some() {
                let details = "The 'aud' (audience) claim key identifies the recipients that the JSON web token is intended for. Audience claims can be multivalued or single-valued. If the claim is multivalued, use a ForAllValues or ForAnyValue qualifier. If the claim is single-valued, do not use a qualifier.";
                self.suggestion("CONFIRM_AUDIENCE_CLAIM_TYPE", details, &entry.key.place);
            }
        }
    }
}
