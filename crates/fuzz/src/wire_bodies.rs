//! The codecs of crate `wire`, over its service that has a member of every kind.

use schema::Protocol;

/// What the JSON and form seeds say, and what is nasty in JSON.
pub mod json {
    use super::Protocol;

    pub(crate) const WORDS: &[&str] = &[
        "\"Inner\":{",
        "\"Inners\":[",
        "\"InnerMap\":{\"k\":{",
        "\"text\":",
        "null",
        "1e999",
        "-0",
        "\\ud800",
        "\\u0000",
        "[[[[[[[[",
        "{\"a\":",
        "\"Bytes\":\"AA==\"",
        "\"Time\":1e18",
        "NaN",
        "\u{feff}",
    ];

    /// A valid body with a member of every kind.
    pub(crate) const EVERYTHING: &str = r#"{"Flag":true,"Small":-7,"Whole":12,"Large":5,"Real":0.5,"Single":1e3,
        "text":"a\u00fc\ud83d\ude00","Level":"LOW","Name":"abc","Bytes":"AAH/","Time":1767225600.5,
        "HttpTime":"Thu, 01 Jan 2026 00:00:00 GMT","Epoch":1,"IsoTime":"2026-01-01T00:00:00Z","Words":["ab","cd"],
        "FlatWords":["ef"],"Sparse":["a",null],"TextMap":{"ab":"v"},"FlatMap":{"cd":"w"},"SparseMap":{"k":null},
        "Inner":{"Inner":{"Whole":1}},"Inners":[{},{"text":"x"}],"InnerMap":{"k":{"Flag":false}},
        "Choice":{"Number":3},"kind":"attr"}"#;

    /// A body of awsJson.
    pub fn run(data: &[u8]) -> bool {
        wire::fuzz::json(data);
        wire::fuzz::decode_body(Protocol::AwsJson, data).is_ok()
    }

    pub(crate) fn seeds() -> Vec<Vec<u8>> {
        let anything = r#"{"Anything":{"a":[1,2.5,"x",true,null,{"b":{}}]}}"#;
        let deep = |open: &str| format!("{{\"Anything\":{}", open.repeat(5_000));
        let long = format!("{{\"Whole\":{}}}", "9".repeat(5_000));
        [EVERYTHING, "{}", anything, &deep("["), &deep("{\"a\":"), &long]
            .map(|text| text.as_bytes().to_vec())
            .to_vec()
    }
}

/// Forms of awsQuery.
pub mod query {
    use super::Protocol;

    pub(crate) const WORDS: &[&str] = &[
        "&Inner.",
        ".member.",
        ".entry.1.key=",
        ".1",
        ".999999999999",
        "%",
        "%00",
        "%ff",
        "+",
        "=",
        "&&",
        ".",
    ];

    pub(crate) const FORM: &str = "Action=Cook&Version=2020-01-01&Flag=true&Small=-7&Whole=12&Real=0.5&text=a%20%C3%BC&\
        Level=LOW&Name=abc&Bytes=AAH%2F&Time=2026-01-01T00%3A00%3A00Z&Words.member.1=ab&Words.member.2=cd&\
        FlatWords.1=ef&TextMap.entry.1.key=ab&TextMap.entry.1.value=v&FlatMap.1.key=cd&FlatMap.1.value=w&\
        Inner.Inner.Whole=1&Inners.member.1.text=x&InnerMap.entry.1.key=k&InnerMap.entry.1.value.Flag=false&Choice.Number=3";

    /// A form of awsQuery.
    pub fn run(data: &[u8]) -> bool {
        wire::fuzz::query(data);
        wire::fuzz::decode_body(Protocol::AwsQuery, data).is_ok()
    }

    pub(crate) fn seeds() -> Vec<Vec<u8>> {
        let deep = format!("{}Whole=1", "Inner.".repeat(5_000));
        let wide: String = (0..3_000).map(|i| format!("Words.member.{i}=ab&")).collect();
        [FORM, "", "Action=Cook", &deep, &wide].map(|text| text.as_bytes().to_vec()).to_vec()
    }
}

/// Forms of ec2Query.
pub mod ec2 {
    use super::Protocol;

    pub(crate) use super::query::WORDS;

    /// A form of ec2Query.
    pub fn run(data: &[u8]) -> bool {
        wire::fuzz::decode_body(Protocol::Ec2Query, data).is_ok()
    }

