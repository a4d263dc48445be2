//! Labels of versions: one label is at one version of a parameter; a version has ten at most.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-labels.html>

use kernel::{ApiResult, Cx};

use crate::limits;
use crate::name::ParameterKey;
use crate::tables::LABELS;

/// The labels of a parameter, each with its version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Labels(Vec<(String, u64)>);

/// A version would have more labels than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany;

impl Labels {
    pub(crate) async fn load(cx: &mut Cx<'_>, key: &ParameterKey) -> ApiResult<Labels> {
        Ok(Labels(cx.get(&LABELS, key).await?.unwrap_or_default()))
    }

    pub(crate) fn save(&self, cx: &mut Cx<'_>, key: &ParameterKey) {
        match self.0.is_empty() {
            true => cx.delete(&LABELS, key),
            false => cx.put(&LABELS, key, &self.0),
        }
    }

    /// The version that has the label.
    pub(crate) fn version(&self, label: &str) -> Option<u64> {
        self.0.iter().find(|(known, _)| known == label).map(|(_, version)| *version)
    }

    /// The labels of a version, in their order.
    pub(crate) fn of(&self, version: u64) -> Vec<String> {
        let mut labels: Vec<String> =
            self.0.iter().filter(|(_, at)| *at == version).map(|(l, _)| l.clone()).collect();
        labels.sort();
        labels
    }

    /// Puts labels on a version, wherever they were before; returns those that cannot be labels.
    pub(crate) fn attach(
        &mut self,
        labels: &[String],
        version: u64,
    ) -> Result<Vec<String>, TooMany> {
        let (good, bad): (Vec<String>, Vec<String>) =
            labels.iter().cloned().partition(|label| is_label(label));
        for label in good {
            self.0.retain(|(known, _)| *known != label);
            self.0.push((label, version));
        }
        let many = self.0.iter().filter(|(_, at)| *at == version).count() > limits::LABELS;
        if many { Err(TooMany) } else { Ok(bad) }
    }

    /// Takes labels from a version; returns those that it had, and those that it had not.
    pub(crate) fn detach(&mut self, labels: &[String], version: u64) -> (Vec<String>, Vec<String>) {
        let has = |label: &String| self.version(label) == Some(version);
        let (had, not): (Vec<String>, Vec<String>) = labels.iter().cloned().partition(has);
        self.0.retain(|(known, _)| !had.contains(known));
        (had, not)
    }
}

/// Letters, digits and `.-_`; not beginning with a digit, `aws` or `ssm`.
fn is_label(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    let reserved =
        |prefix: &str| text.get(..3).is_some_and(|begins| begins.eq_ignore_ascii_case(prefix));
    !text.is_empty()
        && text.len() <= limits::LABEL
        && text.bytes().all(allowed)
        && !text.as_bytes()[0].is_ascii_digit()
        && !reserved("aws")
        && !reserved("ssm")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(labels: &[&str]) -> Vec<String> {
        labels.iter().map(|&label| label.to_owned()).collect()
    }

    #[test]
    fn what_can_be_a_label() {
        for good in ["a", "A.b-C_1", "_", "-", "aw"] {
            assert!(is_label(good), "{good}");
        }
        let long = "x".repeat(101);
        for bad in ["", "1a", "aws", "AWSx", "ssm.", "a b", "ä", "a/b", long.as_str()] {
            assert!(!is_label(bad), "{bad}");
        }
    }

    #[test]
    fn labels_move() {
        let mut labels = Labels::default();
        assert_eq!(labels.attach(&texts(&["b", "a", "1"]), 1), Ok(texts(&["1"])));
        assert_eq!(labels.attach(&texts(&["b"]), 2), Ok(vec![]));
        assert_eq!((labels.of(1), labels.of(2)), (texts(&["a"]), texts(&["b"])));
        assert_eq!(labels.detach(&texts(&["a", "b"]), 2), (texts(&["b"]), texts(&["a"])));
        assert_eq!((labels.version("a"), labels.version("b")), (Some(1), None));
    }

    #[test]
    fn ten_are_enough() {
        let mut labels = Labels::default();
        let ten: Vec<String> = (0..10).map(|i| format!("l{i}")).collect();
        assert_eq!(labels.attach(&ten, 1), Ok(vec![]));
        assert_eq!(labels.attach(&ten, 1), Ok(vec![]), "the same again");
        assert_eq!(labels.attach(&texts(&["more"]), 1), Err(TooMany));
    }
}
