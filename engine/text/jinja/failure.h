// SPDX-License-Identifier: GPL-3.0-or-later
// The interpreter's own exceptions; ChatTemplate turns them into engine::Error with a sentence.
#pragma once

#include "engine/error.h"

#include <stdexcept>
#include <string>

namespace engine::text::jinja
{

// The source is not a template. Lines and columns count from 1, columns in characters.
class SyntaxFailure : public std::runtime_error
{
public:
    SyntaxFailure(const std::string& reason, int line, int column)
        : std::runtime_error(withVisibleNuls(reason)),
          m_line(line),
          m_column(column)
    {
    }
    int line() const { return m_line; }
    int column() const { return m_column; }

private:
    int m_line, m_column;
};

// Rendering failed: a type error, an undefined value in use, a limit.
class RenderFailure : public std::runtime_error
{
public:
    explicit RenderFailure(const std::string& reason) : std::runtime_error(withVisibleNuls(reason)) {}
};

// The template itself called raise_exception.
class Refusal : public RenderFailure
{
    using RenderFailure::RenderFailure;
};

} // namespace engine::text::jinja
