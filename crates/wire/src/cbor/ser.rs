//! Writes typed values as CBOR. Structures are maps of indefinite length, since their members are counted
//! only by writing them; lists and maps are definite.

use schema::{
    BoxStream, ByteStream, Document, EachElement, EachEntry, Event, EventStream, Kind, Member, Ser,
    SerError, SerResult, Shape, ShapeSer, Timestamp,
};

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1 << 5;
const BYTES: u8 = 2 << 5;
const TEXT: u8 = 3 << 5;
const ARRAY: u8 = 4 << 5;
const MAP: u8 = 5 << 5;
const TAG: u8 = 6 << 5;
const OPEN_MAP: u8 = 0xbf;
const BREAK: u8 = 0xff;
const NULL: u8 = 0xf6;

/// A writer of CBOR.
#[derive(Default)]
pub(crate) struct CborSer {
    out: Vec<u8>,
    /// Whether what comes next is a member of a structure, so that its name is written before it.
    named: bool,
    /// The events of an output that streams them; they are framed apart from its other members.
    events: Option<(&'static Shape, BoxStream<Event>)>,
}

impl CborSer {
    pub(crate) fn with_capacity(bytes: usize) -> CborSer {
        CborSer { out: Vec::with_capacity(bytes), named: false, events: None }
    }

    /// The events, when the output had any to stream.
    pub(crate) fn take_events(&mut self) -> Option<(&'static Shape, BoxStream<Event>)> {
        self.events.take()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Begins a map that is written member by member.
    pub(crate) fn open(&mut self) {
        self.out.push(OPEN_MAP);
        self.named = true;
    }

    /// Ends it.
    pub(crate) fn close(&mut self) {
        self.out.push(BREAK);
    }

    /// A text member that no model names, such as `__type`.
    pub(crate) fn extra(&mut self, name: &str, value: &str) {
        self.text(name);
        self.text(value);
    }

    /// A whole structure, without a name.
    pub(crate) fn top_level(
        &mut self,
        members: &'static [Member],
        value: &dyn ShapeSer,
    ) -> SerResult {
        self.open();
        value.write(members, self)?;
        self.close();
        Ok(())
    }

    fn head(&mut self, major: u8, n: u64) {
        match n {
            0..=23 => self.out.push(major | n as u8),
            24..=0xff => self.out.extend_from_slice(&[major | 24, n as u8]),
            0x100..=0xffff => {
                self.out.push(major | 25);
                self.out.extend_from_slice(&(n as u16).to_be_bytes());
            }
            0x1_0000..=0xffff_ffff => {
                self.out.push(major | 26);
                self.out.extend_from_slice(&(n as u32).to_be_bytes());
            }
            _ => {
                self.out.push(major | 27);
                self.out.extend_from_slice(&n.to_be_bytes());
            }
        }
    }

    fn text(&mut self, text: &str) {
        self.head(TEXT, text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }

    fn name(&mut self, member: &'static Member) {
        if self.named {
            self.text(member.wire);
        }
    }

    fn write_integer(&mut self, value: i64) {
        match u64::try_from(value) {
            Ok(n) => self.head(UNSIGNED, n),
            Err(_) => self.head(NEGATIVE, value.unsigned_abs() - 1),
        }
    }

    fn write_double(&mut self, value: f64) {
        self.out.push(0xfb);
        self.out.extend_from_slice(&value.to_be_bytes());
    }
}

impl Ser for CborSer {
    fn null(&mut self, member: &'static Member) -> SerResult {
        self.name(member);
        self.out.push(NULL);
        Ok(())
    }

    fn boolean(&mut self, member: &'static Member, value: bool) -> SerResult {
        self.name(member);
        self.out.push(0xf4 | u8::from(value));
        Ok(())
    }

    fn integer(&mut self, member: &'static Member, value: i64) -> SerResult {
        self.name(member);
        self.write_integer(value);
        Ok(())
    }

    fn float(&mut self, member: &'static Member, value: f64) -> SerResult {
        self.name(member);
        if member.kind() == Kind::Float {
            self.out.push(0xfa);
            self.out.extend_from_slice(&(value as f32).to_be_bytes());
        } else {
            self.write_double(value);
        }
        Ok(())
    }

    fn string(&mut self, member: &'static Member, value: &str) -> SerResult {
        self.name(member);
        self.text(value);
        Ok(())
    }

    fn blob(&mut self, member: &'static Member, value: &[u8]) -> SerResult {
        self.name(member);
        self.head(BYTES, value.len() as u64);
        self.out.extend_from_slice(value);
        Ok(())
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) -> SerResult {
        self.name(member);
        self.head(TAG, 1);
        if value.as_micros() % 1_000_000 == 0 {
            self.write_integer(value.as_secs());
        } else {
            self.write_double(value.as_secs_f64());
        }
        Ok(())
    }

    fn document(&mut self, member: &'static Member, _: &Document) -> SerResult {
        Err(SerError::Unrepresentable { member: member.name, what: "a document within CBOR" })
    }

    fn list(&mut self, member: &'static Member, len: usize, each: EachElement<'_>) -> SerResult {
        let Some(element) = member.target().members.first() else { return Ok(()) };
        self.name(member);
        let named = std::mem::take(&mut self.named);
        self.head(ARRAY, len as u64);
        for i in 0..len {
            each(i, self, element)?;
        }
        self.named = named;
        Ok(())
    }

    fn map(&mut self, member: &'static Member, len: usize, each: EachEntry<'_>) -> SerResult {
        let Some(edge) = member.target().members.get(1) else { return Ok(()) };
        self.name(member);
        let named = std::mem::take(&mut self.named);
        self.head(MAP, len as u64);
        for i in 0..len {
            each(i, self, edge)?;
        }
        self.named = named;
        Ok(())
    }

    fn key(&mut self, key: &str) -> SerResult {
        self.text(key);
        Ok(())
    }

    fn structure(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult {
        self.name(member);
        let named = std::mem::replace(&mut self.named, true);
        self.out.push(OPEN_MAP);
        value.write(&member.target().members, self)?;
        self.out.push(BREAK);
        self.named = named;
        Ok(())
    }

    fn byte_stream(&mut self, member: &'static Member, _: &ByteStream) -> SerResult {
        Err(SerError::Unrepresentable { member: member.name, what: "a stream within CBOR" })
    }

    fn event_stream(&mut self, member: &'static Member, value: &EventStream) -> SerResult {
        self.events = value.take().map(|events| (member.target(), events));
        Ok(())
    }
}
