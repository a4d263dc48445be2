//! Expressions as clients send them, parsed: lists that begin with the number of what they are, with names in place and values
//! aside. Back to text, with names and values as placeholders, they are DynamoDB's own again.

use std::fmt::Write as _;

use gen_dynamodb::AttributeValue;
use schema::VecMap;

use crate::cbor::{Reader, major};
use crate::path::{Path, Step};
use crate::{Malformed, Read, value};

/// How deep expressions are: a chain of ANDs is as deep as it is long, and DynamoDB takes 300 operators.
const MAX_DEPTH: usize = 320;
/// The longest text that is written: DynamoDB takes 4 KiB, and refuses what is longer in its own words.
const MAX_TEXT: usize = 64 * 1024;
const VERSION: i64 = 1;
/// The tag of a position in a list.
const INDEX: u64 = 3324;

const AND: i64 = 6;
const OR: i64 = 7;
const NOT: i64 = 8;
const BETWEEN: i64 = 9;
const IN: i64 = 10;
const VARIABLE: i64 = 17;
const PATH: i64 = 18;
const PLUS: i64 = 25;
const MINUS: i64 = 26;

/// Comparators by their number.
const COMPARATORS: [&str; 6] = ["=", "<>", "<", ">=", ">", "<="];

/// Functions by their number, and how many arguments they have.
const FUNCTIONS: [(i64, &str, usize); 8] = [
    (11, "attribute_exists", 1),
    (12, "attribute_not_exists", 1),
    (13, "attribute_type", 2),
    (14, "begins_with", 2),
    (15, "contains", 2),
    (16, "size", 1),
    (23, "if_not_exists", 2),
    (24, "list_append", 2),
];

/// Clauses of an update by the number of their actions, and how many arguments an action has.
const CLAUSES: [(i64, &str, usize); 4] =
    [(19, "SET", 2), (20, "ADD", 2), (21, "DELETE", 2), (22, "REMOVE", 1)];

/// Names and values of the expressions of a request, which share their placeholders.
#[derive(Clone, Debug, Default)]
pub struct Placeholders {
    names: Vec<String>,
    values: Vec<AttributeValue>,
}

impl Placeholders {
    /// `ExpressionAttributeNames`.
    pub fn names(&self) -> Option<VecMap<String>> {
        let names =
            self.names.iter().enumerate().map(|(at, name)| (format!("#n{at}"), name.clone()));
        (!self.names.is_empty()).then(|| VecMap::from_distinct(names.collect()))
    }

    /// `ExpressionAttributeValues`.
    pub fn values(&self) -> Option<VecMap<AttributeValue>> {
        let values = self.values.iter().enumerate();
        let values = values.map(|(at, value)| (format!(":v{at}"), value.clone()));
        (!self.values.is_empty()).then(|| VecMap::from_distinct(values.collect()))
    }

    /// The placeholder of a name.
    pub fn name(&mut self, name: &str) -> String {
        let known = self.names.iter().position(|known| known == name);
        let at = known.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        format!("#n{at}")
    }

    /// The text of a condition, a filter or a condition on keys.
    pub fn condition(&mut self, bytes: &[u8]) -> Read<String> {
        self.with_values(bytes, |text, reader| text.node(reader, 0, 0))
    }

    /// The text of an update.
    pub fn update(&mut self, bytes: &[u8]) -> Read<String> {
        self.with_values(bytes, |text, reader| text.update(reader))
    }

    /// What is parsed comes before the values that it names: these are read first.
    fn with_values(
        &mut self,
        bytes: &[u8],
        write: impl FnOnce(&mut Text<'_>, &mut Reader<'_>) -> Read<()>,
    ) -> Read<String> {
        let mut reader = begin(bytes, 3)?;
        let mut text =
            Text { base: self.values.len(), highest: 0, text: String::new(), placeholders: self };
        write(&mut text, &mut reader)?;
        let Text { text, highest, placeholders, .. } = text;
        let (mut members, mut count) = (reader.array()?, 0);
        while members.more(&mut reader)? {
            placeholders.values.push(value::read(&mut reader)?);
            count += 1;
        }
        match highest <= count && reader.is_done() {
            true => Ok(text),
            false => Err(Malformed("an expression that names a value that is not there")),
        }
    }
}

/// The paths of a projection.
pub fn projection(bytes: &[u8]) -> Read<Vec<Path>> {
    let mut reader = begin(bytes, 2)?;
    let (mut members, mut paths) = (reader.array()?, Vec::new());
    while members.more(&mut reader)? {
        let (code, mut parts) = function(&mut reader)?;
        if code != PATH {
            return Err(Malformed("a path was expected"));
        }
        let mut steps = Vec::new();
        while parts.more(&mut reader)? {
            steps.push(step(&mut reader)?);
        }
        if !matches!(steps.first(), Some(Step::Name(_))) {
            return Err(Malformed("a path begins with a name"));
        }
        paths.push(Path(steps));
    }
    Ok(paths)
}

