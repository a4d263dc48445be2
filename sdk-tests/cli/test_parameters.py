"""Parameter Store through the AWS CLI, as people and scripts use it.

https://docs.aws.amazon.com/cli/latest/reference/ssm/
"""

from conftest import ACCOUNT, REGION, unique


def test_a_life(aws):
    name = f"/{unique()}/host"
    put = ["ssm", "put-parameter", "--name", name]
    assert aws(*put, "--value", "one", "--type", "String").json == {
        "Version": 1,
        "Tier": "Standard",
    }
    again = aws(*put, "--value", "two", "--type", "String")
    assert again.code == 255
    assert again.error.endswith(
        "(ParameterAlreadyExists) when calling the PutParameter operation: The parameter already exists."
        " To overwrite this value, set the overwrite option in the request to true."
    )
    assert aws(*put, "--value", "two", "--overwrite").json["Version"] == 2
    get = ["ssm", "get-parameter", "--name"]
    text = ["--query", "Parameter.Value", "--output", "text"]
    assert aws(*get, name, *text).text == "two\n"
    assert aws(*get, f"{name}:1", *text).text == "one\n"
    arn = f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{name}"
    assert aws(*get, arn, *text).text == "two\n"
    assert aws("ssm", "delete-parameter", "--name", name).code == 0
    gone = aws(*get, name)
    assert gone.code == 255
    assert "(ParameterNotFound) when calling the GetParameter operation:" in gone.error


def test_a_path_is_listed_whole(aws):
    path = f"/{unique()}"
    for number in range(12):
        put = ["ssm", "put-parameter", "--name", f"{path}/{number:02}", "--type", "String"]
        assert aws(*put, "--value", str(number)).code == 0
    found = aws("ssm", "get-parameters-by-path", "--path", path, "--query", "Parameters[].Value")
    assert found.json == [str(number) for number in range(12)]
    names = [f"{path}/{number:02}" for number in range(10)]
    deleted = aws("ssm", "delete-parameters", "--names", *names, f"{path}/none")
    assert deleted.code == 255, "eleven are too many"
    assert aws("ssm", "delete-parameters", "--names", *names).json["InvalidParameters"] == []
    left = aws("ssm", "get-parameters-by-path", "--path", path, "--query", "Parameters[].Value")
    assert left.json == ["10", "11"]


def test_a_secret(aws):
    name = f"/{unique()}/secret"
    put = ["ssm", "put-parameter", "--name", name, "--value", "geheim", "--type", "SecureString"]
    assert aws(*put).json["Version"] == 1
    get = ["ssm", "get-parameter", "--name", name, "--query", "Parameter.Value"]
    assert aws(*get, "--with-decryption").json == "geheim"
    assert "geheim" not in aws(*get).text
    assert aws("ssm", "delete-parameter", "--name", name).code == 0
