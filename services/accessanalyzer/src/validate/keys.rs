//! Condition keys: which there are, of which type, and for which actions.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use policy::{GlobalKey, KeyType};

use super::Checker;
use super::model::{Entry, Item, Statement};
use super::report::Severity;

/// The type of a key's values, and whether it has several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyFacts {
    pub(super) kind: KeyType,
    pub(super) several: bool,
}

/// What is known of a key; `None` when the facts do not know it.
pub(super) fn known(key: &str) -> Option<KeyFacts> {
    if let Some(global) = GlobalKey::find(key) {
        return Some(KeyFacts { kind: global.kind, several: global.several });
    }
    let service = authref::service(service_of(key))?;
    let found = service.keys.iter().find(|known| is_of(known.name, key))?;
    let (several, kind) = match found.kind.strip_prefix("ArrayOf") {
        Some(kind) => (true, kind),
        None => (false, found.kind),
    };
    let kind = match kind {
        "ARN" => KeyType::Arn,
        "Bool" => KeyType::Bool,
        "Numeric" | "Long" => KeyType::Number,
        "Date" => KeyType::Date,
        "IPAddress" => KeyType::Ip,
        _ => KeyType::Text,
    };
    Some(KeyFacts { kind, several })
}

fn service_of(key: &str) -> &str {
    key.split(':').next().unwrap_or_default()
}

/// Whether `key` is the one called `name`, in which `${TagKey}` stands for any text. Case does not count.
fn is_of(name: &str, key: &str) -> bool {
    match name.split_once("${") {
        None => name.eq_ignore_ascii_case(key),
        Some((head, _)) => {
            key.len() > head.len()
                && key.get(..head.len()).is_some_and(|k| k.eq_ignore_ascii_case(head))
        }
    }
}

/// Keys that end with the key of a tag.
const TAG_FAMILIES: [&str; 3] = ["aws:RequestTag/", "aws:ResourceTag/", "aws:PrincipalTag/"];

impl Checker {
    /// Whether the key exists; `false` when something was said.
    pub(super) fn key(&mut self, entry: &Entry<'_>) -> bool {
        let (text, place) = (entry.key.text.as_str(), &entry.key.place);
        if let Some(family) = TAG_FAMILIES.iter().find(|family| {
            text.eq_ignore_ascii_case(family)
                || text.eq_ignore_ascii_case(&family[..family.len() - 1])
        }) {
            let details = format!(
                "The condition key {family} must include a tag key to control access based on tags. Use the format {family}tag-key and specify a key name for tag-key."
            );
            self.error("MISSING_TAG_KEY_IN_CONDITION", details, place);
            return false;
        }
        if text.eq_ignore_ascii_case("aws:ARN") {
            let details = "We recommend that you update aws:ARN to use the newer condition key aws:PrincipalArn.";
            self.warning("DEPRECATED_GLOBAL_CONDITION_KEY", details, place);
            return false;
        }
        let service = service_of(text);
        if !text.contains(':') || service.is_empty() || text.ends_with(':') {
            let details = "The condition key format is not valid. Use the format service:keyname.";
            self.error("INVALID_CONDITION_KEY_FORMAT", details, place);
            return false;
        }
        if known(text).is_some() {
            return true;
        }
        if service.eq_ignore_ascii_case("aws") {
            // An old name of aws:SourceAccount that SNS still sends.
            if text.eq_ignore_ascii_case("aws:SourceOwner") {
                return true;
            }
            let details =
                format!("The condition key {text} does not exist. Use a valid condition key.");
            self.error("INVALID_GLOBAL_CONDITION_KEY", details, place);
            return false;
        }
        // Claims of identity providers are keys under the provider's name.
        if authref::service(service).is_some() && !service.contains('.') {
            let details = format!(
                "The condition key {text} does not exist in the service {service}. Use a valid condition key."
            );
            self.error("INVALID_SERVICE_CONDITION_KEY", details, place);
            return false;
        }
        true
    }

    /// Actions that never carry a key of their own service: the condition does not mean them.
    pub(super) fn actions_of_key(&mut self, statement: &Statement<'_>, entry: &Entry<'_>) {
        let key = entry.key.text.as_str();
        let mut prefix = service_of(key).to_ascii_lowercase();
        // Claims of identity providers are keys of the actions that take their tokens.
        if prefix.contains('.') || prefix == "saml" {
            "sts".clone_into(&mut prefix);
        }
        let Some(service) = authref::service(&prefix) else { return };
        if !service.keys.iter().any(|known| is_of(known.name, key))
            || statement.action.as_ref().is_none_or(|element| element.negated)
        {
            return;
        }
        let without = |item: &&Item| {
            // Wildcards are meant for what there is.
            if item.text.contains(['*', '?']) {
                return false;
            }
            let Some((of, name)) = item.text.split_once(':') else { return false };
            if !of.eq_ignore_ascii_case(&prefix) {
                return false;
            }
            service.action(name).is_some_and(|action| !carries(action, service, key))
        };
        let actions = statement.actions();
        let wrong: Vec<&Item> = actions.iter().filter(without).collect();
        if wrong.is_empty() {
            return;
        }
        let names: Vec<&str> = wrong.iter().map(|item| item.text.as_str()).collect();
        let details = format!(
            "The following actions: {} are not supported by the condition key {key}. The condition will not be evaluated for these actions. We recommend that you move these actions to a different statement without this condition key.",
            names.join(",")
        );
        let places = [entry.key.place.clone()].into_iter();
        let places = places.chain(wrong.iter().map(|item| item.place.clone())).collect();
        self.add(Severity::Error, "UNSUPPORTED_ACTION_FOR_CONDITION_KEY", details, places);
    }
}

/// Whether requests for the action may carry the key, by itself or with one of its resources.
fn carries(action: &authref::Action, service: &authref::Service, key: &str) -> bool {
    let has = |keys: &[&str]| keys.iter().any(|name| is_of(name, key));
    has(&action.keys)
        || action.resources.iter().any(|on| {
            has(&on.keys) || service.resource(on.kind).is_some_and(|resource| has(&resource.keys))
        })
}
