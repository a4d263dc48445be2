//! A policy in its form for evaluation: made once when it is stored or first used, then shared.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use std::sync::Arc;

use crate::action::{Actions, Asked};
use crate::condition::Condition;
use crate::document::{Effect, PolicyDocument, PrincipalElement, Statement, Version};
use crate::principal::{self, Reach};
use crate::request::Request;
use crate::resource::Resources;

/// A compiled policy.
#[derive(Clone, Debug)]
pub struct Compiled {
    denies: Statements,
    allows: Statements,
}

/// The statements of one effect.
#[derive(Clone, Debug)]
pub(crate) struct Statements {
    list: Box<[CompiledStatement]>,
    /// Bits of the services that one of them can be about.
    mask: u64,
}

impl Statements {
    fn new(list: Vec<CompiledStatement>) -> Statements {
        let mask = list.iter().fold(0, |mask, statement| mask | statement.mask());
        Statements { list: list.into(), mask }
    }

    /// Those that may be about the action, with their places.
    pub(crate) fn about<'s>(
        &'s self,
        asked: Asked<'s>,
    ) -> impl Iterator<Item = (usize, &'s CompiledStatement)> {
        let list = if asked.is_in(self.mask) { &*self.list } else { &[] };
        list.iter().enumerate().filter(move |(_, statement)| asked.is_in(statement.mask()))
    }

    pub(crate) fn at(&self, place: usize) -> &CompiledStatement {
        &self.list[place]
    }
}

/// A policy with the name by which a decision refers to it: an ARN, or the name of an inline policy.
#[derive(Clone, Debug)]
pub struct Attached {
    /// Such as `arn:aws:iam::aws:policy/ReadOnlyAccess`.
    pub name: Arc<str>,
    /// The policy.
    pub policy: Arc<Compiled>,
}

impl Attached {
    /// Compiles `document` under `name`.
    pub fn new(name: &str, document: &PolicyDocument) -> Attached {
        Attached { name: name.into(), policy: Arc::new(Compiled::new(document)) }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct CompiledStatement {
    /// Place in the document, from 0.
    pub(crate) index: usize,
    pub(crate) sid: Option<Arc<str>>,
    pub(crate) effect: Effect,
    principal: Option<PrincipalElement>,
    actions: Option<Actions>,
    resources: Option<Resources>,
    conditions: Box<[Condition]>,
}

/// Which element of a statement did not match.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mismatch<'s> {
    Principal,
    Action,
    Resource,
    Condition(&'s Condition),
}

impl Compiled {
    /// Compiles a document. It need not have been validated: a statement that lacks an element it should have allows
    /// nothing that the element could have kept out.
    pub fn new(document: &PolicyDocument) -> Compiled {
        let variables = document.version == Version::V2012;
        let compiled = document
            .statements
            .iter()
            .enumerate()
            .map(|(index, statement)| CompiledStatement::new(index, statement, variables));
        let (denies, allows): (Vec<_>, Vec<_>) =
            compiled.partition(|statement| statement.effect == Effect::Deny);
        Compiled { denies: Statements::new(denies), allows: Statements::new(allows) }
    }

    pub(crate) fn statements(&self, effect: Effect) -> &Statements {
        match effect {
            Effect::Deny => &self.denies,
            Effect::Allow => &self.allows,
        }
    }

    /// All statements, in the order of the document.
    pub(crate) fn in_order(&self) -> Vec<&CompiledStatement> {
        let mut all: Vec<_> = self.denies.list.iter().chain(&self.allows.list).collect();
        all.sort_by_key(|statement| statement.index);
        all
    }
}

impl CompiledStatement {
    fn new(index: usize, statement: &Statement, variables: bool) -> CompiledStatement {
        CompiledStatement {
            index,
            sid: statement.sid.as_deref().map(Into::into),
            effect: statement.effect,
            principal: statement.principal.clone(),
            actions: statement.action.as_ref().map(Actions::compile),
            resources: statement.resource.as_ref().map(|r| Resources::compile(r, variables)),
            conditions: statement
                .conditions
                .iter()
                .map(|entry| Condition::compile(entry, variables))
                .collect(),
        }
    }

    /// Bits of the services that it can be about.
    fn mask(&self) -> u64 {
        self.actions.as_ref().map_or(0, Actions::mask)
    }

    /// How far the statement reaches the caller, when it applies to the request. `named` demands a `Principal`, as
    /// policies of resources do; elsewhere the policy's holder is meant.
    pub(crate) fn applies(
        &self,
        request: &Request<'_>,
        asked: Asked<'_>,
        named: bool,
    ) -> Result<Reach, Mismatch<'_>> {
        let reach = match &self.principal {
            Some(element) => principal::reach(element, self.effect, request.principal),
            None => (!named).then_some(Reach::Direct),
        };
        let reach = reach.ok_or(Mismatch::Principal)?;
        if !self.actions.as_ref().is_some_and(|actions| actions.cover(asked)) {
            return Err(Mismatch::Action);
        }
        // A trust policy names no resource: it is about the role that it belongs to.
        let covered = match &self.resources {
            Some(resources) => resources.cover(request.resource, request.context),
            None => self.principal.is_some(),
        };
        if !covered {
            return Err(Mismatch::Resource);
        }
        match self.conditions.iter().find(|condition| !condition.holds(request.context)) {
            Some(condition) => Err(Mismatch::Condition(condition)),
            None => Ok(reach),
        }
    }
}
