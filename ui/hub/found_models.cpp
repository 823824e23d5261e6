// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/hub/found_models.h"

#include "ui/chat/visible_text.h"
#include "ui/hub/hub_worker.h"

namespace ui
{

FoundModels::FoundModels(HubWorker& worker, QObject* parent) : QAbstractListModel(parent), m_worker(worker)
{
    connect(&worker, &HubWorker::foundLocal, this,
            [this](quint64 request, const std::vector<engine::hub::LocalModel>& models) {
                if (request == m_request)
                    show(models);
            });
    connect(&worker, &HubWorker::failed, this, [this](quint64 request, const QString&) {
        if (request == m_request)
            show({}); // a folder that cannot be read is as good as none
    });
}

void FoundModels::stop()
{
    if (m_stop)
        *m_stop = true;
}

void FoundModels::refresh()
{
    if (m_stop)
        *m_stop = true;
    m_stop = std::make_shared<std::atomic<bool>>(false);
    m_request = m_worker.newRequest();
    m_busy = true;
    emit busyChanged();
    m_worker.post([request = m_request, stop = m_stop](HubWorker& worker) { worker.findLocal(request, stop); });
}

void FoundModels::show(const std::vector<engine::hub::LocalModel>& models)
{
    beginResetModel(); // looked for anew
    m_models = models;
    endResetModel();
    m_busy = false;
    emit busyChanged();
    emit countChanged();
}

int FoundModels::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant FoundModels::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const engine::hub::LocalModel& model = m_models[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole:
        return visibleLine(QString::fromStdString(model.name));
    case SourceRole:
        return QString::fromLatin1(engine::hub::sourceName(model.source));
    case QuantizationRole:
        return visibleLine(QString::fromStdString(model.quantization));
    case BytesRole:
        return static_cast<double>(model.bytes);
    case PathRole:
        return QString::fromStdString(model.path.string());
    case MissingRole:
        return visibleText(QString::fromStdString(model.missing));
    default:
        return {};
    }
}

QHash<int, QByteArray> FoundModels::roleNames() const
{
    return {{NameRole, "name"},   {SourceRole, "source"}, {QuantizationRole, "quantization"},
            {BytesRole, "bytes"}, {PathRole, "path"},     {MissingRole, "missing"}};
}

} // namespace ui