/// The text of a projection.
pub fn projection_text(paths: &[Path], placeholders: &mut Placeholders) -> String {
    let mut text = String::new();
    for (at, path) in paths.iter().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        for (at, step) in path.0.iter().enumerate() {
            push_step(&mut text, placeholders, at == 0, step);
        }
    }
    text
}

fn begin(bytes: &[u8], parts: u64) -> Read<Reader<'_>> {
    let mut reader = Reader::new(bytes);
    let mut members = reader.array()?;
    if members.count() != Some(parts) || !members.more(&mut reader)? || reader.int()? != VERSION {
        return Err(Malformed("an expression of a version that is not known"));
    }
    Ok(reader)
}

fn function(reader: &mut Reader<'_>) -> Read<(i64, crate::cbor::Members)> {
    let mut members = reader.array()?;
    if !members.more(reader)? {
        return Err(Malformed("an expression with nothing in it"));
    }
    Ok((reader.int()?, members))
}

fn step(reader: &mut Reader<'_>) -> Read<Step> {
    if reader.peek()?.major != major::TAG {
        return Ok(Step::Name(reader.text()?.to_owned()));
    }
    if reader.tag()? != INDEX {
        return Err(Malformed("a step of a path was expected"));
    }
    usize::try_from(reader.int()?).map(Step::Index).map_err(|_| Malformed("a position below zero"))
}

fn push_step(text: &mut String, placeholders: &mut Placeholders, first: bool, step: &Step) {
    match step {
        Step::Name(name) => {
            if !first {
                text.push('.');
            }
            text.push_str(&placeholders.name(name));
        }
        // Writing to a string does not fail.
        Step::Index(index) => drop(write!(text, "[{index}]")),
    }
}

struct Text<'p> {
    /// The first of its values among all.
    base: usize,
    /// How many values it must have.
    highest: usize,
    text: String,
    placeholders: &'p mut Placeholders,
}

