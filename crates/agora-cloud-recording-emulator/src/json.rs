//! Paths, conditions and templates over JSON.

use crate::service::Condition;
use serde_json::Value;

/// All values at the end of a path; `[]` goes into every item.
pub(crate) fn at<'v>(value: &'v Value, path: &[String]) -> Vec<&'v Value> {
    let Some((step, rest)) = path.split_first() else { return vec![value] };
    match value {
        Value::Array(items) if step == "[]" => items.iter().flat_map(|item| at(item, rest)).collect(),
        Value::Object(members) => members.get(step).map(|value| at(value, rest)).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Whether a body fulfils all conditions. A field that is left out counts as its default.
pub(crate) fn fulfils(body: Option<&Value>, conditions: &[Condition]) -> bool {
    conditions.iter().all(|condition| {
        let found = body.map(|body| at(body, &condition.path)).unwrap_or_default();
        let values = if found.is_empty() { condition.default.iter().collect() } else { found.clone() };
        let one_of = |wanted: &[Value], value: &Value| wanted.iter().any(|wanted| same(wanted, value));
        if let Some(present) = condition.present {
            return present != found.is_empty();
        }
        if let Some(wanted) = &condition.is {
            return values.iter().any(|value| one_of(wanted, value));
        }
        if let Some(unwanted) = &condition.is_not {
            return !values.iter().any(|value| one_of(unwanted, value));
        }
        let Some(wanted) = &condition.contains else { return true };
        values.iter().any(|value| match value {
            Value::Array(items) => items.iter().any(|item| one_of(wanted, item)),
            value => one_of(wanted, value),
        })
    })
}

/// Whether two values are the same; numbers by their value.
fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => one.total_cmp(&other).is_eq(),
        _ => one == other,
    }
}

/// Fills in a template. What is asked for is given by its name; a placeholder that nothing is known of becomes `null`.
pub(crate) fn fill(template: &Value, give: &dyn Fn(&str) -> Option<Value>) -> Value {
    match template {
        Value::String(text) => fill_text(text, give),
        Value::Array(items) => items.iter().map(|item| fill(item, give)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), fill(value, give))).collect::<serde_json::Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

fn fill_text(text: &str, give: &dyn Fn(&str) -> Option<Value>) -> Value {
    let one = |inside: &str| -> Value {
        inside
            .split(" | ")
            .find_map(|way| give(way.trim()).or_else(|| serde_json::from_str(way.trim()).ok()))
            .unwrap_or_default()
    };
    if let Some(inside) = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
        && !inside.contains('{')
    {
        return one(inside);
    }
    let (mut whole, mut rest) = (String::new(), text);
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((inside, after)) = behind.split_once('}') else { break };
        whole.push_str(before);
        whole.push_str(&as_text(&one(inside)));
        rest = after;
    }
    whole.push_str(rest);
    whole.into()
}

/// A value as it stands in a text.
pub(crate) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn give(name: &str) -> Option<Value> {
        match name {
            "number" => Some(json!(5)),
            "text" => Some(json!("five")),
            _ => None,
        }
    }

    #[test]
    fn templates_are_filled_in() {
        let cases = [
            (json!("{number}"), json!(5)),
            (json!("{text}"), json!("five")),
            (json!("{nobody}"), json!(null)),
            (json!("{nobody | number}"), json!(5)),
            (json!("{nobody | \"\"}"), json!("")),
            (json!("{nobody | false}"), json!(false)),
            (json!("a{number}b{text}"), json!("a5bfive")),
            (json!("no {end"), json!("no {end")),
            (json!({"a": ["{number}", 7, true]}), json!({"a": [5, 7, true]})),
        ];
        for (template, filled) in cases {
            assert_eq!(fill(&template, &give), filled, "{template}");
        }
    }

    #[test]
    fn conditions_are_judged_with_defaults() {
        let body = json!({"list": ["a", "b"], "one": 1, "items": [{"name": "x"}, {"name": "y"}]});
        let condition = |condition: Value| -> Condition {
            let mut whole = json!({"path": [], "default": null});
            whole.as_object_mut().expect("an object").extend(condition.as_object().expect("an object").clone());
            serde_json::from_value(whole).expect("a condition")
        };
        let cases = [
            (json!({"path": ["one"], "is": [1.0]}), true),
            (json!({"path": ["one"], "is": [2]}), false),
            (json!({"path": ["one"], "is_not": [2]}), true),
            (json!({"path": ["two"], "is_not": [2]}), true),
            (json!({"path": ["two"], "default": 2, "is": [2]}), true),
            (json!({"path": ["two"], "default": 2, "is_not": [2]}), false),
            (json!({"path": ["list"], "contains": ["b"]}), true),
            (json!({"path": ["list"], "contains": ["c"]}), false),
            (json!({"path": ["items", "[]", "name"], "contains": ["y"]}), true),
            (json!({"path": ["one"], "present": true}), true),
            (json!({"path": ["two"], "present": true}), false),
            (json!({"path": ["two"], "present": false}), true),
        ];
        for (one, holds) in cases {
            assert_eq!(fulfils(Some(&body), &[condition(one.clone())]), holds, "{one}");
        }
    }
}
