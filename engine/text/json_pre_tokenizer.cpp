// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/json_pipeline.h"

#include "engine/text/byte_characters.h"
#include "engine/text/space_mark.h"
#include "engine/text/unicode.h"
#include "engine/text/utf8.h"
#include "engine/text/word_pattern.h"

#include <functional>

namespace engine::text
{
namespace
{

using nlohmann::json;

constexpr std::size_t kMaxSteps = 64;
constexpr const char* kByteLevelExpression =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

// \w of Rust's regex library (UTS 18, annex C): alphabetic, circled and squared letters too, marks, decimal digits,
// connectors and joiners.
#define RUST_WORD                                                                                                      \
    "\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\x{200C}\\x{200D}\\x{24B6}-\\x{24E9}\\x{1F130}-\\x{1F149}"                      \
    "\\x{1F150}-\\x{1F169}\\x{1F170}-\\x{1F189}"
constexpr const char* kWhitespaceExpression = "[" RUST_WORD "]+|[^" RUST_WORD "\\s]+";

enum class Behavior { Isolated, Removed, MergedWithPrevious, MergedWithNext, Contiguous };

// A stretch of a piece that either matches what it is cut by or lies between.
struct Cut {
    std::size_t begin, end;
    bool match;
};
using Cutter = std::function<std::vector<Cut>(std::string_view)>; // the cuts cover the text

std::vector<Cut> joined(const std::vector<Cut>& cuts, Behavior behavior)
{
    std::vector<Cut> out;
    if (behavior == Behavior::MergedWithNext) { // the mirror of the other
        bool after = false;
        for (auto cut = cuts.rbegin(); cut != cuts.rend(); ++cut) {
            if (cut->match && !after && !out.empty())
                out.back().begin = cut->begin;
            else
                out.push_back(*cut);
            after = cut->match;
        }
        return {out.rbegin(), out.rend()};
    }
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        const bool before = i > 0 && cuts[i - 1].match;
        const bool joins =
            behavior == Behavior::Contiguous ? i > 0 && before == cuts[i].match : cuts[i].match && !before;
        if (!out.empty() && joins)
            out.back().end = cuts[i].end;
        else
            out.push_back(cuts[i]);
    }
    return out;
}

class Split final : public JsonPreTokenizer
{
public:
    Split(Cutter cutter, Behavior behavior, bool invert = false)
        : m_cutter(std::move(cutter)),
          m_behavior(behavior),
          m_invert(invert)
    {
    }

    void apply(JsonPieces& pieces) const override
    {
        std::vector<std::string_view> finer;
        for (const std::string_view piece : pieces.list) {
            std::vector<Cut> cuts = m_cutter(piece);
            for (Cut& cut : cuts)
                cut.match = cut.match != m_invert;
            if (m_behavior != Behavior::Isolated && m_behavior != Behavior::Removed)
                cuts = joined(cuts, m_behavior);
            for (const Cut& cut : cuts)
                if (cut.end > cut.begin && !(m_behavior == Behavior::Removed && cut.match))
                    finer.push_back(piece.substr(cut.begin, cut.end - cut.begin));
        }
        pieces.list.swap(finer);
    }

private:
    Cutter m_cutter;
    Behavior m_behavior;
    bool m_invert;
};

Cutter byPattern(std::shared_ptr<const WordPattern> pattern)
{
    return [pattern](std::string_view text) {
        thread_local RegexScratch scratch; // pieces are many and short
        std::vector<Cut> cuts;
        std::size_t at = 0;
        pattern->forEachMatch(text, scratch, [&](std::size_t begin, std::size_t end) {
            if (begin > at)
                cuts.push_back({at, begin, false});
            cuts.push_back({begin, end, true});
            at = end;
        });
        if (at < text.size())
            cuts.push_back({at, text.size(), false});
        return cuts;
    };
}

Cutter byCharacter(bool (*wanted)(char32_t))
{
    return [wanted](std::string_view text) {
        std::vector<Cut> cuts;
        for (std::size_t at = 0; at < text.size();) {
            const Utf8Step step = decodeUtf8(text, at);
            const bool match = wanted(step.code);
            if (!match && !cuts.empty() && !cuts.back().match)
                cuts.back().end += step.length;
            else
                cuts.push_back({at, at + step.length, match});
            at += step.length;
        }
        return cuts;
    };
}

Cutter byString(const std::string& what)
{
    return [what](std::string_view text) {
        std::vector<Cut> cuts;
        std::size_t at = 0;
        for (auto found = text.find(what); found != std::string_view::npos; found = text.find(what, at)) {
            if (found > at)
                cuts.push_back({at, found, false});
            at = found + what.size();
            cuts.push_back({found, at, true});
        }
        if (at < text.size())
            cuts.push_back({at, text.size(), false});
        return cuts;
    };
}

bool isNumeric(char32_t code)
{
    return unicode::isIn(code, unicode::kNumbers);
}

// Rewrites each piece.
class Rewrite final : public JsonPreTokenizer
{
public:
    using Function = std::function<std::string(std::string_view, bool first)>;
    explicit Rewrite(Function function) : m_function(std::move(function)) {}

    void apply(JsonPieces& pieces) const override
    {
        bool first = pieces.atStart;
        for (std::string_view& piece : pieces.list) {
            piece = pieces.written.emplace_back(m_function(piece, first));
            first = false;
        }
    }

private:
    Function m_function;
};

class Reader
{
public:
    Reader(const JsonSource& source, bool& endsInBytes) : m_source(source), m_endsInBytes(endsInBytes) {}

