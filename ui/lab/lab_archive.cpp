// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/lab/lab_archive.h"

#include "engine/error.h"
#include "ui/chat/visible_text.h"
#include "ui/file_worker.h"
#include "ui/notices/notice_list.h"
#include "ui/storage_worker.h"
#include "ui/text/engine_sentences.h"

#include <QDateTime>
#include <QLocale>

namespace ui
{
namespace
{

storage::LabResult rowOf(const engine::lab::Result& result)
{
    storage::LabResult row;
    const engine::lab::Machine& machine = result.machine;
    row.name = result.experiment.name;
    row.measured = QDateTime::fromString(QString::fromStdString(result.time), Qt::ISODate).toMSecsSinceEpoch();
    row.machine = machine.processor + (machine.gpu.empty() ? "" : ", " + machine.gpu);
    row.driver = machine.driver;
    row.version = machine.version;
    row.commit = machine.commit;
    row.candidates = static_cast<std::int64_t>(result.experiment.candidates.size());
    row.runs = static_cast<std::int64_t>(result.runs.size());
    row.json = engine::lab::toJsonText(result);
    return row;
}

} // namespace

struct LabArchive::Read { // of a file: one of the two, or why neither
    LabResultPointer result;
    std::shared_ptr<const engine::lab::Experiment> experiment;
    QString error;
};

LabArchive::LabArchive(StorageWorker& storage, FileWorker& files, NoticeList& notices, QObject* parent)
    : QAbstractListModel(parent),
      m_storage(storage),
      m_files(files),
      m_notices(notices)
{
    connect(&storage, &StorageWorker::opened, this, [this](const Profile& profile) { show(profile.labResults); });
    connect(&storage, &StorageWorker::labResultsChanged, this, &LabArchive::show);
    connect(&storage, &StorageWorker::labResultOpened, this, [this](quint64 request, const storage::LabResult& result) {
        if (request == m_request)
            parse(result.json, QString::fromStdString(result.name));
    });
}

void LabArchive::show(const std::vector<storage::LabResult>& rows)
{
    beginResetModel();
    m_rows = rows;
    endResetModel();
    emit countChanged();
}

std::int64_t LabArchive::idOf(int row) const
{
    return row < 0 || row >= count() ? 0 : m_rows[static_cast<std::size_t>(row)].id;
}

void LabArchive::open(int row)
{
    constexpr quint64 kFirstRequest = quint64{3} << 48; // others ask the same storage thread
    m_request = m_request == 0 ? kFirstRequest : m_request + 1;
    if (const std::int64_t id = idOf(row); id != 0)
        m_storage.post([request = m_request, id](StorageWorker& storage) { storage.openLabResult(request, id); });
}

void LabArchive::rename(int row, const QString& name)
{
    const std::int64_t id = idOf(row);
    if (id != 0 && !name.trimmed().isEmpty())
        m_storage.post([id, name = name.trimmed().left(200).toStdString()](StorageWorker& storage) {
            storage.renameLabResult(id, name);
        });
}

void LabArchive::remove(int row)
{
    if (const std::int64_t id = idOf(row); id != 0)
        m_storage.post([id](StorageWorker& storage) { storage.removeLabResult(id); });
}

void LabArchive::keep(const LabResultPointer& result)
{
    m_files.run(
        this, [result] { return rowOf(*result); },
        [this](const storage::LabResult& row) {
            m_storage.post([row](StorageWorker& storage) { storage.saveLabResult(row); });
        });
}

void LabArchive::parse(const std::string& json, const QString& name)
{
    m_files.run(
        this,
        [json, name = name.toStdString()] {
            Read read;
            try {
                read.result = std::make_shared<const engine::lab::Result>(engine::lab::parseResult(json, name));
            } catch (const std::exception& error) {
                read.error = engineSentence(std::string(error.what()));
            }
            return read;
        },
        [this](const Read& read) {
            if (read.result)
                emit opened(read.result);
            else
                m_notices.post(NoticeList::Kind::Error, visibleText(read.error));
        });
}

void LabArchive::importFile(const QUrl& file)
{
    if (!file.isLocalFile()) {
        m_notices.post(NoticeList::Kind::Warning, tr("Only files on this computer can be opened."));
        return;
    }
    m_files.run(
        this,
        [path = std::filesystem::path(file.toLocalFile().toStdU16String())] {
            Read read;
            try {
                read.result = std::make_shared<const engine::lab::Result>(engine::lab::loadResult(path));
                return read;
            } catch (const std::exception& error) {
                read.error = engineSentence(std::string(error.what()));
            }
            try {
                read.experiment = std::make_shared<const engine::lab::Experiment>(engine::lab::loadExperiment(path));
            } catch (const std::exception&) { // what is said is why it is no result
            }
            return read;
        },
        [this](const Read& read) {
            if (read.result) {
                keep(read.result);
                emit opened(read.result);
            } else if (read.experiment) {
                emit described(*read.experiment);
            } else {
                m_notices.post(NoticeList::Kind::Error, visibleText(read.error));
            }
        });
}

int LabArchive::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant LabArchive::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const storage::LabResult& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return visibleLine(QString::fromStdString(row.name));
    case TimeRole:
        return QLocale().toString(QDateTime::fromMSecsSinceEpoch(row.measured), QLocale::ShortFormat);
    case MachineRole:
        return visibleLine(QString::fromStdString(row.machine));
    case CandidatesRole:
        return static_cast<int>(row.candidates);
    case RunsRole:
        return static_cast<int>(row.runs);
    case VersionRole:
        return visibleLine(QString::fromStdString(row.version));
    default:
        return {};
    }
}

QHash<int, QByteArray> LabArchive::roleNames() const
{
    return {{NameRole, "name"}, {TimeRole, "time"},      {MachineRole, "machine"}, {CandidatesRole, "candidates"},
            {RunsRole, "runs"}, {VersionRole, "version"}};
}

} // namespace ui