    pub(crate) fn seeds() -> Vec<Vec<u8>> {
        let mut seeds = super::query::seeds();
        seeds.push(super::query::FORM.replace(".member", "").replace(".entry", "").into_bytes());
        seeds
    }
}

/// Bodies of restXml.
pub mod xml {
    use super::Protocol;

    pub(crate) const WORDS: &[&str] = &[
        "<Inner>",
        "</Inner>",
        "<Inners><member>",
        "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>",
        "&a;",
        "&#0;",
        "&#x10ffff;",
        "&amp;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?xml version=\"1.1\"?>",
        " xmlns=\"\"",
        "<a:b>",
        "\u{0}",
    ];

    const BODY: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Everything xmlns="https://kitchen.example/doc/" kind="attr">
        <Flag>true</Flag><Small>-7</Small><Whole>12</Whole><Real>0.5</Real><text>a &amp; &#252;</text><Level>LOW</Level>
        <Name>abc</Name><Bytes>AAH/</Bytes><Time>2026-01-01T00:00:00Z</Time><Words><member>ab</member></Words>
        <FlatWords>ef</FlatWords><FlatWords>gh</FlatWords><TextMap><entry><key>ab</key><value>v</value></entry></TextMap>
        <FlatMap><key>cd</key><value>w</value></FlatMap><Inner><Inner><Whole>1</Whole></Inner></Inner>
        <Inners><member><text>x</text></member></Inners><Choice><Number>3</Number></Choice><!-- c --></Everything>"#;

    /// A body of restXml.
    pub fn run(data: &[u8]) -> bool {
        wire::fuzz::decode_body(Protocol::RestXml, data).is_ok()
    }

    pub(crate) fn seeds() -> Vec<Vec<u8>> {
        let deep = "<Inner>".repeat(5_000);
        let attributes: String = (0..3_000).map(|i| format!(" a{i}=\"x\"")).collect();
        let wide = format!("<Everything{attributes}/>");
        let lol = "<!DOCTYPE l [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\">]><Everything><text>&b;</text></Everything>";
        [BODY, "<Everything/>", &deep, &wide, lol].map(|text| text.as_bytes().to_vec()).to_vec()
    }
}

/// Bodies of rpcv2Cbor.
pub mod cbor {
    use super::Protocol;

    pub(crate) const WORDS: &[&str] =
        &["eInner", "fInners", "dtext", "eBytes", "dTime", "gAnything"];

    /// A body of rpcv2Cbor.
    pub fn run(data: &[u8]) -> bool {
        wire::fuzz::decode_body(Protocol::RpcV2Cbor, data).is_ok()
    }

    fn text(out: &mut Vec<u8>, text: &str) {
        out.push(0x60 | u8::try_from(text.len().min(23)).unwrap_or(0));
        out.extend_from_slice(&text.as_bytes()[..text.len().min(23)]);
    }

    /// A map of indefinite length with a member of most kinds.
    fn everything() -> Vec<u8> {
        let mut out = vec![0xbf];
        let members: [(&str, &[u8]); 12] = [
            ("Flag", &[0xf5]),
            ("Small", &[0x26]),
            ("Whole", &[0x0c]),
            ("Large", &[0x1b, 0, 0, 0, 1, 0, 0, 0, 0]),
            ("Real", &[0xfb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0]),
            ("Single", &[0xf9, 0x3c, 0x00]),
            ("text", &[0x62, 0xc3, 0xbc]),
            ("Bytes", &[0x5f, 0x41, 0x01, 0x42, 0x02, 0x03, 0xff]),
            ("Time", &[0xc1, 0xfb, 0x41, 0xda, 0x55, 0xc0, 0, 0, 0, 0]),
            ("Sparse", &[0x82, 0x61, b'a', 0xf6]),
            ("Inner", &[0xa1, 0x65, b'W', b'h', b'o', b'l', b'e', 0x01]),
            ("Inners", &[0x9f, 0xa0, 0xff]),
        ];
        for (name, value) in members {
            text(&mut out, name);
            out.extend_from_slice(value);
        }
        out.push(0xff);
        out
    }

    pub(crate) fn seeds() -> Vec<Vec<u8>> {
        let mut deep = Vec::new();
        for _ in 0..5_000 {
            deep.push(0xa1);
            text(&mut deep, "Inner");
        }
        let huge = vec![
            0xa1, 0x65, b'B', b'y', b't', b'e', b's', 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff,
            0xff, 0xff,
        ];
        let tags = [0xc1].repeat(5_000);
        let arrays = [0x9f].repeat(5_000);
        let unknown = [&[0xa1, 0x61, b'u'][..], &arrays].concat();
        vec![everything(), vec![0xa0], deep, huge, tags, unknown]
    }
}

