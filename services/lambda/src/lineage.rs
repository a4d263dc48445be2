//! Loops: an invocation counts itself in the trace that all its doings carry on, through queues, buckets and other functions,
//! until they come back to it. Who comes back too often is not called any more.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html>

use kernel::{ApiResult, Kernel, WaitCx};
use sha2::{Digest as _, Sha256};

use crate::errors;
use crate::resolve::Resolved;

/// How often a function may be in one chain.
const MOST: u32 = 16;
/// How many functions of a chain are counted: the latest.
const FUNCTIONS: usize = 16;
const NAME: &str = "Lineage=";

/// The trace with which a function is called: the caller's, or a new one, with this call counted. Fails when the function
/// is in a loop that is to be ended.
pub(crate) fn enter(
    wx: &WaitCx<'_>,
    found: &Resolved,
    arn: &str,
    given: Option<&str>,
) -> ApiResult<String> {
    let before = given.map_or_else(|| begin(wx.kernel(), found), str::to_owned);
    let (trace, count) = next(&before, arn);
    match count > MOST && !found.function.allow_loops {
        true => Err(errors::recursive()),
        false => Ok(trace),
    }
}

/// A new trace, sampled as the function asks for.
pub(crate) fn begin(kernel: &Kernel, found: &Resolved) -> String {
    let (random, now) = (kernel.random(), kernel.clock().now().as_secs());
    let sampled = u8::from(found.version().settings.tracing == "Active");
    let (root, parent) = (random.hex(12), random.hex(8));
    format!("Root=1-{now:08x}-{root};Parent={parent};Sampled={sampled}")
}

/// A trace in which the function has been called once more, and how often it has been.
pub(crate) fn next(trace: &str, arn: &str) -> (String, u32) {
    let own = hash(arn);
    let mut parts: Vec<&str> = trace.split(';').map(str::trim).collect();
    parts.retain(|part| !part.is_empty());
    let at = parts.iter().position(|part| part.starts_with(NAME));
    let known = at.map(|at| parts.remove(at)).unwrap_or_default();
    let known = known.strip_prefix(NAME).unwrap_or_default();
    let mut hops: Vec<(&str, u32)> = known.split('|').filter_map(hop).collect();
    let before = hops.iter().position(|(name, _)| *name == own).map(|at| hops.remove(at).1);
    let count = before.unwrap_or(0).saturating_add(1);
    hops.push((&own, count));
    let from = hops.len().saturating_sub(FUNCTIONS);
    let hops: Vec<String> =
        hops[from..].iter().map(|(name, count)| format!("{name}:{count}")).collect();
    let lineage = format!("{NAME}{}", hops.join("|"));
    parts.push(&lineage);
    (parts.join(";"), count)
}

fn hop(text: &str) -> Option<(&str, u32)> {
    let (name, count) = text.split_once(':')?;
    let known = name.len() == 8 && name.bytes().all(|b| b.is_ascii_hexdigit());
    known.then_some((name, count.parse().ok()?))
}

/// Eight digits that stand for a function.
fn hash(arn: &str) -> String {
    Sha256::digest(arn.as_bytes())[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_for_each_function() {
        let (a, b) = (hash("a"), hash("b"));
        let (trace, count) = next("Root=1-2-3;Parent=4;Sampled=0", "a");
        assert_eq!(
            (trace.clone(), count),
            (format!("Root=1-2-3;Parent=4;Sampled=0;Lineage={a}:1"), 1)
        );
        let (trace, _) = next(&trace, "b");
        assert_eq!(trace, format!("Root=1-2-3;Parent=4;Sampled=0;Lineage={a}:1|{b}:1"));
        let (trace, count) = next(&trace, "a");
        assert_eq!(count, 2);
        assert_eq!(trace, format!("Root=1-2-3;Parent=4;Sampled=0;Lineage={b}:1|{a}:2"));
    }

    #[test]
    fn what_is_written_by_others_is_read_with_care() {
        let own = hash("a");
        for (trace, count) in [
            ("", 1),
            ("Lineage=", 1),
            ("Lineage=x:3|zzzzzzzz:9", 1),
            (&format!("Lineage={own}:no"), 1),
            (&format!("Lineage={own}:4294967295"), u32::MAX),
            (&format!("Lineage=1:{own}:5;Root=1"), 1),
            (&format!("Root=1 ; Lineage={own}:5"), 6),
        ] {
            assert_eq!(next(trace, "a").1, count, "{trace}");
        }
        let mut trace = String::new();
        for n in 0..100 {
            trace = next(&trace, &n.to_string()).0;
        }
        assert!(trace.len() < 300, "{}", trace.len());
    }
}
