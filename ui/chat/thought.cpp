// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chat/thought.h"

#include <algorithm>

namespace ui
{
namespace
{

constexpr QStringView kOpen = u"<think>";
constexpr QStringView kClose = u"</think>";

QStringView withoutSpaceBefore(QStringView text)
{
    const auto* first = std::find_if_not(text.begin(), text.end(), [](QChar letter) { return letter.isSpace(); });
    return text.sliced(first - text.begin());
}

// Without a last part that begins `tag`.
QStringView withoutPartOf(QStringView tag, QStringView text)
{
    for (qsizetype length = std::min(tag.size() - 1, text.size()); length > 0; --length)
        if (text.last(length) == tag.first(length))
            return text.chopped(length);
    return text;
}

} // namespace

ThoughtSplit splitThought(const QString& text, bool growing)
{
    ThoughtSplit split;
    const QStringView rest = withoutSpaceBefore(text);
    if (growing && rest.size() < kOpen.size() && kOpen.startsWith(rest))
        return split;
    split.present = rest.startsWith(kOpen);
    if (!split.present) {
        split.answer = text;
        return split;
    }
    const QStringView body = withoutSpaceBefore(rest.sliced(kOpen.size()));
    const qsizetype end = body.indexOf(kClose);
    split.open = end < 0;
    if (split.open) {
        split.thought = (growing ? withoutPartOf(kClose, body) : body).toString();
    } else {
        split.thought = body.first(end).toString();
        split.answer = withoutSpaceBefore(body.sliced(end + kClose.size())).toString();
    }
    return split;
}

} // namespace ui
