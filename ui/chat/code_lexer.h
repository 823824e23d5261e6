// SPDX-License-Identifier: GPL-3.0-or-later
// Splits lines of code into comments, strings, numbers and keywords, for their colours. It knows the words and quotes
// of a language, not its grammar: enough to read by, linear in the length, and any text is valid input. Pure.
#pragma once

#include <QString>
#include <QStringView>

#include <vector>

namespace ui
{

enum class CodeToken { Comment, String, Number, Keyword };

struct CodeRun {
    int start = 0; // in the line
    int length = 0;
    CodeToken token = CodeToken::Comment;

    bool operator==(const CodeRun&) const = default;
};

struct CodeLanguage;

// By the word after a fence, in any case: "cpp", "Python", "sh"; null where it is not known.
const CodeLanguage* codeLanguage(const QString& name);

constexpr int kCodeStart = 0; // the state before the first line

// The runs of one line, in order, and the state for the next.
int lexCodeLine(const CodeLanguage& language, QStringView line, int state, std::vector<CodeRun>& runs);

} // namespace ui
