"""Writes what a binary of nimrank is made of: license notices of third parties (text), and an SBOM (CycloneDX).

usage: components.py TARGET STATIC NOTICES SBOM

TARGET is the target triple; STATIC is "static" for a binary that holds glibc, or "dynamic". Components are the crates
that are linked into the binary (no build scripts, procedural macros or test dependencies), the Rust standard library,
and glibc.
"""

import collections
import datetime
import html
import json
import os
import pathlib
import re
import subprocess
import sys

ALTERNATIVE_TO_MIT = re.compile(r"apache|bsl|boost|zlib|unlicense|llvm|isc|0bsd", re.IGNORECASE)
LICENSE_FILE = re.compile(r"(licen[cs]e|copying|copyright|notice|unlicense)", re.IGNORECASE)
NOT_SHIPPED = {"tests", "test", "examples", "benches", "fuzz"}


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


class Component:
    """A library in the binary, with the texts that must travel with it."""

    def __init__(self, name, version, license, url, texts, checksum=None):
        self.name, self.version, self.url, self.texts, self.checksum = name, version, url, texts, checksum
        self.license = re.sub(r"\s*/\s*", " OR ", license)
        self.purl = f"pkg:{'cargo' if checksum else 'generic'}/{name}@{version}"


def license_texts(folder, license):
    """Returns the license texts of a crate. Where MIT is one of several choices, it is the one that is taken."""
    files = [
        path
        for path in sorted(folder.rglob("*"))
        if LICENSE_FILE.match(path.name)
        and path.suffix != ".rs"
        and path.is_file()
        and not NOT_SHIPPED & set(path.relative_to(folder).parts)
    ]
    if "AND" not in license and any("mit" in path.name.lower() for path in files):
        files = [path for path in files if not ALTERNATIVE_TO_MIT.search(path.name)]
    return [path.read_text(encoding="utf-8", errors="replace") for path in files]


def crates(target):
    """Returns the program's own package, the linked crates, and which package needs which, by package id."""
    metadata = json.loads(output("cargo", "metadata", "--locked", "--format-version=1", "--filter-platform", target))
    packages = {package["id"]: package for package in metadata["packages"]}
    root = packages[metadata["resolve"]["root"]]
    tree = output("cargo", "tree", "--locked", "--target", target, "--edges=normal,no-proc-macro", "--prefix=none")
    linked = {tuple(line.split()[:2]) for line in tree.splitlines()}
    locked = pathlib.Path("Cargo.lock").read_text(encoding="utf-8")
    found = {}
    for key, package in packages.items():
        name, version = package["name"], package["version"]
        if package is root or (name, "v" + version) not in linked:
            continue
        texts = license_texts(pathlib.Path(package["manifest_path"]).parent, package["license"])
        if not texts and "Apache-2.0" not in package["license"]:
            sys.exit(f"{name} {version}: no license text in the crate")
        # The text of Apache-2.0 names nobody, so that it is the same in every project.
        texts = texts or [pathlib.Path("LICENSE-APACHE").read_text(encoding="utf-8")]
        checksum = re.search(
            rf'name = "{re.escape(name)}"\nversion = "{re.escape(version)}"\n.*\nchecksum = "(\w+)"', locked
        )
        url = package["repository"] or f"https://crates.io/crates/{name}"
        found[key] = Component(name, version, package["license"], url, texts, checksum[1])
    needs = {
        node["id"]: [edge["pkg"] for edge in node["deps"] if edge["pkg"] in found]
        for node in metadata["resolve"]["nodes"]
        if node["id"] in found or node["id"] == root["id"]
    }
    return root, found, needs


