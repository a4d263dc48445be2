//! Closed sets of names: an enumeration with AWS's word for each value.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html>

/// Declares an enumeration whose values have names on the wire.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $value:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub(crate) enum $name { $($(#[$each])* $value),+ }

        impl $name {
            /// All values.
            #[allow(dead_code, reason = "not every set is walked")]
            pub(crate) const ALL: &'static [$name] = &[$($name::$value),+];

            /// AWS's name.
            pub(crate) const fn as_str(self) -> &'static str {
                match self { $($name::$value => $text),+ }
            }

            /// The value with this name.
            #[allow(dead_code, reason = "not every set is read")]
            pub(crate) fn parse(text: &str) -> Option<$name> {
                match text { $($text => Some($name::$value),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

pub(crate) use names;
