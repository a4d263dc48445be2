//! Checks of the policies of organizations: service control policies and resource control policies.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>

use super::Checker;
use super::model::Statement;

/// Services that resource control policies concern.
const CONTROLLED: [&str; 10] = [
    "aoss",
    "cognito-identity",
    "cognito-idp",
    "dynamodb",
    "ecr",
    "kms",
    "s3",
    "secretsmanager",
    "sqs",
    "sts",
];

impl Checker {
    pub(super) fn service_control(&mut self, statement: &Statement<'_>) {
        if let Some(element) = &statement.principal {
            let details = "SCPs do not support specifying principals. Remove the Principal or NotPrincipal element.";
            let place = element.place.clone();
            self.error("SCP_SYNTAX_ERROR_PRINCIPAL", details, &place);
        }
        for action in statement.actions() {
            let inner = action.text.strip_suffix('*').unwrap_or(&action.text);
            if inner.contains(['*', '?']) && action.text != "*:*" {
                let details = format!(
                    "SCP actions can include wildcards (*) only at the end of a string. Update {}.",
                    action.text
                );
                self.error("SCP_SYNTAX_ERROR_ACTION_WILDCARD", details, &action.place);
            }
        }
    }

    pub(super) fn resource_control(&mut self, statement: &Statement<'_>) {
        let all = |(kind, text): (&str, &str)| text == "*" && matches!(kind, "*" | "AWS");
        let principals = statement.principals();
        let everybody =
            !principals.is_empty() && principals.iter().all(|(kind, item)| all((kind, &item.text)));
        if let Some(element) = &statement.principal
            && (element.negated || !everybody)
        {
            let details = "The Principal element contents are not valid. RCPs only support specifying all principals (\"*\") in the Principal element. The NotPrincipal element is not supported for RCPs.";
            let place = element.place.clone();
            self.error("RCP_SYNTAX_ERROR_PRINCIPAL", details, &place);
        }
        if statement.allows() {
            let resources = statement.resources();
            let plain = resources.len() == 1 && resources[0].text == "*";
            if !plain || !statement.conditions.is_empty() || !everybody {
                let details = "RCPs only support specifying all principals (\"*\") in the Principal element, all resources (\"*\") in the Resource element, and no Condition element with an effect of Allow.";
                self.error("RCP_SYNTAX_ERROR_ALLOW", details, &statement.place);
            }
        }
        if let Some(element) = statement.action.as_ref().filter(|element| element.negated) {
            let details =
                "RCPs do not support the NotAction element. Update to use the Action element.";
            let place = element.place.clone();
            self.error("RCP_SYNTAX_ERROR_NOTACTION", details, &place);
        }
        if statement.denies() {
            for action in statement.actions() {
                let service = action.text.split(':').next().unwrap_or_default();
                if action.text != "*"
                    && !CONTROLLED.contains(&service.to_ascii_lowercase().as_str())
                {
                    let details = "RCPs only support specifying select service prefixes in the Action element. Learn more here.";
                    self.error("RCP_SYNTAX_ERROR_ACTION", details, &action.place);
                }
            }
        }
    }
}
