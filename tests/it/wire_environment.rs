//! Keys and their destinations, headers, and environment variables of options.

use crate::support::nim::{FakeNim, Gate, Reply, Seen};
use crate::support::{Case, Transcript};

const RANK: &str = "-q apple --doc 'green apple' --doc 'red cherry'";

/// Returns the only request of a run that must succeed.
#[track_caller]
fn sent(case: Case, options: &str) -> Seen {
    let nim = FakeNim::new();
    let run = case.nim(&nim).run(&format!("-m nvidia/fake {RANK} {options}"));
    let [request] = run.code(0).requests.as_slice() else {
        panic!("not one request\n{run}");
    };
    request.clone()
}

#[track_caller]
fn keys(seen: &Seen) -> Vec<&str> {
    let own = seen.headers.iter().filter(|(name, _)| name == "authorization");
    own.map(|(_, value)| value.as_str()).collect()
}

#[test]
fn an_explicitly_named_key_is_sent_to_any_service() {
    let case = Case::new().env("NIMRANK_API_KEY", "fake-key");
    assert_eq!(keys(&sent(case, "")), ["Bearer fake-key"]);
    let case = Case::new().env("TEAM_KEY", "fake-key");
    assert_eq!(keys(&sent(case, "--api-key-env TEAM_KEY")), ["Bearer fake-key"]);
    let case = Case::new().file("team.key", "fake-key");
    assert_eq!(keys(&sent(case, "--api-key-file team.key")), ["Bearer fake-key"]);
    let case = Case::new().env("NVIDIA_API_KEY", "nvapi-fake");
    let named = sent(case, "--api-key-env NVIDIA_API_KEY");
    assert_eq!(keys(&named), ["Bearer nvapi-fake"], "named on purpose");
    for api in ["cohere", "tei"] {
        let case = Case::new().env("NIMRANK_API_KEY", "fake-key");
        assert_eq!(keys(&sent(case, &format!("--api {api}"))), ["Bearer fake-key"]);
    }
}

#[test]
fn white_space_around_a_key_is_trimmed() {
    for content in ["fake-key\n", "fake-key\r\n", "  fake-key \n\n"] {
        let case = Case::new().file("team.key", content);
        assert_eq!(keys(&sent(case, "--api-key-file team.key")), ["Bearer fake-key"]);
        let case = Case::new().env("NIMRANK_API_KEY", content);
        assert_eq!(keys(&sent(case, "")), ["Bearer fake-key"]);
    }
}

#[test]
fn a_vendor_key_is_not_sent_to_a_self_hosted_service() {
    const VENDOR: [&str; 3] = ["NVIDIA_API_KEY", "NVIDIA_NIM_API_KEY", "NGC_API_KEY"];
    for name in VENDOR {
        let case = Case::new().env(name, "nvapi-fake");
        let seen = sent(case, "");
        let held = seen.headers.iter().any(|(_, value)| value.contains("nvapi-fake"));
        assert!(!held, "{name}: {:?}", seen.headers);
    }
    let all = || VENDOR.iter().fold(Case::new(), |case, name| case.env(name, "nvapi-fake"));
    assert!(keys(&sent(all(), "")).is_empty());
    // Neither with the request for the list of models, nor if the base URL comes from a variable of the
    // vendor.
    let nim = FakeNim::new();
    let run = all().nim(&nim).run(RANK);
    assert!(run.code(0).requests.iter().all(|seen| keys(seen).is_empty()), "{run}");
    let nim = FakeNim::new();
    all().env("NVIDIA_BASE_URL", &nim.url()).run(RANK).code(0);
    assert!(nim.requests().iter().all(|seen| keys(seen).is_empty()));
}

#[test]
fn the_most_specific_key_wins() {
    let case = || {
        Case::new()
            .env("NIMRANK_API_KEY", "fake-of-nimrank")
            .env("NVIDIA_API_KEY", "fake-of-nvidia")
            .env("TEAM_KEY", "fake-of-team")
            .file("team.key", "fake-of-file")
    };
    for (options, key) in [
        ("", "Bearer fake-of-nimrank"),
        ("--api-key-env TEAM_KEY", "Bearer fake-of-team"),
        ("--api-key-file team.key", "Bearer fake-of-file"),
        ("-H 'Authorization: Basic fake'", "Basic fake"),
        ("--api-key-file team.key -H 'authorization: Token fake'", "Token fake"),
    ] {
        assert_eq!(keys(&sent(case(), options)), [key], "{options}");
    }
}

