//! Elements of two lists that stand mixed in a document, each where its rank puts it: versions of objects and delete
//! markers, which clients read as two lists and which AWS writes in the order of their keys.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html>

/// The ranked elements that stand at the end of what was written, one after the other.
#[derive(Default)]
pub(crate) struct Mixed {
    /// The rank of the element that is being written.
    pub(crate) next: Option<i64>,
    /// Rank, begin and end of each.
    written: Vec<(i64, usize, usize)>,
}

impl Mixed {
    /// An element was written there.
    pub(crate) fn ended(&mut self, begin: usize, end: usize) {
        let Some(rank) = self.next.take() else { return };
        // What does not follow at once belongs to other lists.
        if self.written.last().is_some_and(|(_, _, last)| *last != begin) {
            self.written.clear();
        }
        self.written.push((rank, begin, end));
    }

    /// Puts them in the order of their ranks.
    pub(crate) fn put_in_order(&mut self, out: &mut Vec<u8>) {
        if self.written.is_sorted_by_key(|(rank, _, _)| *rank) {
            return;
        }
        let Some(&(_, first, _)) = self.written.first() else { return };
        let before = out.split_off(first);
        self.written.sort_by_key(|(rank, _, _)| *rank);
        for (_, begin, end) in &mut self.written {
            let start = out.len();
            out.extend_from_slice(&before[*begin - first..*end - first]);
            (*begin, *end) = (start, out.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(lists: &[&[(i64, &str)]]) -> String {
        let (mut mixed, mut out) = (Mixed::default(), b"<r>".to_vec());
        for list in lists {
            for (rank, text) in *list {
                mixed.next = Some(*rank);
                let begin = out.len();
                out.extend_from_slice(text.as_bytes());
                mixed.ended(begin, out.len());
            }
            mixed.put_in_order(&mut out);
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn two_lists_become_one() {
        assert_eq!(written(&[&[(0, "a"), (3, "dd")], &[(1, "bbb"), (2, "c")]]), "<r>abbbcdd");
        assert_eq!(written(&[&[(0, "a")], &[(1, "b")]]), "<r>ab");
        assert_eq!(written(&[&[], &[(1, "b")]]), "<r>b");
        assert_eq!(written(&[]), "<r>");
    }

    #[test]
    fn lists_apart_stay_apart() {
        let (mut mixed, mut out) = (Mixed::default(), Vec::new());
        for (rank, text, between) in [(5, "x", "|"), (1, "y", "")] {
            mixed.next = Some(rank);
            let begin = out.len();
            out.extend_from_slice(text.as_bytes());
            mixed.ended(begin, out.len());
            mixed.put_in_order(&mut out);
            out.extend_from_slice(between.as_bytes());
        }
        assert_eq!(out, b"x|y");
    }
}
