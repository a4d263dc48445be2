//! A request in one text: `METHOD /path?query`, then `name: value` a line, then an empty line and the body.

/// A request, taken apart.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) body: &'a str,
}

impl<'a> Request<'a> {
    pub(crate) fn read(text: &'a str) -> Request<'a> {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let line = lines.next().unwrap_or("");
        let (method, target) = line.split_once(' ').unwrap_or(("GET", line));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = lines.filter_map(|line| line.split_once(": ")).collect();
        Request { method, path, query, headers, body }
    }

    pub(crate) fn write(
        method: &str,
        target: &str,
        headers: &[(&str, String)],
        body: &str,
    ) -> Vec<u8> {
        let mut out = format!("{method} {target}\n");
        for (name, value) in headers {
            out.push_str(&format!("{name}: {value}\n"));
        }
        out.push('\n');
        out.push_str(body);
        out.into_bytes()
    }
}
