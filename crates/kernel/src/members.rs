//! An input seen by the names of its members, whatever its type: what policies look at, without a line of code
//! for each operation. Each question walks the input once; nothing is copied but the answer.

use schema::{
    ByteStream, Document, EachElement, EachEntry, EventStream, Member, Ser, SerError, SerResult,
    ShapeSer, Timestamp,
};

/// The members of an input.
#[derive(Clone, Copy)]
pub struct Members<'a> {
    shape: &'a dyn ShapeSer,
    members: &'static [Member],
}

impl<'a> Members<'a> {
    /// The members of `shape`, whose schema lists `members`.
    pub fn new(shape: &'a dyn ShapeSer, members: &'static [Member]) -> Members<'a> {
        Members { shape, members }
    }

    /// Whether the model has a member called `name` at the top.
    pub fn knows(&self, name: &str) -> bool {
        self.members.iter().any(|m| m.name == name)
    }

    /// The names of all members at the top.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.members.iter().map(|m| m.name)
    }

    /// The text, number or boolean of the member called `name`, if it is set.
    pub fn text(&self, name: &str) -> Option<String> {
        self.texts(name).into_iter().next()
    }

    /// Every text, number or boolean under the member called `name`: one for a scalar, the elements of a list, the
    /// values of a map or structure in their order. Empty when it is not set.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let mut walk =
            Walk { wanted: name, depth: 0, inside: false, mode: Mode::Texts(Vec::new()) };
        // What stops the walk early is no failure: the answer is there.
        let _stopped = self.shape.write(self.members, &mut walk);
        match walk.mode {
            Mode::Texts(found) => found,
            Mode::Tags { .. } | Mode::Scalars { .. } => Vec::new(),
        }
    }

    /// The texts, numbers and booleans at the top that `wanted` says yes to, with their members' names, in the order
    /// of the model: for who asks for many of them.
    pub fn scalars(&self, wanted: fn(&str) -> bool) -> Vec<(&'static str, String)> {
        // No member is called nothing: the walk enters none.
        let mode = Mode::Scalars { wanted, found: Vec::new() };
        let mut walk = Walk { wanted: "", depth: 0, inside: false, mode };
        let _stopped = self.shape.write(self.members, &mut walk);
        match walk.mode {
            Mode::Scalars { found, .. } => found,
            Mode::Texts(_) | Mode::Tags { .. } => Vec::new(),
        }
    }

    /// Tags: a list of structures of `Key` and `Value` (in any case, with any prefix: `TagKey`), or a map.
    pub fn tags(&self, name: &str) -> Vec<(String, String)> {
        let mode = Mode::Tags { key: None, found: Vec::new() };
        let mut walk = Walk { wanted: name, depth: 0, inside: false, mode };
        let _stopped = self.shape.write(self.members, &mut walk);
        match walk.mode {
            Mode::Tags { found, .. } => found,
            Mode::Texts(_) | Mode::Scalars { .. } => Vec::new(),
        }
    }
}

enum Mode {
    Texts(Vec<String>),
    Tags { key: Option<String>, found: Vec<(String, String)> },
    Scalars { wanted: fn(&str) -> bool, found: Vec<(&'static str, String)> },
}

/// A writer that keeps one member.
struct Walk<'n> {
    wanted: &'n str,
    /// How many lists, maps and structures we are in; members at the top are at 0.
    depth: usize,
    inside: bool,
    mode: Mode,
}

/// Inputs are no deeper than this where policies look.
const DEEPEST: usize = 16;

impl Walk<'_> {
    fn enters(&self, member: &'static Member) -> bool {
        self.inside || (self.depth == 0 && member.name == self.wanted)
    }

    fn scalar(&mut self, member: &'static Member, text: impl FnOnce() -> String) -> SerResult {
        if let Mode::Scalars { wanted, found } = &mut self.mode {
            if wanted(member.name) {
                found.push((member.name, text()));
            }
            return Ok(());
        }
        if !self.enters(member) {
            return Ok(());
        }
        match &mut self.mode {
            Mode::Scalars { .. } => {}
            Mode::Texts(found) => found.push(text()),
            Mode::Tags { key, found } => {
                let name = member.name;
                let ends = |end: &str| {
                    name.len() >= end.len()
                        && name[name.len() - end.len()..].eq_ignore_ascii_case(end)
                };
                if ends("value")
                    && let Some(key) = key.take()
                {
                    found.push((key, text()));
                } else if ends("key") {
                    *key = Some(text());
                }
            }
        }
        Ok(())
    }

    fn within(
        &mut self,
        member: &'static Member,
        each: impl FnOnce(&mut Self) -> SerResult,
    ) -> SerResult {
        if !self.enters(member) || self.depth >= DEEPEST {
            return Ok(());
        }
        let outer = std::mem::replace(&mut self.inside, true);
        self.depth += 1;
        let result = each(self);
        self.depth -= 1;
        self.inside = outer;
        result
    }
}

impl Ser for Walk<'_> {
    fn null(&mut self, _: &'static Member) -> SerResult {
        Ok(())
    }
    fn boolean(&mut self, member: &'static Member, value: bool) -> SerResult {
        self.scalar(member, || value.to_string())
    }
    fn integer(&mut self, member: &'static Member, value: i64) -> SerResult {
        self.scalar(member, || value.to_string())
    }
    fn float(&mut self, member: &'static Member, value: f64) -> SerResult {
        self.scalar(member, || value.to_string())
    }
    fn string(&mut self, member: &'static Member, value: &str) -> SerResult {
        self.scalar(member, || value.to_owned())
    }
    fn blob(&mut self, _: &'static Member, _: &[u8]) -> SerResult {
        Ok(())
    }
    fn timestamp(&mut self, member: &'static Member, value: Timestamp) -> SerResult {
        self.scalar(member, || value.iso8601())
    }
    fn document(&mut self, _: &'static Member, _: &Document) -> SerResult {
        Ok(())
    }
    fn list(&mut self, member: &'static Member, len: usize, each: EachElement<'_>) -> SerResult {
        let element = member.target();
        let Some(edge) = element.members.first() else { return Ok(()) };
        self.within(member, |walk| (0..len).try_for_each(|at| each(at, walk, edge)))
    }
    fn map(&mut self, member: &'static Member, len: usize, each: EachEntry<'_>) -> SerResult {
        let Some(edge) = member.target().members.get(1) else { return Ok(()) };
        self.within(member, |walk| (0..len).try_for_each(|at| each(at, walk, edge)))
    }
    fn key(&mut self, text: &str) -> SerResult {
        if let Mode::Tags { key, .. } = &mut self.mode {
            *key = Some(text.to_owned());
        }
        Ok(())
    }
    fn structure(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult {
        self.within(member, |walk| value.write(&member.target().members, walk))
    }
    fn byte_stream(&mut self, _: &'static Member, _: &ByteStream) -> SerResult {
        Ok(())
    }
    fn event_stream(&mut self, member: &'static Member, _: &EventStream) -> SerResult {
        Err(SerError::Unrepresentable { member: member.name, what: "a stream has no members" })
    }
}
