// SPDX-License-Identifier: GPL-3.0-or-later
// The arguments of a call, and their binding to the parameter names of a built-in.
#pragma once

#include "engine/text/jinja/value.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace engine::text::jinja
{

struct CallArgs {
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> named;
};

// Binds by position and by name; throws RenderFailure for too many, unknown, doubled or missing arguments.
class Bound
{
public:
    Bound(const char* function, const CallArgs& args, std::initializer_list<const char*> names,
          std::size_t required = 0);
    // The values are looked at in place, so they must live longer than this.
    Bound(const char*, CallArgs&&, std::initializer_list<const char*>, std::size_t = 0) = delete;

    // Null when not given.
    const Value* get(std::size_t index) const { return m_values[index]; }
    // Not given, or given as None.
    bool absent(std::size_t index) const { return !m_values[index] || m_values[index]->isNone(); }
    const Value& at(std::size_t index) const { return *m_values[index]; }
    std::int64_t integer(std::size_t index, std::int64_t otherwise) const;
    bool flag(std::size_t index, bool otherwise) const;
    const Text& text(std::size_t index) const; // throws unless a string

private:
    static constexpr std::size_t kMost = 8;
    [[noreturn]] void wrongType(std::size_t index, const char* wanted) const;
    const char* m_function;
    std::array<const Value*, kMost> m_values{};
    std::array<const char*, kMost> m_names{};
};

} // namespace engine::text::jinja
