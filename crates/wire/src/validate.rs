//! Constraints, checked while a request is read. What is broken is collected as data, and worded by policy
//! of the service.
//! Ref: <https://smithy.io/2.0/spec/constraint-traits.html>

use std::borrow::Cow;

use schema::{Constraints, DeError, DeResult, Kind, Member, Rule, Shape, Violation};

use crate::pattern;
use crate::request::Limits;
use crate::scalar;

/// After this many violations no more are collected: nobody reads them.
const MAX_VIOLATIONS: usize = 64;
/// Longest part of an offending value that is kept, in bytes.
const MAX_VALUE: usize = 4096;

/// All constraints of a shape in words, as AWS lists them for the elements of a list.
fn in_words(shape: &'static Shape) -> Vec<String> {
    let Some(constraints) = shape.constraints.as_deref() else { return Vec::new() };
    if !constraints.values.is_empty() {
        return vec![Rule::Enum(constraints.values.clone()).words()];
    }
    let numeric = !matches!(shape.kind, Kind::String | Kind::Blob | Kind::List | Kind::Map);
    let max = constraints.max.map(if numeric { Rule::Max } else { Rule::MaxLength });
    let min = constraints.min.map(if numeric { Rule::Min } else { Rule::MinLength });
    let pattern = constraints.pattern.map(Rule::Pattern);
    [max, min, pattern].into_iter().flatten().map(|rule| rule.words()).collect()
}

/// Which members of a structure were read.
#[derive(Default)]
pub(crate) struct Seen {
    low: u128,
    high: Vec<usize>,
}

impl Seen {
    pub(crate) fn insert(&mut self, index: usize) {
        if index < 128 {
            self.low |= 1 << index;
        } else if !self.high.contains(&index) {
            self.high.push(index);
        }
    }

    pub(crate) fn contains(&self, index: usize) -> bool {
        if index < 128 { self.low >> index & 1 == 1 } else { self.high.contains(&index) }
    }

    fn len(&self) -> usize {
        self.low.count_ones() as usize + self.high.len()
    }
}

/// Checks of one request: limits always, constraints when asked for.
///
/// Paths cost nothing while all is well: a check records where it stands within the innermost value, and
/// each level that is left puts its own name before what was recorded within it.
pub(crate) struct Checks {
    on: bool,
    violations: Vec<Violation>,
    depth_left: usize,
    values_left: usize,
}

impl Checks {
    pub(crate) fn new(on: bool, limits: Limits) -> Checks {
        Checks { on, violations: Vec::new(), depth_left: limits.depth, values_left: limits.values }
    }

    pub(crate) fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    /// Goes one level deeper.
    pub(crate) fn enter(&mut self) -> DeResult {
        self.depth_left = self
            .depth_left
            .checked_sub(1)
            .ok_or(DeError::new("The request nests too many levels deep"))?;
        Ok(())
    }

    pub(crate) fn leave(&mut self) {
        self.depth_left += 1;
    }

    /// Counts one value.
    pub(crate) fn count(&mut self) -> DeResult {
        self.values_left = self
            .values_left
            .checked_sub(1)
            .ok_or(DeError::new("The request holds too many values"))?;
        Ok(())
    }

    /// How many values may still come, for codecs that count by themselves.
    pub(crate) fn values_left(&mut self) -> &mut usize {
        &mut self.values_left
    }

    /// A null element, at position `index` from 0, of a list that may hold none.
    pub(crate) fn null_element(&mut self, index: usize) {
        let mark = self.mark();
        self.null();
        if self.violations.len() > mark {
            self.prefix(mark, &format!("{}.member", index + 1));
        }
    }

    /// Where the violations of what follows begin.
    pub(crate) fn mark(&self) -> usize {
        self.violations.len()
    }

    /// Puts a member's name before the paths recorded since `mark`.
    pub(crate) fn within_member(&mut self, mark: usize, member: &Member) {
        if self.violations.len() > mark {
            let name = decapitalised(member.name);
            self.prefix(mark, &name);
        }
    }

    fn prefix(&mut self, mark: usize, name: &str) {
        for violation in self.violations.iter_mut().skip(mark) {
            let dot = if violation.path.is_empty() { "" } else { "." };
            violation.path = format!("{name}{dot}{}", violation.path);
        }
    }

    fn add(&mut self, rule: Rule, value: Option<String>) {
        if self.violations.len() < MAX_VIOLATIONS {
            self.violations.push(Violation { path: String::new(), value, rule });
        }
    }

    /// A null where none may be.
    pub(crate) fn null(&mut self) {
        if self.on {
            self.add(Rule::Required, None);
        }
    }

    /// Text: length in characters, pattern, enumeration.
    pub(crate) fn string(&mut self, shape: &'static Shape, text: &str) {
        if self.on
            && let Some(constraints) = shape.constraints.as_deref()
        {
            self.string_against(shape, constraints, text);
        }
    }

    fn string_against(&mut self, shape: &Shape, constraints: &'static Constraints, text: &str) {
        let value = || (!shape.sensitive).then(|| cut(text).to_owned());
        if !constraints.values.is_empty() && !constraints.values.contains(&text) {
            return self.add(Rule::Enum(constraints.values.clone()), value());
        }
        if let Some(pattern) = constraints.pattern
            && !pattern::matches(pattern, text)
        {
            self.add(Rule::Pattern(pattern), value());
        }
        if constraints.min.is_some() || constraints.max.is_some() {
            let length = text.chars().count();
            self.length_against(constraints, length, value);
        }
    }

