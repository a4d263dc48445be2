//! Gives a written tree its meaning: placeholders are looked up, functions and operands checked.

use super::bindings::Bindings;
use super::condition::{Comparator, Condition, Operand, order};
use super::parser::{Node, RawPart, RawPath};
use super::path::{Path, PathPart};
use super::reserved::is_reserved;
use super::{ExpressionError, Kind, MAX_IN, MAX_PATH, Parsed, invalid};
use crate::value::Value;

/// The letters of all types, in AWS's order.
const TYPES: [&str; 10] = ["B", "NULL", "SS", "BOOL", "L", "BS", "N", "NS", "S", "M"];
/// The greatest index of a list.
const MAX_INDEX: usize = i32::MAX as usize;

/// Binds the expressions of one kind.
pub struct Binder<'b> {
    pub(super) kind: Kind,
    pub(super) bindings: &'b mut Bindings,
}

impl Binder<'_> {
    pub(super) fn refuse(&self, what: impl std::fmt::Display) -> ExpressionError {
        invalid(self.kind, what)
    }

    /// `Incorrect operand type for operator or function; ...`
    pub(super) fn wrong_type(&self, operator: &str, value: &Value) -> ExpressionError {
        self.refuse(format_args!(
            "Incorrect operand type for operator or function; operator or function: {operator}, \
             operand type: {}",
            value.type_name()
        ))
    }

    pub(super) fn wrong_count(&self, function: &str, count: usize) -> ExpressionError {
        self.refuse(format_args!(
            "Incorrect number of operands for operator or function; operator or function: {function}, \
             number of operands: {count}"
        ))
    }

    pub(super) fn needs_path(&self, function: &str) -> ExpressionError {
        self.refuse(format_args!(
            "Operator or function requires a document path; operator or function: {function}"
        ))
    }

    pub(super) fn path(&mut self, raw: &RawPath<'_>) -> Parsed<Path> {
        let mut root = None;
        let mut rest = Vec::with_capacity(raw.len().saturating_sub(1));
        for part in raw {
            let name = match part {
                RawPart::Word(word) if is_reserved(word) => {
                    return Err(self.refuse(format_args!(
                        "Attribute name is a reserved keyword; reserved keyword: {word}"
                    )));
                }
                RawPart::Word(word) => (*word).to_owned(),
                RawPart::Name(key) => match self.bindings.name(key) {
                    Some(name) => name.to_owned(),
                    None => {
                        return Err(self.refuse(format_args!(
                            "An expression attribute name used in the document path is not defined; \
                             attribute name: {key}"
                        )));
                    }
                },
                RawPart::Index(digits) => {
                    let index = digits.parse().ok().filter(|index| *index <= MAX_INDEX);
                    let index = index.ok_or_else(|| {
                        self.refuse(format_args!(
                            "List index is not within the allowable range; index: [{digits}]"
                        ))
                    })?;
                    rest.push(PathPart::Index(index));
                    continue;
                }
            };
            if root.is_none() {
                root = Some(name);
            } else {
                rest.push(PathPart::Name(name));
            }
        }
        if raw.len() > MAX_PATH {
            return Err(self.refuse(format_args!(
                "The document path has too many nesting levels; nesting levels: {}",
                raw.len()
            )));
        }
        Ok(Path { root: root.unwrap_or_default(), rest })
    }

    pub(super) fn value(&mut self, key: &str) -> Parsed<Value> {
        match self.bindings.value(key) {
            Some(value) => Ok(value.clone()),
            None => Err(self.refuse(format_args!(
                "An expression attribute value used in expression is not defined; attribute value: {key}"
            ))),
        }
    }

    /// What stands in parentheses; two pairs around the same are refused.
    pub(super) fn unwrapped<'n, 't>(&self, inner: &'n Node<'t>) -> Parsed<&'n Node<'t>> {
        match inner {
            Node::Paren(_) => Err(self.refuse("The expression has redundant parentheses;")),
            inner => Ok(inner),
        }
    }

    pub(super) fn condition(&mut self, node: &Node<'_>) -> Parsed<Condition> {
        Ok(match node {
            Node::Paren(inner) => {
                let inner = self.unwrapped(inner)?;
                self.condition(inner)?
            }
            Node::And(parts) => Condition::And(self.conditions(parts)?),
            Node::Or(parts) => Condition::Or(self.conditions(parts)?),
            Node::Not(inner) => Condition::Not(Box::new(self.condition(inner)?)),
            Node::Compare(sign, left, right) => self.compare(sign, left, right)?,
            Node::Between(parts) => self.between(parts)?,
            Node::In(value, list) => self.within(value, list)?,
            Node::Call(name, arguments) => self.test(name, arguments)?,
            Node::Path(_) | Node::Value(_) | Node::Arithmetic(..) => {
                return Err(self.refuse("Syntax error"));
            }
        })
    }

    fn conditions(&mut self, nodes: &[Node<'_>]) -> Parsed<Vec<Condition>> {
        nodes.iter().map(|node| self.condition(node)).collect()
    }

    fn operand(&mut self, node: &Node<'_>) -> Parsed<Operand> {
        match node {
            Node::Paren(inner) => {
                let inner = self.unwrapped(inner)?;
                self.operand(inner)
            }
            Node::Path(path) => Ok(Operand::Path(self.path(path)?)),
            Node::Value(key) => Ok(Operand::Value(self.value(key)?)),
            Node::Call("size", arguments) => self.size(arguments),
            Node::Call(name, arguments) => {
                self.known(name)?;
                self.operands(arguments)?;
                Err(self.misplaced(name))
            }
            _ => Err(self.refuse("Syntax error")),
        }
    }

    fn operands(&mut self, nodes: &[Node<'_>]) -> Parsed<Vec<Operand>> {
        nodes.iter().map(|node| self.operand(node)).collect()
    }

    fn size(&mut self, arguments: &[Node<'_>]) -> Parsed<Operand> {
        let mut operands = self.operands(arguments)?;
        let (Some(operand), 1) = (operands.pop(), arguments.len()) else {
            return Err(self.wrong_count("size", arguments.len()));
        };
        match &operand {
            Operand::Value(value @ (Value::N(_) | Value::Bool(_) | Value::Null)) => {
                Err(self.wrong_type("size", value))
            }
            Operand::Size(_) => Err(self.wrong_type("size", &Value::N(crate::Number::ZERO))),
            _ => Ok(Operand::Size(Box::new(operand))),
        }
    }

    /// Refuses functions that there are not, or not in conditions.
    fn known(&self, name: &str) -> Parsed<()> {
        match name {
            "attribute_exists"
            | "attribute_not_exists"
            | "attribute_type"
            | "begins_with"
            | "contains"
            | "size" => Ok(()),
            "if_not_exists" | "list_append" => Err(self.refuse(format_args!(
                "The function is not allowed in a condition expression; function: {name}"
            ))),
            _ => Err(self.refuse(format_args!("Invalid function name; function: {name}"))),
        }
    }

    fn misplaced(&self, name: &str) -> ExpressionError {
        self.refuse(format_args!(
            "The function is not allowed to be used this way in an expression; function: {name}"
        ))
    }

    fn compare(&mut self, sign: &str, left: &Node<'_>, right: &Node<'_>) -> Parsed<Condition> {
        let (left, right) = (self.operand(left)?, self.operand(right)?);
        let how = Comparator::parse(sign).ok_or_else(|| self.refuse("Syntax error"))?;
        if how.is_order() {
            self.check_ordered(sign, [&left, &right])?;
        }
        self.check_distinct(sign, &left, [&right])?;
        Ok(Condition::Compare(how, left, right))
    }

    fn between(&mut self, parts: &[Node<'_>; 3]) -> Parsed<Condition> {
        let [value, low, high] = parts;
        let (value, low, high) = (self.operand(value)?, self.operand(low)?, self.operand(high)?);
        self.check_ordered("BETWEEN", [&value, &low, &high])?;
        if let (Operand::Value(low), Operand::Value(high)) = (&low, &high) {
            let bounds = format!(
                "lower bound operand: {}, upper bound operand: {}",
                shown(low),
                shown(high)
            );
            match order(low, high) {
                None => {
                    return Err(self.refuse(format_args!(
                        "The BETWEEN operator requires same data type for lower and upper bounds; {bounds}"
                    )));
                }
                Some(std::cmp::Ordering::Greater) => {
                    return Err(self.refuse(format_args!(
                        "The BETWEEN operator requires upper bound to be greater than or equal to lower \
                         bound; {bounds}"
                    )));
                }
                Some(_) => {}
            }
        }
        self.check_distinct("BETWEEN", &value, [&low, &high])?;
        Ok(Condition::Between(value, low, high))
    }

    fn within(&mut self, value: &Node<'_>, list: &[Node<'_>]) -> Parsed<Condition> {
        let value = self.operand(value)?;
        let list = self.operands(list)?;
        if list.len() > MAX_IN {
            return Err(self.refuse(format_args!(
                "The IN operator is provided with too many operands; number of operands: {}",
                list.len()
            )));
        }
        self.check_distinct("IN", &value, &list)?;
        Ok(Condition::In(value, list))
    }

    fn test(&mut self, name: &str, arguments: &[Node<'_>]) -> Parsed<Condition> {
        self.known(name)?;
        if name == "size" {
            self.operands(arguments)?;
            return Err(self.misplaced(name));
        }
        let operands = self.operands(arguments)?;
        let wanted = if name.starts_with("attribute") && name.ends_with("exists") { 1 } else { 2 };
        if operands.len() != wanted {
            return Err(self.wrong_count(name, operands.len()));
        }
        let mut operands = operands.into_iter();
        match (name, operands.next(), operands.next()) {
            ("attribute_exists", Some(Operand::Path(path)), _) => Ok(Condition::Exists(path)),
            ("attribute_not_exists", Some(Operand::Path(path)), _) => {
                Ok(Condition::NotExists(path))
            }
            ("attribute_type", Some(operand), Some(kind)) => self.has_type(operand, kind),
            ("begins_with", Some(whole), Some(part)) => {
                for operand in [&whole, &part] {
                    self.check_literal(name, operand, |v| matches!(v, Value::S(_) | Value::B(_)))?;
                }
                self.check_distinct(name, &whole, [&part])?;
                Ok(Condition::BeginsWith(whole, part))
            }
            ("contains", Some(whole), Some(part)) => {
                let plain = |v: &Value| !matches!(v, Value::N(_) | Value::Bool(_) | Value::Null);
                self.check_literal(name, &whole, plain)?;
                self.check_distinct(name, &whole, [&part])?;
                Ok(Condition::Contains(whole, part))
            }
            _ => Err(self.needs_path(name)),
        }
    }

    fn has_type(&mut self, operand: Operand, kind: Operand) -> Parsed<Condition> {
        match kind {
            Operand::Value(Value::S(name)) if TYPES.contains(&name.as_str()) => {
                Ok(Condition::HasType(operand, name))
            }
            Operand::Value(Value::S(name)) => Err(self.refuse(format_args!(
                "Invalid attribute type name found; type: {name}, valid types: {{{}}}",
                TYPES.join(",")
            ))),
            Operand::Value(other) => Err(self.wrong_type("attribute_type", &other)),
            _ => Err(self.refuse(
                "Incorrect operand type for operator or function; operator or function: attribute_type, \
                 operand type: {NS,SS,L,BS,N,M,B,NULL,S,BOOL}",
            )),
        }
    }

    /// Values that are compared by order must have one.
    fn check_ordered<'o>(
        &self,
        operator: &str,
        operands: impl IntoIterator<Item = &'o Operand>,
    ) -> Parsed<()> {
        let ordered = |v: &Value| matches!(v, Value::S(_) | Value::N(_) | Value::B(_));
        operands.into_iter().try_for_each(|operand| self.check_literal(operator, operand, ordered))
    }

    fn check_literal(
        &self,
        operator: &str,
        operand: &Operand,
        fits: impl Fn(&Value) -> bool,
    ) -> Parsed<()> {
        match operand {
            Operand::Value(value) if !fits(value) => Err(self.wrong_type(operator, value)),
            Operand::Size(_) if !fits(&Value::N(crate::Number::ZERO)) => {
                Err(self.wrong_type(operator, &Value::N(crate::Number::ZERO)))
            }
            _ => Ok(()),
        }
    }

    fn check_distinct<'o>(
        &self,
        operator: &str,
        first: &Operand,
        others: impl IntoIterator<Item = &'o Operand>,
    ) -> Parsed<()> {
        if !others.into_iter().any(|other| other == first) {
            return Ok(());
        }
        let shown = match first {
            Operand::Path(path) => path.to_string(),
            Operand::Value(value) => shown(value),
            Operand::Size(_) => return Ok(()),
        };
        Err(self.refuse(format_args!(
            "The first operand must be distinct from the remaining operands for this operator or function; \
             operator: {operator}, first operand: {shown}"
        )))
    }
}

/// A value as errors show it: `AttributeValue: {S:a}`.
pub(crate) fn shown(value: &Value) -> String {
    let inner = match value {
        Value::S(text) => text.clone(),
        Value::N(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        Value::Null => "true".to_owned(),
        Value::B(bytes) => {
            use base64::Engine as _;
            base64::engine::general_purpose::STANDARD.encode(bytes)
        }
        Value::Ss(parts) => format!("[{}]", parts.join(", ")),
        _ => "...".to_owned(),
    };
    format!("AttributeValue: {{{}:{inner}}}", value.type_name())
}
