//! Matching of resources: ARN patterns, in which case matters.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use crate::context::ContextSource;
use crate::document::Element;
use crate::pattern::{Patterns, Syntax};

/// `Resource` or `NotResource`, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Resources {
    negated: bool,
    patterns: Patterns,
}

impl Resources {
    pub(crate) fn compile(element: &Element, variables: bool) -> Resources {
        let syntax = Syntax { wildcards: true, variables, fields: true };
        let texts = element.values.iter().map(String::as_str);
        Resources { negated: element.negated, patterns: Patterns::compile(texts, syntax) }
    }

    /// Whether the element covers `resource`, an ARN, or `*` for an action without resources.
    pub(crate) fn cover(&self, resource: &str, context: &dyn ContextSource) -> bool {
        self.patterns.any(resource, false, context) != self.negated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::RequestContext;

    fn covers(pattern: &str, resource: &str, context: &RequestContext) -> bool {
        let element = Element { negated: false, values: vec![pattern.to_owned()] };
        let yes = Resources::compile(&element, true).cover(resource, context);
        let not = Element { negated: true, values: vec![pattern.to_owned()] };
        assert_eq!(Resources::compile(&not, true).cover(resource, context), !yes);
        yes
    }

    /// The list on the reference page.
    #[test]
    fn a_star_expands_over_slashes() {
        let pattern = "arn:aws:s3:::DOC-EXAMPLE-BUCKET/*/test/*";
        for (key, expected) in [
            ("1/test/object.jpg", true),
            ("1/2/test/object.jpg", true),
            ("1/2/test/3/object.jpg", true),
            ("1/2/3/test/4/object.jpg", true),
            ("1///test///object.jpg", true),
            ("1/test/.jpg", true),
            ("/test/object.jpg", true),
            ("1/test/", true),
            ("1-test/object.jpg", false),
            ("test/object.jpg", false),
            ("1/2/test.jpg", false),
        ] {
            let arn = format!("arn:aws:s3:::DOC-EXAMPLE-BUCKET/{key}");
            assert_eq!(covers(pattern, &arn, &RequestContext::new()), expected, "{key}");
        }
    }

    /// Documented: case of resources, wildcards within a field, a star at a field's end; the rest assumed from these.
    #[test]
    fn resources_as_documented() {
        for (pattern, arn, expected) in [
            ("*", "arn:aws:sqs:us-east-2:123456789012:queue1", true),
            ("*", "*", true),
            ("arn:aws:s3:::*", "*", false),
            ("arn:aws:s3:::b", "arn:aws:s3:::b", true),
            ("arn:aws:s3:::b", "arn:aws:s3:::B", false),
            ("arn:aws:s3:::b", "arn:aws:s3:::b/key", false),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b/key", true),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b/", true),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b", false),
            ("arn:aws:s3:::b*", "arn:aws:s3:::b/key", true),
            ("arn:aws:s3:::*log*", "arn:aws:s3:::carlossalazar-logs", true),
            ("arn:aws:s3:::*log*", "arn:aws:s3:::carlossalazar", false),
            ("arn:aws:s3:::example?bucket/*", "arn:aws:s3:::example1bucket/k", true),
            ("arn:aws:s3:::example?bucket/*", "arn:aws:s3:::examplebucket/k", false),
            (
                "arn:aws:iam::123456789012:user/accounting/*",
                "arn:aws:iam::123456789012:user/accounting/a/b",
                true,
            ),
            ("arn:aws:iam::123456789012:user/Bob", "arn:aws:iam::123456789012:user/bob", false),
            ("arn:aws:sqs:*:123456789012:q", "arn:aws:sqs:eu-west-1:123456789012:q", true),
            ("arn:aws:sqs:*:123456789012:q", "arn:aws:sqs:eu-west-1:210987654321:q", false),
            ("arn:aws:sqs:us-*:*:q", "arn:aws:sqs:us-east-1:123456789012:q", true),
            ("arn:aws:sqs:us-*:*:q", "arn:aws:sqs:eu-west-1:123456789012:q", false),
            ("arn:*:sqs:*:*:*", "arn:aws-cn:sqs:cn-north-1:123456789012:q", true),
            // A star that ends its field expands beyond the colon.
            ("arn:aws:sqs:*:q", "arn:aws:sqs:eu-west-1:123456789012:q", true),
            ("arn:aws:sqs*", "arn:aws:sqs:eu-west-1:123456789012:q", true),
            // One in the middle of a field does not.
            ("arn:aws:sqs:us-*-1:123456789012:q", "arn:aws:sqs:us-east-1:123456789012:q", true),
            ("arn:aws:sqs:u*t:q", "arn:aws:sqs:us-east-1:123456789012t:q", false),
            ("arn:aws:sqs:us-east-??123456789012:q", "arn:aws:sqs:us-east-1:123456789012:q", false),
            ("arn:aws:sqs:us-east-?:123456789012:q", "arn:aws:sqs:us-east-1:123456789012:q", true),
            // In the resource itself colons are nothing special.
            (
                "arn:aws:lambda:*:*:function:f*1",
                "arn:aws:lambda:eu-west-1:123456789012:function:f:1",
                true,
            ),
            (
                "arn:aws:lambda:*:*:function?f",
                "arn:aws:lambda:eu-west-1:123456789012:function:f",
                true,
            ),
            (
                "arn:aws:logs:*:*:log-group:/a/*:*",
                "arn:aws:logs:eu-west-1:123456789012:log-group:/a/b:log-stream:c",
                true,
            ),
        ] {
            assert_eq!(covers(pattern, arn, &RequestContext::new()), expected, "{pattern} {arn}");
        }
    }

