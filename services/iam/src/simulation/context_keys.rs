//! The context keys that a policy asks for, as it writes them: in conditions, and in variables of resources and
//! condition values. In the order of the document, each once.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html>

use policy::{PolicyDocument, Version};

/// Adds the keys of `document` that `keys` does not have yet, in whatever case.
pub(crate) fn collect(document: &PolicyDocument, keys: &mut Vec<String>) {
    for index in 0..document.statements.len() {
        for key in of_statement(document, index) {
            if !keys.iter().any(|known| known.eq_ignore_ascii_case(&key)) {
                keys.push(key);
            }
        }
    }
}

/// The keys of one statement.
pub(super) fn of_statement(document: &PolicyDocument, index: usize) -> Vec<String> {
    let Some(statement) = document.statements.get(index) else { return Vec::new() };
    let variables = document.version == Version::V2012;
    let mut keys = Vec::new();
    if variables {
        let resources = statement.resource.iter().flat_map(|element| &element.values);
        keys.extend(resources.flat_map(|text| in_text(text)));
    }
    for entry in &statement.conditions {
        keys.push(entry.key.clone());
        if variables {
            keys.extend(entry.values.iter().flat_map(|text| in_text(text)));
        }
    }
    keys
}

/// The keys of `${...}` in a text; `${*}`, `${?}` and `${$}` are characters.
fn in_text(text: &str) -> impl Iterator<Item = String> {
    text.split("${").skip(1).filter_map(|rest| {
        let body = rest.split_once('}')?.0;
        let key = body.split_once(',').map_or(body, |(key, _)| key).trim();
        let named = key.contains(':') && !key.contains(['$', '{', '*', '?']);
        named.then(|| key.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_in_order_and_once() {
        let text = r#"{"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "dynamodb:*", "Resource": ["arn:x/${aws:username}/${*}"],
             "Condition": {"DateGreaterThan": {"aws:CurrentTime": "2015-08-16T12:00:00Z"}}},
            {"Effect": "Deny", "Action": "*", "Resource": "*",
             "Condition": {"StringEquals": {"AWS:currenttime": "x", "s3:prefix": "${aws:PrincipalTag/team, 'none'}"}}}]}"#;
        let mut keys = Vec::new();
        collect(&PolicyDocument::parse(text).expect("a policy"), &mut keys);
        assert_eq!(keys, ["aws:username", "aws:CurrentTime", "s3:prefix", "aws:PrincipalTag/team"]);
    }

    #[test]
    fn old_policies_have_no_variables() {
        let text =
            r#"{"Statement": {"Effect": "Allow", "Action": "a:b", "Resource": "${aws:username}"}}"#;
        let mut keys = Vec::new();
        collect(&PolicyDocument::parse(text).expect("a policy"), &mut keys);
        assert!(keys.is_empty());
    }
}
