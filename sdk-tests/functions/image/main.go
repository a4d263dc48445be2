// A program for images with nothing else in them: it speaks the Runtime API by itself, and says what it sees. Called as an
// extension it registers, and says what it is told.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

type event struct {
	List  string `json:"list"`
	Read  string `json:"read"`
	Write string `json:"write"`
	Host  string `json:"host"`
}

func answer(body []byte) (any, error) {
	var asked event
	if err := json.Unmarshal(body, &asked); err != nil {
		return nil, err
	}
	switch {
	case asked.List != "":
		found, err := os.ReadDir(asked.List)
		names := []string{}
		for _, entry := range found {
			names = append(names, entry.Name())
		}
		return names, err
	case asked.Read != "":
		text, err := os.ReadFile(asked.Read)
		return string(text), err
	case asked.Write != "":
		return true, os.WriteFile(asked.Write, []byte("x"), 0o600)
	}
	dir, err := os.Getwd()
	env := map[string]string{}
	for _, line := range os.Environ() {
		name, value, _ := strings.Cut(line, "=")
		env[name] = value
	}
	return map[string]any{"args": os.Args, "dir": dir, "env": env, "uid": os.Getuid()}, err
}

func send(method, url string, body []byte, headers map[string]string) (*http.Response, []byte) {
	request, err := http.NewRequest(method, url, bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	got, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		panic(err)
	}
	return got, text
}

func serve(api string) {
	base := "http://" + api + "/2018-06-01/runtime/invocation/"
	for {
		next, body := send("GET", base+"next", nil, nil)
		id := next.Header.Get("Lambda-Runtime-Aws-Request-Id")
		told, err := answer(body)
		if err != nil {
			text, _ := json.Marshal(map[string]string{"errorType": "Refused", "errorMessage": err.Error()})
			send("POST", base+id+"/error", text, nil)
			continue
		}
		text, _ := json.Marshal(told)
		send("POST", base+id+"/response", text, nil)
	}
}

func extend(api, name string) {
	base := "http://" + api + "/2020-01-01/extension/"
	events := []byte(`{"events": ["INVOKE", "SHUTDOWN"]}`)
	registered, _ := send("POST", base+"register", events, map[string]string{"Lambda-Extension-Name": name})
	id := registered.Header.Get("Lambda-Extension-Identifier")
	for {
		_, body := send("GET", base+"event/next", nil, map[string]string{"Lambda-Extension-Identifier": id})
		var told struct {
			EventType string `json:"eventType"`
		}
		if json.Unmarshal(body, &told) != nil || told.EventType == "SHUTDOWN" {
			return
		}
		fmt.Printf("extension %s hears %s\n", name, told.EventType)
	}
}

func main() {
	api := os.Getenv("AWS_LAMBDA_RUNTIME_API")
	if name := filepath.Base(os.Args[0]); filepath.Dir(os.Args[0]) == "/opt/extensions" {
		extend(api, name)
		return
	}
	serve(api)
}
