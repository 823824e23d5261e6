// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/lab_words.h"

#include "ui/chat/visible_text.h"

#include <QFileInfo>
#include <QHash>

namespace ui
{
namespace
{

QString fileName(const QString& path)
{
    return visibleLine(QFileInfo(path).fileName());
}

QString textOf(const engine::lab::Settings& settings, const QString& key)
{
    return QString::fromStdString(engine::lab::settingText(settings, key.toStdString()));
}

} // namespace

QString LabWords::title(const QString& key)
{
    const QHash<QString, QString> titles{{"model", tr("Model")},
                                         {"device", tr("Device")},
                                         {"gpu_layers", tr("Layers on the GPU")},
                                         {"threads", tr("Threads")},
                                         {"cache", tr("KV cache")},
                                         {"context", tr("Context")},
                                         {"batch", tr("Prompt batch")},
                                         {"guess", tr("Guesses from repeated text")},
                                         {"draft_model", tr("Draft model")},
                                         {"draft", tr("Tokens of the draft model")},
                                         {"parallel", tr("Requests at once")},
                                         {"reuse_prefix", tr("Reuse of what was read")},
                                         {"graph", tr("Graph capture")},
                                         {"sample_on_device", tr("Sampling on the GPU")}};
    return titles.value(key, visibleLine(key));
}

QString LabWords::hint(const QString& key)
{
    const QHash<QString, QString> hints{
        {"device", tr("The processor, or a GPU of this machine.")},
        {"gpu_layers", tr("The last so many; -1 is as many as fit.")},
        {"threads", tr("Of the processor; 0 is all.")},
        {"cache", tr("How exactly keys and values are kept.")},
        {"context", tr("Positions that are kept; 0 is the engine's choice.")},
        {"batch", tr("Tokens of a prompt that are read at once.")},
        {"guess", tr("Tokens guessed ahead where the text repeats itself; 0 is none.")},
        {"draft_model", tr("A smaller model with the same tokens that guesses ahead.")},
        {"draft", tr("How many it guesses at once.")},
        {"parallel", tr("The same request so many times in one batch.")},
        {"reuse_prefix", tr("As in a chat that goes on: only the last message is read.")},
        {"graph", tr("The work of a token recorded once and replayed.")},
        {"sample_on_device", tr("The GPU chooses the tokens itself.")}};
    return hints.value(key);
}

QString LabWords::choice(const QString& key, const QString& text)
{
    if (text == u"true")
        return tr("on");
    if (text == u"false")
        return tr("off");
    if (key == u"device")
        return text == u"cpu" ? tr("Processor") : visibleLine(text);
    if (key == u"draft_model" || key == u"model")
        return text.isEmpty() ? tr("none") : fileName(text);
    return visibleLine(text);
}

QString LabWords::base(const QString& key, const QString& text)
{
    if (text == u"0" && key == u"threads")
        return tr("all");
    if ((text == u"0" && key == u"context") || (text == u"-1" && key == u"gpu_layers"))
        return tr("automatic");
    return choice(key, text);
}

QString LabWords::value(const engine::lab::Settings& settings, const QString& key)
{
    const QString text = textOf(settings, key);
    if (key == u"threads")
        return text == u"0" ? tr("all threads") : text == u"1" ? tr("1 thread") : tr("%1 threads").arg(text);
    const QHash<QString, QString> patterns{{"gpu_layers", tr("%1 layers on the GPU")},
                                           {"cache", tr("%1 cache")},
                                           {"context", tr("context %1")},
                                           {"batch", tr("batch %1")},
                                           {"guess", tr("%1 guesses")},
                                           {"draft", tr("%1 draft tokens")},
                                           {"parallel", tr("%1 at once")},
                                           {"draft_model", tr("draft: %1")},
                                           {"reuse_prefix", tr("reuse %1")},
                                           {"graph", tr("graph %1")},
                                           {"sample_on_device", tr("sampling on the GPU %1")}};
    return patterns.value(key, QStringLiteral("%1")).arg(choice(key, text));
}

QString LabWords::prompt(const std::string& name)
{
    const QString own = QString::fromStdString(name);
    const QHash<QString, QString> names{{"short question", tr("Short question")},
                                        {"long document", tr("Long document")},
                                        {"code edit", tr("Code edit")},
                                        {"chat with history", tr("Chat with history")}};
    return names.value(own, visibleLine(own));
}

QString LabWords::verdict(engine::lab::Verdict verdict)
{
    switch (verdict) {
    case engine::lab::Verdict::TooFew:
        return tr("too few runs to tell");
    case engine::lab::Verdict::Noise:
        return tr("noise");
    case engine::lab::Verdict::Faster:
        return tr("faster");
    case engine::lab::Verdict::Slower:
        break;
    }
    return tr("slower");
}

QStringList LabWords::differing(const std::vector<engine::lab::Candidate>& candidates)
{
    QStringList keys;
    for (const engine::lab::SettingInfo& info : engine::lab::settingInfos())
        for (const engine::lab::Candidate& candidate : candidates) {
            const QString key = QString::fromLatin1(info.key);
            if (textOf(candidate.settings, key) == textOf(candidates.front().settings, key))
                continue;
            keys.append(key);
            break;
        }
    return keys;
}

QString LabWords::name(const engine::lab::Candidate& candidate, const QStringList& differing)
{
    QStringList words;
    for (const QString& key : differing)
        words.append(value(candidate.settings, key));
    return words.isEmpty() ? visibleLine(QString::fromStdString(candidate.name)) : words.join(QStringLiteral(", "));
}

} // namespace ui