/// Some services read the key from a header of their own.
#[test]
fn a_key_in_another_header_is_sent_as_typed() {
    let seen = sent(Case::new(), "-H 'api-key: fake-key'");
    assert_eq!(seen.header("api-key"), Some("fake-key"));
    assert!(keys(&seen).is_empty());
}

#[test]
fn the_first_base_url_variable_that_is_set_wins() {
    let no_server = "http://127.0.0.1:1";
    for variables in [
        [("NIMRANK_BASE_URL", true), ("NVIDIA_NIM_API_BASE", false), ("NVIDIA_BASE_URL", false)],
        [("NIMRANK_BASE_URL", true), ("NVIDIA_BASE_URL", false), ("NVIDIA_NIM_API_BASE", false)],
        [("NVIDIA_NIM_API_BASE", true), ("NVIDIA_BASE_URL", false), ("UNRELATED", false)],
        [("NVIDIA_BASE_URL", true), ("UNRELATED", false), ("OTHER", false)],
    ] {
        let nim = FakeNim::new();
        let url = nim.url();
        let case = variables.iter().fold(Case::new(), |case, (name, counts)| {
            case.env(name, if *counts { &url } else { no_server })
        });
        case.run(&format!("-m nvidia/fake {RANK}")).code(0);
    }
}

#[test]
fn an_empty_variable_is_unset() {
    let nim = FakeNim::new().model("nvidia/listed");
    let twins = [
        "API",
        "API_KEY",
        "BASE_URL",
        "BATCH_SIZE",
        "CACERT",
        "COLOR",
        "CONCURRENCY",
        "CONNECT_TIMEOUT",
        "FORMAT",
        "MAX_WAIT",
        "MODEL",
        "PROGRESS",
        "RETRIES",
        "RPM",
        "TIMEOUT",
        "TOP_N",
        "TRUNCATE",
    ];
    let empty = |case: Case, twin: &&str| case.env(&format!("NIMRANK_{twin}"), "");
    let case = twins.iter().fold(Case::new(), empty);
    let case = case.env("NVIDIA_NIM_API_BASE", "").env("NVIDIA_BASE_URL", &nim.url());
    let run = case.run(RANK);
    let expected = "1\t-3.0\t--doc 1\tgreen apple\n2\t-5.0\t--doc 2\tred cherry\n";
    assert_eq!(run.code(0).stdout_str(), expected);
    let seen = nim.requests();
    assert_eq!(seen[1].json()["model"], "nvidia/listed");
    assert!(seen.iter().all(|seen| keys(seen).is_empty()));
}

/// A variable: how a run shows that it was read, and that its option overrides it.
struct Twin {
    name: &'static str,
    value: &'static str,
    /// Arguments with the option and without.
    option: &'static str,
    otherwise: &'static str,
    shows: fn(&Transcript) -> String,
    by_variable: &'static str,
    by_option: &'static str,
}

fn body(run: &Transcript, field: &str) -> String {
    run.code(0).requests[0].json()[field].to_string()
}

fn lines(run: &Transcript) -> String {
    run.code(0).stdout_str().lines().count().to_string()
}

fn first_byte(run: &Transcript) -> String {
    run.code(0).stdout_str()[..1].to_owned()
}

fn complaint(run: &Transcript) -> String {
    let first = run.stderr_str().lines().next();
    first.unwrap_or("none").to_owned()
}

