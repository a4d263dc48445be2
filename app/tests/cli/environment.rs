//! `env` and `aws`: AWS tools pointed at the cloud.

use crate::home::Home;

#[test]
fn each_shell_gets_its_own_form() {
    let mut home = Home::new();
    home.set("STRATUS_ENDPOINT", "http://127.0.0.1:4999");
    let posix = home.ok(&["env"]);
    assert_eq!(
        posix,
        "export AWS_ENDPOINT_URL='http://127.0.0.1:4999'\nexport AWS_ACCESS_KEY_ID='test'\n\
         export AWS_SECRET_ACCESS_KEY='test'\nexport AWS_REGION='us-east-1'\n\
         export AWS_DEFAULT_REGION='us-east-1'\n"
    );
    assert!(home.ok(&["env", "--shell", "fish"]).contains("set -gx AWS_REGION 'us-east-1';"));
    assert!(home.ok(&["env", "--shell", "powershell"]).contains("$Env:AWS_REGION = 'us-east-1'"));
    home.set("SHELL", "/usr/bin/fish");
    assert!(home.ok(&["env"]).starts_with("set -gx "));
}

#[test]
fn what_is_set_for_another_cloud_is_unset() {
    let mut home = Home::new();
    home.set("AWS_PROFILE", "work");
    home.set("AWS_SESSION_TOKEN", "of another cloud");
    assert!(home.ok(&["env"]).starts_with("unset AWS_PROFILE\nunset AWS_SESSION_TOKEN\nexport "));
    let json = home.json(&["env", "--json"]);
    assert_eq!(json.get("AWS_PROFILE"), None);
}

#[test]
fn the_running_cloud_is_found_and_its_root_key_given() {
    let home = Home::new();
    let cloud = home.start(&["--region", "eu-central-1"]);
    let test = home.json(&["env", "--json"]);
    assert_eq!(test["AWS_ENDPOINT_URL"], cloud.endpoint().as_str());
    assert_eq!(test["AWS_ACCESS_KEY_ID"], "test");
    let root = home.json(&["env", "--root", "--json"]);
    let id = root["AWS_ACCESS_KEY_ID"].as_str().expect("text");
    assert!(id.starts_with("AKIA") && id.len() == 20, "{id}");
    assert_eq!(root["AWS_SECRET_ACCESS_KEY"].as_str().expect("text").len(), 40);
}

#[test]
fn a_wrong_endpoint_is_wrong_usage() {
    for url in ["https://127.0.0.1:4566", "ftp://x", "http://a/b"] {
        let ran = Home::new().run(&["env", "--endpoint", url]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("hint: an endpoint looks like http://127.0.0.1:4566"), "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn the_aws_cli_is_given_all_arguments_and_the_environment() {
    let mut home = Home::new();
    pretend_aws_cli(&mut home);
    home.set("AWS_PROFILE", "work");
    home.set("AWS_DEFAULT_REGION", "eu-west-3");
    home.set("STRATUS_ENDPOINT", "http://127.0.0.1:4999");
    let ran = home.run(&["aws", "sqs", "list-queues", "--help", "--query", "a b", "--json"]);
    let want = "http://127.0.0.1:4999 test eu-west-3 [] http://127.0.0.1:4999\n--endpoint-url\nhttp://127.0.0.1:4999\n\
                sqs\nlist-queues\n--help\n--query\na b\n--json\n";
    assert_eq!((ran.out.as_str(), ran.code), (want, 7), "{ran:?}");
    assert!(ran.err.contains("error: no cloud is running at 127.0.0.1:4999"), "{ran:?}");
    let ran = home.run(&["aws", "sts", "get-caller-identity", "--endpoint-url", "http://x"]);
    let start = "http://127.0.0.1:4999 test eu-west-3 [] \n";
    assert!(ran.out.starts_with(start), "another endpoint is not ours to stand in for: {ran:?}");
}

#[cfg(unix)]
#[test]
fn the_aws_cli_can_have_the_root_key() {
    let mut home = Home::new();
    pretend_aws_cli(&mut home);
    let cloud = home.start(&["--strict"]);
    let root = home.json(&["env", "--root", "--json"]);
    let id = root["AWS_ACCESS_KEY_ID"].as_str().expect("text");
    let ran = home.run(&["aws", "--root", "sts", "get-caller-identity", "--root"]);
    let endpoint = cloud.endpoint();
    let want = format!(
        "{endpoint} {id} us-east-1 [] {endpoint}\n--endpoint-url\n{endpoint}\nsts\nget-caller-identity\n--root\n"
    );
    assert_eq!(ran.out, want, "{ran:?}");
}

/// Puts an `aws` on the path that prints its environment and its arguments, and ends with status 7.
#[cfg(unix)]
fn pretend_aws_cli(home: &mut Home) {
    use std::os::unix::fs::PermissionsExt as _;

    std::fs::create_dir(home.path("bin")).expect("made");
    home.write(
        "bin/aws",
        "#!/bin/sh\necho \"$AWS_ENDPOINT_URL $AWS_ACCESS_KEY_ID $AWS_REGION [$AWS_PROFILE] $http_proxy\"\n\
         for arg; do echo \"$arg\"; done\nexit 7\n",
    );
    let mode = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(home.path("bin/aws"), mode).expect("done");
    let bin = home.path("bin").display().to_string();
    home.set("PATH", &format!("{bin}:/usr/bin:/bin"));
}

#[test]
fn a_missing_aws_cli_is_said_with_how_to_install_it() {
    let mut home = Home::new();
    home.set("PATH", "/nowhere");
    let ran = home.run(&["aws", "sts", "get-caller-identity"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("error: the AWS CLI is not installed"), "{ran:?}");
    assert!(ran.err.contains("hint: `pip install awscli`"), "{ran:?}");
}
