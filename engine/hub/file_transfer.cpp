// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/file_transfer.h"

#include "engine/hub/names.h"

#include <algorithm>
#include <cstdio>
#include <optional>

namespace engine::hub
{
namespace
{

struct ContentRange {
    std::uint64_t first = 0;
    std::uint64_t total = 0;
};

// "bytes 100-199/200"; nullopt for anything else, an unknown total too.
std::optional<ContentRange> contentRange(const std::string& text)
{
    unsigned long long first = 0;
    unsigned long long last = 0;
    unsigned long long total = 0;
    int end = 0;
    if (std::sscanf(text.c_str(), "bytes %20llu-%20llu/%20llu%n", &first, &last, &total, &end) != 3 ||
        static_cast<std::size_t>(end) != text.size())
        return std::nullopt;
    return ContentRange{first, total};
}

std::string plainTag(std::string tag) // of an ETag, weak or not
{
    if (tag.rfind("W/", 0) == 0)
        tag.erase(0, 2);
    if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"')
        tag = tag.substr(1, tag.size() - 2);
    return tag;
}

// Takes the pieces of one answer: knows from its head where they belong, or why they are of no use.
class Receiver
{
public:
    Receiver(const Transfer& what, ResumableFile& file, const TransferEvents& events)
        : m_what(what),
          m_file(file),
          m_events(events),
          m_from(file.size())
    {
    }

    bool take(const Reply& head, std::span<const std::byte> bytes)
    {
        if (!m_looked) {
            m_looked = true;
            look(head);
        }
        if (!m_problem.empty())
            return false;
        if (m_skip > 0) { // the server began at 0 though it was asked for the rest
            const auto skipped = static_cast<std::size_t>(std::min<std::uint64_t>(m_skip, bytes.size()));
            bytes = bytes.subspan(skipped);
            m_skip -= skipped;
        }
        const std::uint64_t room = m_what.id.size - m_file.size();
        m_file.write(bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(room, bytes.size()))));
        m_events.moved();
        if (bytes.size() > room) // the hash decides whether what came before is right
            m_problem = "more bytes came than the file has";
        return m_problem.empty();
    }

    const std::string& problem() const { return m_problem; } // a clause; empty if there is none
    bool isFinal() const { return m_final; }
    bool grew() const { return m_file.size() > m_from; }

private:
    void look(const Reply& head)
    {
        if (head.status != 200 && head.status != 206) { // its body is of no interest
            m_problem = "no content";
            return;
        }
        const std::string encoding = head.header("content-encoding");
        if (!encoding.empty() && encoding != "identity") {
            m_problem = "it comes compressed (" + encoding.substr(0, 20) + ") though that was declined";
            return;
        }
        lookAtIdentity(head);
        if (!m_problem.empty())
            return;
        if (head.status == 206) {
            const auto range = contentRange(head.header("content-range"));
            if (!range || range->first != m_from)
                m_problem = "another part came than was asked for";
            else if (range->total != m_what.id.size)
                m_problem = "it has " + std::to_string(range->total) + " bytes there, and not " +
                            std::to_string(m_what.id.size);
            return;
        }
        m_skip = m_from;
        const std::string length = head.header("content-length");
        if (!length.empty() && length != std::to_string(m_what.id.size))
            m_problem = "it has " + length.substr(0, 20) + " bytes there, and not " + std::to_string(m_what.id.size);
    }

    // The hub names the content in its own answer, also in that which redirects.
    void lookAtIdentity(const Reply& head)
    {
        const auto value = [&](const char* name) {
            const auto found = head.linked.find(name);
            return found == head.linked.end() ? std::string() : plainTag(found->second);
        };
        std::string tag = value("x-linked-etag");
        if (tag.empty() && head.fromHub)
            tag = value("etag");
        const bool known = isHex(tag, 64) || isHex(tag, 40);
        m_final = known && tag.size() == m_what.id.hex.size() && tag != m_what.id.hex;
        if (m_final)
            m_problem = "the hub offers other content under this commit than it listed";
    }

    const Transfer& m_what;
    ResumableFile& m_file;
    const TransferEvents& m_events;
    std::uint64_t m_from;
    std::uint64_t m_skip = 0;
    bool m_looked = false;
    bool m_final = false;
    std::string m_problem;
};

Verdict again(const std::string& sentence)
{
    return {Verdict::What::Again, ErrorKind::Network, sentence, std::nullopt};
}

// One request. Good where the file has become whole, and after any progress: then nothing counts as failed.
struct Attempt {
    Verdict verdict;
    bool grew = false;
};

Attempt attempt(const Transfer& what, ResumableFile& file, Http& http, const Settings& settings,
                const std::atomic<bool>& stop, const TransferEvents& events)
{
    Receiver receiver(what, file, events);
    const Http::Request request{what.url, file.size() > 0 ? std::optional(file.size()) : std::nullopt, 0};
    const Reply reply = http.get(
        request, stop, [&](const Reply& head, std::span<const std::byte> bytes) { return receiver.take(head, bytes); });
    const bool hadContent = reply.status == 200 || reply.status == 206;
    if (hadContent && receiver.isFinal())
        return {{Verdict::What::Over,
                 ErrorKind::BadFile,
                 what.subject + " could not be fetched: " + receiver.problem() + ". Look the repository up again.",
                 {}},
                false};
    if (hadContent && !receiver.problem().empty())
        return {again(what.subject + " could not be fetched: " + receiver.problem() + "."), receiver.grew()};
    Verdict verdict = judge(reply, settings, what.subject);
    if (verdict.what == Verdict::What::Good && !file.isWhole())
        verdict = again(what.subject + " could not be fetched: its end does not come.");
    return {std::move(verdict), receiver.grew()};
}

} // namespace

void transfer(const Transfer& what, ResumableFile& file, Http& http, const Settings& settings,
              const std::atomic<bool>& stop, const TransferEvents& events)
{
    int failures = 0; // in a row
    bool wasWrong = false;
    for (;;) {
        if (file.isWhole()) {
            if (file.matches())
                return;
            file.startOver();
            if (wasWrong)
                throw Error(ErrorKind::BadFile, what.subject +
                                                    " arrived twice with another content than the hub "
                                                    "promises (its checksum differs), so it was thrown away. "
                                                    "Try again later, or over another connection.");
            wasWrong = true;
            events.waiting(what.subject + " arrived damaged and is fetched once more.");
        }
        const auto [verdict, grew] = attempt(what, file, http, settings, stop, events);
        if (verdict.what == Verdict::What::Over)
            throw Error(verdict.kind, verdict.sentence);
        if (file.isWhole())
            continue;
        failures = grew ? 1 : failures + 1;
        if (failures >= settings.tries)
            throw Error(verdict.kind,
                        verdict.sentence + " What has arrived is kept; try again later to go on from there.");
        events.waiting(verdict.sentence);
        rest(pauseBefore(failures, verdict, settings), stop);
    }
}

} // namespace engine::hub
