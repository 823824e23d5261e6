// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/exchange/json_stream.h"

#include "storage/exchange/refused.h"

namespace storage::exchange
{
namespace
{

// What the parser asks at each step. Says false for a list's element that was taken: the parser then forgets it.
class Steps
{
public:
    explicit Steps(const TakeElement& take) : m_take(take) {}

    bool operator()(int depth, Json::parse_event_t event, Json& parsed)
    {
        using Event = Json::parse_event_t;
        if (depth >= kMostDepth)
            throw Refused("is nested more than " + std::to_string(kMostDepth) + " deep");
        if (depth == 0 && event == Event::array_start)
            m_inList = true;
        if (++m_values > kMostValues)
            throw Refused("has a conversation of more than " + std::to_string(kMostValues) + " values");
        const bool isElement = m_inList && depth == 1 && event == Event::object_end;
        if (!isElement || !m_take || !m_take(parsed))
            return true;
        m_values = 0;
        return false;
    }

private:
    const TakeElement& m_take;
    bool m_inList = false;
    std::size_t m_values = 0;
};

} // namespace

Json parseJson(std::string_view text, const TakeElement& take)
{
    Steps steps(take);
    try {
        return Json::parse(text.begin(), text.end(), [&](int depth, Json::parse_event_t event, Json& parsed) {
            return steps(depth, event, parsed);
        });
    } catch (const Json::parse_error& error) {
        throw Refused("is no valid JSON at byte " + std::to_string(error.byte) + "; it is truncated or damaged");
    } catch (const Json::exception&) {
        throw Refused("is no valid JSON: it has a number that is out of range");
    }
}

} // namespace storage::exchange
