//! Bodies that were changed at random, or made to hurt: no codec panics, and none uses time or memory out of
//! proportion to what it was given.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use clock::Random;
use schema::Protocol;
use wire::{Rejection, fuzz};

const MUTATIONS: u64 = 100_000;

/// Changes a few bytes: flips, cuts, doubles, swaps in what the format itself is made of.
fn mutate(random: &Random, seeds: &[&[u8]], tokens: &[u8]) -> Vec<u8> {
    let pick = |n: usize| usize::try_from(random.below(n as u64)).unwrap();
    let mut out = seeds[pick(seeds.len())].to_vec();
    for _ in 0..=random.below(4) {
        if out.is_empty() {
            break;
        }
        let at = pick(out.len());
        match random.below(6) {
            0 => out[at] ^= 1 << random.below(8),
            1 => out[at] = tokens[pick(tokens.len())],
            2 => out.truncate(at),
            3 => out.insert(at, tokens[pick(tokens.len())]),
            4 => {
                let end = at + pick(out.len() - at);
                let copy = out[at..end].to_vec();
                out.splice(at..at, copy);
            }
            _ => {
                let end = at + pick((out.len() - at).min(8));
                out.drain(at..end);
            }
        }
    }
    out
}

fn run(seed: u64, target: fn(&[u8]), seeds: &[&[u8]], tokens: &[u8]) {
    let random = Random::from_seed(seed);
    for data in seeds {
        target(data);
    }
    for _ in 0..MUTATIONS {
        target(&mutate(&random, seeds, tokens));
    }
}

const JSON: &[&[u8]] = &[
    br#"{"Flag":true,"Small":-1,"Large":123456789012,"Real":"NaN","Single":1.5e3,"text":"a\u00e9\ud83d\ude39\n"}"#,
    br#"{"Level":"LOW","Name":"ab","Bytes":"YWJj","Time":1.5,"HttpTime":"Sun, 02 Jan 2000 20:34:56 GMT"}"#,
    br#"{"Words":["ab","cd"],"Sparse":[null,"a"],"TextMap":{"ab":"x"},"Inner":{"Inners":[{},{"Choice":{"Text":"t"}}]}}"#,
    br#"{"Anything":{"a":[1,2.5,null,true,"x",{"b":[]}]},"unknown":[{"deep":[[[]]]}]}"#,
];

#[test]
fn json() {
    run(1, fuzz::json, JSON, b"{}[]:,\"\\u0-+.eEtfn \n\xff\x00");
}

#[test]
fn query() {
    let seeds: &[&[u8]] = &[
        b"Action=Cook&Version=2020-01-01&Flag=true&Small=1&text=a%20b+c&Words.member.1=ab&Words.member.2=cd",
        b"FlatWords.1=ab&TextMap.entry.1.key=ab&TextMap.entry.1.value=x&FlatMap.1.key=ab&FlatMap.1.value=y",
        b"Inner.Inner.Inner.Words.member.10=ab&Inners.member.1.Time=2000-01-02T20:34:56Z&Choice.Number=5",
    ];
    run(2, fuzz::query, seeds, b"&=.%+0123456789AFz\xff");
}

#[test]
fn xml() {
    let seeds: &[&[u8]] = &[
        b"<?xml version=\"1.0\"?><E kind=\"k\"><Flag>true</Flag><text>a&amp;&#x41;<![CDATA[<]]></text><!-- c --></E>",
        b"<E><Words><member>ab</member></Words><FlatWords>ab</FlatWords><FlatWords>cd</FlatWords><Inner/></E>",
        b"<E xmlns='u' xmlns:x=\"v\"><x:TextMap><entry><key>ab</key><value>x</value></entry></x:TextMap></E>",
    ];
    run(3, fuzz::xml, seeds, b"<>/&;#x\"'!?-[]= \xff");
}

#[test]
fn cbor() {
    let seeds: &[&[u8]] = &[
        b"\xbf\x64Flag\xf5\x65Small\x20\x65Large\x1b\x00\x00\x00\x1c\xbe\x99\x1a\x14\x64Real\xf9\x7e\x00\xff",
        b"\xa3\x64text\x7f\x61a\x61b\xff\x65Words\x82\x62ab\x62cd\x64Time\xc1\xfb\x3f\xf8\x00\x00\x00\x00\x00\x00",
        b"\xa2\x65Inner\xbf\x66Inners\x9f\xa0\xff\xff\x67TextMap\xa1\x62ab\x61x",
        b"\xa2\x65Bytes\x5f\x41a\x41b\xff\x65Large\xc2\x42\x01\x00",
    ];
    run(
        4,
        fuzz::cbor,
        seeds,
        b"\x00\x1b\x3b\x5b\x5f\x7b\x7f\x9b\x9f\xbb\xbf\xc1\xc2\xf5\xf6\xf9\xfb\xff",
    );
}