def rust_library():
    """Returns the Rust standard library. The toolchain has a page with its notices and those of its dependencies."""
    version = output("rustc", "--version").split()[1]
    page = pathlib.Path(output("rustc", "--print=sysroot").strip(), "share/doc/rust/COPYRIGHT-library.html")
    text = html.unescape(
        re.sub(r"<(style|head).*?</\1>|<[^>]*>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    )
    # It also has packages for other systems. Long paragraphs that recur, as license texts do, are dropped.
    seen, kept = set(), ["Paragraphs that recur are given once."]
    for paragraph in re.split(r"\n\s*\n", text):
        words = " ".join(paragraph.split())
        if words and (len(words) < 100 or words not in seen):
            kept.append("\n".join(line.strip() for line in paragraph.strip().splitlines()))
        seen.add(words)
    return Component("rust-std", version, "MIT OR Apache-2.0", "https://github.com/rust-lang/rust", ["\n\n".join(kept)])


def glibc():
    """Returns glibc. Its license asks for its text, and that users can link the program with another version."""
    version = output("getconf", "GNU_LIBC_VERSION").split()[1]
    # Of Debian and of Fedora.
    places = [
        pathlib.Path("/usr/share/common-licenses/LGPL-2.1"),
        pathlib.Path("/usr/share/licenses/glibc/COPYING.LIB"),
    ]
    text = next(place for place in places if place.exists()).read_text(encoding="utf-8")
    offer = (
        "Parts of the GNU C Library are linked statically into this program. They are unmodified and covered by the GNU\n"
        "Lesser General Public License, whose text follows. The source code of nimrank is available under the terms of\n"
        "LICENSE-MIT or LICENSE-APACHE, so that it can be built with a modified version of the library.\n\n"
    )
    return Component("glibc", version, "LGPL-2.1-or-later", "https://sourceware.org/glibc", [offer + text])


def notices(components):
    """Returns the notices: a list of components, then each text once, with the components that it belongs to."""
    lines = ["nimrank contains the following software. The license texts follow the list.", ""]
    texts = collections.OrderedDict()
    for component in components:
        lines.append(f"{component.name} {component.version}: {component.license}; {component.url}")
        for text in component.texts:
            owners = texts.setdefault(" ".join(text.split()), (text.strip("\r\n"), []))[1]
            label = f"{component.name} {component.version}"
            if label not in owners:
                owners.append(label)
    for text, owners in texts.values():
        plain = "\n".join(line.rstrip() for line in text.expandtabs().splitlines())
        lines += ["", "-" * 80, ", ".join(owners), "-" * 80, "", plain]
    return "\n".join(lines) + "\n"


def sbom(root, found, needs, others):
    """Returns a CycloneDX document. It has no random serial number, so that it is the same in every build."""
    moment = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    program = f"pkg:cargo/{root['name']}@{root['version']}"
    reference = {root["id"]: program} | {key: component.purl for key, component in found.items()}

    def described(component):
        entry = {
            "type": "library",
            "bom-ref": component.purl,
            "name": component.name,
            "version": component.version,
            "licenses": [{"expression": component.license}],
            "purl": component.purl,
            "externalReferences": [{"type": "vcs", "url": component.url}],
        }
        if component.checksum:
            entry["hashes"] = [{"alg": "SHA-256", "content": component.checksum}]
        return entry

    dependencies = {
        reference[key]: sorted({reference[needed] for needed in needed_keys}) for key, needed_keys in needs.items()
    }
    dependencies[program] += [component.purl for component in others]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "bom-ref": program,
                "name": root["name"],
                "version": root["version"],
                "description": root["description"],
                "licenses": [{"expression": root["license"]}],
                "purl": program,
            },
        },
        "components": [described(component) for component in [*found.values(), *others]],
        "dependencies": [{"ref": key, "dependsOn": needed} for key, needed in sorted(dependencies.items())],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main(target, linkage, notices_path, sbom_path):
    root, found, needs = crates(target)
    others = [rust_library()] + ([glibc()] if linkage == "static" else [])
    pathlib.Path(notices_path).write_text(notices([*found.values(), *others]), encoding="utf-8")
    pathlib.Path(sbom_path).write_text(sbom(root, found, needs, others), encoding="utf-8")


main(*sys.argv[1:])
