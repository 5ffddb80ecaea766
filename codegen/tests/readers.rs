//! The span reader and the value reader see the same text: a place that one names is the value that the other read.

use codegen::tree::{self, Node, Value};
use std::fs;
use std::path::Path;

/// Compares a node with a value and gives the number of values compared.
#[track_caller]
fn agree(node: &Node, value: &serde_yaml::Value, text: &str, at: &str) -> usize {
    match (&node.value, value) {
        (Value::Map(members), serde_yaml::Value::Mapping(mapping)) => {
            assert_eq!(members.len(), mapping.len(), "{at}");
            let pairs = members.iter().zip(mapping).map(|(member, (key, value))| {
                assert_eq!(Some(member.key.as_str()), key.as_str(), "{at}");
                let written = &text[member.key_bytes.clone()];
                assert!(written.trim_matches(['"', '\'']) == member.key, "{at}: the key stands at `{written}`");
                agree(&member.node, value, text, &format!("{at}.{}", member.key))
            });
            1 + pairs.sum::<usize>()
        }
        (Value::List(items), serde_yaml::Value::Sequence(values)) => {
            assert_eq!(items.len(), values.len(), "{at}");
            let pairs = items.iter().zip(values).enumerate();
            1 + pairs.map(|(index, (item, value))| agree(item, value, text, &format!("{at}[{index}]"))).sum::<usize>()
        }
        (Value::Scalar(scalar), value) => {
            let read = match value {
                serde_yaml::Value::Null => "",
                serde_yaml::Value::String(text) => text,
                serde_yaml::Value::Bool(true) => "true",
                serde_yaml::Value::Bool(false) => "false",
                serde_yaml::Value::Number(number) => {
                    assert_eq!(scalar.parse::<f64>().ok(), number.as_f64(), "{at}");
                    scalar
                }
                other => panic!("{at}: a scalar and {other:?}"),
            };
            // `null` is the only word that one reader spells out and the other does not.
            assert!(scalar == read || scalar == "null" && read.is_empty(), "{at}: `{scalar}` and `{read}`");
            let plain = text[node.bytes.clone()].trim().trim_matches(['"', '\'']).to_owned();
            assert!(scalar.contains(['\n', '"', '\\', '\'']) || plain == *scalar, "{at}: it stands at `{plain}`");
            1
        }
        (node, value) => panic!("{at}: {node:?} and {value:?}"),
    }
}

fn walk(folder: &Path, each: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("its entries too").path();
        if path.is_dir() {
            walk(&path, each);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            each(&path);
        }
    }
}

#[test]
fn both_readers_agree_on_every_catalogue_of_the_project() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut files, mut values) = (0, 0);
    for folder in ["spec", "tests/fixtures", "codegen/tests/small"] {
        walk(&root.join(folder), &mut |path| {
            let text = fs::read_to_string(path).expect("a catalogue file is UTF-8");
            let name = path.display().to_string();
            let node = tree::read(&text, 0).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
            let value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            files += 1;
            values += agree(&node, &value, &text, &name);
        });
    }
    assert!(files > 40 && values > 4_000, "{files} files with {values} values are too few");
}

#[test]
fn places_are_bytes_also_behind_chinese_and_windows_lines() {
    for text in ["中文: 值\nb: [一, \"二\"]\n", "中文: 值\r\nb:\r\n  - 一\r\n  - '二'\r\n"] {
        let node = tree::read(text, 0).expect("it is YAML");
        let value = serde_yaml::from_str(text).expect("it is YAML");
        assert_eq!(agree(&node, &value, text, "text"), 5);
        let second = tree::Step::Item(1);
        let bytes = node.locate(&[tree::Step::Key("b".to_owned()), second]);
        assert!(text[bytes.clone()].contains('二'), "{:?}", &text[bytes]);
    }
}