    JsonPreTokenizers read(const json& root)
    {
        step(root, "pre_tokenizer", true);
        return std::move(m_steps);
    }

private:
    void add(std::unique_ptr<const JsonPreTokenizer> made, const std::string& where)
    {
        if (m_steps.size() >= kMaxSteps)
            m_source.bad(where, "has too many steps");
        m_steps.push_back(std::move(made));
    }

    void step(const json& j, const std::string& where, bool last)
    {
        const auto type = j.at("type").get<std::string>();
        if (type == "Sequence") {
            const json& steps = j.at("pretokenizers");
            for (std::size_t i = 0; i < steps.size(); ++i)
                step(steps.at(i), where + "[" + std::to_string(i) + "]", last && i + 1 == steps.size());
        } else if (type == "ByteLevel") {
            byteLevel(j, where, last);
        } else if (type == "Split") {
            split(j, where);
        } else if (type == "Metaspace") {
            metaspace(j, where);
        } else if (type == "Digits") {
            add(std::make_unique<Split>(byCharacter(isNumeric), j.value("individual_digits", false)
                                                                    ? Behavior::Isolated
                                                                    : Behavior::Contiguous),
                where);
        } else if (type == "Punctuation") {
            add(std::make_unique<Split>(byCharacter(unicode::isPunctuation),
                                        behavior(j.value("behavior", "Isolated"), where)),
                where);
        } else if (type == "Whitespace") {
            static const std::shared_ptr<const WordPattern> pattern = WordPattern::compile(kWhitespaceExpression);
            add(std::make_unique<Split>(byPattern(pattern), Behavior::Removed, true), where);
        } else if (type == "WhitespaceSplit") {
            add(std::make_unique<Split>(byCharacter(unicode::isWhiteSpace), Behavior::Removed), where);
        } else if (type == "BertPreTokenizer") {
            add(std::make_unique<Split>(byCharacter(unicode::isWhiteSpace), Behavior::Removed), where);
            add(std::make_unique<Split>(byCharacter(unicode::isPunctuation), Behavior::Isolated), where);
        } else if (type == "CharDelimiterSplit") {
            const auto delimiter = j.at("delimiter").get<std::string>();
            if (delimiter.empty())
                m_source.bad(where + ".delimiter", "is empty");
            add(std::make_unique<Split>(byString(delimiter), Behavior::Removed), where);
        } else {
            m_source.unsupported(where, "pre-tokenizer \"" + type.substr(0, 40) + "\"");
        }
    }

    void byteLevel(const json& j, const std::string& where, bool last)
    {
        if (j.value("add_prefix_space", false))
            add(std::make_unique<Rewrite>([](std::string_view text, bool) {
                    return text.substr(0, 1) == " " ? std::string(text) : " " + std::string(text);
                }),
                where);
        static const std::shared_ptr<const WordPattern> pattern = WordPattern::compile(kByteLevelExpression);
        if (j.value("use_regex", true))
            add(std::make_unique<Split>(byPattern(pattern), Behavior::Isolated), where);
        m_endsInBytes = last;
        if (!last)
            add(std::make_unique<Rewrite>([](std::string_view text, bool) { return toByteCharacters(text); }), where);
    }

    void split(const json& j, const std::string& where)
    {
        const json& pattern = j.at("pattern");
        const Behavior how = behavior(j.at("behavior").get<std::string>(), where);
        const bool invert = j.value("invert", false);
        if (pattern.contains("String")) {
            const auto what = pattern.at("String").get<std::string>();
            if (what.empty())
                m_source.bad(where + ".pattern", "is empty");
            add(std::make_unique<Split>(byString(what), how, invert), where);
            return;
        }
        std::shared_ptr<const WordPattern> compiled = WordPattern::compile(pattern.at("Regex").get<std::string>());
        if (!compiled)
            m_source.bad(where + ".pattern", "is no regular expression that can be used");
        add(std::make_unique<Split>(byPattern(std::move(compiled)), how, invert), where);
    }

    void metaspace(const json& j, const std::string& where)
    {
        const auto mark = j.value("replacement", std::string(kSpaceMark));
        if (mark.empty())
            m_source.bad(where + ".replacement", "is empty");
        const auto scheme = j.value("prepend_scheme", j.value("add_prefix_space", true) ? "always" : "never");
        add(std::make_unique<Rewrite>([mark, scheme](std::string_view text, bool first) {
                std::string out;
                for (const char c : text) {
                    if (c == ' ')
                        out += mark;
                    else
                        out += c;
                }
                const bool wanted = scheme == "always" || (scheme == "first" && first);
                return wanted && out.compare(0, mark.size(), mark) != 0 ? mark + out : out;
            }),
            where);
        if (j.value("split", true))
            add(std::make_unique<Split>(byString(mark), Behavior::MergedWithNext), where);
    }

    Behavior behavior(const std::string& name, const std::string& where) const
    {
        static constexpr std::pair<std::string_view, Behavior> kNames[] = {
            {"Isolated", Behavior::Isolated},
            {"Removed", Behavior::Removed},
            {"MergedWithPrevious", Behavior::MergedWithPrevious},
            {"MergedWithNext", Behavior::MergedWithNext},
            {"Contiguous", Behavior::Contiguous}};
        for (const auto& [known, value] : kNames)
            if (known == name)
                return value;
        m_source.bad(where + ".behavior", "is \"" + name.substr(0, 40) + "\", which is no known one");
    }

    const JsonSource& m_source;
    bool& m_endsInBytes;
    JsonPreTokenizers m_steps;
};

} // namespace

JsonPreTokenizers readPreTokenizers(const json& json, const JsonSource& source, bool& endsInBytes)
{
    endsInBytes = false;
    return json.is_null() ? JsonPreTokenizers() : Reader(source, endsInBytes).read(json);
}

} // namespace engine::text
