// SPDX-License-Identifier: GPL-3.0-or-later
// Holds back the bytes of an unfinished UTF-8 character, so that a stream shows whole characters only.
#pragma once

#include <string>
#include <string_view>

namespace engine::text
{

class Utf8Stream
{
public:
    // Takes bytes, returns what is complete. Bytes that can never become a character come out as U+FFFD.
    std::string push(std::string_view bytes);
    // The rest at the end of the stream: unfinished bytes as one U+FFFD.
    std::string finish();

private:
    std::string m_held; // at most 3 bytes
};

} // namespace engine::text
