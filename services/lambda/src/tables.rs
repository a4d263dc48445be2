//! The state of Lambda: every table with its name, scope, key, row and version. Names are never used again for
//! something else: see docs/state-keys.txt.

use store::{Scope, Table};

use crate::alias::Alias;
use crate::code_signing::SigningConfig;
use crate::function::{Configuration, Function};
use crate::function_name::FunctionName;
use crate::function_url::{FunctionUrl, UrlPlace};
use crate::function_v1::{add_durable, add_durable_to_version};
use crate::image::Image;
use crate::layer::{Layer, LayerVersion};
use crate::policy_row::Policy;
use crate::provisioned::Provisioned;

/// Functions by name, with the configuration of `$LATEST`.
pub(crate) static FUNCTIONS: Table<FunctionName, Function> =
    Table::new("lambda.function", Scope::Regional, 2).migrations(&[add_durable]);

/// Published versions: (function, number).
pub(crate) static VERSIONS: Table<(FunctionName, u64), Configuration> =
    Table::new("lambda.version", Scope::Regional, 2).migrations(&[add_durable_to_version]);

/// Aliases: (function, name).
pub(crate) static ALIASES: Table<(FunctionName, String), Alias> =
    Table::new("lambda.alias", Scope::Regional, 1);

/// Resource policies of functions: (function, qualifier; empty for the function itself).
pub(crate) static POLICIES: Table<(FunctionName, String), Policy> =
    Table::new("lambda.policy", Scope::Regional, 1);

/// Addresses of functions: (function, alias; empty for the function itself).
pub(crate) static URLS: Table<(FunctionName, String), FunctionUrl> =
    Table::new("lambda.url", Scope::Regional, 1);

/// Whose the addresses are, by the id in their host's name.
pub(crate) static URL_IDS: Table<String, UrlPlace> =
    Table::new("lambda.url-id", Scope::Partition, 1);

/// Folders that functions run straight from, by the number of the package that stands for one.
pub(crate) static FOLDERS: Table<u64, String> = Table::new("lambda.folder", Scope::Partition, 1);

/// Container images, by the number of the package that stands for one.
pub(crate) static IMAGES: Table<u64, Image> = Table::new("lambda.image", Scope::Partition, 1);

/// How many packages stand for an image, by the name of its files: none lie there without a row.
pub(crate) static IMAGE_USES: Table<String, u64> =
    Table::new("lambda.image-use", Scope::Partition, 1);

/// Provisioned concurrency: (function, qualifier).
pub(crate) static PROVISIONED: Table<(FunctionName, String), Provisioned> =
    Table::new("lambda.provisioned", Scope::Regional, 1);

/// Layers by name.
pub(crate) static LAYERS: Table<String, Layer> = Table::new("lambda.layer", Scope::Regional, 1);

/// Versions of layers: (layer, number).
pub(crate) static LAYER_VERSIONS: Table<(String, u64), LayerVersion> =
    Table::new("lambda.layer-version", Scope::Regional, 1);

/// Code signing configurations by id.
pub(crate) static SIGNING_CONFIGS: Table<String, SigningConfig> =
    Table::new("lambda.code-signing-config", Scope::Regional, 1);

/// How many versions of functions and layers use a package, by its number: no package lies where no row is.
pub(crate) static PACKAGES: Table<u64, u64> = Table::new("lambda.package", Scope::Partition, 1);

/// Bytes of all packages of the account in the region: one row, under the empty key.
pub(crate) static CODE_SIZE: Table<String, i64> =
    Table::new("lambda.code-size", Scope::Regional, 1);
