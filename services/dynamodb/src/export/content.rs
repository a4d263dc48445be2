//! A line of a data file: an item, or what became of one.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html>

use lang_dynamodb::{Item, ion, json};

/// `{"Item":{...}}`, or `$ion_1_0 {Item:{...}}`.
pub(super) fn item(out: &mut String, is_ion: bool, item: &Item) {
    if is_ion {
        out.push_str("$ion_1_0 {Item:");
        ion::push_item(out, item);
    } else {
        out.push_str("{\"Item\":");
        json::push_item(out, item);
    }
    out.push_str("}\n");
}

/// What became of an item.
pub(super) struct Change<'i> {
    /// When it was written last.
    pub(super) micros: i64,
    pub(super) key: &'i Item,
    pub(super) old: Option<&'i Item>,
    pub(super) new: Option<&'i Item>,
}

/// The same of a change: when, the key, and the images that there are.
pub(super) fn change(out: &mut String, is_ion: bool, change: &Change<'_>) {
    let Change { micros, key, old, new } = change;
    let images = [("Keys", Some(*key)), ("OldImage", *old), ("NewImage", *new)];
    let images = images.iter().filter_map(|(name, item)| Some((name, (*item)?)));
    if is_ion {
        out.push_str(&format!("$ion_1_0 {{Record:{{Metadata:{{WriteTimestampMicros:{micros}.}}"));
        for (name, item) in images {
            out.push_str(&format!(",{name}:"));
            ion::push_item(out, item);
        }
        out.push_str("}}\n");
    } else {
        out.push_str(&format!("{{\"Metadata\":{{\"WriteTimestampMicros\":\"{micros}\"}}"));
        for (name, item) in images {
            out.push_str(&format!(",\"{name}\":"));
            json::push_item(out, item);
        }
        out.push_str("}\n");
    }
}

#[cfg(test)]
mod tests {
    use lang_dynamodb::Value;

    use super::*;

    #[test]
    fn lines() {
        let key: Item = [("pk", Value::S("a".to_owned()))].into_iter().collect();
        let shown = |is_ion| {
            let mut out = String::new();
            item(&mut out, is_ion, &key);
            let one = Change { micros: 7, key: &key, old: None, new: Some(&key) };
            change(&mut out, is_ion, &one);
            out
        };
        assert_eq!(
            shown(false),
            "{\"Item\":{\"pk\":{\"S\":\"a\"}}}\n{\"Metadata\":{\"WriteTimestampMicros\":\"7\"},\"Keys\":{\"pk\":{\"S\":\"a\"}},\
             \"NewImage\":{\"pk\":{\"S\":\"a\"}}}\n"
        );
        assert_eq!(
            shown(true),
            "$ion_1_0 {Item:{pk:\"a\"}}\n$ion_1_0 {Record:{Metadata:{WriteTimestampMicros:7.},Keys:{pk:\"a\"},\
             NewImage:{pk:\"a\"}}}\n"
        );
    }
}
