//! Parses the files of src and resolves the paths in them to the files that define what they name.
//!
//! Re-exports are followed: `use super::Form`, where the parent says `pub use form::Form`, is a use of the
//! file `form.rs`, whoever re-exports it. Code under `#[cfg(test)]` is not looked at.
//!
//! What a file uses of the module that it is a part of is not counted: `input/csv.rs` may use types that
//! `input/mod.rs` defines, while `input/mod.rs` calls `input/csv.rs`. Parent and children are one module,
//! and the parent is its root. Everything else counts, above all what siblings use of each other.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};

/// A path as a list of names, such as `crate`, `input`, `Format`.
type Path = Vec<String>;

/// All files of the crate.
pub(super) struct Sources {
    files: Vec<SourceFile>,
    /// The index of each module's file.
    modules: BTreeMap<Path, usize>,
}

#[derive(Default)]
struct SourceFile {
    name: String,
    module: Path,
    /// Imported and re-exported names, and the paths they stand for as written.
    imports: BTreeMap<String, Path>,
    reexports: BTreeSet<String>,
    /// Paths in code and in imports that are not re-exports, as written.
    uses: BTreeSet<Path>,
}

impl Sources {
    /// Parses files, given as paths below src and their text.
    pub(super) fn parse<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files: Vec<_> =
            files.into_iter().map(|(name, text)| SourceFile::parse(name, text)).collect();
        let modules =
            files.iter().enumerate().map(|(index, file)| (file.module.clone(), index)).collect();
        Self { files, modules }
    }

    /// Returns the uses of each file with imported names spelled out: paths into this crate begin with
    /// `crate`, others with the name of another crate.
    pub(super) fn uses(&self) -> impl Iterator<Item = (&str, Path)> {
        self.files.iter().flat_map(|file| {
            file.uses.iter().map(|path| (file.name.as_str(), self.absolute(file, path)))
        })
    }

    /// Returns pairs of files of which the first uses something that the second defines, but is not the
    /// root of a module that the first is in.
    pub(super) fn edges(&self) -> BTreeSet<(&str, &str)> {
        let files = self.files.iter().flat_map(|file| {
            file.uses
                .iter()
                .filter_map(|path| self.definition(&self.absolute(file, path)))
                .filter(|to| !file.module.starts_with(&to.module))
                .map(|to| (file.name.as_str(), to.name.as_str()))
        });
        files.collect()
    }

    fn absolute(&self, file: &SourceFile, path: &[String]) -> Path {
        let (first, rest) = path.split_first().expect("paths have names");
        let mut base = match first.as_str() {
            "crate" => vec!["crate".to_owned()],
            "self" => file.module.clone(),
            "super" => file.module[..file.module.len() - 1].to_vec(),
            name => match file.imports.get(name) {
                // `use anyhow;` stands for itself.
                Some(import) if import[0] != *name => self.absolute(file, import),
                _ => {
                    let child = [file.module.as_slice(), &[name.to_owned()]].concat();
                    if self.modules.contains_key(&child) { child } else { vec![name.to_owned()] }
                }
            },
        };
        for name in rest {
            if name == "super" {
                base.pop();
            } else {
                base.push(name.clone());
            }
        }
        base
    }

    /// Returns the file that defines what a path names; `None` if it names a module or is from outside.
    fn definition(&self, path: &[String]) -> Option<&SourceFile> {
        let length =
            (1..=path.len()).rev().find(|length| self.modules.contains_key(&path[..*length]))?;
        let file = &self.files[self.modules[&path[..length]]];
        let name = path.get(length)?;
        if file.reexports.contains(name) {
            let mut target = self.absolute(file, &file.imports[name]);
            target.extend_from_slice(&path[length + 1..]);
            return self.definition(&target);
        }
        Some(file)
    }
}

impl SourceFile {
    fn parse(name: &str, text: &str) -> Self {
        let mut module = vec!["crate".to_owned()];
        module.extend(
            name.trim_end_matches(".rs")
                .split('/')
                .filter(|part| !matches!(*part, "mod" | "lib"))
                .map(str::to_owned),
        );
        let mut file = Self { name: name.to_owned(), module, ..Self::default() };
        let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("src/{name}: {error}"));
        file.visit_file(&syntax);
        file
    }

    fn import(&mut self, tree: &syn::UseTree, prefix: &[String], is_reexport: bool) {
        let with = |name: &syn::Ident| [prefix, &[name.to_string()]].concat();
        let (name, path) = match tree {
            syn::UseTree::Path(path) => {
                return self.import(&path.tree, &with(&path.ident), is_reexport);
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, prefix, is_reexport);
                }
                return;
            }
            syn::UseTree::Glob(_) => {
                assert!(!is_reexport, "src/{}: re-export by name", self.name);
                self.uses.insert([prefix, &["*".to_owned()]].concat());
                return;
            }
            syn::UseTree::Name(name) if name.ident == "self" => {
                (prefix[prefix.len() - 1].clone(), prefix.to_vec())
            }
            syn::UseTree::Name(name) => (name.ident.to_string(), with(&name.ident)),
            syn::UseTree::Rename(name) => (name.rename.to_string(), with(&name.ident)),
        };
        if is_reexport {
            self.reexports.insert(name.clone());
        } else {
            self.uses.insert(path.clone());
        }
        self.imports.insert(name, path);
    }
}

impl<'ast> Visit<'ast> for SourceFile {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Mod(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        let is_test = |attribute: &syn::Attribute| {
            matches!(&attribute.meta, syn::Meta::List(list)
                if list.path.is_ident("cfg") && list.tokens.to_string() == "test")
        };
        if !attributes.iter().any(is_test) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let is_reexport = !matches!(item.vis, syn::Visibility::Inherited);
        self.import(&item.tree, &[], is_reexport);
    }

    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter().map(|part| part.ident.to_string());
        self.uses.insert(names.collect());
        visit::visit_path(self, path);
    }

    /// The arguments of a macro have no syntax of their own, so paths are found in their text.
    fn visit_macro(&mut self, macro_call: &'ast syn::Macro) {
        let text = macro_call.tokens.to_string().replace(" :: ", "::");
        let paths = text
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ':')))
            .map(|path| path.split("::").map(str::to_owned).collect::<Path>())
            .filter(|path| path.iter().all(|name| !name.is_empty()));
        self.uses.extend(paths);
    }
}
