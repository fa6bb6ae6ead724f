//! The house: which room may see what, held over the manifests and the sources.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The packages of the workspace with the names of what each depends on to be built (not to be tested).
fn packages() -> Vec<(String, BTreeSet<String>)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let needs = package["dependencies"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
                .map(|dependency| dependency["name"].as_str().unwrap().to_owned())
                .collect();
            (package["name"].as_str().unwrap().to_owned(), needs)
        })
        .collect()
}

/// Every file with one of the endings below a folder.
fn sources(below: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, endings: &[&str], found: &mut Vec<(PathBuf, String)>) {
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !["node_modules", "dist", "dist-fixtures", "target"].contains(&name.as_str()) {
                    walk(&path, endings, found);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(below), endings, &mut found);
    assert!(!found.is_empty(), "nothing below {below}");
    found
}

fn who_needs(what: &str) -> Vec<String> {
    let starts = |name: &String| name == what || name.starts_with(&format!("{what}-"));
    packages()
        .into_iter()
        // What the figures are measured against is no room: a bare window, a plain file.
        .filter(|(name, needs)| name != "peremena-bare" && needs.iter().any(starts))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn only_the_connectors_see_a_network() {
    assert_eq!(who_needs("reqwest"), ["peremena-school"]);
    assert_eq!(who_needs("rustls"), ["peremena-school"]);
    // Nor is the standard library's own way taken, past every list of hosts. What tests alone are served by is no room.
    for room in ["crates", "src-tauri"] {
        for (path, text) in sources(room, &[".rs"]) {
            let file = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            let of_tests = file.contains("/tests") || file.ends_with("/bin/peremena-loopback.rs");
            if of_tests || file.starts_with("crates/school/") || file.starts_with("crates/school-sim/") {
                continue;
            }
            for word in ["std::net", "tokio::net", "TcpStream", "UdpSocket", "hyper::"] {
                assert!(!text.contains(word), "{file}: {word}");
            }
        }
    }
}

#[test]
fn only_the_vault_sees_a_database_and_a_keyring() {
    assert_eq!(who_needs("sqlx"), ["peremena-vault"]);
    assert_eq!(who_needs("libsqlite3-sys"), ["peremena-vault"]);
    assert_eq!(who_needs("keyring"), ["peremena-vault"]);
}

#[test]
fn only_the_shell_sees_tauri_and_only_notify_the_notification_daemon() {
    assert_eq!(who_needs("tauri"), ["peremena"]);
    assert_eq!(who_needs("notify-rust"), ["peremena-notify"]);
}

#[test]
fn only_the_phones_door_speaks_to_java_and_it_knows_no_school_and_no_window() {
    assert_eq!(who_needs("jni"), ["peremena-phone"]);
    let (_, needs) = packages().into_iter().find(|(name, _)| name == "peremena-phone").unwrap();
    let rooms: Vec<&String> = needs.iter().filter(|name| name.starts_with("peremena-")).collect();
    assert_eq!(rooms, ["peremena-app"]);
}

#[test]
fn the_model_depends_on_no_room_and_no_runtime() {
    let (_, needs) = packages().into_iter().find(|(name, _)| name == "peremena-model").unwrap();
    let rooms: Vec<&String> = needs.iter().filter(|name| name.starts_with("peremena-")).collect();
    assert!(rooms.is_empty(), "{rooms:?}");
    for runtime in ["tokio", "async-trait", "tracing", "reqwest"] {
        assert!(!needs.contains(runtime), "{runtime}");
    }
}

#[test]
fn what_is_pure_reads_no_clock_and_does_no_io() {
    let pure = [
        ("crates/model/src", None),
        ("crates/sync/src", Some(["history.rs", "holidays.rs", "pace.rs", "weigh.rs", "window.rs"].as_slice())),
        ("crates/app/src/backup", Some(["plan.rs"].as_slice())),
        ("crates/app/src/lock", Some(["tries.rs", "way.rs"].as_slice())),
        (
            "crates/notify/src",
            Some(
                [
                    "plan.rs",
                    "wording.rs",
                    "lesson.rs",
                    "occasion.rs",
                    "dates.rs",
                    "rules.rs",
                    "notice.rs",
                    "topic.rs",
                    "dress.rs",
                ]
                .as_slice(),
            ),
        ),
    ];
    for (folder, files) in pure {
        for (path, text) in sources(folder, &[".rs"]) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if files.is_some_and(|files| !files.contains(&name.as_str())) {
                continue;
            }
            for word in ["now_utc(", "now_local(", "SystemTime", "Instant::now", "std::fs", "std::net", "async fn"] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}

#[test]
fn one_file_of_the_ui_talks_to_tauri() {
    let who: Vec<String> = sources("ui/src", &[".ts", ".svelte", ".js"])
        .into_iter()
        .filter(|(_, text)| text.contains("@tauri-apps/"))
        .map(|(path, _)| path.strip_prefix(root()).unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(who, ["ui/src/lib/api/tauri.ts"]);
}

#[test]
fn no_text_of_a_school_becomes_html() {
    for (path, text) in sources("ui/src", &[".svelte", ".ts"]) {
        for word in [
            "{@html",
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "createContextualFragment",
            "DOMParser",
            "setHTML",
            "srcdoc",
            "javascript:",
            "new Function",
            "eval(",
        ] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

/// One button alone copies anything: that of the report, which names nobody.
#[test]
fn what_is_secret_is_typed_hidden_and_copied_by_nobody() {
    let secrets = ["passphrase", "repeated", "fresh", "current", "pin", "own", "password", "token"];
    // What may be typed for all to see. Whoever adds a field says which it is.
    let open = ["average", "base", "due", "login", "name", "school", "sought", "subject", "typed", "weight", "wish"];
    let mut hidden = 0;
    for (path, text) in sources("ui/src", &[".svelte"]) {
        for field in text.split("<input").skip(1).filter_map(|rest| rest.split("/>").next()) {
            let bound = field.split_once("bind:value={").and_then(|(_, rest)| rest.split('}').next());
            let Some(name) = bound.filter(|name| !open.contains(name)) else { continue };
            assert!(secrets.contains(&name), "{}: is {name} secret?", path.display());
            assert!(field.contains("type=\"password\""), "{}: {field}", path.display());
            // The page remembers nothing of it, and a keeper of passwords is told which it is.
            assert!(field.contains("autocomplete="), "{}: {field}", path.display());
            hidden += 1;
        }
    }
    assert!(hidden > 12, "{hidden}");
    let settings = fs::read_to_string(root().join("ui/src/screens/SignIn.svelte")).unwrap();
    assert!(settings.contains("type={setting.secret ? 'password' : 'text'}"));
    let copying: Vec<String> = sources("ui/src", &[".ts", ".svelte", ".js"])
        .into_iter()
        .filter(|(_, text)| text.contains("clipboard") || text.contains("execCommand"))
        .map(|(path, _)| path.strip_prefix(root()).unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(copying, ["ui/src/lib/components/Health.svelte"]);
}

/// docs/masvs.md: each control once, and no promise that there is not.
#[test]
fn every_control_of_masvs_is_answered() {
    let groups = [
        ("STORAGE", 2),
        ("CRYPTO", 2),
        ("AUTH", 3),
        ("NETWORK", 2),
        ("PLATFORM", 3),
        ("CODE", 4),
        ("RESILIENCE", 4),
        ("PRIVACY", 4),
    ];
    let wanted: Vec<String> = groups
        .iter()
        .flat_map(|(group, count)| (1..=*count).map(move |number| format!("MASVS-{group}-{number}")))
        .collect();
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let (answers, promises) = (read("docs/masvs.md"), read("docs/threat-model.md"));
    let rows: Vec<Vec<&str>> = answers
        .lines()
        .filter(|line| line.starts_with("| MASVS-"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.iter().map(|row| row[0]).collect::<Vec<_>>(), wanted);
    for row in rows {
        let answer = row[2];
        for rest in answer.split("P-").skip(1) {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            assert!(promises.contains(&format!("\n| P-{number} | ")), "{}: P-{number}", row[0]);
        }
        assert!(answer.contains("P-") || answer.starts_with("n/a: ") || row[0] == "MASVS-CODE-1", "{row:?}");
    }
}

#[test]
fn the_window_has_a_strict_policy_and_no_school_in_it() {
    let text = fs::read_to_string(root().join("tauri.conf.json")).unwrap();
    let config: serde_json::Value = serde_json::from_str(&text).unwrap();
    let security = &config["app"]["security"];
    let policy = security["csp"].as_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    // Each source by its name: a list of what must not be there would let through what nobody has thought of.
    let allowed = |directive: &str| match directive {
        "script-src" | "style-src" | "font-src" => "'self'",
        "img-src" => "'self' data:",
        "connect-src" => "ipc: http://ipc.localhost",
        _ => "'none'",
    };
    for rule in policy.split(';') {
        let (directive, sources) = rule.trim().split_once(' ').unwrap();
        assert_eq!(sources, allowed(directive), "{directive}");
    }
    for directive in ["object-src", "base-uri", "form-action", "frame-ancestors"] {
        assert!(policy.contains(directive), "default-src says nothing of {directive}, or it would be allowed");
    }
    assert_eq!(config["app"]["withGlobalTauri"], false);
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["pattern"]["use"], "isolation");
    assert_eq!(security["capabilities"], serde_json::json!(["main"]));
    assert!(!text.contains("dangerous"), "no dangerous switch");
}

#[test]
fn the_phone_lets_nothing_out_and_nobody_in() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let ours = read("src-tauri/android/src/main/AndroidManifest.xml");
    let generated = read("gen/android/app/src/main/AndroidManifest.xml");
    for manifest in [&ours, &generated] {
        assert!(manifest.contains("usesCleartextTraffic=\"false\""));
        // A television stands in everybody's room, and nobody has tried the app on one.
        assert!(!manifest.to_lowercase().contains("leanback"));
    }
    for promise in ["allowBackup=\"false\"", "dataExtractionRules", "fullBackupContent", "BIND_JOB_SERVICE"] {
        assert!(ours.contains(promise), "{promise}");
    }
    // The activity, which the launcher starts. What the system alone calls is open to nobody.
    let exported = [&ours, &generated].map(|manifest| manifest.matches("exported=\"true\"").count());
    assert_eq!(exported, [0, 1]);
    // Of our files other apps may be given what lies in one folder of the cache.
    let shared = read("gen/android/app/src/main/res/xml/file_paths.xml");
    assert_eq!(shared.matches("path=").count(), 1);
    assert!(shared.contains("<cache-path name=\"shared\" path=\"shared/\" />"));
    let network = read("src-tauri/android/src/main/res/xml/network_security_config.xml");
    assert_eq!(network.matches("<certificates").count(), network.matches("<certificates src=\"system\" />").count());
    assert!(network.contains("cleartextTrafficPermitted=\"false\"") && !network.contains("\"true\""));
    for (path, text) in sources("src-tauri/android/src/main", &[".java"]) {
        for word in ["FLAG_MUTABLE", "GRANT_WRITE", "Log.", "System.out", "System.err", "getExternal"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
        // What runs in the background has no web view; the window's page is held to be printed, by these alone.
        let of_the_window = ["MainWindow.java", "Sharing.java"].iter().any(|name| path.ends_with(name));
        assert!(of_the_window || !text.contains("WebView"), "{}", path.display());
        let made = text.matches("PendingIntent.getActivity(").count();
        assert_eq!(made, text.matches("FLAG_IMMUTABLE").count(), "{}", path.display());
    }
}

#[test]
fn a_phones_keyboard_takes_room_from_the_page_and_covers_no_field() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    // Both are needed: the first for the window, the second for the page in it.
    assert!(read("gen/android/app/src/main/AndroidManifest.xml").contains("windowSoftInputMode=\"adjustResize\""));
    assert!(read("ui/index.html").contains("interactive-widget=resizes-content"));
}

#[test]
fn workflows_run_what_is_pinned_and_may_only_read() {
    for (path, text) in sources(".github/workflows", &[".yml"]) {
        assert!(text.contains("\npermissions:\n  contents: read\n"), "{}", path.display());
        for word in ["write", "secrets.", "pull_request_target", "persist-credentials: true"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
        for (_, action) in text.lines().filter_map(|line| line.split_once("uses: ")) {
            let commit = action.split_once('@').unwrap().1.split(' ').next().unwrap();
            assert!(commit.len() == 40 && commit.bytes().all(|it| it.is_ascii_hexdigit()), "{action}");
        }
        // Debian's Node cannot build the page; the image brings one that can.
        assert!(!text.contains("nodejs") && !text.contains("container: debian"), "{}", path.display());
        assert!(text.contains("image: node:22-bookworm\n      options: --privileged\n"), "{}", path.display());
        // On Windows bash is Git's, whose perl comes first and cannot configure OpenSSL there.
        for job in jobs(&text).filter(|job| job.contains("windows-") && job.contains("xtask package")) {
            assert!(job.contains("shell: pwsh\n") && !job.contains("shell: bash"), "{}: {job}", path.display());
        }
    }
    let packages = fs::read_to_string(root().join(".github/workflows/packages.yml")).unwrap();
    assert!(jobs(&packages).any(|job| job.contains("windows-") && job.contains("xtask package")), "a job for Windows");
}

/// The jobs of a workflow, each as it is written.
fn jobs(workflow: &str) -> impl Iterator<Item = &str> {
    let (_, jobs) = workflow.split_once("\njobs:\n").unwrap();
    jobs.split("\n\n")
}

#[test]
fn the_verifiers_two_halves_are_of_one_version() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let (_, after) = lock.split_once("name = \"rustls-platform-verifier-android\"\nversion = \"").unwrap();
    let version = after.split('"').next().unwrap();
    let gradle = fs::read_to_string(root().join("src-tauri/android/build.gradle.kts")).unwrap();
    assert!(gradle.contains(&format!("\"rustls:rustls-platform-verifier:{version}\"")), "{version}");
}

#[test]
fn no_source_tells_languages_apart_by_name() {
    // A third language is one folder of `ui/locales`: what holds for one alone is said there.
    let names = ["\"ru\"", "'ru'", "\"en\"", "'en'", "Language::RUSSIAN", "Language::ENGLISH"];
    let mut found = Vec::new();
    for below in ["crates", "src-tauri/src", "ui/src"] {
        for (path, text) in sources(below, &[".rs", ".ts", ".svelte"]) {
            let place = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            let of_tests = |part: &str| ["tests", "tests.rs", "testing.rs"].contains(&part);
            // The simulated school speaks Russian alone.
            if place.split('/').any(of_tests) || place.starts_with("crates/school-sim/") {
                continue;
            }
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            let lines = code.lines().map(str::trim).filter(|line| !line.starts_with("//") && !line.starts_with('*'));
            let named = lines.filter(|line| names.iter().any(|name| line.contains(name)));
            found.extend(named.map(|line| format!("{place}: {line}")));
        }
    }
    found.sort();
    // Whom no language serves is served in English; a system that says none, and the head of the list, in Russian.
    let wanted = [
        ("crates/app/src/appearance.rs", ".unwrap_or(\"ru\")"),
        ("crates/notify/locales.rs", "[(\"RUSSIAN\", \"ru\"), (\"ENGLISH\", \"en\")]"),
        ("crates/notify/src/words.rs", ".map_or(Language::ENGLISH, Language)"),
        ("ui/src/lib/words.svelte.ts", "export const languages: "),
        ("ui/src/lib/words.svelte.ts", "return texts.has(system) ? system : 'ru';"),
    ];
    assert_eq!(found.len(), wanted.len(), "{found:#?}");
    for (line, (place, code)) in found.iter().zip(wanted) {
        assert!(line.starts_with(place) && line.contains(code), "{line}");
    }
}

#[test]
fn every_crate_has_the_lints_of_the_house() {
    for (path, text) in sources(".", &["Cargo.toml"]) {
        // One door to other languages cannot do without `unsafe`: there it is denied, and allowed file by file.
        if path.ends_with("crates/phone/Cargo.toml") {
            let house = fs::read_to_string(root().join("Cargo.toml")).unwrap();
            for lint in house.lines().skip_while(|line| *line != "[workspace.lints.clippy]").skip(1) {
                let Some((name, _)) = lint.split_once(" = ") else { break };
                assert!(text.contains(lint), "{name} in {}", path.display());
            }
            assert!(text.contains("unsafe_code = \"deny\""));
            continue;
        }
        assert!(text.contains("[lints]\nworkspace = true"), "{}", path.display());
    }
}
