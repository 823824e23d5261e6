// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/lab_report.h"

#include "ui/chat/visible_text.h"
#include "ui/file_worker.h"
#include "ui/lab/lab_words.h"
#include "ui/models/model_library.h"
#include "ui/notices/notice_list.h"
#include "ui/text/engine_sentences.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

#include <algorithm>

namespace ui
{
namespace
{

QStringList sentencesOf(const std::vector<std::string>& sentences)
{
    QStringList list;
    for (const std::string& sentence : sentences)
        list.append(visibleText(engineSentence(sentence)));
    return list;
}

const engine::lab::Figure& figureOf(const engine::lab::Row& row, engine::lab::Metric metric)
{
    switch (metric) {
    case engine::lab::Metric::PrefillRate:
        return row.prefill;
    case engine::lab::Metric::FirstToken:
        return row.firstToken;
    case engine::lab::Metric::Total:
        return row.total;
    case engine::lab::Metric::DecodeRate:
        break;
    }
    return row.decode;
}

} // namespace

struct LabReport::Figures {
    engine::lab::Table table;
    std::vector<std::string> traps;
};

LabReport::LabReport(FileWorker& files, ModelLibrary& library, NoticeList& notices, QObject* parent)
    : QObject(parent),
      m_files(files),
      m_library(library),
      m_noticeList(notices)
{
}

void LabReport::show(const LabResultPointer& result)
{
    m_result = result;
    m_metric = Metric::Generating;
    m_prompt = -1;
    m_rows.clear();
    m_traps.clear();
    m_notes.clear();
    m_winner = -1;
    m_keys = result ? LabWords::differing(result->experiment.candidates) : QStringList();
    ++m_request;
    m_busy = false;
    if (result)
        work();
    emit changed();
    if (result)
        emit shown();
}

void LabReport::close()
{
    show(nullptr);
}

void LabReport::retranslate()
{
    if (m_result)
        work();
}

void LabReport::setMetric(Metric metric)
{
    if (m_metric == metric || !m_result)
        return;
    m_metric = metric;
    work();
}

void LabReport::setPrompt(int prompt)
{
    if (m_prompt == prompt || !m_result || prompt < -1 ||
        prompt >= static_cast<int>(m_result->experiment.prompts.size()))
        return;
    m_prompt = prompt;
    work();
}

void LabReport::work()
{
    m_busy = true;
    emit changed();
    m_files.run(
        this,
        [result = m_result, metric = static_cast<engine::lab::Metric>(m_metric), prompt = m_prompt] {
            return Figures{engine::lab::tabulate(*result, metric, prompt), engine::lab::traps(*result)};
        },
        [this, request = ++m_request](const Figures& figures) {
            if (request == m_request)
                take(figures);
        });
}

void LabReport::take(const Figures& figures)
{
    m_table = figures.table;
    m_busy = false;
    m_rows.clear();
    for (const engine::lab::Row& row : m_table.rows)
        m_rows.append(mapOf(row));
    m_traps = sentencesOf(figures.traps);
    m_notes = sentencesOf(m_table.notes);
    m_winner = engine::lab::winner(m_table);
    emit changed();
}

QVariantMap LabReport::mapOf(const engine::lab::Row& row) const
{
    const engine::lab::Figure& figure = figureOf(row, m_table.metric);
    QVariantList counts;
    for (const int count : row.between.counts)
        counts.append(count);
    QVariantList edges;
    for (const double edge : row.between.edges)
        edges.append(edge);
    const auto bytes = [](std::int64_t count) { return static_cast<double>(count); };
    return {{"candidate", row.candidate},
            {"rank", row.rank},
            {"name", nameOf(row.candidate)},
            {"failure", visibleText(QString::fromStdString(row.failure))},
            {"median", figure.median},
            {"low", figure.interval.low},
            {"high", figure.interval.high},
            {"runs", figure.runs},
            {"verdict", LabWords::verdict(row.againstFirst.verdict)},
            {"verdictKind", static_cast<int>(row.againstFirst.verdict)},
            {"ratio", row.againstFirst.ratio},
            {"ratioLow", row.againstFirst.interval.low},
            {"ratioHigh", row.againstFirst.interval.high},
            {"likeBest", row.rank > 1 && row.againstBest.verdict == engine::lab::Verdict::Noise},
            {"p50", row.p50},
            {"p95", row.p95},
            {"p99", row.p99},
            {"counts", counts},
            {"edges", edges},
            {"weights", bytes(row.memory.weights)},
            {"cache", bytes(row.memory.cache)},
            {"scratch", bytes(row.memory.scratch)},
            {"memory", bytes(row.memory.weights + row.memory.cache + row.memory.scratch)},
            {"peak", bytes(row.peakBytes)},
            {"decode", row.decode.median},
            {"prefill", row.prefill.median},
            {"first", row.firstToken.median},
            {"total", row.total.median},
            {"bandwidth", row.bandwidthShare},
            {"joules", row.joulesPerToken},
            {"gpuPercent", row.gpuPercent},
            {"gpuWatts", row.gpuWatts},
            {"accepted", row.acceptedShare},
            {"disturbed", row.disturbedRuns}};
}

QString LabReport::nameOf(int candidate) const
{
    if (!m_result || candidate < 0 || candidate >= static_cast<int>(m_result->experiment.candidates.size()))
        return {};
    return LabWords::name(m_result->experiment.candidates[static_cast<std::size_t>(candidate)], m_keys);
}

QString LabReport::name() const
{
    return m_result ? visibleLine(QString::fromStdString(m_result->experiment.name)) : QString();
}

QString LabReport::machine() const
{
    if (!m_result)
        return {};
    const engine::lab::Machine& machine = m_result->machine;
    QStringList parts;
    for (const std::string& part : {machine.processor, machine.instructions, machine.gpu, machine.driver,
                                    machine.system, "Fettle " + machine.version + " " + machine.commit.substr(0, 8)})
        if (const QString text = visibleLine(QString::fromStdString(part)).trimmed(); !text.isEmpty())
            parts.append(text);
    return parts.join(QStringLiteral(" · "));
}

QStringList LabReport::prompts() const
{
    QStringList list;
    if (m_result)
        for (const engine::lab::Prompt& prompt : m_result->experiment.prompts)
            list.append(LabWords::prompt(prompt.name));
    return list;
}

QVariantList LabReport::partings() const
{
    QVariantList list;
    if (!m_result)
        return list;
    const auto quoted = [](const std::string& token) {
        return token.empty() ? tr("its end") : tr("“%1”").arg(visibleLine(QString::fromStdString(token)));
    };
    for (const engine::lab::Parting& parting : m_result->partings) {
        QString words = tr("the same answer, %1 tokens").arg(parting.equalTokens);
        if (!parting.same) {
            words = tr("parts after %1 tokens: %2 became %3")
                        .arg(parting.equalTokens)
                        .arg(quoted(parting.first), quoted(parting.other));
            if (parting.divergence >= 0)
                words += tr(", KL there %1 nats").arg(parting.divergence, 0, 'g', 3);
        }
        list.append(QVariantMap{{"name", nameOf(parting.candidate)},
                                {"prompt", prompts().value(parting.prompt)},
                                {"same", parting.same},
                                {"words", words}});
    }
    return list;
}

bool LabReport::winnerSure() const
{
    return m_winner >= 0 && std::all_of(m_table.rows.begin(), m_table.rows.end(), [this](const engine::lab::Row& row) {
               return row.candidate == m_winner || row.rank == 0 ||
                      row.againstBest.verdict == engine::lab::Verdict::Slower;
           });
}

QString LabReport::winnerModel() const
{
    if (!m_result || m_winner < 0 || m_winner >= static_cast<int>(m_result->experiment.candidates.size()))
        return {};
    const auto& settings = m_result->experiment.candidates[static_cast<std::size_t>(m_winner)].settings;
    return visibleLine(QFileInfo(QString::fromStdString(settings.model)).fileName());
}

void LabReport::apply(int candidate)
{
    if (!m_result || candidate < 0 || candidate >= static_cast<int>(m_result->experiment.candidates.size()))
        return;
    const auto& settings = m_result->experiment.candidates[static_cast<std::size_t>(candidate)].settings;
    const QString path = QString::fromStdString(settings.model);
    LoadSettings load = m_library.loadSettings(path);
    load.context = settings.context;
    load.threads = settings.threads;
    load.cacheType = engine::lab::settingText(settings, "cache");
    load.onGpu = settings.device != "cpu";
    load.gpuLayers = load.onGpu ? settings.gpuLayers : -1;
    load.batch = settings.batch;
    load.guesses = settings.guesses;
    m_library.setLoadSettings(path, load);
    if (path == m_library.currentPath())
        m_library.reload();
    const QString model = visibleLine(QFileInfo(path).fileName());
    m_noticeList.post(NoticeList::Kind::Info,
                      tr("“%1” is loaded with this from now on: %2.").arg(model, nameOf(candidate)));
    QStringList left; // what a chat has no setting for
    for (const char* key : {"draft_model", "parallel", "reuse_prefix", "graph", "sample_on_device"})
        if (m_keys.contains(QLatin1String(key)))
            left.append(LabWords::title(QLatin1String(key)));
    if (!left.isEmpty())
        m_noticeList.post(NoticeList::Kind::Warning,
                          tr("Chats have no setting yet for: %1.").arg(left.join(QStringLiteral(", "))));
}

QUrl LabReport::suggestion(const QString& suffix) const
{
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    QString name = m_result ? this->name() : QString();
    for (const QChar bad : QStringLiteral("/\\:*?\"<>|"))
        name.replace(bad, u' ');
    return QUrl::fromLocalFile(folder.filePath(tr("Fettle Lab, %1").arg(name.left(80)) + u'.' + suffix));
}

void LabReport::saveJson(const QUrl& file)
{
    if (m_result)
        write(file, [result = m_result] { return engine::lab::toJsonText(*result); });
}

void LabReport::saveCsv(const QUrl& file)
{
    if (m_result)
        write(file, [table = m_table] { return engine::lab::toCsv(table); });
}

void LabReport::write(const QUrl& file, const std::function<std::string()>& content)
{
    m_files.run(
        this,
        [path = file.toLocalFile(), content]() -> QString {
            QSaveFile out(path);
            try {
                const std::string text = content();
                if (out.open(QIODevice::WriteOnly) &&
                    out.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size()) &&
                    out.commit())
                    return {};
            } catch (const std::exception& error) {
                return QString::fromLocal8Bit(error.what());
            }
            return out.errorString();
        },
        [this, name = visibleLine(file.fileName())](const QString& error) {
            if (error.isEmpty())
                m_noticeList.post(NoticeList::Kind::Info, tr("The comparison was written to “%1”.").arg(name));
            else
                m_noticeList.post(NoticeList::Kind::Error,
                                  tr("The comparison could not be written to “%1”: %2. Choose another place.")
                                      .arg(name, visibleLine(error)));
        });
}

} // namespace ui
