//! Matching of actions: without regard to case, and by service first, since managed policies list a thousand of them.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use crate::context::RequestContext;
use crate::document::Element;
use crate::pattern::{Pattern, Syntax};

/// The action of a request, made ready once for all statements.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// In lower case: `s3:getobject`.
    whole: &'a str,
    /// `s3` and `getobject`; `None` when there is no colon.
    parts: Option<(&'a str, &'a str)>,
    /// The service's bit in the masks of statements.
    bit: u64,
}

/// Actions longer than this are put in lower case on the heap.
const USUAL: usize = 128;

impl<'a> Asked<'a> {
    /// Calls `then` with the action that `given` is, in any case.
    pub(crate) fn with<R>(given: &str, then: impl FnOnce(Asked<'_>) -> R) -> R {
        let mut buffer = [0; USUAL];
        let folded = buffer.get_mut(..given.len()).and_then(|slot| {
            slot.copy_from_slice(given.as_bytes());
            slot.make_ascii_lowercase();
            std::str::from_utf8(slot).ok()
        });
        match folded {
            Some(folded) => then(Asked::of(folded)),
            None => then(Asked::of(&given.to_ascii_lowercase())),
        }
    }

    fn of(whole: &'a str) -> Asked<'a> {
        let parts = whole.split_once(':');
        Asked { whole, parts, bit: parts.map_or(0, |(service, _)| bit(service)) }
    }
}

/// One of 64 bits for a service, so that a statement tells at a glance which services it cannot be about.
fn bit(service: &str) -> u64 {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = service.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
    1 << (hash >> 58)
}

/// `Action` or `NotAction`, compiled. All text is in lower case.
#[derive(Clone, Debug)]
pub(crate) struct Actions {
    negated: bool,
    /// `*` is listed: every action is.
    all: bool,
    /// Bits of the services that can be covered.
    mask: u64,
    /// Sorted by service.
    by_service: Box<[Service]>,
    /// Patterns with a wildcard in the service.
    other: Box<[Pattern]>,
}

/// What is listed of one service.
#[derive(Clone, Debug)]
struct Service {
    name: Box<str>,
    /// Names in full, sorted.
    exact: Box<[Box<str>]>,
    patterns: Box<[Pattern]>,
}

const SYNTAX: Syntax = Syntax { wildcards: true, variables: false, fields: false };

impl Actions {
    pub(crate) fn compile(element: &Element) -> Actions {
        let mut named: Vec<(String, String)> = Vec::new();
        let mut other = Vec::new();
        for value in &element.values {
            let value = value.to_ascii_lowercase();
            match value.split_once(':') {
                Some((service, name)) if !service.contains(['*', '?']) => {
                    named.push((service.to_owned(), name.to_owned()));
                }
                _ => other.push(Pattern::compile(&value, SYNTAX)),
            }
        }
        let by_service = grouped(named);
        let open = element.negated || !other.is_empty();
        let mask = by_service.iter().fold(0, |mask, service| mask | bit(&service.name));
        Actions {
            negated: element.negated,
            all: other.iter().any(|pattern| matches!(pattern, Pattern::Any)),
            mask: if open { u64::MAX } else { mask },
            by_service,
            other: other.into(),
        }
    }

    /// Bits of the services that can be covered; all when there is no telling.
    pub(crate) fn mask(&self) -> u64 {
        self.mask
    }

    /// Whether the element covers the action.
    pub(crate) fn cover(&self, asked: Asked<'_>) -> bool {
        self.list(asked) != self.negated
    }

    fn list(&self, asked: Asked<'_>) -> bool {
        if self.all {
            return true;
        }
        // Action patterns hold no variables, so no context is needed.
        let context = RequestContext::default();
        let in_service = asked.parts.is_some_and(|(service, name)| {
            let at = self.by_service.binary_search_by(|known| (*known.name).cmp(service));
            at.is_ok_and(|at| self.by_service[at].lists(name, &context))
        });
        in_service || self.other.iter().any(|p| p.matches(asked.whole, false, &context))
    }
}

impl Asked<'_> {
    /// Whether statements with this mask may be about the action.
    pub(crate) fn is_in(self, mask: u64) -> bool {
        // Without a service only open masks count.
        mask & self.bit != 0 || mask == u64::MAX
    }
}

impl Service {
    fn lists(&self, name: &str, context: &RequestContext) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(name, false, context))
            || self.exact.binary_search_by(|known| (**known).cmp(name)).is_ok()
    }
}

/// Gathers what is listed of each service, sorted by service.
fn grouped(mut named: Vec<(String, String)>) -> Box<[Service]> {
    named.sort();
    named.dedup();
    let of_one = |group: &[(String, String)]| {
        let (mut exact, mut patterns) = (Vec::new(), Vec::new());
        for (_, name) in group {
            match Pattern::compile(name, SYNTAX) {
                Pattern::Exact(text) => exact.push(text),
                pattern => patterns.push(pattern),
            }
        }
        // What covers most is asked first.
        patterns.sort_by_key(|pattern| match pattern {
            Pattern::Any => 0,
            Pattern::Prefix(start) => 1 + start.len(),
            _ => usize::MAX,
        });
        Service { name: group[0].0.as_str().into(), exact: exact.into(), patterns: patterns.into() }
    };
    named.chunk_by(|(a, _), (b, _)| a == b).map(of_one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(negated: bool, values: &[&str], action: &str) -> bool {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let actions = Actions::compile(&Element { negated, values });
        Asked::with(action, |asked| {
            // The mask only ever spares a comparison.
            assert!(asked.is_in(actions.mask()) || !actions.cover(asked));
            actions.cover(asked)
        })
    }

    /// Documented on the reference page, but for the lines marked assumed.
    #[test]
    fn actions_as_documented() {
        for (patterns, action, expected) in [
            (&["sqs:SendMessage"][..], "sqs:SendMessage", true),
            (&["sqs:SendMessage"], "sqs:SendMessageBatch", false),
            (&["IAM:listaccesskeys"], "iam:ListAccessKeys", true),
            (&["iam:ListAccessKeys"], "IAM:LISTACCESSKEYS", true),
            (&["s3:*"], "s3:GetObject", true),
            (&["s3:*"], "s3express:CreateSession", false),
            (&["s3:*"], "sqs:SendMessage", false),
            (&["iam:*AccessKey*"], "iam:CreateAccessKey", true),
            (&["iam:*AccessKey*"], "iam:ListAccessKeys", true),
            (&["iam:*AccessKey*"], "iam:CreateUser", false),
            (&["iam:*user*"], "iam:CreateUser", true),
            (&["iam:*user*"], "iam:ListGroupsForUser", true),
            (&["ec2:Describe*", "ec2:List*"], "ec2:DescribeInstances", true),
            (&["ec2:Describe*", "ec2:List*"], "ec2:RunInstances", false),
            (&["*"], "anything:AtAll", true),
            (&["*:*"], "anything:AtAll", true),
            // Assumed: wildcards in the service work as in the name.
            (&["s?:Send*"], "sq:SendMessage", true),
            (&["s*:Send*"], "sqs:SendMessage", true),
            (&["iam:Get?ser"], "iam:GetUser", true),
            (&["iam:Get?ser"], "iam:Getser", false),
            (&[], "s3:GetObject", false),
            (&["s3:Get*", "s3:*List*"], "s3:ListBucket", true),
        ] {
            assert_eq!(covers(false, patterns, action), expected, "{patterns:?} {action}");
            assert_eq!(covers(true, patterns, action), !expected, "not {patterns:?} {action}");
        }
    }
}
