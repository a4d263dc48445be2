//! Nodes of a cluster: named in the order in which they came.

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

/// A node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct NodeRow {
    /// `NAME-a`
    pub(crate) id: String,
    pub(crate) zone: String,
    pub(crate) created: Timestamp,
}

/// `NAME-a`, then `b` ... `z`, then `aa`.
pub(crate) fn id(cluster: &str, number: u32) -> String {
    let letter = |number: u32| char::from(b'a' + u8::try_from(number % 26).unwrap_or(0));
    let rounds = (number / 26).checked_sub(1);
    let first = rounds.map(|rounds| letter(rounds).to_string()).unwrap_or_default();
    format!("{cluster}-{first}{}", letter(number))
}

#[cfg(test)]
mod tests {
    #[test]
    fn nodes_have_letters() {
        let id = |number| super::id("c", number);
        assert_eq!([id(0), id(25), id(26), id(53)], ["c-a", "c-z", "c-aa", "c-bb"]);
    }
}
