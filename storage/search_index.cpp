// SPDX-License-Identifier: GPL-3.0-or-later
// FTS5's unicode61 tokenizer takes a run of Chinese for one word. This one hands runs of spaced scripts to unicode61
// (case and accents folded) and makes a token of each ideograph, kana, Thai letter and pictograph; a phrase of such
// tokens is then exactly a substring search, for one character as for ten.
#include "storage/search_index.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <new>

namespace storage
{
namespace
{

struct CodePoint {
    char32_t value = 0;
    int bytes = 1;
};

// A broken sequence counts as one byte of no script.
CodePoint codePointAt(std::string_view text, std::size_t at)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(at);
    const int length = first >= 0xF0 && first < 0xF8 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
    if (length == 1 || first >= 0xF8 || at + static_cast<std::size_t>(length) > text.size())
        return {first < 0x80 ? first : 0xFFFDu, 1};
    char32_t value = first & (0xFFu >> (length + 1));
    for (int i = 1; i < length; ++i) {
        const unsigned next = byte(at + static_cast<std::size_t>(i));
        if ((next & 0xC0) != 0x80)
            return {0xFFFD, 1};
        value = value << 6 | (next & 0x3F);
    }
    return {value, length};
}

// Scripts written without spaces between words, and pictographs (which unicode61 drops).
bool standsAlone(char32_t c)
{
    struct Range {
        char32_t first, last;
    };
    static constexpr std::array kRanges{
        Range{0x0E01, 0x0EFF},   // Thai, Lao
        Range{0x1000, 0x109F},   // Burmese
        Range{0x1780, 0x17FF},   // Khmer
        Range{0x2600, 0x27BF},   // symbols, dingbats
        Range{0x2E80, 0x2FDF},   // radicals
        Range{0x3005, 0x3007},   // iteration mark, zero
        Range{0x3041, 0x30FF},   // kana
        Range{0x3105, 0x31BF},   // bopomofo
        Range{0x31F0, 0x31FF},   // kana extensions
        Range{0x3400, 0x9FFF},   // ideographs
        Range{0xF900, 0xFAFF},   // compatibility ideographs
        Range{0xFF66, 0xFF9F},   // half-width kana
        Range{0x1F000, 0x1FAFF}, // pictographs
        Range{0x20000, 0x3FFFF}, // more ideographs
    };
    return std::any_of(kRanges.begin(), kRanges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

using TokenFunction = int (*)(void*, int, const char*, int, int, int);

struct Words { // unicode61
    fts5_tokenizer functions{};
    Fts5Tokenizer* tokenizer = nullptr;
};

struct Shifted { // hands on unicode61's tokens of a run with their places in the whole text
    void* context;
    TokenFunction token;
    int shift;
};

int onWord(void* context, int flags, const char* token, int size, int begin, int end)
{
    const auto& to = *static_cast<Shifted*>(context);
    return to.token(to.context, flags, token, size, begin + to.shift, end + to.shift);
}

int createTokenizer(void* api, const char**, int, Fts5Tokenizer** out)
{
    std::unique_ptr<Words> words(new (std::nothrow) Words);
    if (!words)
        return SQLITE_NOMEM;
    auto* fts = static_cast<fts5_api*>(api);
    void* context = nullptr;
    int result = fts->xFindTokenizer(fts, "unicode61", &context, &words->functions);
    const char* arguments[] = {"remove_diacritics", "2"};
    if (result == SQLITE_OK)
        result = words->functions.xCreate(context, arguments, 2, &words->tokenizer);
    if (result == SQLITE_OK)
        *out = reinterpret_cast<Fts5Tokenizer*>(words.release());
    return result;
}

void deleteTokenizer(Fts5Tokenizer* tokenizer)
{
    const std::unique_ptr<Words> words(reinterpret_cast<Words*>(tokenizer));
    words->functions.xDelete(words->tokenizer);
}

int tokenize(Fts5Tokenizer* tokenizer, void* context, int flags, const char* bytes, int size, TokenFunction token)
{
    if (bytes == nullptr || size <= 0)
        return SQLITE_OK;
    const Words& words = *reinterpret_cast<Words*>(tokenizer);
    const std::string_view text(bytes, static_cast<std::size_t>(size));
    const auto run = [&](int begin, int end) {
        Shifted to{context, token, begin};
        if (begin == end)
            return SQLITE_OK;
        return words.functions.xTokenize(words.tokenizer, &to, flags, bytes + begin, end - begin, onWord);
    };
    int runBegin = 0;
    int at = 0;
    while (at < size) {
        const CodePoint c = codePointAt(text, static_cast<std::size_t>(at));
        if (standsAlone(c.value)) {
            int result = run(runBegin, at);
            if (result == SQLITE_OK)
                result = token(context, 0, bytes + at, c.bytes, at, at + c.bytes);
            if (result != SQLITE_OK)
                return result;
            runBegin = at + c.bytes;
        }
        at += c.bytes;
    }
    return run(runBegin, size);
}

struct RangeSearch {
    std::vector<std::pair<int, int>> tokens; // first and last token of each match, by their places
    std::vector<TextRange> ranges;           // the same in bytes
    int place = 0;
};

int onMatchToken(void* context, int flags, const char*, int, int begin, int end)
{
    auto& search = *static_cast<RangeSearch*>(context);
    if ((flags & FTS5_TOKEN_COLOCATED) != 0)
        return SQLITE_OK;
    const int place = search.place++;
    for (std::size_t i = 0; i < search.tokens.size() && search.tokens[i].first <= place; ++i) {
        if (search.tokens[i].first == place)
            search.ranges[i].begin = static_cast<std::size_t>(begin);
        if (search.tokens[i].second == place)
            search.ranges[i].end = static_cast<std::size_t>(end);
    }
    return place >= search.tokens.back().second ? SQLITE_DONE : SQLITE_OK;
}

// Matches of several words can overlap; what is left is disjoint and in order.
void mergeTokens(std::vector<std::pair<int, int>>& tokens)
{
    std::sort(tokens.begin(), tokens.end());
    std::vector<std::pair<int, int>> merged;
    for (const auto& match : tokens) {
        if (!merged.empty() && match.first <= merged.back().second)
            merged.back().second = std::max(merged.back().second, match.second);
        else if (merged.size() < kMaxRanges)
            merged.push_back(match);
    }
    tokens = std::move(merged);
}

int findRanges(const Fts5ExtensionApi* api, Fts5Context* fts, RangeSearch& search)
{
    int count = 0;
    if (const int result = api->xInstCount(fts, &count); result != SQLITE_OK)
        return result;
    for (int i = 0; i < count; ++i) {
        int phrase = 0;
        int column = 0;
        int first = 0;
        if (const int result = api->xInst(fts, i, &phrase, &column, &first); result != SQLITE_OK)
            return result;
        if (column == 0)
            search.tokens.emplace_back(first, first + api->xPhraseSize(fts, phrase) - 1);
    }
    if (search.tokens.empty())
        return SQLITE_OK;
    mergeTokens(search.tokens);
    search.ranges.resize(search.tokens.size());
    const char* text = nullptr;
    int size = 0;
    if (const int result = api->xColumnText(fts, 0, &text, &size); result != SQLITE_OK)
        return result;
    const int result = api->xTokenize(fts, text, size, &search, onMatchToken);
    return result == SQLITE_DONE ? SQLITE_OK : result;
}

void matchRanges(const Fts5ExtensionApi* api, Fts5Context* fts, sqlite3_context* context, int, sqlite3_value**)
try {
    RangeSearch search;
    if (const int result = findRanges(api, fts, search); result != SQLITE_OK) {
        sqlite3_result_error_code(context, result);
        return;
    }
    std::string text;
    for (const TextRange& range : search.ranges) {
        if (range.end > range.begin) // an index that does not fit its text gives no range rather than a wrong one
            text += std::to_string(range.begin) + ' ' + std::to_string(range.end) + ' ';
    }
    sqlite3_result_text(context, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
} catch (const std::bad_alloc&) { // must not cross SQLite's C frames
    sqlite3_result_error_nomem(context);
}

fts5_api* ftsApi(SQLite::Database& connection)
{
    fts5_api* api = nullptr; // SQLite hands it out through a statement's pointer argument
    sqlite3_stmt* raw = nullptr;
    connection.check(sqlite3_prepare_v2(connection.getHandle(), "SELECT fts5(?1)", -1, &raw, nullptr));
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(raw, sqlite3_finalize);
    connection.check(sqlite3_bind_pointer(raw, 1, &api, "fts5_api_ptr", nullptr));
    sqlite3_step(raw);
    if (api == nullptr || api->iVersion < 2)
        throw SQLite::Exception("this SQLite was built without FTS5");
    return api;
}

struct TermInfo {
    bool any = false;
    int end = 0;            // of the last token
    bool lastIsWord = true; // and not an ideograph
};

int onTermToken(void* context, int, const char* token, int size, int, int end)
{
    auto& info = *static_cast<TermInfo*>(context);
    info.any = true;
    info.end = end;
    info.lastIsWord = !standsAlone(codePointAt({token, static_cast<std::size_t>(size)}, 0).value);
    return SQLITE_OK;
}

std::vector<std::string> splitTerms(std::string_view query)
{
    constexpr std::size_t kMaxBytes = 512; // what is longer than a sentence is no search; FTS5 expressions are bounded
    constexpr std::size_t kMaxTerms = 16;
    std::vector<std::string> terms(1);
    std::size_t at = 0;
    while (at < query.size() && at < kMaxBytes && terms.size() <= kMaxTerms) {
        const CodePoint c = codePointAt(query, at);
        if (c.value <= 0x20 || c.value == 0x7F || c.value == 0xA0 || c.value == 0x3000) {
            if (!terms.back().empty())
                terms.emplace_back();
        } else {
            terms.back().append(query.substr(at, static_cast<std::size_t>(c.bytes)));
        }
        at += static_cast<std::size_t>(c.bytes);
    }
    if (terms.back().empty() || terms.size() > kMaxTerms)
        terms.pop_back();
    return terms;
}

std::string quoted(const std::string& term)
{
    std::string text = "\"";
    for (const char c : term) {
        text += c;
        if (c == '"')
            text += c;
    }
    return text + '"';
}

bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// The nearest code point boundary at or after `at`; a run of stray continuation bytes is cut anywhere.
std::size_t boundary(std::string_view text, std::size_t at)
{
    for (int i = 0; i < 3 && at < text.size() && isContinuation(text[at]); ++i)
        ++at;
    return std::min(at, text.size());
}

} // namespace

void registerSearch(SQLite::Database& connection)
{
    fts5_api* api = ftsApi(connection);
    fts5_tokenizer functions{createTokenizer, deleteTokenizer, tokenize};
    connection.check(api->xCreateTokenizer(api, "fettle", api, &functions, nullptr));
    connection.check(api->xCreateFunction(api, "match_ranges", nullptr, matchRanges, nullptr));
}

std::string matchExpression(SQLite::Database& connection, std::string_view query)
{
    Fts5Tokenizer* created = nullptr;
    connection.check(createTokenizer(ftsApi(connection), nullptr, 0, &created));
    const std::unique_ptr<Fts5Tokenizer, void (*)(Fts5Tokenizer*)> tokenizer(created, deleteTokenizer);

    const std::vector<std::string> terms = splitTerms(query);
    std::string expression;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        TermInfo info;
        const int size = static_cast<int>(terms[i].size());
        connection.check(tokenize(created, &info, FTS5_TOKENIZE_QUERY, terms[i].data(), size, onTermToken));
        if (!info.any)
            continue;
        expression += (expression.empty() ? "" : " AND ") + quoted(terms[i]);
        // Still being typed: the last word may go on. "C++" or "done." is a whole word.
        if (i + 1 == terms.size() && info.lastIsWord && info.end == size)
            expression += '*';
    }
    return expression;
}

std::vector<TextRange> parseRanges(std::string_view ranges)
{
    std::vector<TextRange> result;
    const char* at = ranges.data();
    const char* end = at + ranges.size();
    while (at < end) {
        TextRange range;
        const auto first = std::from_chars(at, end, range.begin);
        if (first.ec != std::errc() || first.ptr == end)
            break;
        const auto second = std::from_chars(first.ptr + 1, end, range.end);
        if (second.ec != std::errc())
            break;
        result.push_back(range);
        at = second.ptr + (second.ptr < end ? 1 : 0);
    }
    return result;
}

void cutSnippet(std::string_view text, const std::vector<TextRange>& ranges, SearchHit& hit)
{
    constexpr std::size_t kBefore = 40;
    constexpr std::size_t kLength = 160;
    const std::size_t match = ranges.empty() ? 0 : std::min(ranges.front().begin, text.size());
    std::size_t begin = 0;
    if (match > kBefore) {
        begin = boundary(text, match - kBefore);
        const std::size_t space = text.find(' ', begin); // prefer a whole word where one begins in time
        if (space != std::string_view::npos && space < match)
            begin = space + 1;
    }
    const std::size_t end = text.size() - begin <= kLength ? text.size() : boundary(text, begin + kLength);
    hit.cutBefore = begin > 0;
    hit.cutAfter = end < text.size();
    hit.snippet.assign(text.substr(begin, end - begin));
    for (char& c : hit.snippet) {
        if (c == '\n' || c == '\r' || c == '\t')
            c = ' ';
    }
    for (const TextRange& range : ranges) {
        if (range.begin >= begin && range.begin < end)
            hit.matches.push_back({range.begin - begin, std::min(range.end, end) - begin});
    }
}

} // namespace storage
