//! The loader of schema texts: what it makes of a good text, and that a bad one is an error and never a panic.

use schema::text::{Hasher, load_owned};
use schema::{Kind, Location, Protocol, TimestampFormat};

/// A text with the header filled in and the hash computed from the lines themselves.
fn text(body: &str) -> String {
    let mut hash = Hasher::default();
    for line in body.lines().filter(|line| !line.starts_with(" errors")) {
        let indented = line.starts_with(' ');
        let named = match line.strip_prefix(' ') {
            Some(member) => member.split(' ').next(),
            None => line.split(' ').nth(1),
        };
        let named = named.filter(|name| !(indented && name.starts_with(['=', '~'])));
        named.into_iter().for_each(|name| hash.name(name));
    }
    let header = "stratus-schema 1\nname demo\nid Demo\nprotocols restJson awsQuery\n";
    format!("{header}hash {:016x}\n{body}", hash.finish())
}

const BODY: &str = "\
op Draw POST /draw/{id} DrawRequest - status=201 host={id}. anonymous
 errors Faded
op Fetch GET /fetch - FetchResult result=FetchResult
string Colour
 =red
 =dark blue
struct DrawRequest payload=body
 id Name req in=uri
 body Paint
 when Time ts=http in=header wire=x-when
struct Faded error=Faded.Away status=410
 message Name
struct FetchResult
 rest Stream
string Name min=1 max=8
 ~[a-z =~]+
struct Paint
 Colours Palette query=Colour
 self Paint
list Palette flat
 member Colour
blob Stream stream
timestamp Time ts=iso8601
";

#[test]
fn a_service_is_loaded_with_all_its_edges() {
    let service = load_owned(text(BODY)).unwrap();
    assert_eq!(service.protocols, [Protocol::RestJson, Protocol::AwsQuery]);
    let draw = service.operation("Draw").unwrap();
    assert_eq!((draw.index, draw.status, draw.host_prefix), (0, 201, "{id}."));
    assert!(draw.anonymous && !draw.has_output && !draw.streaming_output);
    assert_eq!(draw.output().members.len(), 0);
    assert_eq!(draw.errors[0].get().error.as_ref().unwrap().code, "Faded.Away");
    let input = draw.input();
    assert_eq!((input.payload, &input.required[..]), (Some(1), &[0u16][..]));
    let (_, when) = input.member("when").unwrap();
    assert_eq!(when.timestamp_format(), Some(TimestampFormat::HttpDate));
    assert_eq!((when.location, when.wire), (Location::Header, "x-when"));
    assert!(input.member_by_wire("x-when").is_none(), "headers are not body members");
    let paint = input.members[1].target();
    assert!(std::ptr::eq(paint.members[1].target(), paint));
    assert_eq!(paint.member_by_query("Colour").unwrap().0, 0);
    assert_eq!(paint.member_by_wire("Colours").unwrap().0, 0);
    let palette = paint.members[0].target();
    assert_eq!(palette.kind, Kind::List);
    let colours = &palette.members[0].target().constraints.as_ref().unwrap().values;
    assert_eq!(colours[..], ["red", "dark blue"]);
    let name = service.shape("Name").unwrap().constraints.as_ref().unwrap();
    assert_eq!((name.min, name.max, name.pattern), (Some(1.0), Some(8.0), Some("[a-z =~]+")));
    assert!(service.operation("Fetch").unwrap().streaming_output);
}

#[test]
fn a_bad_text_says_which_line_and_why() {
    for (from, to, expected) in [
        ("struct Paint", "strict Paint", "unknown kind"),
        (" self Paint", " self Point", "no shape `Point`"),
        (" self Paint", " self -", "without a shape"),
        ("req in=uri", "req in=air", "unknown location"),
        ("ts=http", "ts=soon", "unknown timestamp format"),
        ("min=1", "min=one", "is no number"),
        ("payload=body", "payload=soul", "no such payload"),
        (" ~[a-z", " ?[a-z", "expected ` =value`"),
        ("op Fetch", "op Apple", "not sorted"),
        ("status=201", "status", "needs a value"),
        (" member Colour", " element Colour", "a list has one line"),
        (" errors Faded", " mistakes Faded", "expected `errors`"),
        (" errors Faded", " errors -", "an error without a shape"),
        ("op Fetch GET /fetch - FetchResult", "op Fetch GET", "no input"),
        ("blob Stream stream", "blob Stream dream", "unknown attribute"),
        ("timestamp Time", "Time", "unknown kind"),
    ] {
        assert!(BODY.contains(from), "{from}");
        let error = load_owned(text(&BODY.replacen(from, to, 1))).unwrap_err();
        assert!(error.to_string().contains(expected), "{to}: {error}");
    }
}

#[test]
fn order_is_part_of_the_hash() {
    let good = text(BODY);
    let swapped =
        good.replace(" id Name req in=uri\n body Paint\n", " body Paint\n id Name req in=uri\n");
    assert_ne!(good, swapped);
    let error = load_owned(swapped).unwrap_err();
    assert!(error.what.contains("hash"), "{error}");
    assert!(load_owned("stratus-schema 2\n".to_owned()).is_err());
    assert!(load_owned(String::new()).is_err());
}

/// Every cut and many damaged copies: an error or, where the damage is harmless, a service; never a panic.
#[test]
fn damaged_texts_do_not_panic() {
    let good = text(BODY);
    for end in 0..good.len() {
        let _outcome = load_owned(good[..end].to_owned());
    }
    let mut state = 7u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    for _ in 0..20_000 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..=random(3) {
            let at = random(bytes.len());
            bytes[at] = b" \n=~-aZ09{"[random(10)];
        }
        let damaged = String::from_utf8(bytes).unwrap();
        // Given a right hash, deeper checks are reached too.
        let body = damaged.split_once("\nop ").map(|(_, rest)| text(&format!("op {rest}")));
        let _outcome = load_owned(damaged);
        let _outcome = body.map(load_owned);
    }
}
