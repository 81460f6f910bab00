//! The architecture that `src/lib.rs` describes, checked in the sources: which module uses which, that no
//! files need each other in a circle, and a few rules that no lint knows.

mod sources; // files and the paths in them

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use sources::Sources;

use crate::support::root;

/// Modules that any other may use: terms and tools without knowledge of what is done with them.
const BASE: [&str; 14] = [
    "api",
    "diagnostic",
    "exit",
    "json",
    "model",
    "os_error",
    "sanitize",
    "shell",
    "source",
    "suggest",
    "sys",
    "table",
    "text",
    "window",
];

/// The other modules and what each may use in addition to those. `command` may use all of them.
const ARROWS: [(&str, &[&str]); 17] = [
    ("batch", &["eval", "input", "recording"]),
    ("check", &["input", "measure"]),
    ("cli", &["client", "input", "output", "report"]),
    ("client", &[]),
    ("compare", &[]),
    ("error", &["client", "output", "plan"]),
    ("eval", &["measure", "recording", "stats"]),
    ("input", &[]),
    ("measure", &[]),
    ("output", &["client"]),
    (
        "plan",
        &[
            "batch",
            "check",
            "cli",
            "client",
            "compare",
            "eval",
            "input",
            "measure",
            "output",
            "progress",
            "rank",
            "recording",
            "report",
        ],
    ),
    ("progress", &["client"]),
    ("rank", &[]),
    ("recording", &["client"]),
    ("report", &["check", "compare", "eval", "measure", "output"]),
    ("stats", &[]),
    ("command", &["*"]),
];

/// The only files that may use what begins with these paths.
const OWNERS: [(&str, &[&str]); 4] = [
    ("reqwest", &["client/http.rs", "client/http/"]),
    ("std::env::var", &["cli/", "plan/"]),
    ("std::io::IsTerminal", &["plan/"]),
    ("terminal_size", &["plan/"]),
];

/// The longest file, with its tests.
const MAX_LINES: usize = 280;

/// Flat lists, which may be longer.
const LONG_FILES: [&str; 2] = ["api/vendors.rs", "cli/tables.rs"];

/// Returns the files of src, by their path below it, and their text.
fn files() -> BTreeMap<String, String> {
    fn collect(directory: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(directory).expect("src is readable") {
            let path = entry.expect("src is readable").path();
            let name = path.file_name().expect("entries have names").display();
            let name = format!("{prefix}{name}");
            if path.is_dir() {
                collect(&path, &format!("{name}/"), files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                files.insert(name, text);
            }
        }
    }
    let mut files = BTreeMap::new();
    collect(&root().join("src"), "", &mut files);
    assert!(files.len() > 40, "files are missing: {:?}", files.keys());
    files
}

/// Parses all files but the crate root and what it exports for tests.
fn parse(files: &BTreeMap<String, String>) -> Sources {
    let files = files.iter().map(|(name, text)| (&**name, &**text));
    Sources::parse(files.filter(|(name, _)| !matches!(*name, "lib.rs" | "main.rs" | "testing.rs")))
}

/// Returns the top-level module of a file.
fn module_of(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or(file);
    first.trim_end_matches(".rs")
}

/// Returns pairs of modules of which the first uses the second, with the files that do.
fn module_edges(sources: &Sources) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut edges: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (file, path) in sources.uses() {
        let from = module_of(file);
        if let [root, to, ..] = path.as_slice()
            && root == "crate"
            && to != from
        {
            let files = edges.entry((from.to_owned(), to.clone())).or_default();
            files.insert(file.to_owned());
        }
    }
    edges
}

/// Returns the groups of nodes that can all reach each other.
fn circles<'a>(edges: impl IntoIterator<Item = (&'a str, &'a str)>) -> BTreeSet<BTreeSet<&'a str>> {
    let mut reachable: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (from, to) in edges {
        reachable.entry(from).or_default().insert(to);
    }
    loop {
        let mut has_grown = false;
        for node in reachable.keys().copied().collect::<Vec<_>>() {
            let further: Vec<_> = reachable[node]
                .iter()
                .filter_map(|next| reachable.get(next))
                .flatten()
                .copied()
                .collect();
            let known = reachable.entry(node).or_default();
            let before = known.len();
            known.extend(further);
            has_grown |= known.len() > before;
        }
        if !has_grown {
            break;
        }
    }
    let reaches = |from: &str, to: &str| reachable.get(from).is_some_and(|set| set.contains(to));
    reachable
        .iter()
        .filter(|(node, _)| reaches(node, node))
        .map(|(node, others)| {
            let mut others = others.clone();
            others.retain(|other| reaches(other, node));
            others
        })
        .collect()
}

#[test]
fn modules_use_only_what_the_table_allows() {
    let table: BTreeMap<_, _> = ARROWS.into_iter().collect();
    let base_table = BTreeMap::from([
        ("diagnostic", &["exit", "os_error"][..]),
        ("model", &["diagnostic", "window"]),
        ("shell", &["sanitize"]),
        ("source", &["diagnostic", "os_error", "sys"]),
        ("json", &[]),
        ("table", &["sanitize"]),
    ]);
    let edges = module_edges(&parse(&files()));
    assert!(edges.len() > 20, "edges are missing: {edges:#?}");
    let forbidden: Vec<_> = edges
        .into_iter()
        .filter(|((from, to), _)| {
            let (from, to) = (from.as_str(), to.as_str());
            let is_allowed = match table.get(from) {
                Some(allowed) => {
                    BASE.contains(&to) || allowed.contains(&to) || allowed.contains(&"*")
                }
                None => base_table.get(from).is_some_and(|allowed| allowed.contains(&to)),
            };
            !is_allowed
        })
        .collect();
    assert!(forbidden.is_empty(), "{forbidden:#?}");
}

