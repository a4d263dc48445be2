//! What an assertion says, taken from its XML and not yet judged.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html>

use kernel::Timestamp;
use roxmltree::Node;

use super::ASSERTION;
use super::document::{child, children, text};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const FORMAT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:";

/// An assertion.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Assertion {
    pub(crate) issuer: String,
    pub(crate) issued: Option<Timestamp>,
    pub(crate) subject: String,
    /// `persistent`, `transient`, or a format's whole name.
    pub(crate) subject_type: String,
    /// Of bearers.
    pub(crate) confirmations: Vec<Confirmation>,
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) not_on_or_after: Option<Timestamp>,
    /// Each restriction's audiences: one of each must be us.
    pub(crate) audiences: Vec<Vec<String>>,
    /// The first time at which a session must end.
    pub(crate) session_ends: Option<Timestamp>,
    pub(crate) attributes: Vec<(String, Vec<String>)>,
}

/// To whom the assertion may be handed, and until when.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Confirmation {
    pub(crate) recipient: String,
    pub(crate) not_before: Option<Timestamp>,
    pub(crate) not_on_or_after: Option<Timestamp>,
}

impl Assertion {
    /// `None` when a part that matters is missing, twice there, or no time where it must be one.
    pub(super) fn from_xml(node: Node<'_, '_>) -> Option<Assertion> {
        if node.attribute("Version") != Some("2.0") {
            return None;
        }
        let subject = child(node, ASSERTION, "Subject")?;
        let name = child(subject, ASSERTION, "NameID")?;
        let format = name.attribute("Format").unwrap_or_default();
        let mut found = Assertion {
            issuer: text(child(node, ASSERTION, "Issuer")?),
            issued: time(node, "IssueInstant")?,
            subject: text(name),
            subject_type: format.strip_prefix(FORMAT).unwrap_or(format).to_owned(),
            ..Assertion::default()
        };
        for confirmation in children(subject, ASSERTION, "SubjectConfirmation") {
            if confirmation.attribute("Method") == Some(BEARER) {
                found.confirmations.push(Confirmation::from_xml(confirmation)?);
            }
        }
        for conditions in children(node, ASSERTION, "Conditions") {
            found.not_before = later(found.not_before, time(conditions, "NotBefore")?);
            found.not_on_or_after =
                earlier(found.not_on_or_after, time(conditions, "NotOnOrAfter")?);
            for restriction in children(conditions, ASSERTION, "AudienceRestriction") {
                let audiences = children(restriction, ASSERTION, "Audience").map(text);
                found.audiences.push(audiences.collect());
            }
        }
        for statement in children(node, ASSERTION, "AuthnStatement") {
            let ends = time(statement, "SessionNotOnOrAfter")?;
            found.session_ends = earlier(found.session_ends, ends);
        }
        let statements = children(node, ASSERTION, "AttributeStatement");
        for attribute in statements.flat_map(|s| children(s, ASSERTION, "Attribute")) {
            let name = attribute.attribute("Name")?.to_owned();
            let values = children(attribute, ASSERTION, "AttributeValue").map(text).collect();
            found.attributes.push((name, values));
        }
        Some(found)
    }

    /// All values of the attribute with this name.
    pub(crate) fn values(&self, name: &str) -> Vec<&str> {
        let all = self.attributes.iter().filter(|(known, _)| known == name);
        all.flat_map(|(_, values)| values).map(String::as_str).collect()
    }
}

impl Confirmation {
    fn from_xml(node: Node<'_, '_>) -> Option<Confirmation> {
        let data = child(node, ASSERTION, "SubjectConfirmationData")?;
        Some(Confirmation {
            recipient: data.attribute("Recipient").unwrap_or_default().to_owned(),
            not_before: time(data, "NotBefore")?,
            not_on_or_after: time(data, "NotOnOrAfter")?,
        })
    }
}

/// The outer `None` is a time that is none.
fn time(node: Node<'_, '_>, name: &str) -> Option<Option<Timestamp>> {
    match node.attribute(name) {
        Some(text) => Timestamp::parse_iso8601(text).ok().map(Some),
        None => Some(None),
    }
}

fn earlier(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    a.into_iter().chain(b).min()
}

fn later(a: Option<Timestamp>, b: Option<Timestamp>) -> Option<Timestamp> {
    a.max(b)
}
