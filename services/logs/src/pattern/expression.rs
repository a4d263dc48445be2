//! Conditions joined by `&&` and `||`, with parentheses; `&&` binds closer. Nesting is bounded.

use super::PatternError;
use super::condition::Condition;
use super::scanner::Scanner;

/// Parentheses within each other.
const MAX_DEPTH: usize = 32;

/// Conditions on what selectors of the form `S` find.
#[derive(Debug)]
pub(crate) enum Expr<S> {
    All(Vec<Expr<S>>),
    Any(Vec<Expr<S>>),
    Is(S, Condition),
}

impl<S> Expr<S> {
    /// Reads an expression whose selectors `selector` reads.
    pub(crate) fn parse(
        scanner: &mut Scanner<'_>,
        selector: &impl Fn(&mut Scanner<'_>) -> Result<S, PatternError>,
    ) -> Result<Expr<S>, PatternError> {
        Expr::any(scanner, selector, 0)
    }

    fn any(
        scanner: &mut Scanner<'_>,
        selector: &impl Fn(&mut Scanner<'_>) -> Result<S, PatternError>,
        depth: usize,
    ) -> Result<Expr<S>, PatternError> {
        let mut parts = vec![Expr::all(scanner, selector, depth)?];
        loop {
            scanner.skip_space();
            if !scanner.take("||") {
                return Ok(one_or(parts, Expr::Any));
            }
            parts.push(Expr::all(scanner, selector, depth)?);
        }
    }

    fn all(
        scanner: &mut Scanner<'_>,
        selector: &impl Fn(&mut Scanner<'_>) -> Result<S, PatternError>,
        depth: usize,
    ) -> Result<Expr<S>, PatternError> {
        let mut parts = vec![Expr::one(scanner, selector, depth)?];
        loop {
            scanner.skip_space();
            if !scanner.take("&&") {
                return Ok(one_or(parts, Expr::All));
            }
            parts.push(Expr::one(scanner, selector, depth)?);
        }
    }

    fn one(
        scanner: &mut Scanner<'_>,
        selector: &impl Fn(&mut Scanner<'_>) -> Result<S, PatternError>,
        depth: usize,
    ) -> Result<Expr<S>, PatternError> {
        scanner.skip_space();
        if scanner.take("(") {
            if depth >= MAX_DEPTH {
                return Err(PatternError::Form("parentheses are nested too deep"));
            }
            let inner = Expr::any(scanner, selector, depth + 1)?;
            scanner.require(")", "a parenthesis is not closed")?;
            return Ok(inner);
        }
        let selected = selector(scanner)?;
        Ok(Expr::Is(selected, Condition::parse(scanner)?))
    }

    /// Whether it holds, where `is` says whether a condition does.
    pub(crate) fn holds(&self, is: &impl Fn(&S, &Condition) -> bool) -> bool {
        match self {
            Expr::All(parts) => parts.iter().all(|part| part.holds(is)),
            Expr::Any(parts) => parts.iter().any(|part| part.holds(is)),
            Expr::Is(selector, condition) => is(selector, condition),
        }
    }

    /// Its selectors, in their order.
    pub(crate) fn selectors<'e>(&'e self, out: &mut Vec<&'e S>) {
        match self {
            Expr::All(parts) | Expr::Any(parts) => {
                parts.iter().for_each(|part| part.selectors(out));
            }
            Expr::Is(selector, _) => out.push(selector),
        }
    }
}

fn one_or<S>(mut parts: Vec<Expr<S>>, many: fn(Vec<Expr<S>>) -> Expr<S>) -> Expr<S> {
    if parts.len() == 1 { parts.remove(0) } else { many(parts) }
}