#[test]
fn eventstream() {
    let mut frames = Vec::new();
    let payload = b"{\"text\":\"x\"}".to_vec();
    let headers = [(":message-type", "event"), (":event-type", "Nested")];
    wire::eventstream::Message::new(&headers, payload).write(&mut frames);
    frames.extend_from_within(..);
    run(5, fuzz::eventstream, &[&frames], b"\x00\x01\x07\x10\xff");
}

#[test]
fn uri() {
    let seeds: &[&[u8]] = &[
        b"PUT /bind/a%20b/c//d+/?cook&words=ab&words=cd&day=2000-01-02T20%3A34%3A56Z\nx-size: 5\nx-names: ab, \"c,d\"",
        b"PUT /bind/x/y?cook=1\nx-times: Mon, 16 Dec 2019 23:48:18 GMT, Tue, 17 Dec 2019 23:48:18 GMT\nx-meta-a: b",
    ];
    run(6, fuzz::uri, seeds, b"/%?&=+{}\"\\,:\n \xff");
}

fn malformed(protocol: Protocol, body: &[u8]) -> bool {
    matches!(fuzz::decode_body(protocol, body), Err(Rejection::Malformed(_)))
}

/// Deep nesting ends at the limit, known members and unknown ones alike, whatever the stack could bear.
#[test]
fn depth_is_limited() {
    let n = 100_000;
    for name in ["Inner", "unknown"] {
        let json = format!("{}{}", format!("{{\"{name}\":").repeat(n), "1");
        assert!(malformed(Protocol::AwsJson, json.as_bytes()));
        let xml = format!("<{name}>").repeat(n);
        assert!(malformed(Protocol::RestXml, xml.as_bytes()));
        let mut cbor = Vec::new();
        for _ in 0..n {
            cbor.push(0xa1);
            cbor.push(0x60 | u8::try_from(name.len()).unwrap());
            cbor.extend_from_slice(name.as_bytes());
        }
        assert!(malformed(Protocol::RpcV2Cbor, &cbor));
    }
    let arrays = "{\"unknown\":".to_owned() + &"[".repeat(n);
    assert!(malformed(Protocol::AwsJson, arrays.as_bytes()));
    assert!(malformed(Protocol::RpcV2Cbor, &[&b"\xa1\x61u"[..], &vec![0x81; n]].concat()));
    let form = format!("{}text=x", "Inner.".repeat(n));
    assert!(malformed(Protocol::AwsQuery, form.as_bytes()));
}

/// A length that a body only claims is not reserved.
#[test]
fn claimed_lengths_are_not_believed() {
    for body in [
        &b"\xa1\x65Words\x9b\x0f\xff\xff\xff\xff\xff\xff\xff"[..],
        b"\xa1\x65Bytes\x5b\x0f\xff\xff\xff\xff\xff\xff\xff",
        b"\xbb\x0f\xff\xff\xff\xff\xff\xff\xff",
    ] {
        assert!(malformed(Protocol::RpcV2Cbor, body));
    }
}

/// More values than the limit are refused, so that a small body cannot become large structures.
#[test]
fn the_number_of_values_is_limited() {
    let json = format!("{{\"Inners\":[{}{{}}]}}", "{},".repeat(600_000));
    assert!(malformed(Protocol::AwsJson, json.as_bytes()));
    let form = "Inners.member.1.x=&".repeat(600_000);
    assert!(malformed(Protocol::AwsQuery, form.as_bytes()));
    let xml = format!("<E><Inners>{}</Inners></E>", "<member/>".repeat(600_000));
    assert!(malformed(Protocol::RestXml, xml.as_bytes()));
}

/// Entities that double themselves are not defined, so they cannot grow.
#[test]
fn no_document_type_and_no_entities() {
    for body in [
        "<!DOCTYPE a [<!ENTITY b \"c\">]><E/>",
        "<E>&b;</E>",
        "<E>&#0;</E>",
        "<E>&#xD800;</E>",
        "<E><Flag>true</E></Flag>",
        "<E/><E/>",
        "text",
        "",
    ] {
        assert_eq!(malformed(Protocol::RestXml, body.as_bytes()), !body.is_empty(), "{body}");
    }
}