    /// Documented on the page on variables; that a value's wildcards are literal is assumed.
    #[test]
    fn variables_in_resources() {
        let context = RequestContext::new()
            .with("aws:username", "bob")
            .with("aws:PrincipalTag/team", "yellow")
            .with("aws:PrincipalTag/star", "*")
            .with_all("aws:TagKeys", ["a", "b"]);
        for (pattern, arn, expected) in [
            ("arn:aws:s3:::mybucket/${aws:username}/*", "arn:aws:s3:::mybucket/bob/x", true),
            ("arn:aws:s3:::mybucket/${AWS:UserName}/*", "arn:aws:s3:::mybucket/bob/x", true),
            ("arn:aws:s3:::mybucket/${aws:username}/*", "arn:aws:s3:::mybucket/alice/x", false),
            (
                "arn:aws:s3:::b-${aws:PrincipalTag/team, 'company-wide'}",
                "arn:aws:s3:::b-yellow",
                true,
            ),
            (
                "arn:aws:s3:::b-${aws:PrincipalTag/team, 'company-wide'}",
                "arn:aws:s3:::b-company-wide",
                false,
            ),
            (
                "arn:aws:s3:::b-${aws:PrincipalTag/none, 'company-wide'}",
                "arn:aws:s3:::b-company-wide",
                true,
            ),
            ("arn:aws:s3:::b-${aws:PrincipalTag/none}", "arn:aws:s3:::b-", false),
            ("arn:aws:s3:::b-${aws:PrincipalTag/none}*", "arn:aws:s3:::b-x", false),
            ("arn:aws:s3:::b-${aws:TagKeys}", "arn:aws:s3:::b-a", false),
            ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/*", true),
            ("arn:aws:s3:::b/${*}", "arn:aws:s3:::b/x", false),
            ("arn:aws:s3:::b/${?}${$}", "arn:aws:s3:::b/?$", true),
            ("arn:aws:s3:::b/${aws:PrincipalTag/star}", "arn:aws:s3:::b/x", false),
            ("arn:aws:s3:::b/${aws:PrincipalTag/star}", "arn:aws:s3:::b/*", true),
            ("arn:aws:s3:::b/${aws:username", "arn:aws:s3:::b/${aws:username", true),
        ] {
            assert_eq!(covers(pattern, arn, &context), expected, "{pattern} {arn}");
        }
    }

    /// "If you don't include the Version element ... variables are treated as literal strings."
    #[test]
    fn the_older_version_has_no_variables() {
        let element =
            Element { negated: false, values: vec!["arn:aws:s3:::b/${aws:username}".into()] };
        let resources = Resources::compile(&element, false);
        let context = RequestContext::new().with("aws:username", "bob");
        assert!(!resources.cover("arn:aws:s3:::b/bob", &context));
        assert!(resources.cover("arn:aws:s3:::b/${aws:username}", &context));
    }
}
