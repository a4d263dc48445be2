//! The condition keys that attributes of an assertion become: `saml:edupersonaffiliation` and its kin, by the names that
//! eduPerson, X.500 and Active Directory give the attributes.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml>

use super::assertion::Assertion;

/// Names of attributes, with their keys.
const KEYS: &[(&str, &str)] = &[
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "saml:edupersonaffiliation"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.2", "saml:edupersonnickname"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.3", "saml:edupersonorgdn"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.4", "saml:edupersonorgunitdn"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.5", "saml:edupersonprimaryaffiliation"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.6", "saml:edupersonprincipalname"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.7", "saml:edupersonentitlement"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.8", "saml:edupersonprimaryorgunitdn"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.9", "saml:edupersonscopedaffiliation"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.10", "saml:edupersontargetedid"),
    ("urn:oid:1.3.6.1.4.1.5923.1.1.1.11", "saml:edupersonassurance"),
    ("urn:oid:1.3.6.1.4.1.5923.1.2.1.2", "saml:eduorghomepageuri"),
    ("urn:oid:1.3.6.1.4.1.5923.1.2.1.3", "saml:eduorgidentityauthnpolicyuri"),
    ("urn:oid:1.3.6.1.4.1.5923.1.2.1.4", "saml:eduorglegalname"),
    ("urn:oid:1.3.6.1.4.1.5923.1.2.1.5", "saml:eduorgsuperioruri"),
    ("urn:oid:1.3.6.1.4.1.5923.1.2.1.6", "saml:eduorgwhitepagesuri"),
    ("urn:oid:2.5.4.3", "saml:cn"),
    ("urn:oid:2.5.4.3", "saml:commonName"),
    ("urn:oid:2.5.4.4", "saml:surname"),
    ("urn:oid:2.5.4.42", "saml:givenName"),
    ("urn:oid:2.5.4.45", "saml:x500UniqueIdentifier"),
    ("urn:oid:0.9.2342.19200300.100.1.1", "saml:uid"),
    ("urn:oid:0.9.2342.19200300.100.1.3", "saml:mail"),
    ("urn:oid:0.9.2342.19200300.100.1.45", "saml:organizationStatus"),
    ("http://schemas.xmlsoap.org/claims/CommonName", "saml:commonName"),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "saml:givenName"),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "saml:surname"),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", "saml:mail"),
    ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", "saml:name"),
    (
        "http://schemas.microsoft.com/ws/2008/06/identity/claims/primarygroupsid",
        "saml:primaryGroupSID",
    ),
];

/// Condition keys of the attributes that have one.
pub(super) fn condition_keys(assertion: &Assertion) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for (name, values) in &assertion.attributes {
        // Providers give object identifiers with and without the prefix.
        let is = |known: &str| known == name || known.strip_prefix("urn:oid:") == Some(name);
        for (_, key) in KEYS.iter().filter(|(known, _)| is(known)) {
            match found.iter_mut().find(|(known, _)| known == key) {
                Some((_, all)) => all.extend(values.iter().cloned()),
                None => found.push(((*key).to_owned(), values.clone())),
            }
        }
    }
    found.retain(|(_, values)| !values.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_with_keys_and_others() {
        let given = [
            ("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", &["staff", "member"][..]),
            ("2.5.4.42", &["Ada"]),
            ("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", &["A."]),
            ("urn:oid:2.5.4.4", &[]),
            ("urn:oid:2.5.4.99", &["x"]),
        ];
        let attributes = given.iter().map(|(name, values)| {
            ((*name).to_owned(), values.iter().map(|value| (*value).to_owned()).collect())
        });
        let assertion = Assertion { attributes: attributes.collect(), ..Assertion::default() };
        let found: Vec<String> = condition_keys(&assertion)
            .into_iter()
            .map(|(key, values)| format!("{key}={}", values.join("|")))
            .collect();
        assert_eq!(found, ["saml:edupersonaffiliation=staff|member", "saml:givenName=Ada|A."]);
    }
}
