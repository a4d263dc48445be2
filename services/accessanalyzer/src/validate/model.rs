//! A policy as validation walks it: statements and their elements, each with its place. Nothing is refused here: what
//! does not fit is left out, and the grammar checks say so.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use super::report::{Place, Step};
use super::text::{Json, Member, Node};

/// A text in the policy and its place.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) text: String,
    pub(crate) place: Place,
}

/// An element of a statement, or its negation.
pub(crate) struct Element<'n> {
    pub(crate) negated: bool,
    pub(crate) node: &'n Node,
    pub(crate) place: Place,
}

/// One key of one operator.
pub(crate) struct Entry<'n> {
    /// `ForAnyValue` or `ForAllValues`, if there is one.
    pub(crate) qualifier: Option<&'n str>,
    /// Without qualifier and `IfExists`.
    pub(crate) test: &'n str,
    pub(crate) if_exists: bool,
    /// As written.
    pub(crate) operator: Item,
    pub(crate) key: Item,
    pub(crate) node: &'n Node,
    pub(crate) place: Place,
    pub(crate) values: Vec<Item>,
}

/// A statement.
pub(crate) struct Statement<'n> {
    pub(crate) node: &'n Node,
    pub(crate) place: Place,
    pub(crate) principal: Option<Element<'n>>,
    pub(crate) action: Option<Element<'n>>,
    pub(crate) resource: Option<Element<'n>>,
    pub(crate) conditions: Vec<Entry<'n>>,
}

impl<'n> Statement<'n> {
    fn of(node: &'n Node, place: Place) -> Statement<'n> {
        let element = |plain: &str, not: &str| {
            let found = node.member(plain).map(|member| (false, member));
            let found = found.or_else(|| node.member(not).map(|member| (true, member)));
            found.map(|(negated, member)| Element {
                negated,
                node: &member.node,
                place: value_place(&place, member),
            })
        };
        Statement {
            principal: element("Principal", "NotPrincipal"),
            action: element("Action", "NotAction"),
            resource: element("Resource", "NotResource"),
            conditions: conditions(node, &place),
            node,
            place,
        }
    }

    pub(crate) fn allows(&self) -> bool {
        self.node.member("Effect").and_then(|member| member.node.text()) == Some("Allow")
    }

    pub(crate) fn denies(&self) -> bool {
        self.node.member("Effect").and_then(|member| member.node.text()) == Some("Deny")
    }

    /// The actions listed, and whether they are those excepted.
    pub(crate) fn actions(&self) -> Vec<Item> {
        self.action.as_ref().map(Element::items).unwrap_or_default()
    }

    pub(crate) fn resources(&self) -> Vec<Item> {
        self.resource.as_ref().map(Element::items).unwrap_or_default()
    }

    /// Kind, value and place of every principal.
    pub(crate) fn principals(&self) -> Vec<(&'n str, Item)> {
        let Some(element) = &self.principal else { return Vec::new() };
        let mut all = Vec::new();
        if let Json::Text(text) = &element.node.value {
            all.push(("*", Item { text: text.clone(), place: element.place.clone() }));
        }
        for member in element.node.members() {
            let place = value_place(&element.place, member);
            all.extend(items(&member.node, &place).into_iter().map(|item| (&*member.name, item)));
        }
        all
    }

    pub(crate) fn has_key(&self, key: &str) -> bool {
        self.conditions.iter().any(|entry| entry.key.text.eq_ignore_ascii_case(key))
    }
}

impl Element<'_> {
    pub(crate) fn items(&self) -> Vec<Item> {
        items(self.node, &self.place)
    }
}

/// The place of a member's value.
pub(crate) fn value_place(within: &Place, member: &Member) -> Place {
    within.within(Step::Value(member.name.clone()), member.node.span)
}

/// The place of a member's name.
pub(crate) fn key_place(within: &Place, member: &Member) -> Place {
    within.within(Step::Key(member.name.clone()), member.name_span)
}

/// One text, or those of a list; numbers and booleans as text.
pub(crate) fn items(node: &Node, place: &Place) -> Vec<Item> {
    let one = |node: &Node, place: Place| {
        let text = match &node.value {
            Json::Text(text) | Json::Number(text) => text.clone(),
            Json::Bool(value) => value.to_string(),
            _ => return None,
        };
        Some(Item { text, place })
    };
    match &node.value {
        Json::List(list) => list
            .iter()
            .enumerate()
            .filter_map(|(at, item)| one(item, place.within(Step::Index(at), item.span)))
            .collect(),
        _ => one(node, place.clone()).into_iter().collect(),
    }
}

fn conditions<'n>(node: &'n Node, place: &Place) -> Vec<Entry<'n>> {
    let Some(condition) = node.member("Condition") else { return Vec::new() };
    let place = value_place(place, condition);
    let mut all = Vec::new();
    for operator in condition.node.members() {
        let name = operator.name.as_str();
        let (qualifier, rest) = match name.split_once(':') {
            Some((qualifier, rest)) => (Some(qualifier), rest),
            None => (None, name),
        };
        let (test, if_exists) = match rest.strip_suffix("IfExists") {
            Some(test) => (test, true),
            None => (rest, false),
        };
        let within = value_place(&place, operator);
        for key in operator.node.members() {
            let value = value_place(&within, key);
            all.push(Entry {
                qualifier,
                test,
                if_exists,
                operator: Item { text: name.to_owned(), place: key_place(&place, operator) },
                key: Item { text: key.name.clone(), place: key_place(&within, key) },
                node: &key.node,
                values: items(&key.node, &value),
                place: value,
            });
        }
    }
    all
}

/// The statements of a policy: a list, or one alone.
pub(crate) fn statements(policy: &Node) -> Vec<Statement<'_>> {
    let Some(member) = policy.member("Statement") else { return Vec::new() };
    let root = Place { path: Vec::new(), span: policy.span };
    let place = value_place(&root, member);
    match &member.node.value {
        Json::List(list) => list
            .iter()
            .enumerate()
            .map(|(at, node)| Statement::of(node, place.within(Step::Index(at), node.span)))
            .collect(),
        _ => vec![Statement::of(&member.node, place)],
    }
}
