// SPDX-License-Identifier: GPL-3.0-or-later
// Binding of arguments to the parameters of a built-in.
#include "engine/text/jinja/call_args.h"

#include "engine/text/jinja/failure.h"

#include <cstring>

namespace engine::text::jinja
{

Bound::Bound(const char* function, const CallArgs& args, std::initializer_list<const char*> names, std::size_t required)
    : m_function(function)
{
    std::size_t count = 0;
    for (const char* name : names)
        m_names[count++] = name;
    if (args.positional.size() > count)
        throw RenderFailure(std::string(function) + " takes at most " + std::to_string(count) + " arguments, " +
                            std::to_string(args.positional.size()) + " were given");
    for (std::size_t i = 0; i < args.positional.size(); ++i)
        m_values[i] = &args.positional[i];
    for (const auto& [name, value] : args.named) {
        std::size_t i = 0;
        while (i < count && name != m_names[i])
            ++i;
        if (i == count)
            throw RenderFailure(std::string(function) + " has no parameter '" + name + "'");
        if (m_values[i])
            throw RenderFailure(std::string(function) + " got two values for '" + name + "'");
        m_values[i] = &value;
    }
    for (std::size_t i = 0; i < required; ++i) {
        if (!m_values[i])
            throw RenderFailure(std::string(function) + " needs the argument '" + m_names[i] + "'");
    }
}

void Bound::wrongType(std::size_t index, const char* wanted) const
{
    throw RenderFailure(std::string(m_function) + ": '" + m_names[index] + "' must be " + wanted + ", not '" +
                        typeName(at(index)) + "'");
}

std::int64_t Bound::integer(std::size_t index, std::int64_t otherwise) const
{
    if (!m_values[index])
        return otherwise;
    if (!at(index).isIntegral())
        wrongType(index, "an integer");
    return at(index).asInt();
}

bool Bound::flag(std::size_t index, bool otherwise) const
{
    return m_values[index] ? truth(at(index)) : otherwise;
}

const Text& Bound::text(std::size_t index) const
{
    if (!at(index).isString())
        wrongType(index, "a string");
    return at(index).text();
}

} // namespace engine::text::jinja
