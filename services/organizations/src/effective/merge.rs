//! Merging: each level of the tree changes what it inherits, as far as the levels above let it.
//!
//! Within a level, of several that assign a value the policy that was attached first counts; what any of them appends
//! is added and what any removes is taken away. What child policies may do is what all policies above allow.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html>

use super::document::{Allowed, Part};
use super::json::Node;

/// What has come down so far, at one place.
struct Place {
    value: Option<Node>,
    allowed: Allowed,
    members: Vec<(String, Place)>,
}

impl Place {
    fn new() -> Place {
        Place { value: None, allowed: Allowed::ALL, members: Vec::new() }
    }

    /// Takes in the policies of one level, in the order of attaching.
    fn take(&mut self, level: &[&Part]) {
        let inherited = self.allowed;
        if inherited.assign
            && let Some(value) = level.iter().find_map(|part| part.assign.as_ref())
        {
            self.value = Some(value.clone());
        }
        for part in level {
            if inherited.append && !part.append.is_empty() {
                self.append(&part.append);
            }
            if inherited.remove {
                self.remove(&part.remove);
            }
            self.allowed = self.allowed.and(part.allowed.unwrap_or(Allowed::ALL));
        }
        let names = level.iter().flat_map(|part| part.members.iter().map(|(name, _)| name));
        let mut done: Vec<&String> = Vec::new();
        for name in names {
            if done.contains(&name) {
                continue;
            }
            done.push(name);
            let below: Vec<&Part> = level.iter().filter_map(|part| part.member(name)).collect();
            match self.members.iter_mut().find(|(known, _)| known == name) {
                Some((_, place)) => place.take(&below),
                // Where nothing is allowed, nothing new comes in.
                None if inherited == Allowed::NONE => {}
                None => {
                    let mut place = Place::new();
                    place.take(&below);
                    self.members.push((name.clone(), place));
                }
            }
        }
    }

    fn append(&mut self, added: &[Node]) {
        let mut list = match self.value.take() {
            None => Vec::new(),
            Some(Node::List(list)) => list,
            Some(single) => vec![single],
        };
        for node in added {
            if !list.contains(node) {
                list.push(node.clone());
            }
        }
        self.value = Some(Node::List(list));
    }

    fn remove(&mut self, gone: &[Node]) {
        if let Some(Node::List(list)) = &mut self.value {
            list.retain(|node| !gone.contains(node));
        }
    }

    /// The effective value; nothing where nothing is left.
    fn show(&self) -> Option<Node> {
        match &self.value {
            Some(Node::List(list)) if list.is_empty() => None,
            Some(value) => Some(value.clone()),
            None => {
                let members = self.members.iter();
                let shown: Vec<(String, Node)> = members
                    .filter_map(|(name, place)| Some((name.clone(), place.show()?)))
                    .collect();
                (!shown.is_empty()).then_some(Node::Object(shown))
            }
        }
    }
}

/// What the policies of all levels come to, from the root's down to the account's.
pub(crate) fn merge(levels: &[Vec<Part>]) -> Node {
    let mut root = Place::new();
    for level in levels {
        let level: Vec<&Part> = level.iter().collect();
        root.take(&level);
    }
    root.show().unwrap_or(Node::Object(Vec::new()))
}

#[cfg(test)]
#[path = "merge_tests.rs"]
mod tests;
