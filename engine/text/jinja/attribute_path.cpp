// SPDX-License-Identifier: GPL-3.0-or-later
// Paths and keys of the sorting and selecting filters.
#include "engine/text/jinja/attribute_path.h"

#include "engine/text/jinja/access.h"
#include "engine/text/jinja/text_edit.h"

#include <algorithm>
#include <numeric>

namespace engine::text::jinja
{

AttributePath::AttributePath(Runtime& runtime, const Value& attribute)
{
    if (attribute.isNone())
        return;
    if (!attribute.isString()) {
        m_parts.push_back(attribute);
        return;
    }
    const std::string_view path = attribute.view();
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('.', begin), path.size());
        const std::string part(path.substr(begin, end - begin));
        const bool number = !part.empty() && part.size() < 10 &&
                            std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
        m_parts.push_back(number ? Value::integer(std::stol(part)) : runtime.string(part, true));
        begin = end + 1;
    }
}

Value AttributePath::of(Runtime& runtime, const Value& value, const Value* otherwise) const
{
    Value current = value;
    for (const Value& part : m_parts) {
        runtime.step();
        current = item(runtime, current, part);
        if (current.isUndefined() && otherwise)
            current = *otherwise;
    }
    return current;
}

Value ignoringCase(Runtime& runtime, const Value& value)
{
    return value.isString() ? runtime.string(changeCase(runtime, value.text(), Casing::Lower)) : value;
}

std::vector<Value> sortedBy(Runtime& runtime, std::vector<Value> items, std::vector<Value> keys, bool reverse)
{
    std::vector<std::size_t> order(items.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        chargeComparison(runtime, keys[a], keys[b]);
        return reverse ? compare(keys[b], keys[a], "<") == -1 : compare(keys[a], keys[b], "<") == -1;
    });
    std::vector<Value> out;
    out.reserve(items.size());
    for (const std::size_t i : order)
        out.push_back(std::move(items[i]));
    return out;
}

} // namespace engine::text::jinja