/// Streams of event frames.
pub mod eventstream {
    use wire::eventstream::Message;

    pub(crate) const WORDS: &[&str] =
        &[":event-type", ":message-type", ":content-type", "event", "Text", "Nested"];

    /// A stream of event frames.
    pub fn run(data: &[u8]) -> bool {
        wire::fuzz::eventstream(data);
        // What is read is written the same.
        let Ok(Some((message, len))) = Message::read(data) else { return false };
        let mut again = Vec::new();
        message.write(&mut again);
        let (second, _) =
            Message::read(&again).expect("a frame of ours is a frame").expect("it is whole");
        let mut third = Vec::new();
        second.write(&mut third);
        assert_eq!(again, third, "a frame changes when it is written again");
        len > 0
    }

    pub(crate) fn seeds() -> Vec<Vec<u8>> {
        let event = |name: &str, content_type: &str, payload: &'static str| {
            let headers = [
                (":message-type", "event"),
                (":event-type", name),
                (":content-type", content_type),
            ];
            let mut out = Vec::new();
            Message::new(&headers, payload.as_bytes()).write(&mut out);
            out
        };
        let one = event("Text", "text/plain", "hello");
        let two = event("Nested", "application/json", "{\"Whole\":1}");
        vec![[one.clone(), two.clone()].concat(), one, two, Vec::new()]
    }
}

/// Paths, query strings and headers of REST requests.
pub mod uri {
    pub(crate) const WORDS: &[&str] =
        &["%2F", "%", "//", "/../", "?cook", "&rest=", "x-meta-", "x-names: ", "\n", "+"];

    /// A request line and headers.
    pub fn run(data: &[u8]) -> bool {
        wire::fuzz::uri(data);
        false
    }

    pub(crate) fn seeds() -> Vec<Vec<u8>> {
        let whole = "PUT /bind/a%20b/c/d%2Fe?cook&day=2026-01-01T00%3A00%3A00Z&words=ab&words=cd&other=1\n\
                     x-size: 12\nx-names: ab, \"c,d\"\nx-times: Thu, 01 Jan 2026 00:00:00 GMT\nx-meta-ab: v";
        let deep = format!("PUT /bind/a/{}?cook", "b/".repeat(5_000));
        let wide = format!("PUT /bind/a/b?cook{}", "&words=ab".repeat(3_000));
        [whole, "PUT /bind/a/b?cook", "GET /", &deep, &wide].map(|t| t.as_bytes().to_vec()).to_vec()
    }
}

/// Compressed bodies.
pub mod gzip {
    use std::io::Write as _;

    use bytes::Bytes;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use http::{HeaderMap, HeaderValue};
    use schema::dynamic::Struct;
    use wire::uri::Labels;
    use wire::{Body, DecodeContext, RequestParts};

    use super::Protocol;

    pub(crate) const WORDS: &[&str] = &["\u{1f}\u{8b}\u{8}"];

    /// A body of awsJson with `content-encoding: gzip`.
    pub fn run(data: &[u8]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("content-encoding", HeaderValue::from_static("gzip"));
        let request = RequestParts { method: "POST", path: "/", query: "", headers: &headers };
        let mut token = || "token".to_owned();
        let mut cx = DecodeContext::new(&mut token);
        let body = Bytes::copy_from_slice(data);
        let (service, op) = (wire::fuzz::service(), wire::fuzz::operation("Cook"));
        let mut out = Struct::default();
        let labels = Labels::default();
        let protocol = Protocol::AwsJson;
        wire::decode(
            protocol,
            service,
            op,
            &labels,
            &request,
            Body::Bytes(&body),
            &mut out,
            &mut cx,
        )
        .is_ok()
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).expect("memory takes it");
        encoder.finish().expect("memory takes it")
    }

    pub(crate) fn seeds() -> Vec<Vec<u8>> {
        // A bomb: 64 MiB of blanks in 64 KiB.
        let bomb = packed(&b" ".repeat(64 << 20));
        let twice = [packed(b"{"), packed(b"}")].concat();
        vec![packed(super::json::EVERYTHING.as_bytes()), packed(b""), bomb, twice]
    }
}