const TWINS: [Twin; 10] = [
    Twin {
        name: "NIMRANK_MODEL",
        value: "of/variable",
        option: "-m of/option",
        otherwise: "",
        shows: |run| body(run, "model"),
        by_variable: "\"of/variable\"",
        by_option: "\"of/option\"",
    },
    Twin {
        name: "NIMRANK_API",
        value: "cohere",
        option: "-m x --api nim",
        otherwise: "-m x",
        shows: |run| run.code(0).requests[0].path.clone(),
        by_variable: "/v1/rerank",
        by_option: "/v1/ranking",
    },
    Twin {
        name: "NIMRANK_FORMAT",
        value: "json",
        option: "-m x -f tsv",
        otherwise: "-m x",
        shows: first_byte,
        by_variable: "{",
        by_option: "1",
    },
    Twin {
        name: "NIMRANK_TOP_N",
        value: "1",
        option: "-m x -n 2",
        otherwise: "-m x",
        shows: lines,
        by_variable: "1",
        by_option: "2",
    },
    Twin {
        name: "NIMRANK_TRUNCATE",
        value: "none",
        option: "-m x --truncate end",
        otherwise: "-m x",
        shows: |run| run.code(0).requests.last().expect("a request").json()["truncate"].to_string(),
        by_variable: "\"NONE\"",
        by_option: "\"END\"",
    },
    Twin {
        name: "NIMRANK_BATCH_SIZE",
        value: "1",
        option: "-m x --batch-size 2",
        otherwise: "-m x",
        shows: |run| {
            let rankings = run.requests.iter().filter(|seen| seen.method == "POST");
            rankings.count().to_string()
        },
        by_variable: "2",
        by_option: "1",
    },
    Twin {
        name: "NIMRANK_COLOR",
        value: "always",
        option: "-m x -f table --color never",
        otherwise: "-m x -f table",
        shows: |run| run.code(0).stdout.contains(&0x1b).to_string(),
        by_variable: "true",
        by_option: "false",
    },
    Twin {
        name: "NIMRANK_CONNECT_TIMEOUT",
        value: "0",
        option: "-m x --connect-timeout 5",
        otherwise: "-m x",
        shows: complaint,
        by_variable: "nimrank: invalid value '0' in NIMRANK_CONNECT_TIMEOUT: must be more than 0 seconds",
        by_option: "none",
    },
    Twin {
        name: "NIMRANK_PROGRESS",
        value: "sometimes",
        option: "-m x --progress never",
        otherwise: "-m x",
        shows: complaint,
        by_variable: "nimrank: invalid value 'sometimes' in NIMRANK_PROGRESS: not one of auto, always, never",
        by_option: "none",
    },
    Twin {
        name: "NIMRANK_CACERT",
        value: "of-variable.pem",
        option: "-m x --cacert of-option.pem",
        otherwise: "-m x",
        shows: complaint,
        by_variable: "nimrank: of-variable.pem: cannot read the certificate",
        by_option: "nimrank: of-option.pem: cannot read the certificate",
    },
];

#[test]
fn options_override_variables_and_variables_defaults() {
    let nim = FakeNim::new();
    for twin in TWINS {
        let case = Case::new().nim(&nim).env(twin.name, twin.value);
        for (option, expected) in
            [(twin.otherwise, twin.by_variable), (twin.option, twin.by_option)]
        {
            let run = case.run(&format!("{RANK} {option}"));
            assert_eq!((twin.shows)(&run), expected, "{}\n{run}", twin.name);
        }
    }
}

#[test]
fn the_base_url_option_overrides_variables() {
    let nim = FakeNim::new();
    let case = Case::new().env("NIMRANK_BASE_URL", "http://127.0.0.1:1");
    let run = case.run(&format!("-m nvidia/fake {RANK} --base-url {}", nim.url()));
    run.code(0);
}

#[test]
fn timeout_can_be_set_in_the_environment() {
    let nim = FakeNim::script([Reply::stall(), Reply::stall()]);
    let case = Case::new().nim(&nim).env("NIMRANK_TIMEOUT", "0.25");
    let run = case.run(&format!("-m nvidia/fake {RANK}"));
    assert!(run.code(3).stderr_str().contains("no response within 0.25 s"), "{run}");
    let run = case.run(&format!("-m nvidia/fake {RANK} --timeout 0.5"));
    assert!(run.code(3).stderr_str().contains("no response within 0.5 s"), "{run}");
}

#[test]
fn concurrency_can_be_set_in_the_environment() {
    for (options, at_once) in [("", 2), ("-j 3", 3)] {
        let gate = Gate::opening_at(at_once);
        let nim = FakeNim::with(move |_| Reply::scores(&[1.0]).after(gate.clone()));
        let case =
            Case::new().nim(&nim).env("NIMRANK_CONCURRENCY", "2").stdin("a\nb\nc\nd\ne\nf\n");
        case.run(&format!("-m nvidia/fake -q x --batch-size 1 {options}")).code(0);
        assert_eq!(nim.most_at_once(), at_once, "{options}");
    }
}

#[test]
fn variables_are_validated_like_options() {
    for (name, value, named) in [
        ("NIMRANK_TOP_N", "0", "NIMRANK_TOP_N"),
        ("NIMRANK_BATCH_SIZE", "0", "NIMRANK_BATCH_SIZE"),
        ("NIMRANK_BATCH_SIZE", "513", "--batch-size"),
        ("NIMRANK_CONCURRENCY", "none", "NIMRANK_CONCURRENCY"),
        ("NIMRANK_API", "grpc", "NIMRANK_API"),
        ("NIMRANK_FORMAT", "xml", "NIMRANK_FORMAT"),
        ("NIMRANK_TRUNCATE", "start", "NIMRANK_TRUNCATE"),
    ] {
        let nim = FakeNim::new().expect_no_calls();
        let case = Case::new().nim(&nim).env(name, value);
        let run = case.run(&format!("-m nvidia/fake {RANK}"));
        assert!(run.code(2).stderr_str().contains(named), "{run}");
    }
}
