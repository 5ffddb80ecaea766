//! The public face of each published crate is the text that is committed, so that no change of it goes unseen.
//!
//! The sources are read as they are written: what is public and can be named from outside, with its signature, its fields or
//! variants, and the traits that it has. What a macro makes stands as the macro's own face and as each use of it.
//! `UPDATE_EXPECT=1` writes the texts anew.

use conformance::files;
use expect_test::expect_file;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, TraitItem, UseTree, Visibility};

/// A module as it is written.
struct Module {
    /// Its path in the crate.
    path: Vec<String>,
    items: Vec<Item>,
    modules: Vec<Module>,
}

impl Module {
    fn read(file: &Path, folder: &Path, path: Vec<String>) -> Self {
        let text = files::text(file);
        let parsed = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", files::relative(file)));
        Self::of(parsed.items, folder, path)
    }

    fn of(mut items: Vec<Item>, folder: &Path, path: Vec<String>) -> Self {
        let mut modules = Vec::new();
        for item in &mut items {
            let Item::Mod(module) = item else { continue };
            if is_of_tests(&module.attrs) {
                continue;
            }
            let name = module.ident.to_string().trim_start_matches("r#").to_owned();
            let (inner, mut path) = (folder.join(&name), path.clone());
            path.push(name.clone());
            modules.push(match module.content.take() {
                Some((_, items)) => Self::of(items, &inner, path),
                None => {
                    let (beside, below) = (folder.join(format!("{name}.rs")), inner.join("mod.rs"));
                    let file: PathBuf = if beside.exists() { beside } else { below };
                    Self::read(&file, &inner, path)
                }
            });
        }
        Self { path, items, modules }
    }

    fn module(&self, name: &str) -> Option<&Self> {
        self.modules.iter().find(|module| module.path.last().is_some_and(|last| last == name))
    }

    fn all(&self) -> Vec<&Self> {
        std::iter::once(self).chain(self.modules.iter().flat_map(Self::all)).collect()
    }
}

/// Whether it is compiled for tests alone.
fn is_of_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let text = attribute.to_token_stream().to_string();
        text.starts_with("# [cfg") && (text.contains("(test)") || text.contains("doctest"))
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Name and visibility of what can be named.
fn named(item: &Item) -> Option<(String, &Visibility)> {
    let (name, visibility) = match item {
        Item::Const(item) => (&item.ident, &item.vis),
        Item::Enum(item) => (&item.ident, &item.vis),
        Item::Fn(item) => (&item.sig.ident, &item.vis),
        Item::Static(item) => (&item.ident, &item.vis),
        Item::Struct(item) => (&item.ident, &item.vis),
        Item::Trait(item) => (&item.ident, &item.vis),
        Item::Type(item) => (&item.ident, &item.vis),
        Item::Union(item) => (&item.ident, &item.vis),
        _ => return None,
    };
    Some((name.to_string(), visibility))
}

/// A path that is brought in, the name that it gets here, and whether all that stands there is meant.
fn uses(tree: &UseTree, before: &[String], found: &mut Vec<(Vec<String>, String, bool)>) {
    let with = |name: String| before.iter().cloned().chain([name]).collect::<Vec<_>>();
    match tree {
        UseTree::Path(path) => uses(&path.tree, &with(path.ident.to_string()), found),
        UseTree::Name(name) => found.push((with(name.ident.to_string()), name.ident.to_string(), false)),
        UseTree::Rename(rename) => found.push((with(rename.ident.to_string()), rename.rename.to_string(), false)),
        UseTree::Glob(_) => found.push((before.to_vec(), String::new(), true)),
        UseTree::Group(group) => group.items.iter().for_each(|tree| uses(tree, before, found)),
    }
}

/// The face of a crate, while it is put together.
struct Face<'m> {
    root: &'m Module,
    /// By public path: what stands there. Each line may have more lines below it.
    shown: BTreeMap<String, Vec<String>>,
    /// Where what stands in a module under a name can be reached.
    reached: BTreeMap<(&'m [String], String), String>,
}

