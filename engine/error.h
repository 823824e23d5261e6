// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's one exception: it ends an operation and carries a sentence for the person in front of the app.
#pragma once

#include <stdexcept>
#include <string>

namespace engine
{

enum class ErrorKind {
    NotFound,    // no such file, or it is not readable
    BadFile,     // damaged, truncated, or not what its name says
    Unsupported, // well-formed, but of a type or family that is not built in
    TooLong,     // does not fit into the context
    NoMemory,    // refused before allocating, or the allocation failed
    BadSetting,  // a value out of its range
    NotWritten,  // a file could not be made: no space, no permission
    Stopped,     // the caller's stop flag was set
    Internal,
    Network,   // a server was not reached, or misbehaves
    NotAllowed // a server wants an account, an agreement or another token
};

// The text with U+2400, the picture of a NUL, for each NUL: names in files hold any byte, and what() ends at the first.
inline std::string withVisibleNuls(std::string text)
{
    for (std::size_t at = 0; (at = text.find('\0', at)) != std::string::npos;)
        text.replace(at, 1, "\xE2\x90\x80");
    return text;
}

// what() is a complete English sentence or two: what happened, to which file or setting, and what to do.
class Error : public std::runtime_error
{
public:
    Error(ErrorKind kind, const std::string& sentence) : std::runtime_error(withVisibleNuls(sentence)), m_kind(kind) {}
    ErrorKind kind() const { return m_kind; }

private:
    ErrorKind m_kind;
};

} // namespace engine