#[test]
fn every_module_is_in_the_table() {
    let modules: BTreeSet<_> = files()
        .keys()
        .map(|file| module_of(file).to_owned())
        .filter(|module| !matches!(module.as_str(), "lib" | "main" | "testing"))
        .collect();
    let listed = ARROWS.iter().map(|(module, _)| *module).chain(BASE);
    let listed: BTreeSet<_> = listed.collect();
    let missing: Vec<_> =
        modules.iter().filter(|module| !listed.contains(module.as_str())).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_modules_use_each_other_in_a_circle() {
    let edges = module_edges(&parse(&files()));
    let edges = edges.keys().map(|(from, to)| (from.as_str(), to.as_str()));
    assert_eq!(circles(edges), BTreeSet::new());
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let files = files();
    let sources = parse(&files);
    let edges = sources.edges();
    assert!(edges.len() > 100, "edges are missing: {edges:#?}");
    let found = circles(edges.iter().copied());
    let details: Vec<_> = edges
        .iter()
        .filter(|(from, to)| {
            found.iter().any(|circle| circle.contains(from) && circle.contains(to))
        })
        .collect();
    assert!(found.is_empty(), "{found:#?}\n{details:#?}");
}

/// Returns the circles among files given as pairs of name and text, as one line.
fn circles_in(files: &[(&str, &str)]) -> String {
    let sources = Sources::parse(files.iter().copied());
    let circles = circles(sources.edges());
    let circles = circles.iter().map(|circle| circle.iter().copied().collect::<Vec<_>>().join(" "));
    circles.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_planted_circle_is_found() {
    let a = ("a.rs", "use crate::b::{self, B as Other}; fn a() { b::f() }");
    let b = ("b.rs", "pub struct B; fn f() { crate::c::go(); }");
    let c = ("c.rs", "use super::d::D; fn go() -> D { loop {} }");
    let d = ("d.rs", "pub struct D;");
    assert_eq!(circles_in(&[a, b, c, d]), "");
    let back = ("d.rs", "pub struct D; fn d() { println!(\"{}\", super::a::A) }");
    assert_eq!(circles_in(&[a, b, c, back]), "a.rs b.rs c.rs d.rs");
    let test = ("d.rs", "#[cfg(test)] mod tests { use crate::a::A; }");
    assert_eq!(circles_in(&[a, b, c, test]), "");
}

#[test]
fn reexports_are_followed_to_the_file_that_defines_the_name() {
    let root = ("m/mod.rs", "mod x; mod y; pub use x::X;");
    let x = ("m/x.rs", "pub struct X; use super::y::Y;");
    let y = ("m/y.rs", "pub struct Y; use super::X;");
    assert_eq!(circles_in(&[root, x, y]), "m/x.rs m/y.rs");
    let outside = ("n.rs", "pub struct N; use crate::m::X;");
    let x = ("m/x.rs", "pub struct X; use crate::n::N;");
    assert_eq!(circles_in(&[root, x, outside]), "m/x.rs n.rs");
}

#[test]
fn a_child_may_use_what_the_root_of_its_module_defines() {
    let root = ("m/mod.rs", "mod x; pub struct P; fn f() { x::f() }");
    let child = ("m/x.rs", "use super::P; fn f() {}");
    assert_eq!(circles_in(&[root, child]), "");
}

#[test]
fn http_terminals_and_the_environment_have_their_files() {
    let files = files();
    let sources = parse(&files);
    for (prefix, owners) in OWNERS {
        let users: BTreeSet<_> = sources
            .uses()
            .filter(|(_, path)| path.join("::").starts_with(prefix))
            .map(|(file, _)| file)
            .collect();
        assert!(!users.is_empty(), "nothing uses {prefix}");
        let others: Vec<_> = users
            .into_iter()
            .filter(|file| !owners.iter().any(|owner| file.starts_with(owner)))
            .collect();
        assert!(others.is_empty(), "{prefix} is used in {others:?}");
    }
}

#[test]
fn files_are_short() {
    let files = files();
    assert!(files["main.rs"].lines().count() <= 40);
    let long: Vec<_> = files
        .iter()
        .map(|(file, text)| (text.lines().count(), file.as_str()))
        .filter(|(lines, file)| *lines > MAX_LINES && !LONG_FILES.contains(file))
        .collect();
    assert!(long.is_empty(), "longer than {MAX_LINES} lines: {long:?}");
}

#[test]
fn every_file_begins_with_module_documentation() {
    let files = files();
    let silent: Vec<_> =
        files.iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(file, _)| file).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn every_dependency_has_its_line_of_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let mut section = "";
    let mut previous = "";
    let mut count = 0;
    for line in manifest.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
        } else if section.ends_with("dependencies") && line.contains(" = ") {
            let has_reason = previous.starts_with("# ");
            assert!(has_reason, "no reason above `{line}`");
            count += 1;
        }
        previous = line;
    }
    assert!(count > 15, "dependencies are missing: {count}");
}
