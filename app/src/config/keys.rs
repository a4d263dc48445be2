//! Every configuration key, once: name, default, values and meaning. The command line's flags, the
//! environment's variables, `stratus config` and docs/configuration.md all follow from this list.

/// One configuration key.
#[derive(Debug)]
pub struct Key {
    /// As the file spells it; `log_format` is `--log-format` and `STRATUS_LOG_FORMAT` elsewhere.
    pub name: &'static str,
    /// Whether the file holds text, true or false, a number, or a list of texts.
    pub kind: Kind,
    /// What holds when nobody says anything; empty when the key is unset then.
    pub default: &'static str,
    /// The values that it takes, in a few words.
    pub values: &'static str,
    /// What it does, in a sentence or two.
    pub about: &'static str,
}

/// How the configuration file writes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `"text"`
    Text,
    /// `true` or `false`
    Switch,
    /// A number, or a word in quotes.
    Number,
    /// `["one", "two"]`, or one text alone.
    List,
}

/// All keys, in the order in which they are shown.
pub static KEYS: &[Key] = &[
    Key {
        name: "listen",
        kind: Kind::List,
        default: "127.0.0.1:4566",
        values: "addresses `IP:PORT`; port 0 takes a free one",
        about: "Where clients connect. Anything but a loopback address opens the cloud to the network: \
                whoever reaches it is root unless `strict` is on.",
    },
    Key {
        name: "data",
        kind: Kind::Text,
        default: "./.stratus",
        values: "a directory, created when missing",
        about: "Where state, snapshots, certificates and the log live. In a file, a relative path starts \
                at the file's folder.",
    },
    Key {
        name: "ephemeral",
        kind: Kind::Switch,
        default: "false",
        values: "`true`, `false`",
        about: "Keep everything in memory and write nothing to disk. There are no snapshots then.",
    },
    Key {
        name: "durability",
        kind: Kind::Text,
        default: "process",
        values: "`memory`, `process`, `disk`",
        about: "What an acknowledged change survives: nothing (`memory`; snapshots can still be saved), \
                the end of the process in any way (`process`), or also the loss of power (`disk`).",
    },
    Key {
        name: "iam",
        kind: Kind::Text,
        default: "enforce",
        values: "`enforce`, `warn`, `off`",
        about: "Whether a denied call fails, is logged and goes on, or is not evaluated at all.",
    },
    Key {
        name: "strict",
        kind: Kind::Switch,
        default: "false",
        values: "`true`, `false`",
        about: "Refuse access keys that this cloud did not issue, and unsigned calls.",
    },
    Key {
        name: "account",
        kind: Kind::Text,
        default: "000000000000",
        values: "12 digits",
        about: "The account of callers whose access key this cloud did not issue.",
    },
    Key {
        name: "region",
        kind: Kind::Text,
        default: "us-east-1",
        values: "an AWS region",
        about: "The region of calls that name none, and of `stratus env` and `stratus aws`.",
    },
    Key {
        name: "advertised",
        kind: Kind::Text,
        default: "",
        values: "`HOST:PORT`",
        about: "The address in URLs that answers contain, such as queue URLs. When unset it is the one \
                that the client used.",
    },
    Key {
        name: "cors_origins",
        kind: Kind::List,
        default: "",
        values: "origins such as `https://app.example`",
        about: "Origins whose pages may call from a browser, besides those of this machine.",
    },
    Key {
        name: "dax_port",
        kind: Kind::Text,
        default: "8111",
        values: "a number from 0 to 65535",
        about: "The port of the first DAX cluster, beside the first address that is listened on; each further one takes the next that is free. \
                0 has the system choose.",
    },
    Key {
        name: "dynamodb_throttle",
        kind: Kind::Switch,
        default: "false",
        values: "`true`, `false`",
        about: "Throttle calls of DynamoDB that go beyond the throughput of their table or index, or of one partition.",
    },
    Key {
        name: "dynamodb_lag",
        kind: Kind::Text,
        default: "0s",
        values: "a duration such as `500ms`, `2s`, `1m`, up to an hour",
        about: "How far behind the reads of DynamoDB are that need not be consistent, all reads of global indexes, \
                and replicas in other regions.",
    },
    Key {
        name: "lambda_runtimes",
        kind: Kind::List,
        default: "",
        values: "folders such as `/opt/runtimes`",
        about: "Where the languages of functions are looked for first: `FOLDER/python3.12/bin/python3.12`, \
                `FOLDER/nodejs20.x/bin/node`. Then on the search path, and where version managers put them.",
    },
    Key {
        name: "lambda_hot_reload",
        kind: Kind::List,
        default: "",
        values: "folders such as `/home/me/project`",
        about: "Folders below which functions may run straight from their source: `S3Bucket=hot-reload,S3Key=/home/me/project/f`. Whoever \
                may make functions can read what is below them.",
    },
    Key {
        name: "lambda_images",
        kind: Kind::Text,
        default: "",
        values: "a folder such as `/home/me/images`",
        about: "Where container images of functions are looked for first: archives of `docker save` (`*.tar`) and OCI layouts, by \
                the names in them. What names ECR is looked for there alone.",
    },
    Key {
        name: "lambda_registries",
        kind: Kind::List,
        default: "",
        values: "hosts such as `registry.example.com` or `10.0.0.7:5000`",
        about: "Registries that container images of functions may be fetched from, besides those of this machine \
                (`localhost:5000`).",
    },
    Key {
        name: "lambda_driver",
        kind: Kind::Text,
        default: "auto",
        values: "`auto`, `sandbox`, `docker`, `process`",
        about: "What runs functions. `auto` is the best that works on this machine: sandboxes, else containers of a Docker \
                engine that answers, else plain processes, which promise less. `stratus status` says which, and what it promises.",
    },
    Key {
        name: "docker_host",
        kind: Kind::Text,
        default: "unix:///var/run/docker.sock",
        values: "`unix:///PATH`, or `tcp://HOST:PORT` for plain http",
        about: "Where the Docker engine of the driver `docker` answers. It must run on this machine, on the same kernel: it mounts \
                the data folder, and hands over sockets.",
    },
    Key {
        name: "lambda_network",
        kind: Kind::Text,
        default: "isolated",
        values: "`isolated`, `host`",
        about: "Whom functions reach: this cloud alone, or besides whatever this machine reaches, its own services included.",
    },
    Key {
        name: "lambda_url_permissions",
        kind: Kind::Text,
        default: "both",
        values: "`both`, `url`",
        about: "What who calls a function's URL must be allowed: `lambda:InvokeFunctionUrl` and `lambda:InvokeFunction`, \
                as AWS asks since October 2025, or the first alone, as before.",
    },
    Key {
        name: "log",
        kind: Kind::Text,
        default: "info",
        values: "`off`, `error`, `warn`, `info`, `debug`, `trace`, or a list such as `info,gateway=debug`",
        about: "What is written to the log, which goes to standard error.",
    },
    Key {
        name: "log_format",
        kind: Kind::Text,
        default: "text",
        values: "`text`, `json`",
        about: "Lines for people, or one JSON object a line.",
    },
    Key {
        name: "threads",
        kind: Kind::Number,
        default: "auto",
        values: "1 to 1024, or `auto`: half as many as there are cores, at least one",
        about: "Threads that serve calls.",
    },
];

impl Key {
    /// The key called `name`.
    pub fn find(name: &str) -> Option<&'static Key> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// Its environment variable.
    pub fn variable(&self) -> String {
        format!("STRATUS_{}", self.name.to_uppercase())
    }

    /// Its command line flag.
    pub fn flag(&self) -> String {
        format!("--{}", self.name.replace('_', "-"))
    }
}