    /// Length in bytes or elements; `render` writes the value for the error.
    pub(crate) fn length(
        &mut self,
        shape: &'static Shape,
        length: usize,
        render: impl FnOnce() -> Option<String>,
    ) {
        if self.on
            && let Some(constraints) = shape.constraints.as_deref()
        {
            let render = || if shape.sensitive { None } else { render() };
            self.length_against(constraints, length, render);
        }
    }

    fn length_against(
        &mut self,
        constraints: &Constraints,
        length: usize,
        render: impl FnOnce() -> Option<String>,
    ) {
        if let Some(min) = constraints.min
            && (length as f64) < min
        {
            self.add(Rule::MinLength(min), render());
        } else if let Some(max) = constraints.max
            && (length as f64) > max
        {
            self.add(Rule::MaxLength(max), render());
        }
    }

    /// A number's range.
    pub(crate) fn number(&mut self, shape: &'static Shape, number: f64) {
        if self.on
            && let Some(constraints) = shape.constraints.as_deref()
        {
            let value = || (!shape.sensitive).then(|| number.to_string());
            if let Some(min) = constraints.min
                && number < min
            {
                self.add(Rule::Min(min), value());
            } else if let Some(max) = constraints.max
                && number > max
            {
                self.add(Rule::Max(max), value());
            }
        }
    }

    /// Required members of a structure, and that a union has exactly one.
    pub(crate) fn structure(&mut self, shape: &'static Shape, seen: &Seen) {
        if !self.on {
            return;
        }
        if shape.kind == Kind::Union && seen.len() != 1 {
            self.add(Rule::Union(seen.len()), None);
        }
        for &index in &shape.required {
            let index = usize::from(index);
            if !seen.contains(index)
                && let Some(member) = shape.members.get(index)
            {
                let mark = self.mark();
                self.add(Rule::Required, None);
                self.within_member(mark, member);
            }
        }
    }

    /// After an element of a list, at position `index` from 0.
    pub(crate) fn element_done(&mut self, mark: usize, index: usize, broken: &mut Broken) {
        if self.violations.len() > mark {
            if broken.scalar_values {
                self.violations.truncate(mark);
                broken.values = true;
            } else {
                self.prefix(mark, &format!("{}.member", index + 1));
            }
        }
    }

    /// After the key of an entry.
    pub(crate) fn key_done(&mut self, map: &'static Shape, key: &str, broken: &mut Broken) {
        if let Some(edge) = map.members.first() {
            let mark = self.mark();
            self.string(edge.target(), key);
            broken.keys |= self.violations.len() > mark;
            self.violations.truncate(mark);
        }
    }

    /// After the value of an entry.
    pub(crate) fn entry_done(&mut self, mark: usize, key: &str, broken: &mut Broken) {
        if self.violations.len() > mark {
            if broken.scalar_values {
                self.violations.truncate(mark);
                broken.values = true;
            } else {
                self.prefix(mark, &format!("{}.member", cut(key)));
            }
        }
    }

    /// After the last element or entry of `shape`, of which there were `length`: its own length, and one
    /// violation for all broken scalars within. `render` writes the whole value for the error.
    pub(crate) fn collection_done(
        &mut self,
        shape: &'static Shape,
        length: usize,
        broken: &Broken,
        render: impl Fn() -> Option<String>,
    ) {
        if !self.on {
            return;
        }
        let value = |part: Option<&Member>| {
            let hidden = shape.sensitive || part.is_some_and(|m| m.target().sensitive);
            if hidden { None } else { render().map(|v| cut(&v).to_owned()) }
        };
        self.length(shape, length, || value(None));
        if broken.keys
            && let Some(key) = shape.members.first()
        {
            self.add(Rule::Keys(in_words(key.target())), value(Some(key)));
        }
        if broken.values
            && let Some(last) = shape.members.last()
        {
            let words = in_words(last.target());
            let kind = match shape.kind {
                Kind::List => Rule::Elements(words),
                _ => Rule::Values(words),
            };
            self.add(kind, value(Some(last)));
        }
    }
}

/// What was broken among the scalars of a list or map: AWS reports them as one violation of the whole.
pub(crate) struct Broken {
    scalar_values: bool,
    keys: bool,
    values: bool,
}

impl Broken {
    /// Nothing yet, in a value of this shape.
    pub(crate) fn none_in(shape: &'static Shape) -> Broken {
        let aggregate =
            |m: &Member| matches!(m.kind(), Kind::Structure | Kind::Union | Kind::List | Kind::Map);
        let scalar_values = !shape.members.last().is_some_and(aggregate);
        Broken { scalar_values, keys: false, values: false }
    }
}

/// `RoleSessionName` to `roleSessionName`, as AWS writes members in paths.
fn decapitalised(name: &str) -> Cow<'_, str> {
    match name.as_bytes().first() {
        Some(first) if first.is_ascii_uppercase() => {
            let mut out = name.to_owned();
            out[..1].make_ascii_lowercase();
            Cow::Owned(out)
        }
        _ => Cow::Borrowed(name),
    }
}

/// The beginning of a text, at most `MAX_VALUE` bytes.
fn cut(text: &str) -> &str {
    scalar::cut(text, MAX_VALUE)
}