impl Text<'_> {
    fn push(&mut self, piece: &str) -> Read<()> {
        if self.text.len() + piece.len() > MAX_TEXT {
            return Err(Malformed("an expression that is too long"));
        }
        self.text.push_str(piece);
        Ok(())
    }

    /// A node; `outer` is the operator that it stands under: what binds less gets parentheses.
    fn node(&mut self, reader: &mut Reader<'_>, outer: i64, depth: usize) -> Read<()> {
        if depth >= MAX_DEPTH {
            return Err(Malformed("an expression that is too deep"));
        }
        let (code, mut parts) = function(reader)?;
        let depth = depth + 1;
        match code {
            0..=5 => {
                let sign = COMPARATORS[usize::try_from(code).unwrap_or(0)];
                self.infix(reader, &mut parts, &format!(" {sign} "), code, depth)
            }
            AND | OR => {
                let loose =
                    (code == OR && matches!(outer, AND | NOT)) || (code == AND && outer == NOT);
                if loose {
                    self.push("(")?;
                }
                let sign = if code == AND { " AND " } else { " OR " };
                self.infix(reader, &mut parts, sign, code, depth)?;
                if loose { self.push(")") } else { Ok(()) }
            }
            NOT => {
                self.push("NOT ")?;
                self.arguments(reader, &mut parts, 1, "", code, depth)
            }
            BETWEEN => {
                self.one(reader, &mut parts, code, depth)?;
                self.push(" BETWEEN ")?;
                self.one(reader, &mut parts, code, depth)?;
                self.push(" AND ")?;
                self.one(reader, &mut parts, code, depth)?;
                self.end(reader, &mut parts)
            }
            IN => self.among(reader, &mut parts, code, depth),
            PLUS => self.infix(reader, &mut parts, " + ", code, depth),
            MINUS => self.infix(reader, &mut parts, " - ", code, depth),
            VARIABLE => self.variable(reader, &mut parts),
            PATH => {
                let mut first = true;
                while parts.more(reader)? {
                    let step = step(reader)?;
                    if first && !matches!(step, Step::Name(_)) {
                        return Err(Malformed("a path begins with a name"));
                    }
                    push_step(&mut self.text, self.placeholders, first, &step);
                    self.push("")?;
                    first = false;
                }
                if first { Err(Malformed("a path with nothing in it")) } else { Ok(()) }
            }
            _ => {
                let known = FUNCTIONS.iter().find(|(number, ..)| *number == code);
                let (_, name, count) = known.ok_or(Malformed("an operator that is not known"))?;
                self.push(name)?;
                self.push("(")?;
                self.arguments(reader, &mut parts, *count, ", ", code, depth)?;
                self.push(")")
            }
        }
    }

    /// A list of values, one of which it must be.
    fn among(
        &mut self,
        reader: &mut Reader<'_>,
        parts: &mut crate::cbor::Members,
        code: i64,
        depth: usize,
    ) -> Read<()> {
        self.one(reader, parts, code, depth)?;
        self.push(" IN (")?;
        if !parts.more(reader)? {
            return Err(Malformed("an expression with too few parts"));
        }
        let (mut values, mut first) = (reader.array()?, true);
        while values.more(reader)? {
            if !std::mem::take(&mut first) {
                self.push(", ")?;
            }
            self.node(reader, code, depth)?;
        }
        self.push(")")?;
        self.end(reader, parts)
    }

    fn variable(&mut self, reader: &mut Reader<'_>, parts: &mut crate::cbor::Members) -> Read<()> {
        if !parts.more(reader)? {
            return Err(Malformed("an expression with too few parts"));
        }
        let at = usize::try_from(reader.int()?).ok().filter(|at| *at < MAX_TEXT);
        let at = at.ok_or(Malformed("an expression that names a value that is not there"))?;
        self.highest = self.highest.max(at + 1);
        let placeholder = format!(":v{}", self.base + at);
        self.push(&placeholder)?;
        self.end(reader, parts)
    }

    fn one(
        &mut self,
        reader: &mut Reader<'_>,
        parts: &mut crate::cbor::Members,
        code: i64,
        depth: usize,
    ) -> Read<()> {
        match parts.more(reader)? {
            true => self.node(reader, code, depth),
            false => Err(Malformed("an expression with too few parts")),
        }
    }

    fn end(&mut self, reader: &mut Reader<'_>, parts: &mut crate::cbor::Members) -> Read<()> {
        match parts.more(reader)? {
            false => Ok(()),
            true => Err(Malformed("an expression with too many parts")),
        }
    }

    fn infix(
        &mut self,
        reader: &mut Reader<'_>,
        parts: &mut crate::cbor::Members,
        sign: &str,
        code: i64,
        depth: usize,
    ) -> Read<()> {
        self.arguments(reader, parts, 2, sign, code, depth)
    }

    fn arguments(
        &mut self,
        reader: &mut Reader<'_>,
        parts: &mut crate::cbor::Members,
        count: usize,
        between: &str,
        code: i64,
        depth: usize,
    ) -> Read<()> {
        for at in 0..count {
            if at > 0 {
                self.push(between)?;
            }
            self.one(reader, parts, code, depth)?;
        }
        self.end(reader, parts)
    }

    /// Actions in the order in which they were written; those of a clause may stand together only once in a text, so they
    /// are gathered.
    fn update(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        let mut clauses: [Vec<String>; 4] = Default::default();
        let mut actions = reader.array()?;
        while actions.more(reader)? {
            let (code, mut parts) = function(reader)?;
            let clause = CLAUSES.iter().position(|(number, ..)| *number == code);
            let clause = clause.ok_or(Malformed("an action that is not known"))?;
            let (_, name, count) = CLAUSES[clause];
            let between = if name == "SET" { " = " } else { " " };
            let before = std::mem::take(&mut self.text);
            self.arguments(reader, &mut parts, count, between, code, 0)?;
            clauses[clause].push(std::mem::replace(&mut self.text, before));
        }
        for ((_, name, _), actions) in CLAUSES.iter().zip(&clauses) {
            if actions.is_empty() {
                continue;
            }
            let space = if self.text.is_empty() { "" } else { " " };
            self.push(&format!("{space}{name} {}", actions.join(", ")))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor::Writer;

    /// A tree as clients build it.
    enum Tree {
        Path(&'static [&'static str]),
        Var(i64),
        Call(i64, Vec<Tree>),
        List(Vec<Tree>),
    }
    use Tree::{Call, List, Path as P, Var};

    fn put(writer: &mut Writer, tree: &Tree) {
        match tree {
            P(steps) => {
                writer.array(steps.len() + 1);
                writer.int(PATH);
                for step in *steps {
                    match step.parse::<i64>() {
                        Ok(index) => {
                            writer.tag(INDEX);
                            writer.int(index);
                        }
                        Err(_) => writer.text(step),
                    }
                }
            }
            Var(at) => {
                writer.array(2);
                writer.int(VARIABLE);
                writer.int(*at);
            }
            Call(code, parts) => {
                writer.array(parts.len() + 1);
                writer.int(*code);
                parts.iter().for_each(|part| put(writer, part));
            }
            List(parts) => {
                writer.array(parts.len());
                parts.iter().for_each(|part| put(writer, part));
            }
        }
    }

    fn encoded(tree: &Tree, values: i64) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.array(3);
        writer.int(VERSION);
        put(&mut writer, tree);
        writer.array(usize::try_from(values).unwrap());
        (0..values).for_each(|value| writer.int(value));
        writer.finish()
    }

    #[test]
    fn conditions_are_text_again() {
        let eq = |name, at| Call(0, vec![P(name), Var(at)]);
        for (tree, values, text) in [
            (eq(&["a"], 0), 1, "#n0 = :v0"),
            (Call(1, vec![P(&["a", "b", "3", "c"]), Var(0)]), 1, "#n0.#n1[3].#n2 <> :v0"),
            (Call(11, vec![P(&["a"])]), 0, "attribute_exists(#n0)"),
            (Call(14, vec![P(&["a"]), Var(0)]), 1, "begins_with(#n0, :v0)"),
            (Call(4, vec![Call(16, vec![P(&["a"])]), Var(0)]), 1, "size(#n0) > :v0"),
            (Call(9, vec![P(&["a"]), Var(0), Var(1)]), 2, "#n0 BETWEEN :v0 AND :v1"),
            (Call(10, vec![P(&["a"]), List(vec![Var(0), Var(1)])]), 2, "#n0 IN (:v0, :v1)"),
            (
                Call(
                    AND,
                    vec![
                        Call(OR, vec![eq(&["a"], 0), eq(&["b"], 0)]),
                        Call(NOT, vec![eq(&["a"], 1)]),
                    ],
                ),
                2,
                "(#n0 = :v0 OR #n1 = :v0) AND NOT #n0 = :v1",
            ),
            (
                Call(OR, vec![Call(AND, vec![eq(&["a"], 0), eq(&["b"], 0)]), eq(&["a"], 0)]),
                1,
                "#n0 = :v0 AND #n1 = :v0 OR #n0 = :v0",
            ),
            (
                Call(NOT, vec![Call(AND, vec![eq(&["a"], 0), eq(&["b"], 0)])]),
                1,
                "NOT (#n0 = :v0 AND #n1 = :v0)",
            ),
        ] {
            let mut placeholders = Placeholders::default();
            assert_eq!(placeholders.condition(&encoded(&tree, values)).as_deref(), Ok(text));
            assert_eq!(placeholders.values.len(), usize::try_from(values).unwrap());
        }
    }

    #[test]
    fn updates_are_text_again_and_share_placeholders() {
        let tree = List(vec![
            Call(19, vec![P(&["a"]), Call(PLUS, vec![Call(23, vec![P(&["a"]), Var(0)]), Var(1)])]),
            Call(22, vec![P(&["l", "0"])]),
            Call(19, vec![P(&["b"]), Call(24, vec![P(&["b"]), Var(2)])]),
            Call(20, vec![P(&["c"]), Var(1)]),
            Call(21, vec![P(&["d"]), Var(1)]),
        ]);
        let mut placeholders = Placeholders::default();
        placeholders.condition(&encoded(&Call(0, vec![P(&["a"]), Var(0)]), 1)).unwrap();
        let text = "SET #n0 = if_not_exists(#n0, :v1) + :v2, #n2 = list_append(#n2, :v3) ADD #n3 :v2 \
                    DELETE #n4 :v2 REMOVE #n1[0]";
        assert_eq!(placeholders.update(&encoded(&tree, 3)).as_deref(), Ok(text));
        assert_eq!(placeholders.names().unwrap().len(), 5);
    }

    #[test]
    fn projections_have_paths() {
        let mut writer = Writer::new();
        writer.array(2);
        writer.int(VERSION);
        put(&mut writer, &List(vec![P(&["a"]), P(&["b", "1", "c"])]));
        let paths = projection(&writer.finish()).unwrap();
        assert_eq!(projection_text(&paths, &mut Placeholders::default()), "#n0, #n1[1].#n2");
        assert!(!paths[1].is_plain());
    }

    #[test]
    fn what_is_wrong_is_refused() {
        let mut deep = P(&["a"]);
        for _ in 0..1000 {
            deep = Call(NOT, vec![deep]);
        }
        for (bytes, error) in [
            (encoded(&Call(0, vec![P(&["a"]), Var(1)]), 1), "names a value"),
            (encoded(&Call(0, vec![P(&["a"])]), 0), "too few"),
            (encoded(&Call(0, vec![P(&["a"]), Var(0), Var(0)]), 1), "too many"),
            (encoded(&Call(99, vec![P(&["a"])]), 0), "not known"),
            (encoded(&P(&["0"]), 0), "begins with a name"),
            (encoded(&deep, 0), "too deep"),
            (b"a = :v".to_vec(), "list"),
            (vec![0x83, 2, 0x80, 0x80], "version"),
        ] {
            let outcome = Placeholders::default().condition(&bytes);
            assert!(outcome.as_ref().is_err_and(|e| e.0.contains(error)), "{error}: {outcome:?}");
        }
    }
}
