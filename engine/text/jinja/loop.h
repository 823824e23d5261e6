// SPDX-License-Identifier: GPL-3.0-or-later
// The `loop` variable: the items of a for, walked one by one so that a filter sees what the body has changed.
#pragma once

#include "engine/text/jinja/value.h"

#include <functional>
#include <memory>
#include <vector>

namespace engine::text::jinja
{

struct Loop : Object {
    std::vector<Value> items;                 // before filtering
    std::function<bool(const Value&)> accept; // empty: every item
    const Stmt* statement = nullptr;          // for recursive loops
    std::shared_ptr<Frame> outer;
    std::int64_t index0 = -1;
    std::int64_t depth0 = 0;
    int depth = 1; // of nested values
    Value previous = Value::missing(), current = Value::missing();
    std::vector<Value> lastChanged;
    bool everChanged = false;

    bool next(); // moves `current` on; false at the end
    const Value* peek() const;
    std::int64_t length() const;
    // After the last iteration: lets go of the frames, so that a kept loop cannot hold a chain of them.
    void finish();

private:
    bool scan(Value& out) const;
    mutable std::size_t m_position = 0;
    mutable std::vector<Value> m_ahead; // filtered, not yet walked
    mutable std::size_t m_aheadPosition = 0;
    bool m_filtered = false;
};

} // namespace engine::text::jinja
