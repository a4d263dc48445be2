//! Checks of resources: the form of ARNs, field by field, against the facts of their service.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use super::Checker;
use super::model::{Item, Statement};
use super::report::Severity;
use crate::facts;

const PARTITIONS: [&str; 5] = ["aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b"];

impl Checker {
    pub(super) fn resources(&mut self, statement: &Statement<'_>) {
        let resources = statement.resources();
        for resource in &resources {
            self.resource(resource);
        }
        self.redundant_resources(&resources);
    }

    fn resource(&mut self, resource: &Item) {
        let text = resource.text.as_str();
        let place = &resource.place;
        if text == "*" || text.starts_with("${") {
            return;
        }
        let fields: Vec<&str> = split(text);
        if fields[0] != "arn" && !(fields[0].contains(['*', '?']) && fields[0].starts_with('a')) {
            let details = "Add the required prefix (arn) to the resource ARN.";
            return self.error("INVALID_ARN_PREFIX", details, place);
        }
        // A star that ends its field stands for the fields behind it, too.
        let open = fields.last().is_some_and(|last| last.ends_with('*'));
        if fields.len() < 6 {
            if !open {
                let details = "Resource ARNs must include at least 6 fields in the following structure: arn:partition:service:region:account:resource";
                self.error("MISSING_ARN_FIELD", details, place);
            }
            return;
        }
        let wild = |field: &str| field.contains(['*', '?']) || field.contains("${");
        let (partition, service) = (fields[1], fields[2]);
        if !wild(partition) && !PARTITIONS.contains(&partition) {
            let details = format!(
                "The resource ARN for the service {service} does not support the partition {partition}. Use the supported values: [{}]",
                PARTITIONS.join(", ")
            );
            return self.error("INVALID_PARTITION", details, place);
        }
        if wild(service) {
            return;
        }
        if service.bytes().any(|b| b.is_ascii_uppercase()) {
            let details = format!(
                "Update the service name {service} in the resource ARN to use all lowercase letters."
            );
            return self.error("INVALID_ARN_SERVICE_CASE", details, place);
        }
        let forms = forms_of(service);
        if forms.is_empty() {
            if authref::service(service).is_none() {
                let details =
                    format!("The service {service} does not exist. Use a valid service name.");
                self.error("INVALID_SERVICE", details, place);
            }
            return;
        }
        self.fields(service, &fields, &forms, resource);
    }

    fn fields(&mut self, service: &str, fields: &[&str], forms: &[Vec<&str>], resource: &Item) {
        let place = &resource.place;
        let wild = |field: &str| field.contains(['*', '?']) || field.contains("${");
        let (region, account, name) = (fields[3], fields[4], fields[5]);
        // Only the kinds of resource that the name can be of say what its region and account may be.
        let of_name = forms.iter().filter(|form| wild(name) || fits(form[5], name));
        let candidates: Vec<&Vec<&str>> = of_name.collect();
        if candidates.is_empty() {
            let details = "Resource ARN does not match the expected ARN format. Update the resource portion of the ARN.";
            return self.error("INVALID_ARN_RESOURCE", details, place);
        }
        let takes = |at: usize| candidates.iter().any(|form| !form[at].is_empty());
        let needs = |at: usize| candidates.iter().all(|form| !form[at].is_empty());
        if !region.is_empty() && region != "*" && !takes(3) {
            let details = format!(
                "The service {service} does not support specifying a Region in the resource ARN."
            );
            self.error("ARN_REGION_NOT_ALLOWED", details, place);
        } else if region.is_empty() && needs(3) {
            let details = format!("Add a Region to the {service} resource ARN.");
            self.error("MISSING_ARN_REGION", details, place);
        } else if !region.is_empty() && !wild(region) && kernel::Region::parse(region).is_none() {
            let details = format!(
                "The Region {region} is not valid for this resource. Update the resource ARN to include a supported Region."
            );
            self.error("INVALID_ARN_REGION", details, place);
        }
        let digits = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        if !account.is_empty() && account != "*" && !takes(4) {
            let details = format!(
                "The service {service} does not support specifying an account ID in the resource ARN."
            );
            self.error("ARN_ACCOUNT_NOT_ALLOWED", details, place);
        } else if !account.is_empty() && !wild(account) && !digits && account != "aws" {
            let details = format!(
                "The resource ARN account ID {account} is not valid. Provide a 12-digit account ID."
            );
            self.error("INVALID_ARN_ACCOUNT", details, place);
        } else if account.is_empty() && needs(4) {
            let details = format!(
                "The resource {name} in the arn is missing an account id. Please provide a 12 digit account id."
            );
            self.error("MISSING_ARN_ACCOUNT", details, place);
        }
    }

    fn redundant_resources(&mut self, resources: &[Item]) {
        let covered = |at: usize, item: &Item| {
            resources.iter().enumerate().any(|(other, wider)| {
                let mutual = facts::like_exactly(&item.text, &wider.text);
                other != at
                    && facts::like_exactly(&wider.text, &item.text)
                    && (!mutual || other < at)
            })
        };
        let redundant: Vec<_> = resources
            .iter()
            .enumerate()
            .filter(|(at, item)| covered(*at, item))
            .map(|(_, item)| item.place.clone())
            .collect();
        if !redundant.is_empty() {
            let details = format!(
                "The {} resource ARN(s) are redundant because they reference the same resource. Review the use of wildcards (*)",
                redundant.len()
            );
            self.add(Severity::Suggestion, "REDUNDANT_RESOURCE", details, redundant);
        }
    }
}

/// The fields of an ARN: at most six, colons within variables do not count.
fn split(text: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let (mut start, mut inside) = (0, false);
    for (at, character) in text.char_indices() {
        match character {
            '{' if text[..at].ends_with('$') => inside = true,
            '}' => inside = false,
            ':' if !inside && fields.len() < 5 => {
                fields.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    fields.push(&text[start..]);
    fields
}

/// The forms of the resources whose ARNs have this service in them, whatever service defines them.
fn forms_of(service: &str) -> Vec<Vec<&'static str>> {
    let own = authref::service(service).into_iter().flat_map(|known| known.resources.iter());
    let own = own.map(|resource| split(resource.arn));
    own.filter(|form| form.len() == 6 && form[2] == service).collect()
}

/// Whether a name is of a form such as `role/${RoleNameWithPath}`.
fn fits(form: &str, name: &str) -> bool {
    let mut pattern = String::new();
    let mut rest = form;
    while let Some((head, tail)) = rest.split_once("${") {
        pattern.push_str(head);
        pattern.push('*');
        rest = tail.split_once('}').map_or("", |(_, after)| after);
    }
    pattern.push_str(rest);
    facts::like_exactly(&pattern, name)
}