impl<'m> Face<'m> {
    fn of(root: &'m Module) -> String {
        let mut face = Self { root, shown: BTreeMap::new(), reached: BTreeMap::new() };
        face.expose(root, "");
        face.implementations();
        face.macros();
        let mut text = String::new();
        for lines in face.shown.values() {
            for line in lines {
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }

    /// All that is public in a module, under this path.
    fn expose(&mut self, module: &'m Module, at: &str) {
        for item in &module.items {
            match item {
                Item::Mod(inner) if is_public(&inner.vis) && !is_of_tests(&inner.attrs) => {
                    let path = format!("{at}::{}", inner.ident);
                    let name = inner.ident.to_string();
                    self.shown.insert(path.clone(), vec![format!("{}pub mod {path}", kept(&inner.attrs))]);
                    let inner = module.module(name.trim_start_matches("r#")).expect("it was read");
                    self.expose(inner, &path);
                }
                Item::Use(item) if is_public(&item.vis) => {
                    let mut found = Vec::new();
                    uses(&item.tree, &[], &mut found);
                    for (path, name, is_glob) in found {
                        self.bring(module, &path, &name, is_glob, at);
                    }
                }
                item => {
                    if let Some((name, visibility)) = named(item)
                        && is_public(visibility)
                    {
                        self.show(module, item, &name, &format!("{at}::{name}"));
                    }
                }
            }
        }
    }

    /// What is brought in from elsewhere in the crate is shown as if it stood here; what is of another crate is only named.
    fn bring(&mut self, module: &'m Module, path: &[String], name: &str, is_glob: bool, at: &str) {
        let (inner, mut of) = match path.first().map(String::as_str) {
            Some("crate") => (&path[1..], self.root),
            Some("self") => (&path[1..], module),
            _ => (path, module),
        };
        let mut rest = inner;
        while let Some((first, more)) = rest.split_first()
            && let Some(found) = of.module(first)
        {
            (of, rest) = (found, more);
        }
        let is_here = !std::ptr::eq(of, module) || rest.len() < inner.len();
        let item = |of: &'m Module| {
            of.items.iter().find(|item| named(item).is_some_and(|(known, _)| Some(&known) == rest.first()))
        };
        if is_here && rest.is_empty() {
            let at = if is_glob { at.to_owned() } else { format!("{at}::{name}") };
            self.expose(of, &at);
        } else if let Some(found) = item(of).filter(|_| rest.len() == 1) {
            self.show(of, found, name, &format!("{at}::{name}"));
        } else {
            let star = if is_glob { "::*" } else { "" };
            let line = format!("pub use {}{star} as {at}::{name}", path.join("::"));
            self.shown.insert(format!("{at}::{name}{}", path.join("::")), vec![line]);
        }
    }

    fn show(&mut self, module: &'m Module, item: &Item, name: &str, path: &str) {
        let lines = declared(item, path);
        self.reached.insert((&module.path, name.to_owned()), path.to_owned());
        self.shown.insert(path.to_owned(), lines);
    }

    /// The implementations for what can be reached, each below its type.
    fn implementations(&mut self) {
        let public: BTreeSet<&String> = self.reached.keys().map(|(_, name)| name).collect();
        let mut private = BTreeSet::new();
        for module in self.root.all() {
            private.extend(
                module.items.iter().filter_map(named).map(|(name, _)| name).filter(|name| !public.contains(name)),
            );
        }
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for module in self.root.all() {
            for item in &module.items {
                let Item::Impl(item) = item else { continue };
                let Some(name) = type_name(&item.self_ty) else { continue };
                let of_trait =
                    item.trait_.as_ref().and_then(|(path, _)| path.segments.last()).map(|last| last.ident.to_string());
                if private.contains(&name)
                    || of_trait.is_some_and(|name| private.contains(&name))
                    || is_of_tests(&item.attrs)
                {
                    continue;
                }
                let here = self.reached.get(&(module.path.as_slice(), name.clone()));
                let place =
                    here.or_else(|| self.reached.iter().find(|((_, known), _)| *known == name).map(|(_, path)| path));
                let place = place.cloned().unwrap_or_else(|| format!("~ {name}"));
                if let Some(lines) = implemented(item) {
                    found.entry(place).or_default().insert(lines);
                }
            }
        }
        for (place, lines) in found {
            let of_others = || vec![format!("of others: {}", place.trim_start_matches("~ "))];
            self.shown.entry(place.clone()).or_insert_with(of_others).extend(lines);
        }
    }

    /// The faces of macros and their uses.
    fn macros(&mut self) {
        for module in self.root.all() {
            for item in &module.items {
                let Item::Macro(item) = item else { continue };
                let name = item.mac.path.to_token_stream().to_string().replace(' ', "");
                let (at, lines) = match &item.ident {
                    Some(ident) => {
                        let exported = item.attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
                        let mut lines = vec![format!("{}macro {ident}!", if exported { "pub " } else { "" })];
                        let mut made = Vec::new();
                        faces(item.mac.tokens.clone(), &mut made);
                        lines.extend(made.into_iter().map(|line| format!("    {line}")));
                        (format!("~~ {ident}"), lines)
                    }
                    None => {
                        let used = spaced(&without_attributes(item.mac.tokens.clone()).to_string());
                        let place = format!("~~~ {} {name} {used}", module.path.join("::"));
                        (place, vec![format!("{}: {name}!({used})", module.path.join("::"))])
                    }
                };
                self.shown.insert(at, lines);
            }
        }
    }
}

/// The name of a type, through references.
fn type_name(of: &syn::Type) -> Option<String> {
    match of {
        syn::Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        syn::Type::Reference(reference) => type_name(&reference.elem),
        other => Some(spaced(&other.to_token_stream().to_string())),
    }
}

/// The attributes that users notice.
fn kept(attributes: &[Attribute]) -> String {
    let names = ["derive", "non_exhaustive", "must_use", "deprecated", "cfg", "repr"];
    let hidden = |attribute: &Attribute| {
        attribute.path().is_ident("doc") && attribute.meta.to_token_stream().to_string().contains("hidden")
    };
    let mut text = String::new();
    for attribute in attributes.iter().filter(|one| names.iter().any(|name| one.path().is_ident(name)) || hidden(one)) {
        // The words of an advice are for people and may change.
        let meta = match attribute.path().is_ident("must_use") || attribute.path().is_ident("deprecated") {
            true => attribute.path().to_token_stream().to_string(),
            false => spaced(&attribute.meta.to_token_stream().to_string()),
        };
        text.push_str(&format!("#[{meta}] "));
    }
    text
}

/// Tokens as people write them, in one line.
fn spaced(tokens: &str) -> String {
    let mut text = tokens.split_whitespace().collect::<Vec<_>>().join(" ");
    for (from, to) in [
        (" :: ", "::"),
        (":: ", "::"),
        (" ::", "::"),
        (" < ", "<"),
        ("< ", "<"),
        (" >", ">"),
        (" ,", ","),
        (" ;", ";"),
        (" :", ":"),
        ("( ", "("),
        (" )", ")"),
        ("[ ", "["),
        (" ]", "]"),
        ("& ", "&"),
        (" (", "("),
        ("# [", "#["),
        ("' ", "'"),
        (" !", "!"),
        (",)", ")"),
        (",>", ">"),
        ("->", " -> "),
        ("=>", " => "),
        ("  ", " "),
        ("impl::", "impl ::"),
        ("for::", "for ::"),
        ("impl <", "impl<"),
        (" <", "<"),
        ("for<", "for <"),
        ("$ ", "$"),
        ("(mut self", "(self"),
    ] {
        text = text.replace(from, to);
    }
    text
}

fn generics(of: &syn::Generics) -> String {
    let clause = &of.where_clause;
    let after = spaced(&quote!(#clause).to_string());
    spaced(&of.to_token_stream().to_string()) + &if after.is_empty() { after } else { format!(" {after}") }
}

fn signature(of: &syn::Signature) -> String {
    spaced(&of.to_token_stream().to_string())
}

/// The public fields, and whether there are others.
fn fields(of: &Fields, are_public: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut has_more = false;
    for (number, field) in of.iter().enumerate() {
        if !are_public && !is_public(&field.vis) {
            has_more = true;
            continue;
        }
        let name = field.ident.as_ref().map_or_else(|| number.to_string(), ToString::to_string);
        lines.push(format!("    {}{name}: {}", kept(&field.attrs), spaced(&field.ty.to_token_stream().to_string())));
    }
    if has_more {
        lines.push("    and what is private".to_owned());
    }
    lines
}

/// An item in lines, the first of them with its path.
fn declared(item: &Item, path: &str) -> Vec<String> {
    match item {
        Item::Const(item) => {
            vec![format!("{}pub const {path}: {}", kept(&item.attrs), spaced(&item.ty.to_token_stream().to_string()))]
        }
        Item::Static(item) => {
            vec![format!("{}pub static {path}: {}", kept(&item.attrs), spaced(&item.ty.to_token_stream().to_string()))]
        }
        Item::Type(item) => {
            let of = spaced(&item.ty.to_token_stream().to_string());
            vec![format!("{}pub type {path}{} = {of}", kept(&item.attrs), generics(&item.generics))]
        }
        Item::Fn(item) => vec![format!("{}pub in {path}: {}", kept(&item.attrs), signature(&item.sig))],
        Item::Struct(item) => {
            let mut lines = vec![format!("{}pub struct {path}{}", kept(&item.attrs), generics(&item.generics))];
            lines.extend(fields(&item.fields, false));
            lines
        }
        Item::Union(item) => vec![format!("{}pub union {path}{}", kept(&item.attrs), generics(&item.generics))],
        Item::Enum(item) => {
            let mut lines = vec![format!("{}pub enum {path}{}", kept(&item.attrs), generics(&item.generics))];
            for variant in &item.variants {
                let inner: Vec<String> =
                    fields(&variant.fields, true).iter().map(|line| line.trim().to_owned()).collect();
                let inner = if inner.is_empty() { String::new() } else { format!(" {{ {} }}", inner.join(", ")) };
                lines.push(format!("    {}{}{inner}", kept(&variant.attrs), variant.ident));
            }
            lines
        }
        Item::Trait(item) => {
            let above = spaced(&item.supertraits.to_token_stream().to_string());
            let above = if above.is_empty() { above } else { format!(": {above}") };
            let mut lines = vec![format!("{}pub trait {path}{}{above}", kept(&item.attrs), generics(&item.generics))];
            for inner in &item.items {
                lines.push(match inner {
                    TraitItem::Fn(of) => {
                        let default = if of.default.is_some() { " { … }" } else { "" };
                        format!("    {}{}{default}", kept(&of.attrs), signature(&of.sig))
                    }
                    other => format!("    {}", spaced(&without_attributes(other.to_token_stream()).to_string())),
                });
            }
            lines
        }
        other => panic!("{path}: {}", other.to_token_stream()),
    }
}

/// An implementation in lines; nothing when it has nothing public.
fn implemented(item: &ItemImpl) -> Option<String> {
    let (before, clause) = (item.generics.to_token_stream(), &item.generics.where_clause);
    let of = &item.self_ty;
    let mut lines = Vec::new();
    let head = match &item.trait_ {
        Some((path, _)) => {
            for inner in &item.items {
                if let ImplItem::Type(of) = inner {
                    lines.push(format!("        {}", spaced(&of.to_token_stream().to_string())));
                }
            }
            quote!(impl #before #path for #of #clause)
        }
        None => {
            for inner in &item.items {
                match inner {
                    ImplItem::Fn(of) if is_public(&of.vis) => {
                        lines.push(format!("        {}pub {}", kept(&of.attrs), signature(&of.sig)));
                    }
                    ImplItem::Const(of) if is_public(&of.vis) => {
                        let (name, of_type) = (&of.ident, spaced(&of.ty.to_token_stream().to_string()));
                        lines.push(format!("        {}pub const {name}: {of_type}", kept(&of.attrs)));
                    }
                    ImplItem::Macro(of) => lines.push(format!("        {}", spaced(&of.to_token_stream().to_string()))),
                    _ => {}
                }
            }
            if lines.is_empty() {
                return None;
            }
            quote!(impl #before #of #clause)
        }
    };
    let head = format!("    {}{}", kept(&item.attrs), spaced(&head.to_string()));
    Some(std::iter::once(head).chain(lines).collect::<Vec<_>>().join("\n"))
}

/// What a macro takes, and the heads of all that it makes for its users.
fn faces(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = without_attributes(tokens).into_iter().collect();
    let mut index = 0;
    while index < tokens.len() {
        let starts = matches!(&tokens[index], TokenTree::Ident(word) if *word == "impl" || *word == "pub");
        let is_arm = matches!(tokens.get(index + 1), Some(TokenTree::Punct(sign)) if sign.as_char() == '=')
            && matches!(tokens.get(index + 2), Some(TokenTree::Punct(sign)) if sign.as_char() == '>')
            && matches!(tokens.get(index + 3), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace);
        if starts {
            let ends = |tree: &TokenTree| match tree {
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                TokenTree::Punct(sign) => matches!(sign.as_char(), ';' | '='),
                _ => false,
            };
            let length = tokens[index..].iter().position(ends).unwrap_or(tokens.len() - index);
            let head: TokenStream = tokens[index..index + length].iter().cloned().collect();
            found.push(spaced(&head.to_string()));
            index += length;
        } else if let (true, TokenTree::Group(takes)) = (is_arm, &tokens[index]) {
            found.push(format!("takes {}", spaced(&takes.stream().to_string())));
            index += 3;
        }
        if let Some(TokenTree::Group(group)) = tokens.get(index) {
            faces(group.stream(), found);
        }
        index += 1;
    }
}

/// Tokens without attributes, among them documentation.
fn without_attributes(tokens: TokenStream) -> TokenStream {
    let mut trees = tokens.into_iter().peekable();
    let mut left = Vec::new();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(sign)
                if sign.as_char() == '#'
                    && matches!(trees.peek(), Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket) =>
            {
                trees.next();
            }
            TokenTree::Group(group) => {
                let inner = without_attributes(group.stream());
                left.push(TokenTree::Group(proc_macro2::Group::new(group.delimiter(), inner)));
            }
            other => left.push(other),
        }
    }
    left.into_iter().collect()
}

fn face(name: &str) -> String {
    let folder = files::root().join("crates").join(name).join("src");
    Face::of(&Module::read(&folder.join("lib.rs"), &folder, Vec::new()))
}

#[test]
fn the_face_of_each_published_crate_is_as_committed() {
    let head = "Written by `UPDATE_EXPECT=1 cargo test -p conformance --test public_api`. What changes here changes for users.";
    let mut published = BTreeSet::new();
    for folder in std::fs::read_dir(files::root().join("crates")).expect("a folder") {
        published.insert(folder.expect("a folder").file_name().to_string_lossy().into_owned());
    }
    assert!(published.len() >= 4, "{published:?}");
    for name in published {
        let shown = format!("{head}\n\n{}", face(&name));
        assert!(shown.lines().count() > 100, "{name} shows {} lines", shown.lines().count());
        expect_file![files::root().join(format!("tests/api/{name}.txt"))].assert_eq(&shown);
    }
}

#[test]
fn what_is_public_is_seen_and_nothing_else() {
    let source = r#"
        mod inner {
            pub struct Shown { pub open: Vec<u8>, hidden: u8 }
            pub(crate) struct Kept;
            struct Private;
            impl Shown { pub fn new() -> Self { todo() } fn own(&self) {} }
            impl Clone for Shown { fn clone(&self) -> Self { todo() } }
            impl Clone for Private { fn clone(&self) -> Self { todo() } }
            made! { Shown, #[doc = "x"] 7 }
        }
        /// Makes.
        #[macro_export]
        macro_rules! made { ($name:ident, $number:literal) => { impl From<u8> for $name { fn from(_: u8) -> Self { todo() } } }; }
        pub mod open { pub const N: u8 = 1; pub fn f<T: Copy>(of: &T) -> Option<T> where T: Send { None } fn g() {} }
        pub use inner::Shown as Other;
        pub use elsewhere::{a, b as c};
        #[derive(Debug)] #[non_exhaustive] pub enum E<T> { A, B(T), C { x: u8 } }
        pub trait Tr: Send { type Out; fn needed(&self); fn given(&self) -> u8 { 1 } }
        #[cfg(test)] mod tests { pub fn t() {} }
    "#;
    let parsed = syn::parse_file(source).expect("Rust");
    let root = Module::of(parsed.items, Path::new(""), Vec::new());
    expect_test::expect![[r#"
        #[derive(Debug)] #[non_exhaustive] pub enum ::E<T>
            A
            B { 0: T }
            C { x: u8 }
        pub struct ::Other
            open: Vec<u8>
            and what is private
        pub trait ::Tr: Send
            type Out;
            fn needed(&self)
            fn given(&self) -> u8 { … }
        pub use elsewhere::a as ::a
        pub use elsewhere::b as ::c
        pub mod ::open
        pub const ::open::N: u8
        pub in ::open::f: fn f<T: Copy>(of: &T) -> Option<T> where T: Send
        pub macro made!
            takes $name: ident, $number: literal
            impl From<u8> for $name
        inner: made!(Shown, 7)
    "#]]
    .assert_eq(&Face::of(&root));
}
